"""The grid: every cell that is published together, and the sums that tie the cells to each other.

A cell is a product of nodes, one of each dimension. Two nodes with the same leaves (a county of one
municipality) are one node: what is said of the one is said of the other. A relation says that a
cell is the sum of the cells of a node's children, the other dimensions unchanged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kvinnofrid.disclosure.hierarchy import members
from kvinnofrid.disclosure.values import TOTAL, Booleans, Cell, Dimension, Integers, Table


@dataclass(frozen=True)
class Axis:
    """The nodes of a dimension: `Total` first. Codes with the same leaves share a node."""

    name: str
    codes: tuple[str, ...]
    """All codes in the order they are published: `Total`, then levels, then leaves."""
    node: dict[str, int]
    """The node of each code."""
    below: Booleans
    """Which leaves are in which node: nodes × leaves."""
    expansions: tuple[tuple[int, tuple[int, ...]], ...]
    """A node and the children that it is the sum of; more than one where hierarchies overlap."""

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.below)

    @property
    def is_leaf(self) -> Booleans:
        """Which nodes are not the sum of others."""
        found = np.ones(self.size, dtype=np.bool_)
        for parent, _ in self.expansions:
            found[parent] = False
        return found


def axis(dimension: Dimension) -> Axis:
    """The nodes of a dimension."""
    below: dict[str, frozenset[str]] = {}
    for parents in dimension.hierarchies:
        below.update(members(parents, dimension.leaves))
    leaves = set(dimension.leaves)
    codes = (
        TOTAL,
        *(code for code in below if code != TOTAL and code not in leaves),
        *dimension.leaves,
    )
    nodes: dict[frozenset[str], int] = {}
    node = {code: nodes.setdefault(below[code], len(nodes)) for code in codes}
    place = {leaf: number for number, leaf in enumerate(dimension.leaves)}
    table = np.zeros((len(nodes), len(place)), dtype=np.bool_)
    for inside, number in nodes.items():
        table[number, [place[leaf] for leaf in inside]] = True
    return Axis(dimension.name, codes, node, table, _expansions(dimension, node))


def _expansions(
    dimension: Dimension, node: dict[str, int]
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    found: dict[tuple[int, tuple[int, ...]], None] = {}
    for parents in dimension.hierarchies:
        children: dict[str, dict[int, None]] = {}
        for child, parent in parents.items():
            children.setdefault(parent, {})[node[child]] = None
        for parent, below in children.items():
            if len(below) > 1:
                found[node[parent], tuple(sorted(below))] = None
    return tuple(sorted(found))


@dataclass(frozen=True)
class Relations:
    """Sums as one list: relation r is `cells[start[r]:start[r + 1]]`, its total first."""

    start: Integers
    cells: Integers
    basic: Booleans
    """A choice of relations from which all the others follow."""

    @property
    def count(self) -> int:
        """How many relations there are."""
        return len(self.start) - 1

    @property
    def of(self) -> Integers:
        """The relation of each place of `cells`."""
        return np.repeat(np.arange(self.count), np.diff(self.start))

    @property
    def sign(self) -> Integers:
        """−1 at each total, 1 at its parts."""
        found = np.ones(len(self.cells), dtype=np.int64)
        found[self.start[:-1]] = -1
        return found


@dataclass(frozen=True)
class Grid:
    """All cells as numbers, their values and their relations."""

    axes: tuple[Axis, ...]
    values: Integers
    relations: Relations
    shape: tuple[int, ...] = field(default=())

    def number(self, cell: Cell) -> int:
        """The number of a cell; KeyError names a code that no axis has."""
        at = [axis.node[code] for axis, code in zip(self.axes, cell, strict=True)]
        return int(np.ravel_multi_index(at, self.shape))

    def name(self, number: int) -> Cell:
        """The codes of a cell, the topmost where two codes share a node."""
        at = np.unravel_index(number, self.shape)
        return tuple(
            next(code for code in axis.codes if axis.node[code] == node)
            for axis, node in zip(self.axes, at, strict=True)
        )

    def published_order(self) -> Integers:
        """The number of each cell to publish, codes with the same node each in their place."""
        found = np.zeros(1, dtype=np.int64)
        for one in self.axes:
            nodes = np.array([one.node[code] for code in one.codes], dtype=np.int64)
            found = (found[:, None] * one.size + nodes[None, :]).reshape(-1)
        return found


def size_of(dimensions: Sequence[Dimension]) -> int:
    """How many cells a table of these dimensions would publish, before anything is built."""
    product = 1
    for dimension in dimensions:
        codes = {TOTAL, *dimension.leaves}
        for parents in dimension.hierarchies:
            codes.update(parents)
        product *= len(codes)
    return product


def build(table: Table) -> Grid:
    """The grid of a table."""
    axes = tuple(axis(dimension) for dimension in table.dimensions)
    shape = tuple(one.size for one in axes)
    return Grid(axes, roll_up(axes, table.counts), _relations(axes, shape), shape)


def roll_up(axes: Sequence[Axis], counts: Integers) -> Integers:
    """The value of every cell from those of the leaves."""
    rolled = np.asarray(counts, dtype=np.int64)
    for place, one in enumerate(axes):
        summed = np.tensordot(one.below.astype(np.int64), rolled, axes=(1, place))
        rolled = np.moveaxis(summed, 0, place)
    return np.ascontiguousarray(rolled).reshape(-1)


def _relations(axes: Sequence[Axis], shape: Sequence[int]) -> Relations:
    strides = [int(np.prod(shape[place + 1 :])) for place in range(len(shape))]
    # A cell that is a sum in several dimensions is defined by the one with the fewest parts.
    widest = [max((len(parts) for _, parts in one.expansions), default=0) for one in axes]
    order = sorted(range(len(axes)), key=lambda place: (widest[place], place))
    rows: list[Integers] = []
    basic: list[Booleans] = []
    for rank, place in enumerate(order):
        offsets = np.zeros(1, dtype=np.int64)
        defines = np.ones(1, dtype=np.bool_)
        leaf_only = np.ones(1, dtype=np.bool_)
        for other, one in enumerate(axes):
            if other != place:
                nodes = np.arange(one.size) * strides[other]
                first = one.is_leaf if order.index(other) < rank else np.ones(one.size, np.bool_)
                offsets = (offsets[:, None] + nodes[None, :]).reshape(-1)
                defines = (defines[:, None] & first[None, :]).reshape(-1)
                leaf_only = (leaf_only[:, None] & one.is_leaf[None, :]).reshape(-1)
        seen: set[int] = set()
        for parent, parts in axes[place].expansions:
            members_of = np.array([parent, *parts], dtype=np.int64) * strides[place]
            rows += list(offsets[:, None] + members_of[None, :])
            basic.append(leaf_only if parent in seen else defines)
            seen.add(parent)
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    return Relations(
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64),
        np.concatenate(basic) if basic else np.zeros(0, dtype=np.bool_),
    )
