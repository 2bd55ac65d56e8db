"""What the core promises, rule by rule, on tables small enough to reckon by hand."""

import math
from functools import partial
from typing import Any

import numpy as np
import pytest

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
    protect,
)
from kvinnofrid.disclosure.audit import audit_pattern
from kvinnofrid.disclosure.grid import Grid, build
from kvinnofrid.disclosure.primary import ask, known_numbers, primary_cells
from kvinnofrid.disclosure.protecting import refuse_if_too_large
from kvinnofrid.disclosure.values import Booleans, Integers
from tests.disclosure.made import AREA, grid_of, said

SMALL = grid_of([[3, 20, 30], [20, 20, 20], [30, 20, 20]])


def cells(grid: Grid, chosen: Booleans | Integers) -> set[str]:
    """The names of the cells that are chosen."""
    return {"/".join(grid.name(int(number))) for number in np.flatnonzero(chosen)}


def primaries(table: Table, rule: Rule) -> set[str]:
    """The cells that a rule hides for their own sake."""
    grid = build(table)
    return cells(grid, primary_cells(grid, rule, table.largest))


# Which cells are hidden for their own sake


def test_counts_from_one_to_below_the_threshold_are_primary_and_zero_is_not() -> None:
    table = Table((flat("a", "uvwxyz"),), np.array([0, 1, 2, 3, 4, 5]))
    assert primaries(table, Rule(threshold=4)) == {"v", "w", "x"}
    assert primaries(table, Rule(threshold=5)) == {"v", "w", "x", "y"}


def test_a_small_total_is_primary_as_well() -> None:
    assert primaries(grid_of([[1, 1], [40, 50]]), Rule()) == {"r0/c0", "r0/c1", "r0/Total"}


def test_a_cell_is_dominated_when_the_largest_have_more_than_the_share_and_not_at_it() -> None:
    table = Table((flat("a", "xyz"),), np.array([20, 40, 0]), np.array([40, 16, 33, 0]))
    assert build(table).values.tolist() == [60, 20, 40, 0]
    assert primaries(table, Rule(dominance=(1, 80))) == {"y"}
    assert primaries(table, Rule(dominance=(1, 79))) == {"x", "y"}
    one = Table((flat("a", "xy"),), np.array([1, 40]), np.array([0, 1, 0]))
    assert primaries(one, Rule(threshold=1, dominance=(1, 80))) == {"x"}


def test_dominated_cells_come_beside_the_small_and_are_hidden_with_them() -> None:
    table = Table((flat("a", "xyz"),), np.array([2, 40, 50]), np.array([40, 1, 33, 10]))
    rule = Rule(dominance=(1, 80))
    assert primaries(table, rule) == {"x", "y"}
    found = protect(table, rule, processes=1)
    assert [one.cell for one in found.audit.bounds] == [("x",), ("y",)]


def test_dominance_without_contributors_is_refused() -> None:
    assert said(TableError, lambda: primaries(SMALL, Rule(dominance=(1, 80)))) == (
        "regeln om dominans behöver veta vem som bidrar",
        "Ange kolumnen med --contributor.",
        "",
    )


def test_all_of_a_group_in_one_cell_is_primary_only_where_the_rule_says_so() -> None:
    table = grid_of([[20, 0, 0], [9, 9, 9]])
    assert primaries(table, Rule()) == set()
    assert primaries(table, Rule(group=("column",))) == {"r0/c0"}
    assert primaries(table, Rule(group=("row",))) == {"r1/c1", "r1/c2"}
    assert primaries(grid_of([[0, 0], [9, 9]]), Rule(group=("column",))) == set()


def test_groups_are_found_at_every_level_and_in_several_dimensions() -> None:
    table = Table((AREA, flat("sex", "xy")), np.array([[9, 0], [8, 0], [7, 6], [7, 6]]))
    assert primaries(table, Rule(group=("sex",))) == {"a/x", "b/x", "A/x"}
    assert primaries(table, Rule(group=("area", "sex"))) == {"a/x", "b/x", "A/x", "B/y"}


def test_a_group_of_no_dimension_is_refused() -> None:
    assert said(TableError, lambda: primaries(SMALL, Rule(group=("year",)))) == (
        "dimensionen year finns inte",
        "Välj bland row, column.",
        "--group",
    )


# What is asked of every cell


def asked(table: Table, rule: Rule, *known: Known) -> tuple[Grid, Any]:
    """The grid and what is asked of it."""
    grid = build(table)
    return grid, ask(grid, rule, primary_cells(grid, rule, table.largest), known)


