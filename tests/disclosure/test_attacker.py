"""What an attacker who has everything published writes down and reckons, on tables by hand."""

from typing import Any

import highspy
import numpy as np

from kvinnofrid.disclosure import (
    Dimension,
    Rule,
    SolverError,
    Table,
    TableError,
    audit,
    flat,
    protect,
)
from kvinnofrid.disclosure.audit import Attacker, audit_pattern, audit_sums, sums, taken
from tests.disclosure.made import AREA, said


def test_every_sum_that_the_hierarchies_tell_of_is_written_down() -> None:
    codes = (("Total", "A", "B", "a", "b", "c", "d"), ("Total", "x", "y"))
    found = sums((AREA, flat("sex", "xy")), codes)
    expected = [
        *((3 + n, [9 + n, 12 + n]) for n in range(3)),
        *((6 + n, [15 + n, 18 + n]) for n in range(3)),
        *((n, [3 + n, 6 + n]) for n in range(3)),
        *((3 * n, [3 * n + 1, 3 * n + 2]) for n in range(7)),
    ]
    assert sorted(found) == sorted(expected)


def test_sums_of_three_dimensions_take_in_every_combination_of_the_others() -> None:
    dimensions = (flat("a", "pq"), flat("b", "r"), flat("c", "st"))
    codes = tuple(("Total", *one.leaves) for one in dimensions)
    found = sums(dimensions, codes)
    assert len(found) == 2 * 3 + 3 * 3 + 3 * 2
    assert (0, [6, 12]) in found
    assert (5, [11, 17]) in found
    assert (14, [17]) in found
    assert (9, [10, 11]) in found


def bounds(
    known: dict[int, int], count: int, tied: list[tuple[int, list[int]]], **given: Any
) -> dict[int, tuple[int, int]]:
    """The bounds of every cell that is not known."""
    asked = {place: (str(place),) for place in range(count) if place not in known}
    found = audit_sums(known, count, tied, asked, **{"width": 1, **given})
    return {int(one.cell[0]): (one.lower, one.upper) for one in found.bounds}


def test_two_hidden_parts_of_a_shown_total_lie_between_nothing_and_what_is_left() -> None:
    known = {0: 10, 1: 3}
    assert bounds(known, 4, [(0, [1, 2, 3])]) == {2: (0, 7), 3: (0, 7)}
    assert bounds(known, 4, [(0, [1, 2, 3])], lowest=1) == {2: (1, 6), 3: (1, 6)}


def test_a_hidden_total_is_at_least_its_shown_parts_and_has_no_end_of_its_own() -> None:
    lower, upper = bounds({0: 4, 1: 5}, 4, [(2, [0, 1, 3])])[2]
    assert lower == 9
    assert upper > 1_000


def test_a_cell_alone_in_a_sum_is_no_secret() -> None:
    assert bounds({0: 10, 1: 3}, 3, [(0, [1, 2])]) == {2: (7, 7)}


def test_the_bounds_of_cells_asked_for_alone_are_exact_and_two_programs_are_solved_for_each() -> (
    None
):
    asked = {2: ("two",), 3: ("three",), 0: ("nought",)}
    found = audit_sums({0: 10, 1: 3}, 4, [(0, [1, 2, 3])], asked, width=8)
    assert [(one.cell, one.exact) for one in found.bounds] == [
        (("two",), True),
        (("three",), True),
        (("nought",), True),
    ]
    assert (found.programs, found.width) == (4, 8)
    assert [one.upper - one.lower for one in found.bounds] == [7, 7, 0]
    assert (found.below_width, found.holds) == (3, False)


def test_a_published_cell_asked_for_has_no_width() -> None:
    found = audit_sums({0: 10, 1: 3}, 2, [], {1: ("x",)}, width=1)
    assert [(one.lower, one.upper, one.exact) for one in found.bounds] == [(3, 3, True)]
    assert (found.programs, found.holds) == (0, False)


def test_many_cells_are_asked_about_together_and_the_narrow_ones_alone() -> None:
    known = {0: 40, 5: 2}
    tied = [(0, [1, 2, 3, 4]), (5, [6, 7])]
    asked = {place: (str(place),) for place in (1, 2, 3, 4, 6, 7)}
    found = audit_sums(known, 8, tied, asked, width=4, exact=0)
    got = {one.cell[0]: one for one in found.bounds}
    for one in found.bounds:
        whole = (0, 2) if one.cell[0] in "67" else (0, 40)
        assert whole[0] <= one.lower <= one.upper <= whole[1], "never wider than the truth"
    assert (got["6"].lower, got["6"].upper, got["6"].exact) == (0, 2, True)
    assert (got["7"].lower, got["7"].upper, got["7"].exact) == (0, 2, True)
    assert found.below_width == 2
    assert all(got[name].upper - got[name].lower >= 4 for name in "1234")
    same = audit_sums(known, 8, tied, asked, width=4, exact=0)
    assert same == found


