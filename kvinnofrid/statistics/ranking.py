"""Ranks as in a competition: those who are equal share the best of their places."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among `of`, 1 the best; `sharing` is how many have the same place, itself included.

    Two thirds and no fourth: after a shared place the next numbers are skipped.
    """

    position: int
    sharing: int
    of: int

    @property
    def shared(self) -> bool:
        """Whether somebody else has the same place."""
        return self.sharing > 1


def ranks(values: Sequence[int | Fraction]) -> tuple[Rank, ...]:
    """The place of each value, the highest first, in the order the values were given."""
    ascending = sorted(-value for value in values)
    having = Counter(values)
    return tuple(
        Rank(bisect_left(ascending, -value) + 1, sharing=having[value], of=len(values))
        for value in values
    )


def median(values: Sequence[int | Fraction]) -> Fraction | None:
    """The middle value, the mean of the two middle ones when they are even in number; exact.

    None (no data) without values.
    """
    if not values:
        return None
    ascending = sorted(values)
    middle = len(ascending) // 2
    if len(ascending) % 2:
        return Fraction(ascending[middle])
    return Fraction(ascending[middle - 1] + ascending[middle], 2)
