"""Levels: what a sign comes to in an area and a year, how sure it is, and where it stands.

A level is made from disclosed counts alone. What is hidden stays hidden: a sum with a hidden part
is hidden too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kvinnofrid.catalogue import Sign
from kvinnofrid.statistics.episodes import OUTSIDE
from kvinnofrid.statistics.intervals import Interval, wilson
from kvinnofrid.statistics.ranking import Rank, ranks

PER = 10_000
"""Inhabitants that a rate is per."""

Row = Mapping[str, int | None]
"""Counts by class; None when hidden."""


class State(StrEnum):
    """What is known of a level."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    """The release hides a count that it is made of."""
    NOBODY = "nobody"
    """There is nobody whom it could be about."""
    ABSENT = "absent"
    """The release says nothing of the area or the year."""


@dataclass(frozen=True, slots=True)
class Level:
    """A sign in an area and a year. `count` of `n` are such; `of` is the whole population, of whom
    the others are left out or not known. Of a rate `n` is the number of inhabitants. `is_survey`:
    the population is those who answered the clients' own survey.
    """

    state: State
    count: int | None = None
    n: int | None = None
    of: int | None = None
    is_rate: bool = False
    is_survey: bool = False

    @property
    def value(self) -> Fraction | None:
        """The share from 0 to 1, or the rate; None when it is not shown."""
        if self.count is None or not self.n:
            return None
        return Fraction(self.count * (PER if self.is_rate else 1), self.n)

    @property
    def interval(self) -> Interval | None:
        """Its 95 per cent interval, in the same unit as the value."""
        if self.count is None or not self.n or self.count > self.n:
            return None
        found, times = wilson(self.count, self.n), PER if self.is_rate else 1
        return Interval(found.low * times, found.high * times)

    @property
    def known(self) -> Fraction | None:
        """How large a part of the population the value is about; None when that is not known."""
        if self.is_rate or self.n is None or not self.of:
            return None
        return Fraction(self.n, self.of)


ABSENT = Level(State.ABSENT)
HIDDEN = Level(State.HIDDEN)


def level(sign: Sign, row: Row, total: int | None, inhabitants: int | None = None) -> Level:
    """What a sign comes to in a row of its table. `total` is how many are in the row altogether."""
    counted = [row.get(one, 0) for one in sign.counted]
    beside = [row.get(one, 0) for one in (*sign.left_out, OUTSIDE)]
    if sign.kind == "rate":
        number = total if set(sign.counted) >= {one for one in row if row[one]} else _sum(counted)
        if number is None:
            return HIDDEN
        if not inhabitants:
            return Level(State.ABSENT, number, None, number, is_rate=True)
        return Level(State.SHOWN, number, inhabitants, number, is_rate=True)
    count, away = _sum(counted), _sum(beside)
    if total is None or count is None or away is None:
        return HIDDEN
    outside = row.get(OUTSIDE) or 0
    if total == away:
        return Level(State.NOBODY, 0, 0, total - outside)
    return Level(State.SHOWN, count, total - away, total - outside)


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [one for one in counts if one is not None]
    return sum(known) if len(known) == len(counts) else None


def together(levels: Iterable[Level]) -> tuple[Level, int]:
    """Levels that are shown, added up, and how many they are. What is hidden is not in it; hidden
    when there is nothing else.
    """
    every = list(levels)
    shown = [one for one in every if one.state is State.SHOWN]
    if not shown:
        return (HIDDEN if HIDDEN in every else ABSENT), 0
    total = Level(
        State.SHOWN,
        sum(one.count or 0 for one in shown),
        sum(one.n or 0 for one in shown),
        sum(one.of or 0 for one in shown),
        is_rate=shown[0].is_rate,
        is_survey=shown[0].is_survey,
    )
    return total, len(shown)


@dataclass(frozen=True, slots=True)
class Standing:
    """A place among others, and the best and worst places that it could as well have: those whose
    intervals lie wholly beside its own are surely before or after it.
    """

    rank: Rank
    best: int
    worst: int

    @property
    def sure(self) -> bool:
        """Whether no other place is as likely."""
        return self.best == self.worst


def standings(sign: Sign, levels: Mapping[str, Level]) -> dict[str, Standing]:
    """The places of the levels that are shown, the best first; none where neither way is better."""
    if sign.better == "neither":
        return {}
    turn = 1 if sign.better == "up" else -1
    known = {
        name: (turn * one.value, one.interval)
        for name, one in levels.items()
        if one.state is State.SHOWN and one.value is not None and one.interval is not None
    }
    places = ranks([value for value, _ in known.values()])
    spans = {
        name: sorted((turn * interval.low, turn * interval.high))
        for name, (_, interval) in known.items()
    }
    found = {}
    for name, rank in zip(known, places, strict=True):
        low, high = spans[name]
        before = sum(other[0] > high for other in spans.values())
        after = sum(other[1] < low for other in spans.values())
        found[name] = Standing(rank, before + 1, len(spans) - after)
    return found


class Against(StrEnum):
    """How a level stands to another."""

    HIGHER = "higher"
    LOWER = "lower"
    ALIKE = "alike"
    """Their intervals overlap: the difference may be chance."""
    UNKNOWN = "unknown"


def against(own: Level, other: Level) -> Against:
    """How one level stands to another, by their intervals."""
    here, there = own.interval, other.interval
    if here is None or there is None:
        return Against.UNKNOWN
    if here.low > there.high:
        return Against.HIGHER
    return Against.LOWER if here.high < there.low else Against.ALIKE