def test_a_primary_cell_needs_the_width_and_others_nothing() -> None:
    grid, found = asked(SMALL, Rule(width=6))
    assert cells(grid, found.need) == {"r0/c0"}
    assert set(found.need.tolist()) == {0, 6}
    assert found.need.dtype == np.int64


def test_the_rule_on_zeros_decides_which_may_be_hidden_and_what_an_attacker_knows() -> None:
    table = grid_of([[3, 0], [20, 20]])
    for zeros, opened, lowest in (
        ("complement", True, 0),
        ("strict", False, 1),
        ("shown", False, 0),
    ):
        grid, found = asked(table, Rule(zeros=zeros))  # type: ignore[arg-type]
        assert cells(grid, ~found.may_hide) == (set() if opened else {"r0/c1"})
        assert found.lowest == lowest


def test_a_count_of_one_may_be_hidden_where_zeros_may_not() -> None:
    grid, found = asked(grid_of([[1, 0], [20, 20]]), Rule(zeros="strict"))
    assert cells(grid, ~found.may_hide) == {"r0/c1"}


def test_the_zeros_that_would_tell_of_a_group_may_be_hidden_all_the_same() -> None:
    table = grid_of([[20, 0], [0, 9], [8, 0], [7, 6]])
    grid, found = asked(table, Rule(group=("column",), zeros="strict"))
    assert cells(grid, ~found.may_hide) == set()
    assert found.lowest == 0, "a hidden cell may then be zero"
    other = grid_of([[20, 5], [9, 0], [8, 7]])
    grid, found = asked(other, Rule(group=("row",), zeros="strict"))
    assert cells(grid, ~found.may_hide) == {"r1/c1"}
    assert found.lowest == 1


@pytest.mark.parametrize(("threshold", "width"), [(1, 4), (5, 0), (1, 0)])
def test_a_rule_that_protects_nothing_says_what_would(threshold: int, width: int) -> None:
    assert said(TableError, lambda: asked(SMALL, Rule(threshold=threshold, width=width))) == (
        f"tröskeln {threshold} och bredden {width} skyddar inget",
        "Tröskeln ska vara minst 2 och bredden minst 1.",
        "",
    )


def test_the_least_rule_that_protects_something_is_taken() -> None:
    _, found = asked(SMALL, Rule(threshold=2, width=1))
    assert not found.need.any()


def test_what_an_earlier_release_shows_may_not_be_hidden() -> None:
    first = Known("first", ("column", "row"), {("c1", "r1"): 20, ("Total", "r2"): 70})
    second = Known("second", ("row",), {("r0",): 53})
    grid, found = asked(SMALL, Rule(), first, second)
    assert cells(grid, ~found.may_hide) == {"r1/c1", "r2/Total", "r0/Total"}


def test_a_cell_that_must_be_hidden_and_is_published_stops_the_table() -> None:
    known = Known("older", ("row", "column"), {("r1", "c1"): 20, ("r0", "c0"): 3})
    assert said(ImpossibleError, lambda: asked(SMALL, Rule(), known)) == (
        "cellen r0 / c0 ska döljas men är redan publicerad",
        "Det som är publicerat går inte att dölja. Slå ihop grupper i den nya tabellen så att"
        " cellen inte finns, eller ersätt den äldre utgåvan.",
        "older",
    )


def test_an_earlier_release_is_read_with_totals_where_it_lacks_a_dimension() -> None:
    grid = build(SMALL)
    known = Known("older", ("column",), {("c1",): 60, ("Total",): 183})
    assert [grid.name(one) for one in known_numbers(grid, known)] == [
        ("Total", "c1"),
        ("Total", "Total"),
    ]


def test_an_earlier_cell_without_a_code_for_each_dimension_is_no_cell() -> None:
    with pytest.raises(ValueError, match="zip"):
        known_numbers(build(SMALL), Known("k", ("row", "column"), {("r0",): 53}))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (
            Known("k", ("row", "year"), {("r0", "2024"): 53}),
            (
                "dimensionen year finns inte i den nya tabellen",
                "Ge kolumnerna samma namn som i --by: row, column.",
                "k",
            ),
        ),
        (
            Known("k", ("row",), {("r9",): 50}),
            (
                "koden r9 finns inte i dimensionen row",
                "Lägg till den gruppering som utgåvan använde som en fil till för samma dimension,"
                " så skyddas tabellerna tillsammans.",
                "k",
            ),
        ),
        (
            Known("k", ("row",), {("r0",): 52}),
            (
                "cellen r0 / Total är 52 i utgåvan men 53 nu",
                "Utgåvorna ska avse samma personer. Rätta data, eller ta bort utgåvan om den avser"
                " andra.",
                "k",
            ),
        ),
    ],
)
def test_an_earlier_release_that_does_not_fit_says_why(
    known: Known, expected: tuple[str, str, str]
) -> None:
    assert said(TableError, lambda: known_numbers(build(SMALL), known)) == expected


