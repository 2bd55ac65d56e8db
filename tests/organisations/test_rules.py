"""Time: what holds on a day, and who came after whom."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.organisations.rules import (
    holding,
    holds,
    nearest,
    overlap,
    reached_from,
    unique_addresses,
)


@dataclass(frozen=True)
class Span:
    valid_from: date
    valid_to: date | None = None


FIRST = Span(date(2007, 1, 1), date(2019, 1, 1))
SECOND = Span(date(2019, 1, 1))


def test_the_last_day_is_the_day_before_the_end() -> None:
    assert holds(FIRST, date(2018, 12, 31))
    assert not holds(FIRST, date(2019, 1, 1))
    assert holding([FIRST, SECOND], date(2019, 1, 1)) is SECOND
    assert holding([FIRST, SECOND], date(2006, 12, 31)) is None


def test_what_follows_directly_does_not_overlap() -> None:
    assert not overlap(FIRST, SECOND)
    assert not overlap(SECOND, FIRST)
    assert overlap(SECOND, Span(date(2030, 1, 1)))


def test_outside_its_time_an_organisation_is_shown_as_it_was_nearest() -> None:
    ended = Span(date(2019, 1, 1), date(2021, 1, 1))
    assert nearest([FIRST, ended], date(2026, 1, 1)) is ended
    assert nearest([FIRST, ended], date(1990, 1, 1)) is FIRST
    assert nearest([FIRST, ended], date(2010, 1, 1)) is FIRST


days = st.dates(date(2000, 1, 1), date(2001, 1, 1))


@given(days, days, days, days, days)
def test_two_periods_overlap_when_some_day_belongs_to_both(
    a: date, b: date, c: date, d: date, day: date
) -> None:
    one = Span(min(a, b), max(a, b) if a != b else None)
    other = Span(min(c, d), max(c, d) if c != d else None)
    if holds(one, day) and holds(other, day):
        assert overlap(one, other)
    assert overlap(one, other) == holds(one, max(one.valid_from, other.valid_from)) & holds(
        other, max(one.valid_from, other.valid_from)
    )


def test_succession_is_followed_through_all_steps_nearest_first() -> None:
    steps = {"a": ["ab"], "b": ["ab"], "ab": ["abc", "d"], "c": ["abc"]}
    assert reached_from("a", steps) == ("ab", "abc", "d")
    assert reached_from("abc", steps) == ()


def test_succession_in_a_circle_comes_to_an_end() -> None:
    assert reached_from("a", {"a": ["b"], "b": ["a"]}) == ("b",)


def test_who_comes_too_late_for_an_address_gets_another() -> None:
    wanted = [(1, "0305-habo", ""), (2, "0305-habo", "0305-habo-2026")]
    assert unique_addresses(wanted) == {"0305-habo": 1, "0305-habo-2026": 2}
