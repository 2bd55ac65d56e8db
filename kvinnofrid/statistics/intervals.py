"""How sure a share or a mean is, from its integers alone."""

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


def mean_of(n: int, total: int, squares: int) -> MeanOf:
    """The mean of n values from their sum and the sum of their squares; ValueError without any.

    The interval is Student's, from the spread of the sample: wider than the normal one for few.
    """
    if n < 1:
        raise ValueError("there is no mean of nothing")
    mean = total / n
    if n == 1:
        return MeanOf(mean, None)
    # In whole numbers as long as it goes: the difference of two large sums.
    spread = sqrt((n * squares - total * total) / (n * (n - 1)))
    half = student(n - 1) * spread / sqrt(n)
    return MeanOf(mean, Interval(mean - half, mean + half))


def student(freedom: int) -> float:
    """Student's t that leaves two and a half per cent on each side, to two parts in a thousand.

    For one and two degrees of freedom exact, else by the expansion of Cornish and Fisher
    (Abramowitz and Stegun, 26.7.5).
    """
    if freedom == 1:
        return 12.706204736432095
    if freedom == 2:
        return 4.302652729911275
    z, f = Z_95, float(freedom)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / f + second / f**2 + third / f**3 + fourth / f**4
