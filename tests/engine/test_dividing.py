"""Which areas can be told of by sex, by what their own rows say, and the most that is told."""

import numpy as np

from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.engine.dividing import NOTHING, Divided, Told, settled, sound

GUARD = Guard()
PLENTY = [[20, 20], [20, 20]]


def is_sound(
    leaves: list[list[list[int]]],
    county: tuple[int, ...] = (0, 0, 0),
    exempt: tuple[int, ...] = (),
    hidden: tuple[tuple[int, int], ...] = (),
) -> bool:
    """leaves: of each the counts of two sexes in two classes."""
    away = np.zeros((len(leaves), 2), dtype=np.bool_)
    away[tuple(zip(*hidden, strict=True))] = bool(hidden)
    every = np.arange(len(leaves))
    divided = Divided(np.array(leaves), (0, 1))
    return sound(divided, away, np.array(county), every, exempt, GUARD)


def test_no_few_are_told_to_anybody() -> None:
    assert is_sound([PLENTY] * 3)
    assert not is_sound([[[20, 20], [4, 20]], *[[[20, 20], [0, 20]]] * 2]), "few of a sex and class"
    assert not is_sound([[[20, 20], [3, 20]], *[[[20, 20], [2, 20]]] * 2]), "others than one's own"
    assert not is_sound([PLENTY, PLENTY, [[20, 20], [0, 2]]], (0, 0, 1)), "than one county's"
    assert is_sound([[[20, 20], [0, 20]]] * 3, exempt=(1,)), "nobody is no few"


def test_all_of_a_sex_in_one_class_is_told_only_where_the_rule_says() -> None:
    alike = [[[20, 20], [0, 9]]] * 3
    assert not is_sound(alike, exempt=(0,))
    assert is_sound(alike, exempt=(1,))


def test_what_a_row_and_an_area_say_together_is_no_narrower_than_the_width() -> None:
    rows = [[[96, 9], [4, 9]], [[0, 9], [1, 9]], [[10, 9], [10, 9]]]
    assert not is_sound(rows, hidden=((1, 0),)), "to those who know the third"


def test_as_much_is_told_as_holds() -> None:
    def told(narrow: dict[Told, set[int]], *, rest: bool = True, nation: bool = True) -> Told:
        return settled((0, 1), nation, lambda _: rest, lambda one: narrow.get(one, set()))

    everything = Told((0, 1), nation=True)
    assert told({}) == everything
    assert told({}, nation=False) == told({}, rest=False) == Told((0, 1))
    assert told({everything: {0}}) == Told((1,), nation=True)
    assert told({everything: {5}}) == Told((1,), nation=True), "the first is left out for the rest"
    away = {Told(some, whole): {0, 1, 5} for some in ((0, 1), (1,), ()) for whole in (True, False)}
    assert told(away) == NOTHING