def test_a_cell_costs_one_and_ties_prefer_to_keep_large_cells_totals_and_zeros() -> None:
    grid, found = asked(grid_of([[3, 0], [20, 20]]), Rule())
    cost = {"/".join(grid.name(n)): float(one) for n, one in enumerate(found.cost)}
    size = {n: math.log1p(n) / math.log1p(43) for n in (3, 20, 23, 40, 43)}
    share = 0.4 / 9
    assert cost == pytest.approx(
        {
            "r0/c0": 1 + share * size[3] / 2,
            "r0/c1": 1 + share,
            "r1/c0": 1 + share * size[20] / 2,
            "r1/c1": 1 + share * size[20] / 2,
            "r0/Total": 1 + share * (size[3] + 0.5) / 2,
            "r1/Total": 1 + share * (size[40] + 0.5) / 2,
            "Total/c0": 1 + share * (size[23] + 0.5) / 2,
            "Total/c1": 1 + share * (size[20] + 0.5) / 2,
            "Total/Total": 1 + share * (1 + 1) / 2,
        }
    )


def test_a_cell_to_keep_costs_as_three() -> None:
    keep = {"row": ("Total", "r1"), "column": ("none",), "year": ("2024",)}
    grid, found = asked(SMALL, Rule(keep=keep))
    dear = {one.split("/")[0] for one in cells(grid, found.cost >= 3)}
    cheap = {one.split("/")[0] for one in cells(grid, found.cost < 2)}
    assert (dear, cheap) == ({"Total", "r1"}, {"r0", "r2"})


def test_an_empty_table_has_costs_too() -> None:
    _, found = asked(grid_of([[0, 0], [0, 0]]), Rule())
    assert found.cost.tolist() == pytest.approx([1 + 0.4 / 9] * 9)


# Protecting


def test_a_table_that_would_be_too_large_says_how_large_and_what_to_do() -> None:
    dimensions = (flat("a", [f"a{n}" for n in range(99)]), flat("b", "xyz"))
    refuse_if_too_large(dimensions, most=400)
    assert said(TooLargeError, lambda: refuse_if_too_large(dimensions, most=399)) == (
        "tabellen får 400 celler; gränsen är 399, för det skulle ta omkring 10 MB",
        "Dela tabellen (till exempel en per år) och skydda delarna efter varandra med --known,"
        " eller ta bort en dimension eller en nivå.",
        "",
    )


def test_a_protected_table_holds_what_went_in_and_how_it_was_found() -> None:
    lines: list[str] = []
    found = protect(SMALL, Rule(), processes=1, tell=lines.append)
    assert found.table is SMALL
    assert found.rule == Rule()
    assert found.codes == (("Total", "r0", "r1", "r2"), ("Total", "c0", "c1", "c2"))
    assert found.names() == ["row", "column"]
    value = dict(zip(found.cells(), found.values.tolist(), strict=True))
    assert value["Total", "Total"] == 183
    assert value["r0", "Total"] == 53
    assert value["r0", "c0"] == 3
    assert found.lowest == 0
    protection = found.protection
    assert (protection.method, protection.proven, protection.at_least) == ("exact", True, 4)
    assert 0 < protection.seconds < 60
    assert lines[-1] == "granskar: vad kan en angripare räkna ut?"
    assert {type(one) for one in (found.hidden[0], found.primary[0])} == {np.bool_}


def test_the_primary_cell_is_among_the_hidden_and_its_bounds_are_told() -> None:
    found = protect(SMALL, Rule(), processes=1)
    named = dict(zip(found.cells(), zip(found.hidden, found.primary, strict=True), strict=True))
    assert [cell for cell, (_, primary) in named.items() if primary] == [("r0", "c0")]
    assert sum(hidden for hidden, _ in named.values()) == 4
    (bounds,) = found.audit.bounds
    assert bounds.cell == ("r0", "c0")
    assert bounds.lower <= 3 <= bounds.upper
    assert bounds.upper - bounds.lower >= 4
    assert found.audit.width == 4
    assert audit(found) == found.audit


def test_where_zeros_are_never_hidden_the_audit_knows_that_a_hidden_cell_is_at_least_one() -> None:
    found = protect(grid_of([[2, 20, 0], [20, 20, 9], [9, 20, 9]]), Rule(width=2, zeros="strict"))
    assert found.lowest == 1
    (bounds,) = found.audit.bounds
    assert bounds.lower == 1
    assert audit(found).bounds == found.audit.bounds


