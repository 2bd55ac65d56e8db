"""Hiding cells of rows whose sizes are known: nobody places a small one within the width."""

import random
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from kvinnofrid.disclosure.audit import Sum, audit_sums
from kvinnofrid.disclosure.rows import Guard, Rows, Search, primary_places
from kvinnofrid.disclosure.values import Booleans, Integers


def made(chance: random.Random, *, counties: int, classes: int, mean: float) -> Rows:
    county = [c for c in range(counties) for _ in range(chance.choice([1, 3, 4, 5]))]
    rows = []
    for _ in county:
        row = [int(chance.expovariate(1 / mean)) for _ in range(classes)]
        row[0] += max(0, 5 - sum(row))
        rows.append(row)
    return Rows((np.array(rows, dtype=np.int64),), np.array(county, dtype=np.int64))


def world(rows: Rows, cells: Booleans, insider: int | None) -> tuple[dict[int, int], list[Sum]]:
    """What is known, and what adds up, for somebody who sees the pattern and may know a row."""
    counts = rows.of_nodes(0)
    nodes, classes = counts.shape
    size = nodes * classes
    known = {size + node: int(counts[node].sum()) for node in range(nodes)}
    known |= {
        int(n * classes + c): int(counts[n, c])
        for n, c in product(range(nodes), range(classes))
        if not cells[n, c] or n == insider
    }
    tied: list[Sum] = [(size + n, [n * classes + c for c in range(classes)]) for n in range(nodes)]
    for c in range(classes):
        for county in range(rows.counties):
            below = np.flatnonzero(rows.county == county)
            tied.append(
                ((rows.leaves + county) * classes + c, [int(b) * classes + c for b in below])
            )
        above = [(rows.leaves + one) * classes + c for one in range(rows.counties)]
        tied.append((rows.nation * classes + c, above))
    return known, tied


def narrow(rows: Rows, cells: Booleans, insider: int | None, guard: Guard) -> list[tuple[int, int]]:
    counts = rows.of_nodes(0)
    known, tied = world(rows, cells, insider)
    own = rows.leaves + int(rows.county[insider]) if insider is not None else -1
    asked = {}
    for _, node, c in primary_places(rows, guard):
        if insider is not None and node in (own, rows.nation):
            left = counts[node, c] - counts[insider, c]
            if not 0 < left < guard.threshold:
                continue
        if node != insider:
            asked[node * counts.shape[1] + c] = (str(node), str(c))
    found = audit_sums(known, counts.size + len(counts), tied, asked, width=guard.width)
    return [
        (int(one.cell[0]), int(one.cell[1]))
        for one in found.bounds
        if one.upper - one.lower < guard.width
    ]


@pytest.mark.parametrize("seed", range(8))
def test_nobody_who_knows_one_row_places_a_small_cell_within_the_width(seed: int) -> None:
    chance = random.Random(seed)
    rows = made(chance, counties=3, classes=chance.choice([2, 3, 5]), mean=chance.choice([3, 8]))
    guard = Guard(group=seed % 2 == 0)
    search = Search(rows, guard)
    found = search.run()
    assert all(found.cells[node, c] for _, node, c in found.primary)
    if search.failed:
        return  # more rows have to be forced: `engine.hiding` does
    for insider in (None, *range(rows.leaves)):
        assert narrow(rows, found.cells, insider, guard) == []


def test_without_insiders_fewer_cells_are_hidden() -> None:
    rows = made(random.Random(3), counties=3, classes=5, mean=6)
    few = Search(rows, Guard(insiders=False)).run().cells
    assert few.sum() < Search(rows, Guard()).run().cells.sum()
    assert narrow(rows, few, None, Guard()) == []


def test_a_county_of_one_leaf_hides_like_the_leaf() -> None:
    rows = Rows((counts([[3, 9], [9, 9], [9, 2], [8, 8], [9, 9]]),), np.array([0, 1, 1, 1, 1]))
    cells = Search(rows, Guard()).run().cells
    assert (cells[0] == cells[5]).all()
    assert cells[0].all()


def test_a_nation_of_one_county_hides_like_the_county() -> None:
    rows = Rows((counts([[3, 9], [9, 9], [9, 9]]),), np.array([0, 0, 0]))
    cells = Search(rows, Guard()).run().cells
    assert (cells[3] == cells[4]).all()


