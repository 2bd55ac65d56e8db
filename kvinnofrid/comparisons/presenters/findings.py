"""What the round says, in sentences computed from its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.catalogue import Indicator
from kvinnofrid.comparisons.board import Board
from kvinnofrid.comparisons.presenters.nation import by_share, nation
from kvinnofrid.comparisons.presenters.round_base import addresses
from kvinnofrid.statistics.ranking import median
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.components import Link
from kvinnofrid.web.pictures import words
from kvinnofrid.web.public_pages import say

NAMED_AT_MOST = 4
HALF = Fraction(50)


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and the questions that it is about."""

    text: str
    questions: Sequence[Link] = ()


def findings(board: Board) -> list[Finding]:
    """The highest, the lowest, how many are fulfilled by most, and each area's middle."""
    ascending = by_share(board)
    if not ascending:
        return []
    highest, lowest = ascending[-1][0], ascending[0][0]
    return [
        _extreme(board, _("Högst andel ja: %(percent)s."), highest, ascending),
        _extreme(board, _("Lägst andel ja: %(percent)s."), lowest, ascending),
        Finding(_halves(ascending)),
        Finding(_areas(board)),
    ]


def _extreme(
    board: Board, text: str, share: Fraction, pairs: Sequence[tuple[Fraction, Indicator]]
) -> Finding:
    here = addresses(board)
    equal = [one for other, one in pairs if other == share]
    said = text % {"percent": words().percent(rounded(share))}
    rest = len(equal) - NAMED_AT_MOST
    if rest > 0:
        more = ngettext("%(n)s fråga till är lika.", "%(n)s frågor till är lika.", rest)
        said = f"{said} {more % {'n': rest}}"
    links = [Link(say(one.name), here.indicator(one.code)) for one in equal[:NAMED_AT_MOST]]
    return Finding(said, links)


def _halves(pairs: Sequence[tuple[Fraction, Indicator]]) -> str:
    over = sum(share > HALF for share, _one in pairs)
    return _(
        "%(over)s av %(all)s frågor besvaras med ja av mer än hälften. Medianen bland frågorna är"
        " %(median)s ja."
    ) % {
        "over": over,
        "all": len(pairs),
        "median": words().percent(rounded(median([share for share, _one in pairs]) or Fraction())),
    }


def _areas(board: Board) -> str:
    middles = []
    for area in board.indicator_set.quality_areas:
        shares = [nation(board).percents[c] for c in board.columns_of_area[area.id]]
        middle = median([share for share in shares if share is not None])
        if middle is not None:
            middles.append((middle, say(area.name)))
    middles.sort(key=lambda pair: -pair[0])
    listed = "; ".join(f"{name} {words().percent(rounded(middle))}" for middle, name in middles)
    return _("Medianen i varje kvalitetsområde: %(areas)s.") % {"areas": listed}
