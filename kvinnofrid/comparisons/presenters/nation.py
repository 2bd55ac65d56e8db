"""The share of yes for the whole country: as printed where it was, else computed and named so."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Indicator
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.board import Board
from kvinnofrid.comparisons.rules import last_day
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.pictures import words

RESPONSE_RATE = "response-rate"


@dataclass(frozen=True, slots=True)
class Nation:
    """The country's shares of yes in per cent, in the order of the indicators."""

    percents: tuple[Fraction | None, ...]
    printed: bool
    respondents: int | None
    """How many the shares are computed from; None when they are printed and the source does not
    say how many had answered."""

    @property
    def name(self) -> str:
        """Whose shares they are, as a chart says it."""
        return _("riket") if self.printed else _("alla svarande")

    @property
    def basis(self) -> str:
        """How the shares are known, in a sentence."""
        if self.printed:
            return _(
                "Andelarna är de publicerade för hela riket. Källan anger inte n för frågorna."
            )
        return _(
            "Andelarna är beräknade här bland de %(n)s svarande: ja av dem som svarat ja, delvis"
            " eller nej, oviktat."
        ) % {"n": words().number(self.respondents or 0)}

    def percent(self, column: int) -> str:
        """A share as it is written."""
        share = self.percents[column]
        return words().no_data if share is None else words().percent(rounded(share))


@lru_cache(maxsize=16)
def nation(board: Board) -> Nation:
    """The country's shares in the round."""
    percents = board.national_percents
    if board.published:
        return Nation(percents=percents, printed=True, respondents=None)
    return Nation(percents=percents, printed=False, respondents=len(board.respondents))


def printed_response_rate(board: Board) -> tuple[Decimal, str] | None:
    """The published response rate of the round's year in per cent, and the page with its source."""
    if board.round.synthetic:
        return None
    for series in queries.national_series():
        if series.definition.id == RESPONSE_RATE:
            for point in series.points:
                if last_day(point.year) == board.round.day:
                    return point.percent, reverse("comparisons:series", args=[RESPONSE_RATE])
    return None


def by_share(board: Board) -> list[tuple[Fraction, Indicator]]:
    """The indicators that have a share, the lowest first."""
    pairs = zip(nation(board).percents, board.indicators, strict=True)
    return sorted(
        ((share, one) for share, one in pairs if share is not None), key=lambda pair: pair[0]
    )