def test_witnesses_are_other_tables_with_the_same_published_cells() -> None:
    found = protect(SMALL, Rule(), processes=1)
    place = found.cells().index(("r0", "c0"))
    at = []
    for one in found.witnesses:
        move = np.zeros(16, dtype=np.int64)
        move[one.cells] = one.differences
        assert one.differences.all(), "only where it differs is listed"
        assert (found.values + move >= 0).all()
        assert not move[~found.hidden].any()
        table = move.reshape(4, 4)
        assert (table[0] == table[1:].sum(axis=0)).all()
        assert (table[:, 0] == table[:, 1:].sum(axis=1)).all()
        at.append(move[place])
    assert max(at) - min(at) >= 4 or max(at, default=0) >= 4 or min(at, default=0) <= -4


class Search:
    """A search that says what it is told to, and what it was asked."""

    def __init__(self, **given: Any) -> None:
        self.given = given
        self.asked: dict[str, Any] = {}

    def __call__(self, grid: Grid, asked: Any, **given: Any) -> blocks.State:
        """Everything is hidden."""
        self.asked = given
        return blocks.State(np.ones(len(grid.values), dtype=np.bool_), **self.given)


def test_a_pattern_that_is_not_proven_says_the_least_that_must_be_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    search = Search(at_least=7)
    monkeypatch.setattr(blocks, "run", search)
    found = protect(SMALL, Rule(), seed=5, processes=3)
    protection = found.protection
    assert (protection.method, protection.proven, protection.at_least) == ("heuristic", False, 7)
    assert (search.asked["seed"], search.asked["processes"]) == (5, 3)
    assert search.asked["tell"]("x") is None
    protect(SMALL, Rule())
    assert (search.asked["seed"], search.asked["processes"]) == (1, None)


def test_the_audit_is_of_the_pattern_and_with_the_seed_that_were_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[dict[str, Any]] = []

    def listening(*given: Any, **named: Any) -> Any:
        heard.append(named)
        return audit_pattern(*given, **named)

    monkeypatch.setattr("kvinnofrid.disclosure.protecting.auditing.audit_pattern", listening)
    found = protect(SMALL, Rule(width=3), seed=8, processes=1)
    audit(found)
    audit(found, seed=9)
    assert heard == [{"width": 3, "lowest": 0, "seed": seed} for seed in (8, 1, 9)]


@pytest.mark.parametrize(
    ("hopeless", "zeros", "where"),
    [
        ([5], "complement", "r0 / c0"),
        ([5, 6, 10], "complement", "r0 / c0; r0 / c1; r1 / c1"),
        ([5, 6, 10, 0], "strict", "r0 / c0; r0 / c1; r1 / c1 och 1 till"),
        ([5, 6, 10, 0, 1], "shown", "r0 / c0; r0 / c1; r1 / c1 och 2 till"),
    ],
)
def test_cells_that_nothing_protects_are_named_three_at_most_with_what_helps(
    hopeless: list[int], zeros: Any, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "run", Search(hopeless=hopeless))
    remedy = "Slå ihop cellens grupp med en annan, ta bort en nivå, eller välj en mindre bredd."
    if zeros != "complement":
        remedy += " Det hjälper också att låta nollor döljas (--zeros complement)."
    assert said(ImpossibleError, lambda: protect(SMALL, Rule(zeros=zeros))) == (
        "går inte att skydda med bredden 4, hur mycket som än döljs",
        remedy,
        where,
    )


def test_tables_that_are_not_whole_are_refused_with_what_is_wrong() -> None:
    assert said(TableError, lambda: protect(grid_of([[3, -1], [5, 6]]), Rule())) == (
        "ett antal är negativt",
        "Antal personer ska vara 0 eller fler.",
        "",
    )
    remedy = "Varje dimension ska ha minst en kod, och antalen en plats för varje."
    shape = Table((flat("a", "xyz"),), np.array([1, 2]))
    expected = "tabellen har måtten (2,), dimensionerna (3,)"
    assert said(TableError, lambda: protect(shape, Rule())) == (expected, remedy, "")
    for table, measures in (
        (Table((), np.array(3)), "tabellen har måtten (), dimensionerna ()"),
        (
            Table((flat("a", ""),), np.zeros(0, dtype=np.int64)),
            "tabellen har måtten (0,), dimensionerna (0,)",
        ),
    ):
        assert said(TableError, partial(protect, table, Rule())) == (measures, remedy, "")


def test_a_table_too_large_is_refused_before_its_grid_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kvinnofrid.disclosure.protecting.build", None)
    wide = flat("a", [f"a{n}" for n in range(80_000)])
    with pytest.raises(TooLargeError):
        protect(Table((wide,), np.zeros(80_000, dtype=np.int64)), Rule())
