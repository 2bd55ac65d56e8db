"""What is left of a number to somebody who knows a part of it: the others' part.

Whoever knows how many of a number are hers finds the others by subtraction, however large the
number is. So each number is looked at once for everybody who may know a part of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from kvinnofrid.disclosure.values import Booleans, Integers


def tells(
    rest: Integers, threshold: int, *, group: bool, fixed: int | None, exempt: Collection[int]
) -> Booleans:
    """The cells of some rows, rows × classes, that must not be known: few, or all of a row alike.

    fixed: a class that is no class of theirs, as the unanswered. exempt: classes that all of a row
    may be seen in.
    """
    found = (rest > 0) & (rest < threshold)
    if group:
        inside = rest.copy()
        if fixed is not None:
            inside[:, fixed] = 0
        alike = (inside > 0) & (inside == inside.sum(axis=1, keepdims=True))
        alike[:, [*exempt]] = False
        found |= alike
    return found


@dataclass(frozen=True)
class Parts:
    """What leaf rows are made of, by everybody who knows a part: parts × classes.

    leaf: the leaf of each part. who: who knows it, where somebody knows several parts.
    """

    counts: Integers = field(repr=False)
    leaf: Integers = field(repr=False)
    who: Integers | None = field(default=None, repr=False)

    @classmethod
    def of(cls, counts: Integers, leaves: Sequence[int], within: Mapping[int, Integers]) -> "Parts":
        """The parts of some leaves: those of `within`, and elsewhere the leaf itself."""
        parts = [within.get(leaf, counts[[leaf]]) for leaf in leaves]
        many = [len(one) for one in parts]
        none = np.zeros((0, counts.shape[1]), dtype=np.int64)
        leaf = np.repeat(np.array(leaves, dtype=np.int64), many)
        return cls(np.vstack([none, *parts]), leaf)

    @cached_property
    def rest(self) -> Integers:
        """What is others' of the sum of all parts, knowers × classes."""
        rest: Integers = self.counts.sum(axis=0) - self.grouped(self.counts)
        return rest

    def grouped(self, of_parts: Integers) -> Integers:
        """The sums of something of each part over those that the same one knows."""
        if self.who is None:
            return of_parts
        return by(self.who, of_parts)


def by(who: Integers, of_rows: Integers) -> Integers:
    """The sums of something of each row over those that the same one knows."""
    found = np.zeros((int(who.max(initial=-1)) + 1, of_rows.shape[1]), dtype=np.int64)
    np.add.at(found, who, of_rows)
    return found
