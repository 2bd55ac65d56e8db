"""A part of the grid that is solved by itself: some cells, the sums among them, and what is asked.

A part is *closed*: cells outside it are held still, so that what protects a cell inside it protects
the cell in the whole table too. What the level above has moved comes in as demands: a demand says
by how much the totals of this part move, and the part must be able to follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kvinnofrid.disclosure.grid import Grid
from kvinnofrid.disclosure.values import Booleans, Integers, Reals


@dataclass(frozen=True)
class Asked:
    """What is asked of all cells: arrays with a place for each cell of the grid."""

    need: Integers
    """The width that an attacker's interval must have at least; 0 where nothing is asked."""
    may_hide: Booleans
    cost: Reals
    lowest: int
    """What an attacker knows a hidden cell to be at least: 0 or 1."""


@dataclass(frozen=True)
class Part:
    """Cells with local numbers, the relations among them, and the demands from above."""

    cells: Integers
    values: Integers
    need: Integers
    may_hide: Booleans
    cost: Reals
    lowest: int
    start: Integers
    members: Integers
    sign: Integers
    basic: Booleans
    entire: Booleans
    """Which relations have all that may be hidden of them inside the part."""
    moved: Integers
    """By how much each demand moves what lies outside each relation: demands × relations."""
    seed: int

    @property
    def count(self) -> int:
        """How many cells there are."""
        return len(self.cells)

    @property
    def demands(self) -> int:
        """How many demands come from above."""
        return len(self.moved)

    @property
    def followed(self) -> Booleans:
        """Which relations some demand moves."""
        found: Booleans = np.logical_or.reduce(self.moved != 0, axis=0)
        return found

    @property
    def room(self) -> Integers:
        """By how much each cell can fall at most, as an attacker sees it."""
        return np.maximum(self.values - self.lowest, 0)

    @property
    def must_hide(self) -> Booleans:
        """The cells that are hidden for their own sake."""
        return self.need > 0


def cut_out(
    grid: Grid,
    asked: Asked,
    cells: Integers,
    *,
    above: Integers,
    demands: Sequence[Integers],
    seed: int,
) -> Part:
    """The part of these cells; `above` are the cells that demands move, in the demands' order.

    Cells that may not be hidden are left out: nothing can move there. So are sums of which only the
    total is here: the parts below follow, and are solved after.
    """
    given = np.zeros(len(grid.values), dtype=np.bool_)
    given[cells] = True
    cells = cells[asked.may_hide[cells] | (asked.need[cells] > 0)]
    place = np.full(len(grid.values), -1, dtype=np.int64)
    place[cells] = np.arange(len(cells))
    relations = grid.relations
    of, sign = relations.of, relations.sign
    parts = np.bincount(of, weights=given[relations.cells] & (sign > 0), minlength=relations.count)
    below = given[relations.cells[relations.start[:-1]]] & (parts == 0)
    inside = (place[relations.cells] >= 0) & ~below[of]
    open_ = (asked.may_hide | (asked.need > 0))[relations.cells]
    touched, local = np.unique(of[inside], return_inverse=True)
    start = np.searchsorted(local, np.arange(len(touched) + 1))
    outside = np.full(len(grid.values), -1, dtype=np.int64)
    outside[above] = np.arange(len(above))
    kept = np.full(relations.count, -1, dtype=np.int64)
    kept[touched] = np.arange(len(touched))
    bound = (outside[relations.cells] >= 0) & (kept[of] >= 0)
    moved = np.zeros((len(demands), len(touched)), dtype=np.int64)
    for number, demand in enumerate(demands):
        by = sign[bound] * demand[outside[relations.cells[bound]]]
        np.add.at(moved[number], kept[of[bound]], by)
    return Part(
        cells=cells,
        values=grid.values[cells],
        need=asked.need[cells],
        may_hide=asked.may_hide[cells],
        cost=asked.cost[cells],
        lowest=asked.lowest,
        start=start.astype(np.int64),
        members=place[relations.cells[inside]],
        sign=sign[inside],
        basic=relations.basic[touched],
        entire=np.bincount(of[open_], minlength=relations.count)[touched] == np.diff(start),
        moved=moved,
        seed=seed,
    )
