"""Intervals: the published examples, the ends, and what is no share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.statistics.intervals import mean_of, student, wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_the_interval_is_newcombes(count: int, n: int, low: float, high: float) -> None:
    found = wilson(count, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_its_share_and_stays_a_share(both: tuple[int, int]) -> None:
    count, n = both
    found = wilson(count, n)
    assert 0 <= found.low <= count / n <= found.high <= 1


@pytest.mark.parametrize(("count", "n"), [(0, 0), (2, 1), (-1, 5)])
def test_what_is_no_part_has_no_interval(count: int, n: int) -> None:
    with pytest.raises(ValueError, match="is not a part of"):
        wilson(count, n)


def test_a_mean_is_reckoned_from_its_integers() -> None:
    found = mean_of(4, 20, 120)  # 2, 4, 6, 8: the spread is the root of 20/3
    assert found.mean == 5
    assert found.interval is not None
    assert found.interval.low == pytest.approx(5 - 4.108, abs=0.01)
    assert found.interval.high == pytest.approx(5 + 4.108, abs=0.01)
    assert mean_of(1, 7, 49).interval is None
    with pytest.raises(ValueError, match="no mean"):
        mean_of(0, 0, 0)


@pytest.mark.parametrize(
    ("freedom", "t"),
    [
        (1, 12.706),
        (2, 4.303),
        (3, 3.182),
        (4, 2.776),
        (5, 2.571),
        (9, 2.262),
        (30, 2.042),
        (10**6, 1.960),
    ],
)
def test_students_t_is_as_in_the_tables(freedom: int, t: float) -> None:
    assert student(freedom) == pytest.approx(t, rel=2e-3)
