"""The entrance to the comparisons: the rounds, the trends, and how to read them."""

from collections.abc import Hashable, Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import UnknownDefinitionError, load_shipped
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.board import RoundFacts
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.web.components import Card
from kvinnofrid.web.public_pages import Choices, Page, say


class IndexPage(Page):
    """All rounds, and the published series."""

    template = "comparisons/index.html"

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(address=reverse("comparisons:index"), choices=Choices(asked))
        self.rounds = queries.rounds()

    @property
    def mark(self) -> tuple[Hashable, ...]:
        return (self.rounds, queries.beside_mark(), load_shipped().digest)

    @property
    def title(self) -> str:
        return _("Öppna jämförelser")

    @property
    def file_name(self) -> str:
        return "oppna-jamforelser"

    def context(self) -> dict[str, object]:
        series = queries.national_series()
        years = sorted({point.year for one in series for point in one.points})
        return {
            "rounds": [self._card(one) for one in self.rounds],
            "series_number": len(series),
            "first_year": str(years[0]) if years else None,
            "last_year": str(years[-1]) if years else None,
            "trends_address": reverse("comparisons:trends"),
        }

    def _card(self, one: RoundFacts) -> Card:
        return Card(
            title=self._name(one),
            address=reverse("comparisons:round", args=[one.slug]),
            text=_("Fråga för fråga: hela landet, alla svar, rangordning och profiler."),
            label=_("%(year)s, påhittade svar") % {"year": one.year}
            if one.synthetic
            else str(one.year),
        )

    def _name(self, one: RoundFacts) -> str:
        try:
            name = say(queries.indicator_set(one).title)
        except UnknownDefinitionError:
            return one.slug
        return name if str(one.year) in name else f"{name}, {one.year}"

    def sheets(self) -> Sequence[Sheet]:
        rows: list[list[Cell]] = [
            [one.year, one.slug, self._name(one), one.source, one.synthetic] for one in self.rounds
        ]
        header = [_("År"), _("Omgång"), _("Namn"), _("Källa"), _("Påhittade svar")]
        return [Sheet(_("Omgångar"), header, rows)]
