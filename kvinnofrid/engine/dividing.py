"""Tables that are divided by another indicator too, and which areas may be told of by it.

A divided table is told of whole areas: all that is in it of a county, or nothing; of the nation,
or nothing. What is told of the nation and of some counties is told of the other counties together,
so these are held to all that an area is held to.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from kvinnofrid.disclosure.others import tells
from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.disclosure.values import Booleans, Integers

NOT_TOLD = -1
NATION_ROW = -1
"""What stands for the nation where counties are given by number."""
WITHOUT = (0, 1, 2, 4, 8)
"""So many counties are left out to begin with, for the sake of the nation."""


@dataclass(frozen=True)
class Divided:
    """A table's counts by the classes of another indicator.

    counts: leaves × those classes × the table's classes. part: which part each of those classes is
    told in. own: what each area or unit of a leaf has of it, where there are several.
    """

    counts: Integers = field(repr=False)
    part: tuple[int, ...]
    own: Mapping[int, Integers] = field(default_factory=dict, repr=False)

    @cached_property
    def by_part(self) -> Integers:
        """Leaves × parts × classes."""
        return self.told(self.counts)

    def coarse(self) -> "Divided":
        """The same with its parts as if they were the classes."""
        own = {leaf: self.told(of) for leaf, of in self.own.items()}
        return Divided(self.by_part, tuple(range(max(self.part) + 1)), own)

    def told(self, counts: Integers) -> Integers:
        """Counts as they are told: with the classes of each part together."""
        found = np.zeros((counts.shape[0], max(self.part) + 1, counts.shape[2]), dtype=np.int64)
        for number, part in enumerate(self.part):
            found[:, part] += counts[:, number]
        return found


@dataclass(frozen=True)
class Told:
    """The counties that a divided table tells of, by number, and whether it does of the nation."""

    counties: tuple[int, ...] = ()
    nation: bool = False

    def __bool__(self) -> bool:
        return self.nation or bool(self.counties)

    def areas(self, county: Integers) -> Integers:
        """The area that each leaf is told in: its county, or those left of the nation."""
        rest = int(county.max()) + 1 if self.nation else NOT_TOLD
        return np.where(np.isin(county, self.counties), county, rest)


NOTHING = Told()


def sound(
    divided: Divided,
    hidden: Booleans,
    county: Integers,
    leaves: Integers,
    exempt: Collection[int],
    guard: Guard,
) -> bool:
    """Whether the rows of an area can be told by part, as far as these rows themselves say.

    hidden: cells of the undivided table, leaves × classes. Nothing told is few or all of a part to
    anybody, also to those who know a leaf, a part of one, or a county; and what the undivided table
    says of the few of a part in a leaf is no narrower than the width.
    """
    of = divided.by_part[leaves]
    every = of.sum(axis=0)
    rows = _rows(county[leaves])
    for away in _away(divided, of, leaves, rows):
        left = every - away
        cells = tells(left, guard.threshold, group=guard.group, fixed=None, exempt=exempt)
        if cells.any() or _few(left.sum(axis=1), guard).any():
            return False
    return _wide(of, ~hidden[leaves], rows, guard)


def _few(counts: Integers, guard: Guard) -> Booleans:
    found: Booleans = (counts > 0) & (counts < guard.threshold)
    return found


def _rows(county: Integers) -> list[Integers]:
    """The rows that somebody may know of an area: none, a leaf, or all of a county of several."""
    nothing: Integers = np.zeros(0, dtype=np.int64)
    leaves = [np.array([one]) for one in range(len(county))]
    counties = [np.flatnonzero(county == one) for one in np.unique(county)]
    return [nothing, *leaves, *(counties if len(counties) > 1 else [])]


def _away(
    divided: Divided, of: Integers, leaves: Integers, rows: Sequence[Integers]
) -> Iterator[Integers]:
    """What somebody may know of an area: nothing, rows, or a part of one."""
    for some in rows:
        yield of[some].sum(axis=0)
    for leaf in leaves.tolist():
        if leaf in divided.own:
            yield from divided.told(divided.own[leaf])


def _wide(of: Integers, shown: Booleans, rows: Sequence[Integers], guard: Guard) -> bool:
    """Whether few of a part in a leaf and class stay so uncertain, to those who know others.

    A class by itself is a table of leaves and parts of which the sums are known, and the least and
    the greatest that such sums allow are exact.
    """
    every, sums = of.sum(axis=0), of.sum(axis=1)[:, None, :]
    asked = _few(of, guard) & shown[:, None, :]
    for some in rows:
        left = every - of[some].sum(axis=0)
        upper = np.minimum(sums, left)
        lower = np.maximum(0, sums - (left.sum(axis=0) - left))
        narrow = asked & (upper - lower < guard.width)
        narrow[some] = False
        if narrow.any():
            return False
    return True


def settled(
    candidates: tuple[int, ...],
    nation: bool,
    rest_holds: Callable[[Collection[int]], bool],
    failing: Callable[[Told], Collection[int]],
) -> Told:
    """The most that may be told: the nation before counties, and of those as many as hold.

    rest_holds: whether the counties that are not told of hold together, beside those that are.
    failing: the counties (or the nation) in which something is too narrow when so much is told.
    Counties that are left out for the others' sake are the first in order, never by their counts.
    """
    starts = [(True, number) for number in (*WITHOUT, len(candidates))] if nation else []
    for whole, without in (*starts, (False, 0)):
        told = Told(candidates[without:], whole)
        while told and (not whole or rest_holds(told.counties)):
            narrow = failing(told)
            if not narrow:
                return told
            left = tuple(one for one in told.counties if one not in narrow)
            if left == told.counties:
                break
            told = Told(left, whole)
    return NOTHING
