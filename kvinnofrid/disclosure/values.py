"""The values that go in and out: dimensions, tables, rules and protected tables. All are frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float64]
Cell = tuple[str, ...]
"""A cell: one code for each dimension, `Total` for the top."""

TOTAL = "Total"
Zeros = Literal["complement", "strict", "shown"]
ZEROS: tuple[Zeros, ...] = ("complement", "strict", "shown")
MOST_CELLS = 80_000


@dataclass(frozen=True)
class Dimension:
    """A dimension: its leaves and the parents above them up to `Total`.

    `hierarchies` holds one mapping of child to parent for each way of grouping the leaves; several
    are overlapping hierarchies, published together. A flat dimension has one, in which every leaf's
    parent is `Total`. Make one with `hierarchy.flat` or `hierarchy.hierarchical`, which check it.
    """

    name: str
    leaves: tuple[str, ...]
    hierarchies: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Leaf frequencies: `counts` has one axis for each dimension, in the order of its leaves.

    `largest` holds, when contributors are known (units, organisations), the sum of the n largest
    contributions to each cell of the whole grid; see `Rule.dominance`.
    """

    dimensions: tuple[Dimension, ...]
    counts: Integers
    largest: Integers | None = None
    keys: Integers | None = None
    """For each leaf cell the sum of its records' keys, where records have keys; see `cell_key`."""


@dataclass(frozen=True)
class Rule:
    """What must be hidden, and how well.

    threshold: counts from 1 to threshold − 1 are primary: hidden for their own sake.
    width: an attacker's interval for a primary cell must hold at least this many steps between its
        ends, in whole persons (4: never narrower than from 2 to 6).
    zeros: `complement` publishes a zero unless it is needed to protect another cell, so a hidden
    cell
        may be zero; `strict` never hides a zero, and reckons with an attacker who knows it (a
        hidden cell is at least 1); `shown` never hides one, but reckons with an attacker who does
        not know.
    group: names of dimensions in which a group must not be shown to have all the same attribute: a
        cell that holds all of its total is primary, and so are the zeros that would tell.
    dominance: (n, per cent): a cell is primary where its n largest contributors have more than that
        share of it. Needs `Table.largest`.
    keep: codes whose cells are hidden only when it saves three others, by dimension.
    """

    threshold: int = 5
    width: int = 4
    zeros: Zeros = "complement"
    group: tuple[str, ...] = ()
    dominance: tuple[int, float] | None = None
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What an earlier release gave away: published cells and their values.

    A cell names a code for each of `dimensions`; a dimension of the new table that is missing here
    is `Total`. Cells hidden then are of no help to an attacker and are left out.
    """

    name: str
    dimensions: tuple[str, ...]
    cells: Mapping[Cell, int]


@dataclass(frozen=True)
class Bounds:
    """What an attacker learns of a primary cell: it lies in the interval, both ends included.

    `exact` says whether the ends were reached by solving for this very cell; otherwise the true
    interval is at least as wide.
    """

    cell: Cell
    lower: int
    upper: int
    exact: bool


@dataclass(frozen=True)
class Audit:
    """The verdict of an audit: bounds of every primary cell, and how many are too narrow."""

    width: int
    bounds: tuple[Bounds, ...]
    programs: int = 0
    """How many linear programs were solved for it."""

    @property
    def below_width(self) -> int:
        """How many primary cells an attacker can bound within the width."""
        return sum(b.upper - b.lower < self.width for b in self.bounds)

    @property
    def holds(self) -> bool:
        """Whether no primary cell can be bound within the width."""
        return self.below_width == 0


@dataclass(frozen=True)
class Protection:
    """How a pattern was found: by which method, and how far from the best it may be at most.

    `proven` says that no pattern hides fewer. Otherwise `at_least` is a number that every pattern
    must hide (a bound from relaxations), None when it was not computed.
    """

    method: str
    proven: bool
    at_least: int | None
    seconds: float = 0.0


@dataclass(frozen=True)
class Witness:
    """A table that an attacker must hold possible: whole numbers that agree with all published.

    Only cells where it differs from the true table are listed, with the difference.
    """

    cells: Integers
    differences: Integers


@dataclass(frozen=True)
class ProtectedTable:
    """A table with its pattern: which cells are hidden, why it holds, and what it cost.

    The arrays have one place for each cell of the grid, in the order of `cells()`.
    """

    table: Table
    rule: Rule
    codes: tuple[tuple[str, ...], ...]
    values: Integers
    hidden: Booleans
    primary: Booleans
    lowest: int
    """What an attacker knows a hidden cell to be at least."""
    audit: Audit
    protection: Protection
    witnesses: Sequence[Witness] = ()

    @staticmethod
    def all_cells(codes: Sequence[Sequence[str]]) -> list[Cell]:
        """All cells of some codes in order: the last dimension varies fastest."""
        found: list[Cell] = [()]
        for one in codes:
            found = [(*cell, code) for cell in found for code in one]
        return found

    def cells(self) -> list[Cell]:
        """All cells, in the order of the arrays."""
        return self.all_cells(self.codes)

    def names(self) -> list[str]:
        """The names of the dimensions."""
        return [one.name for one in self.table.dimensions]
