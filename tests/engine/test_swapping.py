"""Exchanges of sexes: who can have been the other way around without changing what is told."""

import numpy as np

from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.disclosure.values import Integers
from kvinnofrid.engine.dividing import Divided, Told
from kvinnofrid.engine.swapping import Divisor, InAreas, narrow

NATION = Told((), nation=True)


def narrow_in(
    classes: list[list[list[int]]],
    county: list[int],
    told: Told | tuple[Told, ...] = NATION,
    own: dict[int, Integers] | None = None,
    guard: Guard = Guard(),  # noqa: B008 – frozen
) -> set[int]:
    """The counties where few of a sex are found. classes: leaves × sexes × classes."""
    counts, of = np.array(classes), np.array(county)
    hidden = np.ones((len(of) + of.max() + 1, counts.shape[1]), dtype=np.bool_)
    parts = tuple(range(counts.shape[1]))
    divided = Divided(counts, parts, own or {})
    mine = {leaf: one.sum(axis=2) for leaf, one in (own or {}).items()}
    divisor = Divisor(counts.sum(axis=2), hidden, parts, of, mine)
    several = told if isinstance(told, tuple) else (told,)
    return narrow(divisor, [InAreas(divided, one.areas(of)) for one in several], guard)


def test_few_men_are_safe_where_men_elsewhere_may_have_been_the_women_here() -> None:
    alike = [[[9, 9], [1, 1]], [[9, 9], [9, 9]], [[9, 9], [9, 9]]]
    assert narrow_in(alike, [0, 0, 0]) == set()
    assert narrow_in(alike, [0, 0, 0], Told()) == set(), "nothing is told of them"
    assert narrow_in(alike, [0, 0, 0], (NATION, Told())) == set()


def test_women_and_men_of_different_classes_tell_who_is_where() -> None:
    apart = [[[9, 0], [0, 2]], [[9, 0], [0, 9]], [[9, 0], [0, 9]]]
    assert narrow_in(apart, [0, 0, 0]) == {0}
    assert narrow_in(apart, [0, 0, 0], Told((0,))) == {0}


def test_others_in_a_third_row_make_up_for_a_difference() -> None:
    rows = [[[9, 0], [2, 0]], [[9, 0], [0, 9]], [[9, 0], [0, 9]]]
    assert narrow_in(rows, [0, 0, 0]) == {0}
    mixed = [[[9, 9], [9, 9]]] * 6
    assert narrow_in([*rows, *mixed], [0] * 9) == set()
    assert narrow_in([*rows, *mixed], [0, 0, 0, *[1] * 6], Told((0,), nation=True)) == {0}


def test_whoever_makes_up_for_another_exchanges_with_nobody_else() -> None:
    guard = Guard(threshold=3, width=2)
    rows = [[[2, 0], [1, 0]], [[3, 0], [0, 1]], [[0, 1], [1, 0]]]
    assert narrow_in(rows, [0, 0, 0], guard=guard) == {0}


def test_few_of_a_county_are_safe_where_other_counties_may_have_had_them() -> None:
    few, many = [[9, 9], [1, 0]], [[9, 9], [9, 9]]
    assert narrow_in([few, few, many, many, many, many], [0, 0, 1, 1, 2, 2]) == set()
    assert narrow_in([few, few, many, many], [0, 0, 1, 1]) == {0}, "to those who know the other"


def test_whoever_has_most_of_a_row_knows_her_own() -> None:
    rows = [[[20, 20], [9, 9]], [[20, 20], [9, 9]], [[20, 20], [9, 9]]]
    most = {0: np.array([[[15, 15], [8, 8]], [[5, 5], [1, 1]]])}
    every = {0: np.array([[[20, 20], [8, 8]], [[0, 0], [1, 1]]])}
    assert narrow_in(rows, [0, 0, 0], own=most) == set()
    assert narrow_in(rows, [0, 0, 0], own=every) == {0}, "only her own could change"


def test_whoever_has_most_of_a_county_finds_no_few_others() -> None:
    most, some, many = [[20, 20], [30, 30]], [[20, 20], [1, 2]], [[20, 20], [20, 20]]
    own = {0: np.array([[[10, 10], [30, 30]], [[10, 10], [0, 0]]])}
    assert narrow_in([most, some, many, many], [0, 0, 1, 1], own=own) == set()
    alone = [[[20, 20], [30, 30]], [[20, 20], [1, 2]], [[20, 20], [0, 0]], [[20, 20], [0, 0]]]
    assert narrow_in(alone, [0, 0, 1, 1]) == {0}
