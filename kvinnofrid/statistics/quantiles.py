"""Quartiles, exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The values that a quarter, half and three quarters lie below; `n` is of how many."""

    lower: Fraction
    median: Fraction
    upper: Fraction
    n: int


def quartiles(values: Sequence[int]) -> Quartiles | None:
    """The quartiles by linear interpolation between the two nearest values; None without any."""
    if not values:
        return None
    ordered = sorted(values)
    at = [_at(ordered, Fraction(part, 4)) for part in (1, 2, 3)]
    return Quartiles(at[0], at[1], at[2], len(ordered))


def _at(ordered: list[int], part: Fraction) -> Fraction:
    place = part * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