def test_when_the_cells_are_more_than_are_asked_alone_wide_ones_cost_few_programs() -> None:
    count = 40
    known = {0: 400}
    tied = [(0, list(range(1, count)))]
    asked = {place: (str(place),) for place in range(1, count)}
    apart = audit_sums(known, count, tied, asked, width=4, exact=39)
    assert apart.programs == 2 * 39
    together = audit_sums(known, count, tied, asked, width=4, exact=38)
    assert together.programs < 2 * 39 or together.holds
    assert together.holds
    assert apart.holds


def test_a_pattern_is_audited_by_the_names_of_its_cells() -> None:
    dimension = (flat("a", "xyz"), flat("b", "uv"))
    codes = tuple(("Total", *one.leaves) for one in dimension)
    values = np.array([60, 30, 30, 20, 10, 10, 20, 10, 10, 20, 10, 10])
    hidden = np.zeros(12, dtype=np.bool_)
    hidden[[4, 5, 7, 8]] = True
    primary = np.zeros(12, dtype=np.bool_)
    primary[[4, 11]] = True
    found = audit_pattern(dimension, codes, values, hidden, primary, width=4, lowest=0)
    assert [(one.cell, one.lower, one.upper) for one in found.bounds] == [
        (("x", "u"), 0, 20),
        (("z", "v"), 10, 10),
    ]
    assert found.below_width == 1
    low = audit_pattern(dimension, codes, values, hidden, primary, width=4, lowest=2, seed=3)
    assert (low.bounds[0].lower, low.bounds[0].upper) == (2, 18)


def test_an_attacker_makes_a_whole_table_that_leans_as_wished() -> None:
    attacker = Attacker({0: 10, 1: 3}, 5, [(0, [1, 2, 3]), (4, [2, 3])], lowest=0)
    assert attacker.count == 3
    assert attacker.table({2: 1.0}).tolist() == [0, 0, 7, 0, 7]
    assert attacker.table({2: -1.0}).tolist() == [0, 0, 0, 7, 7]
    assert attacker.programs == 2


def test_sums_of_shown_cells_alone_are_reckoned_and_must_agree() -> None:
    held = Attacker({0: 5, 1: 2, 2: 3}, 5, [(0, [1, 2]), (0, [3, 4])], lowest=0)
    assert held.table({3: 1.0}).tolist() == [0, 0, 0, 5, 0]
    wrong = "de publicerade cellerna går inte ihop"
    assert said(TableError, lambda: Attacker({0: 5, 1: 2, 2: 2}, 3, [(0, [1, 2])], lowest=0)) == (
        wrong,
        "Räkna om tabellen från början.",
        "",
    )


def test_tables_that_cannot_be_are_told_as_no_answer() -> None:
    attacker = Attacker({0: 5}, 3, [(0, [1, 2])], lowest=4)
    assert said(SolverError, lambda: attacker.table({1: 1.0})) == (
        "granskningen fick inget svar av lösaren",
        "Inget är skrivet. Är tabellens summor riktiga? Kör annars igen med ett annat frö.",
        "",
    )


def test_what_the_solver_refuses_is_told() -> None:
    assert said(SolverError, lambda: taken(highspy.HighsStatus.kError)) == (
        "lösaren tog inte emot granskningen",
        "Inget är skrivet. Anmäl felet.",
        "",
    )
    taken(highspy.HighsStatus.kOk)
    taken(highspy.HighsStatus.kWarning)


def test_a_table_of_one_dimension_is_audited_as_well() -> None:
    one: tuple[Dimension, ...] = (flat("a", "xyz"),)
    hidden = np.array([False, True, True, False])
    assert audit(protect(Table(one, np.array([3, 40, 50])), Rule(), processes=1)).holds
    direct = audit_pattern(
        one, (("Total", "x", "y", "z"),), np.array([93, 3, 40, 50]), hidden,
        np.array([False, True, False, False]), width=4, lowest=0,
    )  # fmt: skip
    assert [(b.lower, b.upper) for b in direct.bounds] == [(0, 43)]
