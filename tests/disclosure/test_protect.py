"""Suppression: known optima, rules, and that nobody can compute anything back."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvinnofrid.disclosure import (
    ImpossibleError,
    Known,
    Rule,
    Table,
    TableError,
    TooLargeError,
    audit,
    blocks,
    flat,
    hierarchical,
    protect,
)
from kvinnofrid.disclosure.search import Effort
from kvinnofrid.disclosure.solver import Program, stack
from tests.disclosure.made import grid_of, leveled, possible_values, random_table, shipped


def hide(table: Table, **rule: object) -> tuple[int, bool]:
    """How many cells are hidden, and whether it is proven that fewer can't be."""
    found = protect(table, Rule(**rule), processes=1)  # type: ignore[arg-type]
    assert found.audit.holds
    return int(found.hidden.sum()), found.protection.proven


def test_one_small_cell_takes_a_rectangle() -> None:
    assert hide(grid_of([[3, 20, 30], [20, 20, 20], [30, 20, 20]])) == (4, True)


def test_a_table_without_small_cells_hides_nothing() -> None:
    assert hide(grid_of([[10, 20], [30, 0]])) == (0, True)


def test_two_small_cells_in_different_rows_and_columns_share_a_rectangle() -> None:
    assert hide(grid_of([[3, 20, 30], [20, 2, 20], [30, 20, 20]])) == (4, True)


def test_a_list_hides_one_more_or_its_total() -> None:
    assert hide(Table((flat("a", "xyz"),), np.array([3, 40, 50]))) == (2, True)


def test_ones_can_not_protect_each_other_when_zeros_are_never_hidden() -> None:
    table = grid_of([[1, 1, 20], [1, 1, 20], [20, 20, 20]])
    assert hide(table, width=1) == (4, True)
    assert hide(table, width=1, zeros="shown") == (4, True)
    assert hide(table, width=1, zeros="strict") == (9, True)


def test_an_only_municipality_is_hidden_with_its_county() -> None:
    area = hierarchical(
        "area",
        [("f", [("g", "G"), ("m", "M"), ("n", "M"), ("G", "Total"), ("M", "Total")])],
        ["g", "m", "n"],
    )
    found = protect(Table((area, flat("sex", "ab")), np.array([[3, 9], [9, 9], [9, 9]])), Rule())
    status = dict(zip(found.cells(), found.hidden.tolist(), strict=True))
    assert status["g", "a"]
    assert status["G", "a"] == status["g", "a"]
    assert status["G", "b"] == status["g", "b"]


def test_kept_codes_are_hidden_only_when_it_saves_others() -> None:
    table = grid_of([[3, 20, 20], [20, 20, 20], [20, 20, 20]])
    found = protect(table, Rule(keep={"row": ("Total", "r1"), "column": ("none",)}))
    names = {cell for cell, hidden in zip(found.cells(), found.hidden, strict=True) if hidden}
    assert not any(row in ("Total", "r1") for row, _ in names)


def test_a_group_that_is_all_alike_is_not_shown_to_be() -> None:
    table = grid_of([[20, 0, 0], [9, 9, 9], [8, 7, 6]])
    assert hide(table) == (0, True)
    for zeros in ("complement", "strict"):
        found = protect(table, Rule(group=("column",), zeros=zeros))
        cells = dict(zip(found.cells(), found.hidden.tolist(), strict=True))
        assert found.audit.holds
        assert cells["r0", "c0"]
        assert cells["r0", "c1"] or cells["r0", "c2"] or cells["r0", "Total"]
    with pytest.raises(TableError, match="dimensionen none finns inte"):
        protect(table, Rule(group=("none",)))


def test_a_cell_dominated_by_one_contributor_is_hidden() -> None:
    table = grid_of([[20, 30], [40, 50]])
    largest = np.zeros(9, dtype=np.int64)
    largest[4] = 19
    known = dataclasses.replace(table, largest=largest)
    found = protect(known, Rule(dominance=(1, 80)))
    assert found.cells()[int(np.flatnonzero(found.primary)[0])] == ("r0", "c0")
    with pytest.raises(TableError, match="contributor"):
        protect(table, Rule(dominance=(1, 80)))


def test_what_is_published_already_is_not_hidden_again() -> None:
    table = grid_of([[3, 20, 30], [20, 20, 20], [30, 20, 20]])
    known = Known("older", ("row", "column"), {("r1", "c1"): 20, ("r0", "Total"): 53})
    found = protect(table, Rule(), known=[known])
    status = dict(zip(found.cells(), found.hidden.tolist(), strict=True))
    assert found.audit.holds
    assert not status["r1", "c1"]
    assert not status["r0", "Total"]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Known("k", ("row", "column"), {("r0", "c0"): 3}), "redan publicerad"),
        (Known("k", ("row",), {("r0",): 50}), "är 50 i utgåvan men 53 nu"),
        (Known("k", ("row",), {("r9",): 50}), "koden r9 finns inte"),
        (Known("k", ("year",), {("r9",): 50}), "dimensionen year finns inte"),
    ],
)
def test_an_earlier_release_that_does_not_fit_is_refused(known: Known, said: str) -> None:
    table = grid_of([[3, 20, 30], [20, 20, 20], [30, 20, 20]])
    with pytest.raises((ImpossibleError, TableError), match=said):
        protect(table, Rule(), known=[known])


