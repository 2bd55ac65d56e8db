"""What holds for organisations over time, without any database."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from kvinnofrid.organisations.alphabet import fold, fold_loosely, slug, sort_key

__all__ = [
    "KIND_OF_PATH",
    "Period",
    "fold",
    "fold_loosely",
    "holding",
    "holds",
    "nearest",
    "overlap",
    "reached_from",
    "slug",
    "sort_key",
    "unique_addresses",
]

KIND_OF_PATH = {
    "kommun": "municipality",
    "lan": "county",
    "region": "region",
    "lansstyrelse": "county_board",
    "stadsdel": "city_district",
    "nationellt": "national_body",
    "riket": "nation",
}
"""The word that stands for a kind in addresses."""


class Period(Protocol):
    """Anything that holds from a day to another; `valid_to` is the first day it no longer does."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_to(self) -> date | None: ...


P = TypeVar("P", bound=Period)
N = TypeVar("N", bound=Hashable)


def holds(period: Period, on: date) -> bool:
    """Whether the period holds on the day."""
    return period.valid_from <= on and (period.valid_to is None or on < period.valid_to)


def holding(periods: Iterable[P], on: date) -> P | None:
    """The one of some periods that do not overlap that holds on the day, or None."""
    return next((period for period in periods if holds(period, on)), None)


def overlap(one: Period, other: Period) -> bool:
    """Whether some day belongs to both periods."""
    return (other.valid_to is None or one.valid_from < other.valid_to) and (
        one.valid_to is None or other.valid_from < one.valid_to
    )


def nearest(periods: Sequence[P], on: date) -> P:
    """The period that holds on the day, else the last one before it, else the first after it.

    `periods` is not empty and in order of time.
    """
    begun = [period for period in periods if period.valid_from <= on]
    return begun[-1] if begun else periods[0]


def reached_from(start: N, steps: Mapping[N, Sequence[N]]) -> tuple[N, ...]:
    """All that one comes to by following the steps from `start`, nearest first, each once.

    Used for successors and predecessors, and safe even if the steps should lead in a circle.
    """
    found: dict[N, None] = {}
    waiting = list(steps.get(start, ()))
    while waiting:
        one = waiting.pop(0)
        if one not in found and one != start:
            found[one] = None
            waiting.extend(steps.get(one, ()))
    return tuple(found)


def unique_addresses(wanted: Iterable[tuple[N, str, str]]) -> dict[str, N]:
    """Give each its wanted address, in order of precedence; who comes too late gets the other one.

    Each entry is who, the wanted address and the one to have if that is taken.
    """
    taken: dict[str, N] = {}
    for who, address, otherwise in wanted:
        taken[address if address not in taken else otherwise] = who
    return taken
