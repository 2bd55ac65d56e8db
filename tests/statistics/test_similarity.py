"""Likeness and its reasons."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.statistics.similarity import Likeness, Profile, likeness, most_alike


def profile(
    key: str = "a",
    *,
    group: str | None = "B4",
    size_class: str | None = "2",
    population: int | None = 20_000,
    answers: bytes = bytes([2, 2, 1, 0]),
) -> Profile[str]:
    return Profile(
        key=key,
        sort_key=key,
        group=group,
        size_class=size_class,
        population=population,
        answers=answers,
    )


PROFILES = st.builds(
    profile,
    key=st.sampled_from("abcdefgh"),
    group=st.sampled_from(["A1", "B4", None]),
    size_class=st.sampled_from(["1", "2", None]),
    population=st.one_of(st.none(), st.integers(0, 1_000_000)),
    answers=st.binary(min_size=5, max_size=5).map(lambda raw: bytes(b % 5 for b in raw)),
)


def test_equals_are_at_no_distance_and_every_reason_is_told() -> None:
    assert likeness(profile("a"), profile("b")) == Likeness(
        key="b",
        same_group=True,
        same_size_class=True,
        population_ratio=Fraction(1),
        equal_answers=4,
        compared_answers=4,
        population_distance=0.0,
        answer_distance=0.0,
    )


def test_yes_against_no_is_a_whole_step_and_partly_is_half() -> None:
    other = profile("b", answers=bytes([0, 1, 1, 0]))
    assert likeness(profile("a"), other).answer_distance == 3 / 8


def test_ten_times_larger_is_furthest_and_so_is_more() -> None:
    ten, hundred = profile("b", population=200_000), profile("c", population=2_000_000)
    assert likeness(profile("a"), ten).population_distance == 1.0
    assert likeness(profile("a"), hundred).population_distance == 1.0
    assert likeness(profile("a"), ten).population_ratio == 10


def test_only_what_both_answered_is_compared() -> None:
    other = profile("b", answers=bytes([4, 3, 1, 0]))
    alike = likeness(profile("a"), other)
    assert (alike.equal_answers, alike.compared_answers) == (2, 2)
    assert alike.answer_distance == 0.0


def test_the_unknown_never_passes_for_alike() -> None:
    other = profile("b", population=None, answers=bytes([4, 4, 4, 4]), group=None, size_class=None)
    alike = likeness(profile("a"), other)
    assert alike.population_distance is None
    assert alike.population_ratio is None
    assert alike.answer_distance is None
    assert alike.distance == 1.0
    assert not alike.same_group
    assert not likeness(other, other).same_group
    assert not likeness(other, other).same_size_class


def test_other_questions_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="same questions"):
        likeness(profile("a"), profile("b", answers=b"\x02"))


def test_the_nearest_come_first_and_equally_near_in_order_of_sort_key() -> None:
    one = profile("m")
    others = [one, profile("z"), profile("b", population=21_000), profile("d")]
    assert [alike.key for alike in most_alike(one, others, at_most=2)] == ["d", "z"]
    assert [alike.key for alike in most_alike(one, others, at_most=9)] == ["d", "z", "b"]


@given(PROFILES, PROFILES)
def test_the_distance_is_the_same_both_ways(one: Profile[str], other: Profile[str]) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert there.distance == back.distance
    assert 0 <= there.distance <= 1
    assert there.same_group == back.same_group


@given(PROFILES, st.lists(PROFILES, max_size=8))
def test_the_order_of_the_others_decides_nothing(
    one: Profile[str], others: list[Profile[str]]
) -> None:
    distinct = list({other.key: other for other in others}.values())
    forwards = most_alike(one, distinct, at_most=5)
    assert forwards == most_alike(one, distinct[::-1], at_most=5)
    assert all(alike.key != one.key for alike in forwards)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=150))
def test_the_answers_are_as_far_apart_as_counting_one_by_one_gives(
    pairs: list[tuple[int, int]],
) -> None:
    alike = likeness(
        profile("a", answers=bytes(a for a, _ in pairs)),
        profile("b", answers=bytes(b for _, b in pairs)),
    )
    apart = [abs(a - b) for a, b in pairs if a <= 2 and b <= 2]
    assert (alike.compared_answers, alike.equal_answers) == (len(apart), apart.count(0))
    expected = sum(apart) / (2 * len(apart)) if apart else None
    assert alike.answer_distance == expected
