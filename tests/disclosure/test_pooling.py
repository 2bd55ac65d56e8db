"""Areas told of together: nobody finds a member's size from the others'."""

import pytest

from kvinnofrid.disclosure.pooling import pooled, sound
from kvinnofrid.disclosure.rows import Guard

ANY = Guard()
OUTSIDERS = Guard(insiders=False)


@pytest.mark.parametrize(
    ("members", "insiders", "outsiders"),
    [
        ([], True, True),
        ([3], False, False),
        ([9], True, True),
        ([9, 2], False, True),
        ([9, 5], True, True),
    ],
)
def test_a_sum_is_sound_when_its_largest_member_leaves_nobody_or_enough(
    members: list[int], insiders: bool, outsiders: bool
) -> None:
    assert sound(members, ANY) is insiders
    assert sound(members, OUTSIDERS) is outsiders


def pool(sizes: list[int], guard: Guard = ANY) -> set[str]:
    named = {f"a{n}": size for n, size in enumerate(sizes)}
    small = frozenset(one for one, size in named.items() if 0 < size < 5)
    return set(pooled(named, small, list(named), guard, 3))


def test_without_anybody_in_a_small_area_nothing_is_pooled() -> None:
    assert pool([9, 0, 8]) == set()


def test_empty_areas_are_pooled_with_the_small_ones() -> None:
    assert pool([2, 0, 2, 2, 2, 9]) == {"a0", "a1", "a2", "a3", "a4"}


def test_others_are_put_to_those_who_do_not_hide_each_other() -> None:
    assert pool([3, 3, 9, 9, 30]) == {"a0", "a1", "a2"}, "too few members"
    assert pool([4, 4, 4, 9, 9]) == {"a0", "a1", "a2", "a3"}, "each must then be four"
    assert pool([1, 1, 1, 9, 9]) == {"a0", "a1", "a2", "a3", "a4"}, "the largest would see few"


def test_two_are_enough_where_each_has_enough() -> None:
    """As where an area has many, but few of them are others' than one unit's."""
    sizes = {"a": 30, "b": 40, "c": 50}
    assert pooled(sizes, frozenset({"a"}), ["b", "c"], ANY, 3) == {"a", "b"}
    assert pooled(sizes | {"a": 3}, frozenset({"a"}), ["b", "c"], ANY, 3) == {"a", "b", "c"}


def test_when_nothing_is_enough_all_are_pooled() -> None:
    assert pool([1, 9, 9]) == {"a0", "a1", "a2"}
    assert pool([1, 2, 3]) == {"a0", "a1", "a2"}


def test_against_outsiders_less_is_enough() -> None:
    assert pool([2, 2, 2, 9], OUTSIDERS) == {"a0", "a1", "a2"}
    assert pool([4, 4, 4, 9], OUTSIDERS) == {"a0", "a1", "a2", "a3"}
