"""What every page of a round has: its board, the addresses it leads to, what its files say."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import UnknownDefinitionError, load_shipped
from kvinnofrid.charts import Frame
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.board import Board, BoardRespondent
from kvinnofrid.comparisons.presenters.nation import nation
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.spreadsheets.writing import Cell
from kvinnofrid.web.components import Link
from kvinnofrid.web.drawing import language
from kvinnofrid.web.pictures import words
from kvinnofrid.web.public_pages import Choices, NoSuchPageError, Page, say

SIZE_CLASSES = organisations.SIZE_CLASSES
SKR_GROUPS = organisations.SKR_GROUPS
_PLACE = "PLATS"

MADE_UP = "pahittade-svar"
"""How the names of files with made-up answers begin."""


def open_board(slug: str) -> Board:
    """The board of a round; NoSuchPageError when there is none by that name."""
    try:
        return queries.board(slug)
    except (queries.UnknownRoundError, UnknownDefinitionError) as error:
        raise NoSuchPageError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pages of a round stand, in one language."""

    round: str
    matrix: str
    ranking: str
    _profile: str
    _indicator: str
    _of_code: Mapping[str, str]

    def profile(self, respondent: BoardRespondent) -> str:
        """The page of one who answered."""
        return self._profile.replace(_PLACE, self._of_code[respondent.code])

    def profile_at(self, address: str) -> str:
        """The page at the last part of an address."""
        return self._profile.replace(_PLACE, address)

    def short(self, respondent: BoardRespondent) -> str:
        """The last part of the address of one who answered."""
        return self._of_code[respondent.code]

    def indicator(self, code: str) -> str:
        """The page of an indicator."""
        return self._indicator.replace(_PLACE, code)


def addresses(board: Board) -> Addresses:
    """Where the pages of a round stand, in the language of the page."""
    return _addresses(board, get_language())


@lru_cache(maxsize=32)
def _addresses(board: Board, _language: str | None) -> Addresses:
    slug, register, on = board.round.slug, organisations.register(), board.round.day
    return Addresses(
        round=reverse("comparisons:round", args=[slug]),
        matrix=reverse("comparisons:matrix", args=[slug]),
        ranking=reverse("comparisons:ranking", args=[slug]),
        _profile=reverse("comparisons:profile", args=[slug, _PLACE]),
        _indicator=reverse("comparisons:indicator", args=[slug, _PLACE]),
        _of_code={
            one.code: register.place(one.organisation_id, on=on).address
            for one in board.respondents
        },
    )


def questions(board: Board) -> tuple[str, ...]:
    """What the indicators are called in the language of the page, in the set's order."""
    return _questions(board, language())


@lru_cache(maxsize=16)
def _questions(board: Board, in_language: str) -> tuple[str, ...]:
    return tuple(one.name.in_language(in_language) for one in board.indicators)


@lru_cache(maxsize=16)
def by_address(board: Board) -> Mapping[str, BoardRespondent]:
    """Those who answered by the last part of their addresses."""
    here = addresses(board)
    return {here.short(one): one for one in board.respondents}


def round_name(board: Board) -> str:
    """The name of a round: that of its indicator set, with the year where it lacks it."""
    name, year = say(board.indicator_set.title), str(board.round.year)
    return name if year in name else f"{name}, {year}"


class RoundPage(Page):
    """A page of a round."""

    def __init__(self, *, board: Board, address: str, choices: Choices) -> None:
        super().__init__(address=address, choices=choices)
        self.board = board
        self.here = addresses(board)
        self.nation = nation(board)

    @property
    def mark(self) -> tuple[Hashable, ...]:
        return (self.board, queries.beside_mark(), load_shipped().digest)

    @property
    def round_title(self) -> str:
        """The name of the round."""
        return round_name(self.board)

    @property
    def trail(self) -> Sequence[Link]:
        return [
            Link(_("Öppna jämförelser"), reverse("comparisons:index")),
            Link(self.round_title, self.here.round),
        ]

    @property
    def views(self) -> list[Link]:
        """The views of the round, the open one marked."""
        links = (
            (_("Hela landet"), self.here.round),
            (_("Alla svar"), self.here.matrix),
            (_("Rangordning"), self.here.ranking),
        )
        return [Link(label, to, current=to == self.address) for label, to in links]

    @property
    def source(self) -> str:
        """Where the answers come from."""
        return self.board.round.source or _("Inläst fil; källa ej angiven")

    @property
    def answered(self) -> str:
        """How many answers there are here, as it stands beside figures."""
        return _("%(n)s svarande %(year)s") % {
            "n": words().number(len(self.board.respondents)),
            "year": self.board.round.year,
        }

    def frame(self, *, subtitle: str = "", note: str = "") -> Frame:
        """What stands around a picture in a file."""
        made_up = _("Påhittade svar. ") if self.board.round.synthetic else ""
        return Frame(source=self.source, subtitle=subtitle, note=f"{made_up}{note}")

    @property
    def saved_as(self) -> str:
        # A CSV file has no room for words about its figures: its name says that they are made up.
        return f"{MADE_UP}-{self.file_name}" if self.board.round.synthetic else self.file_name

    def about(self) -> Sequence[tuple[str, Cell]]:
        definition, facts = self.board.indicator_set, self.board.round
        return [
            *super().about(),
            (_("Omgång"), facts.slug),
            (_("År"), facts.year),
            (_("Påhittade svar"), _("ja") if facts.synthetic else _("nej")),
            (_("Källa"), self.source),
            (_("Frågor och definitioner"), say(definition.title)),
            (_("Definitionernas version"), f"{definition.id} {definition.version}"),
            (_("Licens"), say(definition.source.licence)),
            (_("Antal svarande"), len(self.board.respondents)),
            (_("Omgångens revision"), facts.revision),
            (_("Nämnare"), _("De som svarat ja, delvis eller nej. Uppgift saknas räknas inte.")),
            (_("Riket"), self.nation.basis),
        ]


def size_name(code: str) -> str:
    """What a size class is called."""
    return say(load_shipped().classification(SIZE_CLASSES).group(code).name)


def group_name(version: str, code: str) -> str:
    """What an SKR group is called, with its code."""
    return f"{code} {say(load_shipped().classification(SKR_GROUPS, version).group(code).name)}"
