"""How sure a share is, from its integers alone."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
"""The two-sided 95 per cent point of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of an interval, as parts of the whole from 0 to 1."""

    low: float
    high: float


def wilson(count: int, n: int, z: float = Z_95) -> Interval:
    """Wilson's score interval of a share; ValueError when the count is not a part of n.

    It never leaves 0 to 1, and is usable with few. Newcombe, Statistics in Medicine 17 (1998).
    """
    if not 0 <= count <= n or not n:
        raise ValueError(f"{count} is not a part of {n}")
    share = count / n
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if count == 0 else (middle - half) / scale
    high = 1.0 if count == n else (middle + half) / scale
    return Interval(low, high)


@dataclass(frozen=True, slots=True)
class MeanOf:
    """A mean and its interval; no interval of fewer than two."""

    mean: float
    interval: Interval | None


def mean_of(n: int, total: int, squares: int, z: float = Z_95) -> MeanOf:
    """The mean of n values from their sum and the sum of their squares; ValueError without any.

    The interval is the normal one, from the spread of the sample.
    """
    if n < 1:
        raise ValueError("there is no mean of nothing")
    mean = total / n
    if n == 1:
        return MeanOf(mean, None)
    # In whole numbers as long as it goes: the difference of two large sums.
    spread = sqrt((n * squares - total * total) / (n * (n - 1)))
    half = z * spread / sqrt(n)
    return MeanOf(mean, Interval(mean - half, mean + half))
