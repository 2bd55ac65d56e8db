"""The audit: catches a pattern that does not protect, and a table that can't be."""

import dataclasses

import highspy
import numpy as np
import pytest

from kvinnofrid.disclosure import Rule, audit, flat, protect, solver
from kvinnofrid.disclosure.audit import Attacker, audit_sums, taken
from kvinnofrid.disclosure.errors import SolverError, TableError
from kvinnofrid.disclosure.hierarchy import flat as flat_dimension
from tests.disclosure.made import grid_of, leveled, possible_values

TABLE = grid_of([[3, 20, 30], [20, 20, 20], [30, 20, 20]])


def test_bounds_of_a_small_table_are_those_of_brute_force() -> None:
    found = protect(grid_of([[2, 3, 9], [4, 1, 8]]), Rule(threshold=4, width=3), processes=1)
    values = possible_values(found, most=14)
    cells = found.cells()
    for one in found.audit.bounds:
        own = values[cells.index(one.cell)]
        assert one.exact
        assert (one.lower, one.upper) == (min(own), max(own))


def test_a_pattern_with_a_hole_fails_the_audit() -> None:
    found = protect(TABLE, Rule(), processes=1)
    for place in np.flatnonzero(found.hidden):
        broken = found.hidden.copy()
        broken[place] = False
        verdict = audit(dataclasses.replace(found, hidden=broken))
        assert not verdict.holds
        assert verdict.below_width == 1


@pytest.mark.parametrize("least_gain", [0.0, 1.0])
def test_many_primary_cells_are_audited_together_and_the_narrow_alone(
    least_gain: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvinnofrid.disclosure.protecting.auditing.EXACT_PRIMARY", 0)
    monkeypatch.setattr("kvinnofrid.disclosure.protecting.auditing.LEAST_GAIN", least_gain)
    table = leveled(0, mean=1.0)
    found = protect(table, Rule(), processes=1)
    assert found.audit.holds
    broken = found.hidden & found.primary
    assert not audit(dataclasses.replace(found, hidden=broken)).holds


def test_what_one_answer_shows_of_another_cell_is_not_asked_again() -> None:
    asked = {0: ("a",), 1: ("b",)}
    found = [
        audit_sums({2: 10}, 3, [(2, [0, 1])], asked, width=4, seed=seed, exact=0)
        for seed in range(8)
    ]
    assert all(one.holds for one in found)
    assert {one.programs for one in found} == {2, 4}, "both at once, or the first alone"


def test_published_cells_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(TableError, match="går inte ihop"):
        Attacker({0: 5, 1: 2, 2: 2}, 3, [(0, [1, 2])], lowest=0)
    with pytest.raises(SolverError, match="inget svar"):
        Attacker({0: 5}, 3, [(0, [1, 2])], lowest=4).table({1: 1.0})


def test_what_the_solver_does_not_take_is_an_error() -> None:
    with pytest.raises(SolverError):
        taken(highspy.HighsStatus.kError)
    with pytest.raises(SolverError):
        solver._must(highspy.HighsStatus.kError)


def test_a_solver_without_an_answer_is_an_error() -> None:
    one = np.ones(1)
    matrix = solver.by_columns(1, 1, np.zeros(1, np.int64), np.zeros(1, np.int64), one)
    free = solver.Program(
        matrix, cost=-one, column_bounds=(0 * one, one * np.inf), row_bounds=(0 * one, one * np.inf)
    )
    with pytest.raises(SolverError, match="lösaren slutade med"):
        free.solve()


def test_both_ways_to_make_a_flat_dimension_are_the_same() -> None:
    assert flat is flat_dimension
    with pytest.raises(TableError, match="koden Total"):
        flat("a", ["x", "Total"])
