"""Decisions about answers: counting, differences, names of rounds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.comparisons.rules import (
    ANSWERS,
    BYTE_OF,
    CountDifference,
    count,
    count_difference,
    is_slug,
    last_day,
)
from kvinnofrid.statistics.shares import Share


def test_answers_are_counted_by_kind() -> None:
    assert count(bytes([2, 2, 1, 0, 3, 4, 4])) == Share(2, 1, 1, 1, 2)


@given(st.lists(st.sampled_from(ANSWERS)))
def test_counting_loses_no_answer(answers: list[str]) -> None:
    counted = count(bytes(BYTE_OF[answer] for answer in answers))
    assert counted.asked == len(answers)
    assert counted.yes == answers.count("yes")
    assert counted.missing == answers.count("missing")


@pytest.mark.parametrize(
    ("published", "counted", "difference"),
    [(49, 48, CountDifference(49, 48)), (48, 48, None), (None, 48, None), (0, 0, None)],
)
def test_a_difference_is_stated_only_where_something_was_printed_and_differs(
    published: int | None, counted: int, difference: CountDifference | None
) -> None:
    assert count_difference(published=published, counted=counted) == difference


def test_a_round_is_told_by_the_last_day_of_its_year() -> None:
    assert last_day(2015) == date(2015, 12, 31)


@pytest.mark.parametrize("name", ["oj-vald-2026", "a", "2015"])
def test_the_name_of_a_round_can_stand_in_an_address(name: str) -> None:
    assert is_slug(name)


@pytest.mark.parametrize(
    "name", ["", "Oj", "öj-2015", "a b", "-a", "a--b", "a/b", "a" * 65, "191212-121212"]
)
def test_what_cannot_stand_in_an_address_is_no_name_of_a_round(name: str) -> None:
    assert not is_slug(name)
