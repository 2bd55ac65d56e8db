"""Identity numbers: every official test number in every written form, and each way to be wrong."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvinnofrid.keys import identity
from kvinnofrid.keys.identity import IdentityError, Kind, normalise, read_identity
from tests.keys.numbers import (
    TODAY,
    coordination_numbers,
    format_cases,
    personal_numbers,
)


def error_of(text: str, today: date = TODAY) -> type[IdentityError]:
    """The error that a text gives."""
    with pytest.raises(IdentityError) as caught:
        read_identity(text, today=today)
    return type(caught.value)


def with_check_digit(eleven: str) -> str:
    """Twelve digits: eleven and the check digit that belongs to the last nine."""
    return eleven + str(identity.check_digit(eleven[2:]))


def test_every_official_test_number_is_accepted_and_keeps_its_kind() -> None:
    assert len(personal_numbers()) == 41_493
    for number in personal_numbers():
        read = read_identity(number, today=TODAY)
        assert (read.digits, read.kind) == (number, Kind.PERSONAL)
        assert read.birth_date == date(int(number[:4]), int(number[4:6]), int(number[6:8]))


def test_official_coordination_numbers_without_a_calendar_date_are_accepted_without_a_date() -> (
    None
):
    read = [read_identity(number, today=TODAY) for number in coordination_numbers()]
    assert {number.kind for number in read} == {Kind.COORDINATION}
    assert [number.digits for number in read] == list(coordination_numbers())
    assert sum(number.birth_date is None for number in read) == 194


def test_the_same_person_in_every_written_form_is_the_same_twelve_digits() -> None:
    for number in personal_numbers()[::23] + coordination_numbers()[::3]:
        old = TODAY.year - int(number[:4]) >= 100
        short = f"{number[2:8]}{'+' if old else '-'}{number[8:]}"
        forms = [short, short.replace("-", "\u2011"), f" {short}\t", short.replace("-", "")]
        forms += [number[:8] + "-" + number[8:], number[:8] + "\u2013" + number[8:]]
        forms += [number[:8] + "+" + number[8:]] if old else []
        assert {normalise(form, today=TODAY) for form in forms} == {number}


@pytest.mark.parametrize("case", format_cases(), ids=lambda case: case["separated_long"])
def test_the_known_written_forms_are_judged_as_published(case: dict[str, str | bool]) -> None:
    for form in ("long_format", "short_format", "separated_format", "separated_long"):
        text = str(case[form])
        if case["valid"]:
            assert normalise(text, today=TODAY) == case["long_format"]
        else:
            assert issubclass(error_of(text), IdentityError)


def test_ten_digits_mean_the_latest_century_until_the_person_turns_a_hundred() -> None:
    number = "192612319804"
    number = with_check_digit(number[:11])
    short = number[2:8] + "-" + number[8:]
    assert normalise(short, today=date(2025, 12, 31)) == number
    assert error_of(short, date(2026, 1, 1)) is identity.BornInTheFuture
    assert normalise(short.replace("-", "+"), today=date(2026, 1, 1)) == number


def test_who_is_born_today_is_accepted_and_tomorrow_is_not() -> None:
    today = with_check_digit("20261122238")
    tomorrow = with_check_digit("20261123238")
    assert read_identity(today, today=TODAY).birth_date == TODAY
    assert error_of(tomorrow) is identity.BornInTheFuture
    assert error_of(with_check_digit("20270060238")) is identity.BornInTheFuture


@pytest.mark.parametrize(
    "date_digits", ["20230229", "20230431", "20231301", "20230001", "20230100", "20230132"]
)
def test_a_personal_number_needs_a_date_of_the_calendar(date_digits: str) -> None:
    assert error_of(with_check_digit(date_digits + "238")) is identity.NoSuchDate


@pytest.mark.parametrize("date_digits", ["20231361", "20230192", "20230199"])
def test_a_coordination_number_has_no_month_13_and_no_day_32(date_digits: str) -> None:
    assert error_of(with_check_digit(date_digits + "238")) is identity.NoSuchDate


@pytest.mark.parametrize(
    "text",
    [
        *("", "hej", "1", "2000022923990", "20000229-239", "2000-02-29-2399", "000229 2399"),
        *("00022923.9", "٠٠٠٢٢٩-٢٣٩٩", "0002-292399", "000229--2399", "\n", "0" * 10_000),
    ],
)
def test_what_is_not_in_the_form_of_a_number_is_told_so(text: str) -> None:
    assert error_of(text) is identity.WrongForm


@pytest.mark.parametrize("text", ["20000229-T239", "000229R234", "20000229-23A9", "000229-abcd"])
def test_reserve_and_interim_numbers_are_named_as_such(text: str) -> None:
    assert error_of(text) is identity.ReserveNumber


def test_a_year_before_anybody_with_a_number_is_refused() -> None:
    assert error_of(with_check_digit("18391231238")) is identity.YearOutOfRange
    assert error_of(with_check_digit("00000101238")) is identity.YearOutOfRange
    assert normalise(with_check_digit("18400101238"), today=TODAY).startswith("1840")


def test_a_plus_on_twelve_digits_must_agree_with_the_year() -> None:
    assert error_of("20000229+2399") is identity.WrongSign


def test_the_serial_000_belongs_to_nobody() -> None:
    assert error_of(with_check_digit("20000229000")) is identity.NoSuchSerial


@given(
    st.sampled_from(personal_numbers() + coordination_numbers()),
    st.integers(2, 11),
    st.integers(1, 9),
)
@settings(max_examples=300, deadline=None)
def test_one_mistyped_digit_is_always_found(number: str, place: int, change: int) -> None:
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    with pytest.raises(IdentityError):
        read_identity(wrong, today=TODAY)


@given(st.text(max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_and_never_repeated(text: str) -> None:
    try:
        read = read_identity(text, today=TODAY)
    except IdentityError as error:
        said = f"{error}{error!r}{error.args}{error.message('sv')}{error.message('en')}"
        caused = error.__cause__
    else:
        said, caused = str(read), None
        assert len(read.digits) == 12
    assert len(text) < 6 or text not in said
    assert caused is None


def test_neither_value_nor_error_shows_the_number() -> None:
    number = personal_numbers()[5]
    read = read_identity(number, today=TODAY)
    shown = f"{read} {read!r} {read!s} {[read]}"
    assert number not in shown
    assert number[2:8] not in shown
    assert str(read.birth_date) not in shown


def test_every_error_says_what_to_do_in_both_languages() -> None:
    for kind in IdentityError.__subclasses__():
        assert kind().message("sv") != kind().message("en") == str(kind())
        assert min(len(kind().message("sv")), len(kind().message("en"))) > 40


def test_the_default_today_is_that_of_sweden() -> None:
    assert isinstance(identity.today_in_sweden(), date)
