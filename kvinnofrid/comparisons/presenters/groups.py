"""Ways of choosing some of those who answered: county, SKR group, size class."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kvinnofrid.comparisons.board import Board
from kvinnofrid.comparisons.presenters.round_base import group_name, size_name
from kvinnofrid.web.components import Choice, Option
from kvinnofrid.web.public_pages import Choices


def counties(board: Board) -> Mapping[str, str]:
    """The counties that somebody answered in, by code in the order of codes."""
    found = {r.county_code: r.county_name for r in board.respondents if r.county_code}
    return dict(sorted(found.items()))


def groups(board: Board) -> Mapping[str, str]:
    """The SKR groups with somebody who answered: `2023-B3` and the like."""
    found: dict[str, str] = {}
    for version, codes in (
        ("2017", {r.group_2017 for r in board.respondents}),
        ("2023", {r.group_2023 for r in board.respondents}),
    ):
        for code in sorted(code for code in codes if code):
            found[f"{version}-{code}"] = f"SKR {version}: {group_name(version, code)}"
    return found


def sizes(board: Board) -> Mapping[str, str]:
    """The size classes with somebody who answered."""
    found = sorted({r.size_class for r in board.respondents if r.size_class})
    return {code: size_name(code) for code in found}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of those who answered are shown, as chosen in the address."""

    county: str
    group: str
    size: str

    @classmethod
    def read(cls, choices: Choices, board: Board) -> "Selection":
        """What was chosen."""
        return cls(
            county=choices.one("lan", counties(board)),
            group=choices.one("grupp", groups(board)),
            size=choices.one("storlek", sizes(board)),
        )

    def rows(self, board: Board) -> tuple[int, ...]:
        """The rows of the board that are chosen."""
        version, _dash, code = self.group.partition("-")
        return board.rows(
            county=self.county or None,
            group_2017=code if version == "2017" else None,
            group_2023=code if version == "2023" else None,
            size_class=self.size or None,
        )

    def named(self, board: Board) -> list[str]:
        """What was chosen, in words."""
        chosen = [
            counties(board).get(self.county),
            groups(board).get(self.group),
            sizes(board).get(self.size),
        ]
        return [name for name in chosen if name]

    def fields(self, board: Board) -> list[Choice]:
        """The filters to choose with."""
        return [
            Choice("lan", _("Län"), options(_("Alla län"), counties(board)), self.county),
            Choice(
                "grupp", _("Kommungrupp"), options(_("Alla grupper"), groups(board)), self.group
            ),
            Choice("storlek", _("Storlek"), options(_("Alla storlekar"), sizes(board)), self.size),
        ]


def options(everything: str, named: Mapping[str, str]) -> list[Option]:
    """Options of a filter, with what nothing chosen means first."""
    return [Option("", everything), *(Option(code, name) for code, name in named.items())]
