"""The door to HiGHS: linear and integer programs, every status looked at, one thread.

HiGHS (MIT licence) is asked in one thread and the number is never changed: a change within a
process makes its runs end without an answer. What is not an answer raises SolverError.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from kvinnofrid.disclosure.errors import SolverError
from kvinnofrid.disclosure.values import Integers, Reals

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Matrix:
    """A sparse matrix by columns."""

    rows: int
    start: Integers
    index: Integers
    value: Reals

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.start) - 1


def by_columns(rows: int, columns: int, row: Integers, column: Integers, value: Reals) -> Matrix:
    """A matrix from triples."""
    order = np.lexsort((row, column))
    start = np.searchsorted(column[order], np.arange(columns + 1))
    return Matrix(rows, start.astype(np.int64), row[order], value[order].astype(np.float64))


def columns_of(matrix: Matrix, columns: Integers) -> Matrix:
    """Some columns of a matrix, and the rows that they touch."""
    lengths = matrix.start[columns + 1] - matrix.start[columns]
    start = np.concatenate([[0], np.cumsum(lengths)])
    places = np.arange(start[-1]) + np.repeat(matrix.start[columns] - start[:-1], lengths)
    rows, index = np.unique(matrix.index[places], return_inverse=True)
    return Matrix(len(rows), start.astype(np.int64), index, matrix.value[places])


class Program:
    """A program whose bounds and costs change from run to run while the solver keeps its place."""

    def __init__(
        self,
        matrix: Matrix,
        *,
        cost: Reals,
        column_bounds: tuple[Reals, Reals],
        row_bounds: tuple[Reals, Reals],
        whole: bool = False,
        gap: float = 0.0,
        nodes: int | None = None,
    ) -> None:
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._columns = matrix.columns
        self._every = np.arange(matrix.columns, dtype=np.int32)
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", gap),
            *((("mip_max_nodes", nodes),) if nodes is not None else ()),
        ):
            _must(self._solver.setOptionValue(name, value))
        program = highspy.HighsLp()
        program.num_col_ = matrix.columns
        program.num_row_ = matrix.rows
        program.col_cost_ = cost
        program.col_lower_, program.col_upper_ = column_bounds
        program.row_lower_, program.row_upper_ = row_bounds
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = matrix.start.astype(np.int32)
        program.a_matrix_.index_ = matrix.index.astype(np.int32)
        program.a_matrix_.value_ = matrix.value
        if whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * matrix.columns
        _must(self._solver.passModel(program))

    def bounds(self, columns: Integers, lower: Reals, upper: Reals) -> None:
        """Set the bounds of some columns."""
        where = np.asarray(columns, dtype=np.int32)
        _must(
            self._solver.changeColsBounds(
                len(where), where, np.asarray(lower, np.float64), np.asarray(upper, np.float64)
            )
        )

    def costs(self, cost: Reals) -> None:
        """Set the cost of every column."""
        _must(self._solver.changeColsCost(self._columns, self._every, cost.astype(np.float64)))

    def solve(self) -> Reals | None:
        """The cheapest solution, or the best within the limit; None when there is none."""
        for again in (False, True):
            if again:  # from the beginning: the last basis may have been a bad place to start
                _must(self._solver.clearSolver())
            _must(self._solver.run())
            status = self._solver.getModelStatus()
            if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
                return np.array(self._solver.getSolution().col_value)
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            if status == highspy.HighsModelStatus.kSolutionLimit:
                found = np.array(self._solver.getSolution().col_value)
                return found if self._has_solution() else None
        raise SolverError(
            f"lösaren slutade med {self._solver.modelStatusToString(status)}",
            "Inget är skrivet. Kör igen med ett annat frö (--seed); blir det samma fel, anmäl "
            "det med tabellens mått.",
        )

    def _has_solution(self) -> bool:
        return bool(
            self._solver.getInfo().primal_solution_status
            == highspy.SolutionStatus.kSolutionStatusFeasible
        )

    @property
    def bound(self) -> float:
        """What no solution of the last integer program can cost less than."""
        return float(self._solver.getInfo().mip_dual_bound)

    @property
    def objective(self) -> float:
        """What the last solution costs."""
        return float(self._solver.getInfo().objective_function_value)

    @property
    def reduced_costs(self) -> Reals:
        """What a unit more of each column would cost, after the last linear program."""
        return np.array(self._solver.getSolution().col_dual)


def _must(status: highspy.HighsStatus) -> None:
    if status == highspy.HighsStatus.kError:
        raise SolverError(
            "lösaren tog inte emot uppgiften", "Inget är skrivet. Anmäl det som ett fel."
        )


def stack(rows: Sequence[tuple[Integers, Reals, float]], columns: int) -> tuple[Matrix, Reals]:
    """Rows of (columns, coefficients, at least) as a matrix and its lower bounds."""
    lengths = [len(row[0]) for row in rows]
    row = np.repeat(np.arange(len(rows)), lengths)
    column = np.concatenate([r[0] for r in rows]) if rows else np.zeros(0, dtype=np.int64)
    value = np.concatenate([r[1] for r in rows]) if rows else np.zeros(0)
    return by_columns(len(rows), columns, row, column, value), np.array([r[2] for r in rows])
