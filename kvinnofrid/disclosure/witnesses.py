"""Tables that an attacker must hold possible, kept so that one of them answers many questions.

A witness differs from the true table in few cells, and agrees with everything that is published.
It says of each of those cells how far it may lie from the truth, and it says so to everybody who
knows none of the rows that it changes. So an insider is only asked about where all the witnesses of
a cell go through the row that she knows; then a linear program with that row known answers, and
its answer is kept as a witness too.

A witness that somebody brings is multiplied out before it is believed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from kvinnofrid.disclosure.audit import Sum, answer, taken
from kvinnofrid.disclosure.values import Booleans, Integers

REWARD = 10_000.0
"""What a step of the cell asked about is worth; a step of any other cell costs one."""
NEAR = 1e-6
ALL = -1
"""Every row, instead of those of a group."""
Reals = np.ndarray[tuple[int], np.dtype[np.float64]]
Change = Mapping[int, float]
"""By how much each cell differs from the truth; others not at all."""


@dataclass(frozen=True)
class Insider:
    """Who knows some rows: all of them, or what in one is her own, so that no less can be there.

    own: by cell how many are hers; None for somebody who knows whole rows. `Own` parts of cells
    above the row count too.
    """

    rows: frozenset[int]
    own: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Witness:
    """A change that leaves everything published as it is, and the rows that it goes through."""

    change: Change
    rows: frozenset[int]

    def open_to(self, insider: Insider | None, truth: Integers) -> bool:
        """Whether somebody with this knowledge must hold it possible."""
        if insider is None or insider.rows.isdisjoint(self.rows):
            return True
        return insider.own is not None and all(
            truth[at] + by >= insider.own.get(at, 0) for at, by in self.change.items()
        )


class Witnesses:
    """The witnesses found so far, by the cells that they say something of, and a way to find more.

    truth: the true values of all cells. hidden: which of them are not published. tied: every sum.
    row: the row that each cell is in, −1 for cells above the rows. near: the group of rows that
    it is in, −1 too. asked: the cells in question.
    """

    def __init__(
        self,
        truth: Integers,
        hidden: Booleans,
        tied: Sequence[Sum],
        row: Integers,
        near: Integers,
        asked: Iterable[int],
        width: int,
    ) -> None:
        self._truth, self._hidden, self._row, self._width = truth, hidden, row, width
        self._near, self._asked = near, frozenset(asked)
        self._sums: list[list[tuple[int, int]]] = [[] for _ in truth]
        for number, (total, parts) in enumerate(tied):
            self._sums[total].append((number, -1))
            for at in parts:
                self._sums[at].append((number, 1))
        self._tied = tied
        self._up: dict[int, list[tuple[float, Witness]]] = {}
        self._down: dict[int, list[tuple[float, Witness]]] = {}
        self._through: dict[int, set[int]] = {}
        self._programs: dict[int, _Farthest] = {}

    @property
    def programs(self) -> int:
        """How many linear programs were solved."""
        return sum(one.solved for one in self._programs.values())

    def bring(self, change: Change) -> bool:
        """Keep a change as a witness if it is one; it is multiplied out first."""
        left: dict[int, float] = {}
        for at, by in change.items():
            if not self._hidden[at] or self._truth[at] + by < -NEAR:
                return False
            for number, sign in self._sums[at]:
                left[number] = left.get(number, 0.0) + sign * by
        if any(abs(one) > NEAR for one in left.values()):
            return False
        rows = frozenset(int(self._row[at]) for at in change) - {-1}
        witness = Witness(change, rows)
        for at in self._asked & change.keys():
            by = change[at]
            for one in rows:
                self._through.setdefault(one, set()).add(at)
            if by > NEAR:
                self._up.setdefault(at, []).append((by, witness))
            else:
                self._down.setdefault(at, []).append((-by, witness))
        return True

    def reach(self, at: int, insider: Insider | None) -> tuple[float, float]:
        """How far up and down a cell may lie from the truth at least, to somebody."""
        found = []
        for of in (self._up, self._down):
            best = 0.0
            for by, witness in of.get(at, ()):
                if by > best and witness.open_to(insider, self._truth):
                    best = by
            found.append(best)
        return found[0], found[1]

    def wide(self, at: int, insider: Insider | None) -> bool:
        """Whether what is kept shows that a cell is wide enough to somebody."""
        return self._steps(self.reach(at, insider)) >= self._width

    @staticmethod
    def _steps(reach: tuple[float, float]) -> int:
        return int(np.floor(reach[0] + NEAR) + np.floor(reach[1] + NEAR))

    def through(self, row: int) -> list[int]:
        """The cells that have some witness through a row."""
        return sorted(self._through.get(row, ()))

    def ask(self, at: int, insider: Insider | None) -> tuple[float, float, bool]:
        """How far up and down a cell may lie, and whether that is all; witnesses are kept.

        Solves only as much as it takes to see that the cell is wide enough, or that it is not:
        first with the rows near it alone, then with all.
        """
        for near in dict.fromkeys((int(self._near[at]), ALL)):
            for sign in (1, -1):
                if self.wide(at, insider):
                    return (*self.reach(at, insider), False)
                program = self._program(near)
                program.know(insider)
                self.bring(program.farthest(at, sign, self._width))
        if self.wide(at, insider):
            return (*self.reach(at, insider), False)
        program = self._program(ALL)
        return program.exactly(at, 1), program.exactly(at, -1), True

    def _program(self, near: int) -> "_Farthest":
        if near not in self._programs:
            if near == ALL:
                hidden, tied = self._hidden, self._tied
            else:
                hidden = self._hidden & (self._near == near)
                here = {n for at in np.flatnonzero(hidden).tolist() for n, _ in self._sums[at]}
                tied = [self._tied[n] for n in sorted(here)]
            self._programs[near] = _Farthest(self._truth, hidden, tied, self._row)
        return self._programs[near]


class _Farthest:
    """How far a cell can be from the truth, with as little changed elsewhere as may be.

    A column for each hidden cell upwards, and one downwards.
    """

    def __init__(
        self, truth: Integers, hidden: Booleans, tied: Sequence[Sum], row: Integers
    ) -> None:
        places = np.flatnonzero(hidden)
        self._places = places
        self._column = np.full(len(truth), -1, dtype=np.int64)
        self._column[places] = np.arange(len(places))
        self._truth = truth
        self._most = float(truth.max(initial=0)) + 100.0
        starts, index, value = [0], [], []
        for total, parts in tied:
            terms = {int(self._column[at]): 1.0 for at in parts if hidden[at]}
            if hidden[total]:
                terms[int(self._column[total])] = -1.0
            if terms:
                index += [*terms, *(len(places) + one for one in terms)]
                value += [*terms.values(), *(-one for one in terms.values())]
                starts.append(len(index))
        count = len(places)
        self._upper = np.concatenate([np.full(count, self._most), truth[places].astype(float)])
        self._cells_of: dict[int, Integers] = {}
        for one in np.unique(row[places]):
            self._cells_of[int(one)] = np.flatnonzero(row[places] == one)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * count, len(starts) - 1
        model.col_cost_ = np.ones(2 * count)
        model.col_lower_, model.col_upper_ = np.zeros(2 * count), self._upper
        model.row_lower_ = model.row_upper_ = np.zeros(len(starts) - 1)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(index, dtype=np.int32)
        model.a_matrix_.value_ = np.array(value)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, setting in (("output_flag", False), ("threads", 1), ("random_seed", 3)):
            taken(self._solver.setOptionValue(name, setting))
        taken(self._solver.passModel(model))
        self._known: Insider | None = None
        self._count = count
        self.solved = 0

    def know(self, insider: Insider | None) -> None:
        """Ask on behalf of somebody, until told otherwise."""
        if insider is self._known:
            return
        if self._known is not None:
            columns = self._touched(self._known)
            self._bounds(columns, self._upper[columns])
        if insider is not None:
            columns = self._touched(insider)
            self._bounds(columns, self._left(insider, columns))
        self._known = insider

    def _touched(self, insider: Insider) -> Integers:
        if insider.own is None:
            none = np.zeros(0, dtype=np.int64)
            of = np.concatenate([none, *(self._cells_of.get(one, none) for one in insider.rows)])
            return np.concatenate([of, of + self._count])
        found = [self._column[at] for at in insider.own if self._column[at] >= 0]
        return np.array(found, dtype=np.int64) + self._count

    def _left(self, insider: Insider, columns: Integers) -> Reals:
        if insider.own is None:
            return np.zeros(len(columns))
        places = self._places[columns - self._count]
        own = np.array([insider.own[int(at)] for at in places], dtype=np.float64)
        return self._truth[places] - own

    def _bounds(self, columns: Integers, upper: Reals) -> None:
        where = columns.astype(np.int32)
        taken(self._solver.changeColsBounds(len(where), where, np.zeros(len(where)), upper))

    def farthest(self, at: int, sign: int, most: int) -> Change:
        """A change that moves a cell as far as it can, up to `most`, and little else."""
        column = self._column[at]
        here, other = (column, column + self._count)[::sign]
        kept = self._now(int(here)), self._now(int(other))
        both = np.array([here, other])
        self._bounds(both, np.array([min(kept[0], float(most)), 0.0]))
        taken(self._solver.changeColCost(int(here), -REWARD))
        found = self._run()
        taken(self._solver.changeColCost(int(here), 1.0))
        self._bounds(both, np.array(kept))
        by = found[: self._count] - found[self._count :]
        some = np.flatnonzero(np.abs(by) > NEAR)
        places = self._places[some].tolist()
        return dict(zip(places, by[some].tolist(), strict=True))

    def exactly(self, at: int, sign: int) -> float:
        """How far a cell can be moved, whatever else changes."""
        column = self._column[at]
        here, other = (column, column + self._count)[::sign]
        every = np.arange(2 * self._count, dtype=np.int32)
        cost = np.zeros(2 * self._count)
        cost[here], cost[other] = -1.0, 1.0
        taken(self._solver.changeColsCost(len(every), every, cost))
        found = self._run()
        taken(self._solver.changeColsCost(len(every), every, np.ones(len(every))))
        return float(found[here] - found[other])

    def _now(self, column: int) -> float:
        """The upper bound of a column as somebody knows it."""
        insider = self._known
        if insider is not None:
            at = int(self._places[column % self._count])
            if insider.own is not None and column >= self._count:
                return float(self._truth[at] - insider.own.get(at, 0))
        return float(self._upper[column])

    def _run(self) -> Reals:
        self.solved += 1
        return answer(self._solver)
