"""Who is like whom, with the reason in words."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from kvinnofrid.comparisons.board import Board, BoardRespondent
from kvinnofrid.comparisons.presenters.round_base import addresses, group_name, size_name
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.statistics.similarity import Likeness
from kvinnofrid.web.components import Link
from kvinnofrid.web.pictures import words

AT_MOST = 8
ABOUT_EQUAL = Fraction(11, 10)


def reasons(own: BoardRespondent, likeness: Likeness[str]) -> str:
    """Why another is like this one, and why not, each part of it."""
    parts = [_size(likeness.population_ratio)]
    parts.append(
        _("%(equal)s av %(compared)s jämförbara svar är lika")
        % {"equal": likeness.equal_answers, "compared": likeness.compared_answers}
    )
    if likeness.same_group and own.group_2017:
        parts.append(_("samma kommungrupp (%(group)s)") % {"group": own.group_2017})
    if likeness.same_size_class and own.size_class:
        parts.append(_("samma storleksklass"))
    return ", ".join(parts)


def _size(ratio: Fraction | None) -> str:
    if ratio is None:
        return _("folkmängden är okänd för den ena")
    if 1 / ABOUT_EQUAL <= ratio <= ABOUT_EQUAL:
        return _("ungefär lika stor folkmängd")
    if ratio > 1:
        return _("%(times)s gånger så stor folkmängd") % {
            "times": words().number(rounded(ratio, 1))
        }
    return _("%(percent)s så stor folkmängd") % {"percent": words().percent(rounded(100 * ratio))}


@dataclass(frozen=True, slots=True)
class Similar:
    """One that is like another: who, its number of yes, how near it is and why."""

    link: Link
    yes: int
    distance: str
    reasons: str


def similar(board: Board, own: BoardRespondent) -> list[Similar]:
    """The most alike, nearest first, with distance and reason."""
    return [
        Similar(
            Link(one.respondent.name, addresses(board).profile(one.respondent)),
            one.respondent.counted.yes,
            words().number(one.likeness.distance, 2),
            reasons(own, one.likeness),
        )
        for one in board.similar(own.code, at_most=AT_MOST)
    ]


def same_kind(board: Board, own: BoardRespondent) -> tuple[str, list[Link]]:
    """A sentence about those of the same group and size class, and links to them."""
    if own.group_2017 is None or own.size_class is None:
        return _("Kommungrupp eller storleksklass är okänd."), []
    others = board.same_group_and_size(own.code)
    kind = f"{group_name('2017', own.group_2017)}, {size_name(own.size_class)}"
    links = [Link(one.name, addresses(board).profile(one)) for one in others]
    if not others:
        return _("Ingen annan svarande har samma grupp och storleksklass: %(kind)s.") % {
            "kind": kind
        }, []
    return _("Samma grupp och storleksklass: %(kind)s.") % {"kind": kind}, links
