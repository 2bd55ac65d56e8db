"""Shares and means, exact until they are shown.

The denominator is a rule, not a habit: those who answered yes, partly or no. Who answered "not
applicable" or nothing at all is counted beside, never as a no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add


@dataclass(frozen=True, slots=True)
class Share:
    """How the answers to a question were divided, each kind as a number of respondents."""

    yes: int = 0
    partly: int = 0
    no: int = 0
    not_applicable: int = 0
    missing: int = 0

    def __post_init__(self) -> None:
        if min(self.yes, self.partly, self.no, self.not_applicable, self.missing) < 0:
            raise ValueError("a number of answers cannot be negative")

    @property
    def answered(self) -> int:
        """The denominator: respondents who answered yes, partly or no."""
        return self.yes + self.partly + self.no

    @property
    def asked(self) -> int:
        """All respondents that the question was put to."""
        return self.answered + self.not_applicable + self.missing

    @property
    def percent(self) -> Fraction | None:
        """Yes in per cent of the answered, exact; None (no data) when nobody answered."""
        return Fraction(100 * self.yes, self.answered) if self.answered else None

    def __add__(self, other: "Share") -> "Share":
        return Share(
            self.yes + other.yes,
            self.partly + other.partly,
            self.no + other.no,
            self.not_applicable + other.not_applicable,
            self.missing + other.missing,
        )


def total(shares: Iterable[Share]) -> Share:
    """All the answers of several shares taken together."""
    return reduce(add, shares, Share())


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean and how many values are in it; `left_out` had no value or no weight.

    `value` is exact, and None (no data) when nothing could be counted.
    """

    value: Fraction | None
    n: int
    left_out: int


def unweighted_mean(values: Iterable[Fraction | int | None]) -> Mean:
    """The mean in which each value counts the same, whatever the size of its municipality."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    mean = Fraction(sum(known, Fraction(0)), len(known)) if known else None
    return Mean(value=mean, n=len(known), left_out=len(listed) - len(known))


def weighted_mean(values: Iterable[tuple[Fraction | int | None, int | None]]) -> Mean:
    """The mean in which each value counts as much as its weight: its number of inhabitants.

    A value whose weight is unknown is left out and counted as such; a weight of zero is known,
    and counts for nothing. ValueError when a weight is negative.
    """
    listed = list(values)
    known = [(Fraction(v), w) for v, w in listed if v is not None and w is not None]
    if any(weight < 0 for _, weight in known):
        raise ValueError("a weight cannot be negative")
    weights = sum(weight for _, weight in known)
    mean = sum((v * weight for v, weight in known), Fraction(0)) / weights if weights else None
    return Mean(value=mean, n=len(known), left_out=len(listed) - len(known))


def rounded(value: Fraction, decimals: int = 0) -> Decimal:
    """A value as it is shown: a half goes away from zero. The last step, never one in between."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals)
