"""Who is like whom, and why: each part of the distance is kept so that the reason can be told.

The distance is the mean of two parts, each from 0 (equal) to 1:

- population: how many times larger the one is than the other, on a logarithmic scale where ten
  times larger is 1, and more than that too;
- answers: how far apart the answers are on average, where yes against no is 1 and partly is half
  way. Only questions that both answered with yes, partly or no are compared.

A part that cannot be known counts as 1, so that the unknown never passes for alike.
Same group and same size class are told as reasons but do not move the distance.
"""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

FURTHEST = 1.0
TIMES_LARGER_AT_FURTHEST = 10
HIGHEST_ANSWER = 2


@dataclass(frozen=True, slots=True)
class Profile(Generic[Key]):
    """What likeness is judged by.

    `answers` are 2 yes, 1 partly, 0 no, and anything above 2 for an answer that is no comparison;
    the questions stand in the same order in every profile. `sort_key` breaks ties.
    """

    key: Key
    sort_key: str
    group: str | None
    size_class: str | None
    population: int | None
    answers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """How like another profile is, part by part. `None` in a part means that it is unknown."""

    key: Key
    same_group: bool
    same_size_class: bool
    population_ratio: Fraction | None
    """The other's inhabitants divided by one's own."""
    equal_answers: int
    compared_answers: int
    population_distance: float | None
    answer_distance: float | None

    @property
    def distance(self) -> float:
        """From 0 (equal) to 1; an unknown part counts as 1."""
        return _mean(self.population_distance, self.answer_distance)


def _mean(*parts: float | None) -> float:
    return sum(FURTHEST if part is None else part for part in parts) / len(parts)


def _population_ratio(own: int | None, other: int | None) -> Fraction | None:
    return Fraction(other, own) if own and other else None


def _population_distance(own: int | None, other: int | None) -> float | None:
    if not own or not other:
        return None
    return min(FURTHEST, math.log(max(own, other) / min(own, other), TIMES_LARGER_AT_FURTHEST))


class _Bits(NamedTuple):
    """Which questions were answered no, partly and yes: a bit for each question."""

    no: int
    partly: int
    yes: int


@lru_cache(maxsize=2048)
def _bits(answers: bytes) -> _Bits:
    """Whole profiles are compared by a few operations on numbers instead of answer by answer."""
    kinds = (sum((a == kind) << n for n, a in enumerate(answers)) for kind in range(3))
    return _Bits(*kinds)


def _any(bits: _Bits) -> int:
    return bits.no | bits.partly | bits.yes


class _Compared(NamedTuple):
    """How many questions both answered, how many alike, and how many half steps lie between."""

    both: int
    equal: int
    apart: int

    @property
    def distance(self) -> float | None:
        return self.apart / (HIGHEST_ANSWER * self.both) if self.both else None


def _compare(one: Profile[Key], other: Profile[Key]) -> _Compared:
    if len(one.answers) != len(other.answers):
        raise ValueError("the two did not answer the same questions")
    own, theirs = _bits(bytes(one.answers)), _bits(bytes(other.answers))
    both = (_any(own) & _any(theirs)).bit_count()
    alike = (own.no & theirs.no) | (own.partly & theirs.partly) | (own.yes & theirs.yes)
    equal = alike.bit_count()
    opposite = ((own.yes & theirs.no) | (own.no & theirs.yes)).bit_count()
    return _Compared(both, equal, HIGHEST_ANSWER * opposite + (both - equal - opposite))


def likeness(one: Profile[Key], other: Profile[Key]) -> Likeness[Key]:
    """How like `other` is to `one`. ValueError when they did not answer the same questions."""
    compared = _compare(one, other)
    return Likeness(
        key=other.key,
        same_group=one.group is not None and one.group == other.group,
        same_size_class=one.size_class is not None and one.size_class == other.size_class,
        population_ratio=_population_ratio(one.population, other.population),
        equal_answers=compared.equal,
        compared_answers=compared.both,
        population_distance=_population_distance(one.population, other.population),
        answer_distance=compared.distance,
    )


def most_alike(
    one: Profile[Key], others: Iterable[Profile[Key]], *, at_most: int
) -> tuple[Likeness[Key], ...]:
    """The nearest others, nearest first; equally near ones in the order of their sort keys."""
    found = [(_distance(one, other), other.sort_key, other) for other in others]
    found.sort(key=lambda near: near[:2])
    nearest = (other for _, _, other in found if other.key != one.key)
    return tuple(likeness(one, other) for other in islice(nearest, at_most))


def _distance(one: Profile[Key], other: Profile[Key]) -> float:
    """The distance alone: told of hundreds before the reasons are told of a few."""
    population = _population_distance(one.population, other.population)
    return _mean(population, _compare(one, other).distance)
