"""What divided tables tell together of how many of each sex there are.

Tables of different indicators are apart as long as it is known how many of each sex are in each
row. Where that is hidden, or told nowhere, each divided table says something of it, and all of them
speak of the same persons. So it is asked whether persons of different sexes in two rows may have
been the other way around: a person in one row and one in another exchange sexes, and in each
divided table they are of the same class, so that nothing told is changed. Where they are not, two
others of those classes in a third row exchange classes to make up for it.

Every exchange is of persons of its own, so all of them are possible at once: what is found is
a table that agrees with everything told, and holds for all who know none of the rows that it goes
through. (Sex stands here for whatever indicator the tables are divided by.)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.disclosure.values import Booleans, Integers
from kvinnofrid.engine.dividing import NOT_TOLD, Divided

MOST_PARTNERS = 12
"""So many other rows are tried; leaving some out is on the safe side."""
NOBODY = -1
Part = tuple[int, int]
"""A leaf and the number of a part of it, as somebody knows it."""


@dataclass(frozen=True)
class Divisor:
    """How many of each class of what divides are in each leaf.

    hidden: which of these numbers are told nowhere, of leaves and then counties, by class. own: how
    many each area or unit of a leaf has, where there are several, in the order of the tables'.
    within: nodes and classes that stay uncertain whatever is known of the parts.
    """

    counts: Integers = field(repr=False)
    hidden: Booleans = field(repr=False)
    part: tuple[int, ...]
    county: Integers = field(repr=False)
    own: Mapping[int, Integers] = field(default_factory=dict, repr=False)
    within: frozenset[tuple[int, int]] = frozenset()

    def asked(self, node: int) -> list[int]:
        """The classes of a node of which something may be found."""
        found = np.flatnonzero(self.hidden[node]).tolist()
        return [code for code in found if (node, code) not in self.within]


@dataclass(frozen=True)
class InAreas:
    """A divided table, and the area that it is told in of each leaf."""

    divided: Divided
    areas: Integers = field(repr=False)


def narrow(divisor: Divisor, tables: Sequence[InAreas], guard: Guard) -> set[int]:
    """The counties where hidden few of a class may be found, when these tables are told."""
    return {county for county, wide in _Asking(divisor, tables, guard).all() if not wide}


class _Asking:
    def __init__(self, divisor: Divisor, tables: Sequence[InAreas], guard: Guard) -> None:
        self._divisor, self._tables, self._guard = divisor, tables, guard
        self._leaves = len(divisor.county)
        told = [one.areas != NOT_TOLD for one in tables]
        self._told = np.logical_or.reduce([np.zeros(self._leaves, dtype=np.bool_), *told])

    def all(self) -> Iterator[tuple[int, bool]]:
        """The county of each number asked about, and whether it stays uncertain to everybody."""
        counts, county = self._divisor.counts, self._divisor.county
        for leaf in np.flatnonzero(self._told).tolist():
            for code in self._divisor.asked(leaf):
                if self._is_few(int(counts[leaf, code])):
                    yield int(county[leaf]), self._wide([leaf], code)
                for number, own in enumerate(self._divisor.own.get(leaf, ())):
                    if self._is_few(int(counts[leaf, code] - own[code])):
                        yield (
                            int(county[leaf]),
                            self._reach([leaf], code, frozenset(), (leaf, number))[0],
                        )
        for number in np.unique(county[self._told]).tolist():
            below = np.flatnonzero(county == number).tolist()
            if len(below) > 1:
                for code in self._divisor.asked(self._leaves + number):
                    yield number, self._above(below, code)

    def _above(self, rows: list[int], code: int) -> bool:
        """Whether a county's number stays uncertain, to everybody to whom few are others'."""
        counts = self._divisor.counts[:, code]
        total = int(counts[rows].sum())
        minds: list[tuple[frozenset[int], Part | None]] = []
        for row in rows:
            if self._is_few(total - int(counts[row])):
                minds.append((frozenset({row}), None))
            for number, own in enumerate(self._divisor.own.get(row, ())):
                if self._is_few(total - int(own[code])):
                    minds.append((frozenset(), (row, number)))
        return (not self._is_few(total) or self._wide(rows, code)) and all(
            self._reach(rows, code, *some)[0] for some in minds
        )

    def _is_few(self, number: int) -> bool:
        return 0 < number < self._guard.threshold

    def _wide(self, rows: list[int], code: int) -> bool:
        """Whether a number stays uncertain, also to those who know a row or all of a county."""
        wide, through = self._reach(rows, code, frozenset())
        county = self._divisor.county
        known = {frozenset({row}) for row in through}
        known |= {frozenset(np.flatnonzero(county == county[row]).tolist()) for row in through}
        return wide and all(
            self._reach(rows, code, some)[0] for some in known if self._minds(rows, code, some)
        )

    def _minds(self, rows: list[int], code: int, known: frozenset[int]) -> bool:
        """Whether few others are in a number to those who know some of it, or they know none."""
        hers = known.intersection(rows)
        counts = self._divisor.counts[:, code]
        return not hers or self._is_few(int(counts[rows].sum() - counts[[*hers]].sum()))

    def _reach(
        self, rows: list[int], code: int, without: frozenset[int], own: Part | None = None
    ) -> tuple[bool, set[int]]:
        """Whether exchanges move a number as far as they must, and the rows they go through."""
        through: set[int] = set()
        found = 0
        for up in (True, False):
            made = _Exchanges(self._divisor, self._tables, self._guard.width, without, own)
            found += made.most(rows, code, up=up)
            through |= made.rows
        return found >= self._guard.width, through


class _Exchanges:
    """Exchanges that are all possible at once, of persons that each take part in one."""

    def __init__(
        self,
        divisor: Divisor,
        tables: Sequence[InAreas],
        width: int,
        without: frozenset[int],
        own: Part | None,
    ) -> None:
        self._divisor, self._tables, self._width = divisor, tables, width
        self._without, self._own = without, own
        self._counts: dict[tuple[int, int], int] = {}
        self._classes: dict[tuple[int, int, int], Integers] = {}
        self._parties: set[int] = set()
        self._third: list[set[int]] = [set() for _ in tables]

    @property
    def rows(self) -> set[int]:
        """The rows that they go through."""
        return self._parties.union(*self._third)

    def most(self, rows: list[int], code: int, *, up: bool) -> int:
        """How many may come into a class of some rows together, or leave it, up to the width."""
        part, counts = self._divisor.part, self._divisor.counts
        others = [one for one in range(len(part)) if one != code]
        others.sort(key=lambda one: part[one] != part[code])
        found = 0
        for other in others:
            give, take = (other, code) if up else (code, other)
            for row in sorted(rows, key=lambda one: (-counts[one, give], one)):
                if row in self._without:
                    continue
                for partner in self._partners(row, rows, give, take):
                    while found < self._width and self._step(row, partner, give, take):
                        found += 1
                    if found == self._width:
                        return found
        return found

    def _partners(self, row: int, rows: list[int], give: int, take: int) -> list[int]:
        """Rows that may exchange persons with a row as far as the divisor's own table goes."""
        divisor = self._divisor
        leaves, county = len(divisor.county), divisor.county
        open_ = divisor.hidden[:, give] & divisor.hidden[:, take]
        if not open_[row]:
            return []
        may = open_[:leaves] & (divisor.counts[:, take] > 0)
        above = open_[leaves:]
        may &= (county == county[row]) | (above[county] & above[county[row]])
        may[[*rows, *self._without]] = False
        if divisor.part[give] != divisor.part[take]:
            for one in self._tables:
                may &= one.areas == one.areas[row]
        found = np.flatnonzero(may).tolist()
        found.sort(key=lambda one: (-divisor.counts[one, take], one))
        return found[:MOST_PARTNERS]

    def _step(self, row: int, partner: int, give: int, take: int) -> bool:
        """One exchange more between two rows, if it can be."""
        if not self._left(row, give) or not self._left(partner, take):
            return False
        if any({row, partner} & third for third in self._third):
            return False
        ways: list[tuple[int, int, int, int]] = []
        if self._divisor.part[give] != self._divisor.part[take]:
            for number, one in enumerate(self._tables):
                if one.areas[row] == NOT_TOLD:
                    continue
                way = self._way(number, row, partner, give, take)
                if way is None:
                    return False
                ways.append((number, *way))
        for number, mine, theirs, third in ways:
            self._of(number, row, give)[mine] -= 1
            self._of(number, partner, take)[theirs] -= 1
            if third != NOBODY:
                self._third[number].add(third)
        self._counts[row, give] = self._left(row, give) - 1
        self._counts[partner, take] = self._left(partner, take) - 1
        self._parties |= {row, partner}
        return True

    def _way(
        self, number: int, row: int, partner: int, give: int, take: int
    ) -> tuple[int, int, int] | None:
        """The classes that the two are of in a table, and a third row that makes up for it."""
        mine, theirs = self._of(number, row, give), self._of(number, partner, take)
        both = np.minimum(mine, theirs)
        if both.any():
            at = int(both.argmax())
            return at, at, NOBODY
        one, part = self._tables[number], self._divisor.part
        free = one.areas == one.areas[row]
        away = {row, partner, *self._parties, *self._third[number], *self._without}
        free[[*away]] = False
        for c in np.flatnonzero(mine).tolist():
            for d in np.flatnonzero(theirs).tolist():
                of = one.divided.by_part
                third = np.flatnonzero(
                    free & (of[:, part[take], c] > 0) & (of[:, part[give], d] > 0)
                )
                if len(third):
                    return c, d, int(third[0])
        return None

    def _left(self, row: int, code: int) -> int:
        """How many of a class in a row have not yet taken part."""
        at = row, code
        if at not in self._counts:
            self._counts[at] = int(
                (self._divisor.counts[at] - self._mine(self._divisor.own, at)).item()
            )
        return self._counts[at]

    def _of(self, number: int, row: int, code: int) -> Integers:
        """The same by class of a table."""
        at = number, row, code
        if at not in self._classes:
            divided = self._tables[number].divided
            self._classes[at] = divided.counts[row, code] - self._mine(divided.own, at[1:])
        return self._classes[at]

    def _mine(self, own: Mapping[int, Integers], at: tuple[int, int]) -> Integers:
        """What of it is known to be as it is, to somebody who has a part of the row."""
        known: Integers = np.zeros(1, dtype=np.int64)
        if self._own is not None and self._own[0] == at[0]:
            known = own[at[0]][self._own[1], at[1]]
        return known
