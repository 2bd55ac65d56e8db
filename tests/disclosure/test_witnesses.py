"""Witnesses: believed only when they agree with all that is published, and kept for others."""

import numpy as np

from kvinnofrid.disclosure.witnesses import Insider, Witnesses


def witnesses(hidden: list[int], asked: list[int]) -> Witnesses:
    """Rows 0, 1 and 2 of two classes; the sizes of all are known, and columns add up."""
    truth = np.array([2, 9, 8, 6, 30, 7, 40, 22, 11, 14, 37])
    row = np.array([0, 0, 1, 1, 2, 2, -1, -1, 0, 1, 2])
    tied = [(6, [0, 2, 4]), (7, [1, 3, 5]), (8, [0, 1]), (9, [2, 3]), (10, [4, 5])]
    away = np.zeros(11, dtype=np.bool_)
    away[hidden] = True
    near = np.where(row < 0, -1, np.where(row < 2, 0, 1))
    return Witnesses(truth, away, tied, row, near, asked, 4)


EVERY = [0, 1, 2, 3, 4, 5]


def test_a_witness_that_does_not_add_up_is_not_believed() -> None:
    found = witnesses(EVERY, [0])
    assert not found.bring({0: 2.0, 1: -2.0}), "the column does not add up"
    assert not found.bring({0: -3.0, 1: 3.0, 2: 3.0, 3: -3.0}), "nobody is fewer than none"
    assert not found.bring({6: 1.0, 0: 1.0}), "what is published stands"
    assert found.bring({0: 2.0, 1: -2.0, 2: -2.0, 3: 2.0})
    assert found.reach(0, None) == (2.0, 0.0)


def test_a_witness_says_nothing_to_those_who_know_a_row_that_it_changes() -> None:
    found = witnesses(EVERY, [0])
    found.bring({0: 2.0, 1: -2.0, 2: -2.0, 3: 2.0})
    assert found.reach(0, Insider(frozenset({1}))) == (0.0, 0.0)
    assert found.reach(0, Insider(frozenset({2}))) == (2.0, 0.0)
    assert found.reach(0, Insider(frozenset({1}), {2: 6})) == (2.0, 0.0), (
        "six of the eight are hers"
    )
    assert found.reach(0, Insider(frozenset({1}), {2: 7})) == (0.0, 0.0)
    assert found.through(1) == [0]
    assert found.through(2) == []


def test_what_no_witness_shows_is_solved_for_and_kept() -> None:
    found = witnesses(EVERY, [0, 2])
    assert found.ask(0, None) == (4.0, 0.0, False)
    assert found.programs == 1, "four up are enough, and the rows of the county"
    assert found.ask(0, None) == (4.0, 0.0, False)
    assert found.programs == 1
    assert found.wide(2, None), "the same tables show it of the row beside"
    assert found.ask(0, Insider(frozenset({1}))) == (4.0, 0.0, False), (
        "exchanging with the other county"
    )


def test_what_is_too_narrow_is_solved_for_to_its_ends() -> None:
    found = witnesses([0, 1, 2, 3], [0])
    assert found.ask(0, Insider(frozenset({1}))) == (0.0, 0.0, True)
    assert found.ask(0, None) == (4.0, 0.0, False)
    found.ask(0, Insider(frozenset({1}), {2: 7, 3: 4}))
    assert found.ask(0, Insider(frozenset({1}), {2: 7, 3: 5})) == (1.0, 1.0, True), (
        "one either way is not hers"
    )
    assert found.wide(0, Insider(frozenset({9}), {0: 0})), "who knows nothing is anybody"
