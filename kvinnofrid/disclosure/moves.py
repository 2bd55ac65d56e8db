"""Moves: how the cells of a part can change together without any published sum changing.

A move adds a number to each cell so that every relation still holds. It is open to an attacker when
it changes hidden cells only and leaves none below what the attacker knows. How far a cell can be
moved up and down together is the width of the interval in which the attacker can place it.
"""

import numpy as np

from kvinnofrid.disclosure.part import Part
from kvinnofrid.disclosure.solver import Matrix, Program, by_columns, columns_of
from kvinnofrid.disclosure.values import Booleans, Integers, Reals

FARTHEST = 1000.0
"""No move is longer than this; protection never needs it, and the solver stays accurate."""


def _matrix(part: Part) -> Matrix:
    """The basic relations: a column for each cell and then for each demand."""
    number = np.cumsum(part.basic) - 1
    of = np.repeat(np.arange(len(part.basic)), np.diff(part.start))
    kept = part.basic[of]
    demand, relation = np.nonzero(part.moved[:, part.basic])
    return by_columns(
        int(part.basic.sum()),
        part.count + part.demands,
        np.concatenate([number[of[kept]], relation]),
        np.concatenate([part.members[kept], part.count + demand]),
        np.concatenate([part.sign[kept], part.moved[:, part.basic][demand, relation]]).astype(
            float
        ),
    )


class Moves:
    """The moves open to an attacker who sees a given pattern.

    The program holds only what may move; it is built anew when a pattern opens a cell that it
    lacks.
    """

    def __init__(self, part: Part) -> None:
        self._part = part
        self._full = _matrix(part)
        self._room = np.minimum(part.room, FARTHEST).astype(float)
        self._size = part.count + part.demands
        self._place = np.full(self._size, -1, dtype=np.int64)
        self._shape = (np.zeros(0, dtype=np.int64), False)

    def open(self, hidden: Booleans, slack: float = 0.0) -> None:
        """Set which cells are hidden; the others may move by the slack alone."""
        demands = np.zeros(self._part.demands)
        self.lower = np.concatenate([np.where(hidden, -self._room, -slack), demands])
        self.upper = np.concatenate([np.where(hidden, FARTHEST, slack), demands])
        wanted = np.append(hidden | (slack > 0), np.ones(self._part.demands, dtype=np.bool_))
        if slack or self._shape[1] or (self._place[wanted] < 0).any():
            self._build(np.flatnonzero(wanted), loose=slack > 0)
        held = self._shape[0]
        self._program.bounds(np.arange(len(held)), self.lower[held], self.upper[held])

    def _build(self, columns: Integers, *, loose: bool) -> None:
        self._shape = (columns, loose)
        self._place[:] = -1
        self._place[columns] = np.arange(len(columns))
        self._matrix = columns_of(self._full, columns)
        still, rows = np.zeros(len(columns)), np.zeros(self._matrix.rows)
        self._program = Program(
            self._matrix, cost=still, column_bounds=(still, still), row_bounds=(rows, rows)
        )

    def clip(self, cells: Integers, most: Reals) -> None:
        """Let some cells move by no more than this."""
        lower = np.maximum(self.lower[cells], -most)
        self._program.bounds(self._place[cells], lower, np.minimum(self.upper[cells], most))

    def unclip(self, cells: Integers) -> None:
        """Take a clip away."""
        self._program.bounds(self._place[cells], self.lower[cells], self.upper[cells])

    def follow(self, demand: int, *, on: bool) -> None:
        """Let a demand move its totals by as much as it asks, or hold them still."""
        at = self._place[[self._part.count + demand]]
        self._program.bounds(at, np.zeros(1), np.array([1.0 if on else 0.0]))

    def farthest(self, wanted: Reals) -> Reals:
        """The move that goes farthest in a direction: one number for each cell and demand."""
        held = self._shape[0]
        self._program.costs(-wanted[held])
        found = self._program.solve()
        assert found is not None  # to stay is always possible
        return self._spread(found)

    def _spread(self, found: Reals) -> Reals:
        spread = np.zeros(self._size)
        spread[self._shape[0]] = found
        return spread

    @property
    def worth(self) -> Reals:
        """What more freedom at each cell would have been worth, after `farthest` with a slack."""
        return self._spread(-self._program.reduced_costs)

    def farthest_whole(self, wanted: Reals, lower: Reals, upper: Reals) -> Reals | None:
        """As `farthest` within bounds, in whole numbers; None when the search finds none."""
        held = self._shape[0]
        rows = np.zeros(self._matrix.rows)
        program = Program(
            self._matrix,
            cost=-wanted[held],
            column_bounds=(lower[held], upper[held]),
            row_bounds=(rows, rows),
            whole=True,
            nodes=WHOLE_NODES if self._part.count > FEW else None,
        )
        found = program.solve()
        return None if found is None else self._spread(found)


WHOLE_NODES = 20
FEW = 150
"""Up to so many cells, whole persons are looked for to the end."""


class CheapestMoves:
    """The cheapest way to make a move possible, by hiding more: hidden cells cost nearly nothing.

    Up and down are columns of their own, so that either way costs.
    """

    FREE = 1e-3

    def __init__(self, part: Part) -> None:
        one = _matrix(part)
        cells = part.count
        cut = one.start[cells]
        both = Matrix(
            one.rows,
            np.concatenate([one.start, one.start[1 : cells + 1] + one.start[-1]]),
            np.concatenate([one.index, one.index[:cut]]),
            np.concatenate([one.value, -one.value[:cut]]),
        )
        self._part = part
        self._down = cells + part.demands
        self._room = np.minimum(part.room, FARTHEST).astype(float)
        up = np.where(part.may_hide | part.must_hide, FARTHEST, 0.0)
        self._upper = np.concatenate([up, np.zeros(part.demands), np.where(up > 0, self._room, 0)])
        rows = np.zeros(one.rows)
        self._program = Program(
            both,
            cost=np.zeros(both.columns),
            column_bounds=(np.zeros(both.columns), self._upper),
            row_bounds=(rows, rows),
        )

    def find(self, target: int, amount: int, hidden: Booleans) -> Reals | None:
        """The cheapest move of a cell by an amount, or of a demand in full; None without one."""
        opposite = target if amount < 0 else self._down + target
        forced = self._down + target if amount < 0 else target
        at = np.array([forced] if target >= self._part.count else [forced, opposite])
        size = np.array([float(abs(amount)), 0.0])[: len(at)]
        self._program.bounds(at, size, size)
        price = np.where(hidden, self.FREE, self._part.cost)
        try:
            found = self._solve(price)
            if (
                found is not None
            ):  # once more, dearer where it moved little: fewer cells, not fewer steps
                again = np.where(hidden, self.FREE, price / (np.abs(found[: len(price)]) + 0.25))
                found = self._solve(again)
        finally:
            self._program.bounds(at, np.zeros(len(at)), self._upper[at])
        return found

    def _solve(self, price: Reals) -> Reals | None:
        self._program.costs(np.concatenate([price, np.zeros(self._part.demands), price]))
        found = self._program.solve()
        if found is None:
            return None
        move = found[: self._down].copy()
        move[: self._part.count] -= found[self._down :]
        return move