def test_an_impossible_protection_names_the_cell_and_what_helps() -> None:
    table = Table((flat("a", "xy"),), np.array([3, 20]))
    known = Known("older", ("a",), {("y",): 20, ("Total",): 23})
    with pytest.raises(ImpossibleError, match="x: går inte att skydda med bredden 4") as caught:
        protect(table, Rule(), known=[known])
    assert "--zeros" not in str(caught.value)
    with pytest.raises(ImpossibleError, match="--zeros complement"):
        protect(table, Rule(zeros="strict"), known=[known])


@pytest.mark.parametrize(
    ("rule", "said"), [(Rule(threshold=1), "tröskeln 1"), (Rule(width=0), "bredden 0")]
)
def test_a_rule_that_protects_nothing_is_refused(rule: Rule, said: str) -> None:
    with pytest.raises(TableError, match=said):
        protect(grid_of([[3, 4], [5, 6]]), rule)


def test_negative_counts_and_wrong_shapes_are_refused() -> None:
    with pytest.raises(TableError, match="negativt"):
        protect(grid_of([[3, -4], [5, 6]]), Rule())
    with pytest.raises(TableError, match="måtten"):
        protect(Table((flat("a", "xyz"),), np.array([1, 2])), Rule())


def test_a_table_of_a_million_cells_is_refused_before_it_is_made() -> None:
    axes = tuple(flat(name, [f"{name}{i}" for i in range(100)]) for name in "abc")
    counts = np.broadcast_to(np.int64(1), (100, 100, 100))
    with pytest.raises(TooLargeError, match="1030301 celler"):
        protect(Table(axes, counts), Rule())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.lists(st.integers(0, 7), min_size=3, max_size=3), min_size=2, max_size=2),
    width=st.sampled_from([1, 3, 4]),
    zeros=st.sampled_from(["complement", "strict", "shown"]),
)
def test_no_brute_force_bounds_a_primary_cell_within_the_width(
    rows: list[list[int]], width: int, zeros: str
) -> None:
    rule = Rule(threshold=4, width=width, zeros=zeros)  # type: ignore[arg-type]
    try:
        found = protect(grid_of(rows), rule, processes=1)
    except ImpossibleError:
        return
    for values in possible_values(found, most=12).values():
        assert max(values) - min(values) >= width


@pytest.mark.parametrize("seed", range(25))
def test_random_tables_with_levels_and_overlaps_hold_to_the_audit(seed: int) -> None:
    table = random_table(seed, most=9)
    for width in (1, 4):
        try:
            found = protect(table, Rule(width=width), seed=seed, processes=1)
        except ImpossibleError:
            continue
        assert found.audit.holds
        assert audit(found, seed=seed + 1).holds
        for witness in found.witnesses:
            assert found.hidden[witness.cells].all()


def test_a_heuristic_pattern_hides_little_more_than_the_optimum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for seed in range(6):
        table = random_table(seed, most=10, dimensions=2)
        best = protect(table, Rule(), processes=1)
        assert best.protection.proven
        with monkeypatch.context() as patch:
            patch.setattr(blocks, "effort_for", lambda count: Effort(rounds=2))
            found = protect(table, Rule(), processes=1)
        assert found.audit.holds
        least = found.protection.at_least
        assert least is not None
        assert least <= best.hidden.sum() <= found.hidden.sum() <= 1.2 * best.hidden.sum() + 2


def test_the_same_seed_gives_the_same_pattern_whatever_the_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocks, "SMALL_TABLE", 0)
    monkeypatch.setattr(blocks, "EXACT_CELLS", 0)
    table = leveled(3)
    one = protect(table, Rule(), processes=1)
    two = protect(table, Rule(), processes=2)
    assert one.audit.holds
    assert (one.hidden == two.hidden).all()
    assert [w.cells.tolist() for w in one.witnesses] == [w.cells.tolist() for w in two.witnesses]


@pytest.mark.parametrize("seed", range(8))
def test_levels_are_solved_from_the_top_and_what_is_left_in_wider_parts(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "SMALL_TABLE", 0)
    said: list[str] = []
    mean = (1.0, 3.0, 8.0)[seed % 3]
    found = protect(leveled(seed, mean=mean), Rule(), processes=1, tell=said.append)
    assert found.audit.holds
    assert any("nivå 3" in line for line in said)
    exact = protect(leveled(seed, mean=mean), Rule(), processes=1)
    assert exact.hidden.sum() >= (found.protection.at_least or 0)


def test_the_shipped_table_of_counties_holds() -> None:
    found = protect(shipped("county40k"), Rule(), processes=1)
    assert found.audit.below_width == 0
    assert found.hidden.sum() <= 365
    assert (found.protection.at_least or 0) >= 340


def test_a_program_without_cells_and_sums_has_a_solution_of_nothing() -> None:
    matrix, least = stack([], 0)
    nothing = np.zeros(0)
    program = Program(
        matrix, cost=nothing, column_bounds=(nothing, nothing), row_bounds=(least, least)
    )
    found = program.solve()
    assert found is not None
    assert len(found) == 0
    assert program.objective == 0
