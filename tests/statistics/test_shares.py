"""Shares and means."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.statistics.shares import (
    Share,
    rounded,
    total,
    unweighted_mean,
    weighted_mean,
)

COUNT = st.integers(min_value=0, max_value=10_000)
SHARES = st.builds(Share, COUNT, COUNT, COUNT, COUNT, COUNT)
FRACTIONS = st.fractions(min_value=0, max_value=100, max_denominator=1000)


def test_the_denominator_is_those_who_answered_yes_partly_or_no() -> None:
    share = Share(yes=2, partly=1, no=1, not_applicable=3, missing=5)
    assert share.answered == 4
    assert share.asked == 12
    assert share.percent == 50


def test_a_share_is_exact_until_it_is_shown() -> None:
    assert Share(yes=1, no=2).percent == Fraction(100, 3)


def test_nobody_answered_is_no_data_and_not_zero() -> None:
    assert Share(not_applicable=2, missing=6).percent is None
    assert Share(no=1).percent == 0


def test_a_negative_number_of_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Share(yes=1, missing=-1)


def test_shares_are_taken_together_by_their_counts() -> None:
    assert total([Share(1, 2, 3, 4, 5), Share(5, 4, 3, 2, 1)]) == Share(6, 6, 6, 6, 6)
    assert total([]) == Share()


@given(SHARES)
def test_a_share_is_between_none_and_all(share: Share) -> None:
    assert share.percent is None or 0 <= share.percent <= 100
    assert (share.percent is None) == (share.answered == 0)


@given(st.lists(SHARES, max_size=8))
def test_taking_shares_together_loses_nobody(shares: list[Share]) -> None:
    together = total(shares)
    assert together.asked == sum(share.asked for share in shares)
    assert together.answered == sum(share.answered for share in shares)


def test_the_unweighted_mean_counts_each_alike_and_says_who_was_left_out() -> None:
    mean = unweighted_mean([Fraction(1, 3), None, 1])
    assert (mean.value, mean.n, mean.left_out) == (Fraction(2, 3), 2, 1)


def test_the_weighted_mean_counts_each_by_its_inhabitants() -> None:
    mean = weighted_mean([(100, 30_000), (0, 10_000), (50, None), (None, 10)])
    assert (mean.value, mean.n, mean.left_out) == (Fraction(75), 2, 2)


def test_a_mean_of_nothing_is_no_data() -> None:
    assert unweighted_mean([None]).value is None
    assert weighted_mean([(1, 0)]).value is None
    assert weighted_mean([]).n == 0


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        weighted_mean([(1, -1)])


@given(st.lists(FRACTIONS, min_size=1, max_size=20), st.integers(1, 1000))
def test_with_equal_weights_the_two_means_are_the_same(values: list[Fraction], weight: int) -> None:
    assert weighted_mean([(v, weight) for v in values]).value == unweighted_mean(values).value


@given(st.lists(st.tuples(FRACTIONS, st.integers(1, 10**6)), min_size=1, max_size=20))
def test_a_mean_is_never_outside_its_values(pairs: list[tuple[Fraction, int]]) -> None:
    value = weighted_mean(pairs).value
    assert value is not None
    assert min(v for v, _ in pairs) <= value <= max(v for v, _ in pairs)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(100, 3), 1, "33.3"),
        (Fraction(200, 3), 1, "66.7"),
        (Fraction(50), 1, "50.0"),
        (Fraction(1, 200), 2, "0.01"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: Fraction, decimals: int, shown: str) -> None:
    assert str(rounded(value, decimals)) == shown


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 4))
def test_rounding_moves_a_value_by_half_a_unit_at_most(value: Fraction, decimals: int) -> None:
    assert abs(Fraction(rounded(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)
    assert isinstance(rounded(value, decimals), Decimal)
