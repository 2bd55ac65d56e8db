"""One whose answers are not known: said as that, never as a no or a zero."""

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from kvinnofrid.comparisons.board import Board
from kvinnofrid.comparisons.presenters.round_base import RoundPage, addresses
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import SKR_GROUPS, Kind, Place
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.web.components import Link
from kvinnofrid.web.drawing import answer_word
from kvinnofrid.web.public_pages import Choices, say


class SilentPage(RoundPage):
    """The page of a municipality or city district that has no answers in the round."""

    template = "comparisons/silent.html"

    def __init__(self, asked: QueryDict, *, board: Board, place: Place) -> None:
        address = addresses(board).profile_at(place.address)
        super().__init__(board=board, address=address, choices=Choices(asked))
        self.place = place

    @property
    def title(self) -> str:
        return self.place.name

    @property
    def file_name(self) -> str:
        return f"{self.board.round.slug}-{self.place.address}"

    def context(self) -> dict[str, object]:
        return {
            "place_address": organisations.address(self.place),
            "near": self._near(),
        }

    def _near(self) -> list[tuple[str, list[Link]]]:
        """Those who did answer, of the same county and the same SKR group."""
        register, day = organisations.register(), self.board.round.day
        municipality = self.place
        if self.place.kind == Kind.CITY_DISTRICT:
            municipality = register.parent(self.place, on=day) or self.place
        county = register.parent(municipality, on=day)
        group = register.group_of(municipality, SKR_GROUPS, "2017")
        found = []
        if county is not None:
            rows = self.board.rows(county=county.code)
            found.append((_("Svarande i %(county)s") % {"county": county.full_name}, rows))
        if group is not None:
            rows = self.board.rows(group_2017=group)
            found.append((_("Svarande i samma kommungrupp (SKR 2017)"), rows))
        return [(name, [self._link(row) for row in rows]) for name, rows in found]

    def _link(self, row: int) -> Link:
        one = self.board.respondents[row]
        return Link(one.name, self.here.profile(one))

    def sheets(self) -> Sequence[Sheet]:
        rows: list[list[Cell]] = [
            [one.code, say(one.name), answer_word("missing")] for one in self.board.indicators
        ]
        return [Sheet(_("Profil"), [_("Kod"), _("Fråga"), self.place.name], rows)]
