"""Figures of a disclosed table: shares, means of change, rates. Exact, with interval and n.

Computed here once, from integers that anybody may know, so that every page, document and file says
the same. What a hidden count is needed for is None, and so is what nobody is in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from kvinnofrid.catalogue import Outcome
from kvinnofrid.engine.facts import SCALE
from kvinnofrid.engine.tables import DisclosedTable
from kvinnofrid.statistics.episodes import LEAVERS, MATCHED, UNKNOWN, UNMATCHED
from kvinnofrid.statistics.intervals import Interval, mean_of, wilson

INHABITANTS = 10_000
"""A rate is so many per so many inhabitants."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; the interval is of the share between 0 and 1."""

    number: int
    of: int
    interval: Interval

    @property
    def percent(self) -> Fraction:
        """The share in per cent, exact."""
        return Fraction(100 * self.number, self.of)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean change, and of how many: in the unit of the scale, or in classes where there is none.

    Positive is better. The interval is None of fewer than two.
    """

    value: Fraction
    n: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Rate:
    """How many, among how many inhabitants."""

    number: int
    inhabitants: int

    @property
    def value(self) -> Fraction:
        """Per 10 000 inhabitants, exact."""
        return Fraction(INHABITANTS * self.number, self.inhabitants)


def beside(outcome: Outcome, table: str) -> frozenset[str]:
    """The classes that stand beside a table's whole and are no part of it."""
    if outcome.measure.of == "change":
        return frozenset({MATCHED, UNKNOWN} if table == LEAVERS else {UNMATCHED})
    several = outcome.measure.many and outcome.measure.of == "answer"
    return frozenset({UNKNOWN} if several else ())


def share(
    table: DisclosedTable, outcome: Outcome, classes: Iterable[str], *codes: str
) -> Share | None:
    """The share of some classes together in a row; None when it can't be told or is of nobody."""
    row, total = table.row(*codes), table.total(*codes)
    number = _sum(row[one] for one in classes)
    apart = _sum(row[one] for one in beside(outcome, table.query.table))
    if number is None or apart is None or total is None or total == apart:
        return None
    return Share(number, total - apart, wilson(number, total - apart))


def matched(table: DisclosedTable, *codes: str) -> Share | None:
    """The share who answered both times, of a table of change; None when it can't be told."""
    total, without = table.total(*codes), table.row(*codes)[UNMATCHED]
    if not total or without is None:
        return None
    return Share(total - without, total, wilson(total - without, total))


def mean_change(table: DisclosedTable, *codes: str) -> Mean | None:
    """The mean change of those who answered both times; None when it can't be told."""
    found = table.change(*codes)
    if found is None:
        return None
    interval = mean_of(found.n, found.total, found.squares).interval
    return Mean(
        Fraction(found.total, found.n * SCALE),
        found.n,
        None if interval is None else Interval(interval.low / SCALE, interval.high / SCALE),
    )


def rate(
    table: DisclosedTable, outcome: Outcome, inhabitants: int | None, *codes: str
) -> Rate | None:
    """How many in the classes of the indicator's rate, among inhabitants; None when not known."""
    number = _sum(table.row(*codes)[one] for one in outcome.rate_of)
    if number is None or not inhabitants or not outcome.rate_of:
        return None
    return Rate(number, inhabitants)


def _sum(counts: Iterable[int | None]) -> int | None:
    known = 0
    for one in counts:
        if one is None:
            return None
        known += one
    return known
