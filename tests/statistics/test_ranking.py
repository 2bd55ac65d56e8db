"""Ranks with ties, and the median."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.statistics.ranking import Rank, median, ranks

COUNTS_2015 = [53, 44, 47, 45, 43, 47, 53, 48]
VALUES = st.lists(st.integers(0, 60), min_size=1, max_size=40)


def test_the_eight_respondents_of_2015_are_ranked_with_their_ties() -> None:
    assert [rank.position for rank in ranks(COUNTS_2015)] == [1, 7, 4, 6, 8, 4, 1, 3]
    assert [rank.sharing for rank in ranks(COUNTS_2015)] == [2, 1, 2, 1, 1, 2, 2, 1]


def test_a_place_tells_whether_it_is_shared_and_among_how_many() -> None:
    first, second, third = ranks([7, 9, 9])
    assert first == Rank(position=3, sharing=1, of=3)
    assert not first.shared
    assert second == third == Rank(position=1, sharing=2, of=3)
    assert second.shared


def test_nobody_is_ranked_among_nobody() -> None:
    assert ranks([]) == ()


@given(VALUES)
def test_a_place_is_one_more_than_the_number_who_are_better(values: list[int]) -> None:
    for value, rank in zip(values, ranks(values), strict=True):
        assert rank.position == 1 + sum(other > value for other in values)
        assert rank.sharing == values.count(value)


def test_the_median_of_2015_is_the_mean_of_the_two_in_the_middle() -> None:
    assert median(COUNTS_2015) == 47
    assert median([1, 2]) == Fraction(3, 2)
    assert median([3, 1, 2]) == 2
    assert median([]) is None


@given(VALUES)
def test_at_most_half_lie_on_either_side_of_the_median(values: list[int]) -> None:
    middle = median(values)
    assert middle is not None
    assert sum(value < middle for value in values) <= len(values) / 2
    assert sum(value > middle for value in values) <= len(values) / 2