def test_where_all_of_a_row_are_alike_it_is_hidden_unless_nobody_minds() -> None:
    leaves = counts([[7, 0], [9, 9], [9, 9], [8, 8]])
    county = np.array([0, 0, 0, 0])
    assert Search(Rows((leaves,), county), Guard()).run().cells[0].all()
    exempt = Rows((leaves,), county, exempt=(frozenset({0}),))
    assert not Search(exempt, Guard()).run().cells.any()
    assert not Search(Rows((leaves,), county), Guard(group=False)).run().cells.any()


def test_forced_rows_are_hidden() -> None:
    forced = np.zeros(7, dtype=np.bool_)
    forced[0] = True
    rows = Rows((counts([[9, 9, 9]] * 5),), np.zeros(5, dtype=np.int64), forced=forced)
    assert Search(rows, Guard()).run().cells[0].all()


def test_a_number_is_hidden_where_few_are_others_than_those_of_one_area_unit_or_county() -> None:
    rows = Rows(
        (counts([[50, 9], [3, 9], [0, 9], [30, 40], [20, 40]]),),
        np.array([0, 0, 0, 1, 1]),
        units=({3: counts([[28, 20], [2, 20]])},),
    )

    def cells(**more: bool) -> set[tuple[int, int]]:
        return {(n, c) for _, n, c in primary_places(rows, Guard(group=False, units=True, **more))}

    assert cells() == {(1, 0), (3, 0)}
    assert cells(large=True) == {(1, 0), (3, 0), (5, 0)}
    assert Search(rows, Guard(group=False, units=True, large=True)).run().cells[5, 0]
    two = replace(rows, layers=(counts([[50, 9], [30, 9], [20, 9], [2, 40], [2, 40]]),), units=())
    assert (7, 0) not in {(n, c) for _, n, c in primary_places(two, Guard(large=True))}
    assert (7, 0) in {(n, c) for _, n, c in primary_places(two, Guard(large=True, counties=True))}


def test_a_number_is_hidden_where_all_others_are_alike() -> None:
    rows = Rows((counts([[50, 9], [7, 0], [7, 0], [30, 40]]),), np.array([0, 0, 0, 1]))
    assert (0, 4, 0) in primary_places(rows, Guard(large=True))
    assert (0, 4, 0) not in primary_places(rows, Guard())
    assert (0, 4, 0) not in primary_places(
        replace(rows, exempt=(frozenset({0}),)), Guard(large=True)
    )


def test_tables_that_are_hidden_row_by_row_share_a_pattern_and_spare_the_fixed_class() -> None:
    first, second = counts([[3, 9, 9]] * 4), counts([[6, 6, 9]] * 4)
    county = np.zeros(4, dtype=np.int64)
    rows = Rows((first, second), county, whole=True, fixed=(2, 2))
    search = Search(rows, Guard())
    assert search.run().cells[:4].all()
    assert not search.failed


def test_it_says_where_nothing_in_the_table_helps() -> None:
    rows = Rows((counts([[1, 1, 9], [9, 9, 9]]),), np.array([0, 0]), fixed=(2,))
    search = Search(rows, Guard())
    search.run()
    assert 0 in search.failed


def test_with_many_classes_the_smaller_exchanges_are_left_out() -> None:
    leaves = np.full((4, 12), 2, dtype=np.int64)
    rows = Rows((leaves,), np.zeros(4, dtype=np.int64))
    cells = Search(rows, Guard()).run().cells
    assert cells[:4].all()
    assert narrow(rows, cells, 1, Guard()) == []


def test_a_small_number_of_the_whole_nation_opens_the_counties_it_needs() -> None:
    leaves = counts([[1, 9, 9], [0, 9, 9], [0, 9, 9], [2, 9, 9], [0, 9, 9], [0, 9, 9]])
    rows = Rows((leaves,), np.array([0, 0, 0, 1, 1, 1]))
    search = Search(rows, Guard())
    cells = search.run().cells
    assert search.failed == []
    assert cells[rows.nation, 0]
    assert all(narrow(rows, cells, one, Guard()) == [] for one in (None, *range(6)))


def counts(rows: list[list[int]]) -> Integers:
    return np.array(rows, dtype=np.int64)
