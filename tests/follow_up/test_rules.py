"""The table of an episode's moves, the order of waves, ages and due days."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kvinnofrid.follow_up import rules
from kvinnofrid.follow_up.rules import (
    Course,
    ImpossibleError,
    Measured,
    Move,
    Occasion,
    Status,
    Urgency,
    Wrong,
)

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/explanation/follow-up.md"
DAY = date(2026, 5, 1)


def drawn(text: str) -> set[str]:
    """The lines of a state diagram, whatever their order."""
    return {line.strip() for line in text.splitlines() if "-->" in line}


def test_the_diagram_in_the_documents_is_the_table() -> None:
    assert drawn(DOCUMENT.read_text(encoding="utf-8")) == drawn(rules.diagram())


def test_every_move_and_no_other_is_allowed() -> None:
    allowed = {
        (status, move) for status in Status for move in Move if move in rules.moves_from(status)
    }
    assert allowed == {
        (Status.OPENED, Move.START),
        (Status.OPENED, Move.CLOSE),
        (Status.OPENED, Move.TRANSFER),
        (Status.ONGOING, Move.CLOSE),
        (Status.ONGOING, Move.TRANSFER),
        (Status.CLOSED, Move.REOPEN),
        (Status.CLOSED, Move.REACTUALISE),
    }
    for status in Status:
        for move in Move:
            if (status, move) in allowed:
                assert rules.moved(status, move) in Status
            else:
                with pytest.raises(ImpossibleError):
                    rules.moved(status, move)
    assert rules.moved(Status.ONGOING, Move.TRANSFER) is Status.ONGOING


@pytest.mark.parametrize(
    ("wave", "course", "wrong"),
    [
        ((Occasion.BASELINE, 1, DAY), Course(DAY), None),
        ((Occasion.BASELINE, 1, DAY + timedelta(9)), Course(DAY), Wrong.IN_FUTURE),
        ((Occasion.BASELINE, 1, DAY - timedelta(1)), Course(DAY), Wrong.BEFORE_OPENING),
        ((Occasion.FOLLOW_UP, 1, DAY), Course(DAY - timedelta(9)), Wrong.BEFORE_CLOSURE),
        (
            (Occasion.FOLLOW_UP, 1, DAY),
            Course(DAY - timedelta(9), None, DAY + timedelta(1)),
            Wrong.BEFORE_CLOSURE,
        ),
        (
            (Occasion.DURING, 1, DAY),
            Course(DAY - timedelta(9), None, DAY - timedelta(1)),
            Wrong.AFTER_CLOSURE,
        ),
        ((Occasion.EXIT, 1, DAY), Course(DAY - timedelta(9), None, DAY - timedelta(1)), None),
        ((Occasion.FOLLOW_UP, 1, DAY), Course(DAY - timedelta(9), None, DAY - timedelta(1)), None),
    ],
)
def test_a_wave_is_held_within_its_episode(
    wave: tuple[Occasion, int, date], course: Course, wrong: Wrong | None
) -> None:
    if wrong is None:
        rules.check_wave(Measured(*wave), course, (), today=DAY)
        return
    with pytest.raises(ImpossibleError) as caught:
        rules.check_wave(Measured(*wave), course, (), today=DAY)
    assert caught.value.wrong is wrong


def test_waves_come_in_order_of_occasion_and_number() -> None:
    first = Measured(Occasion.DURING, 1, DAY)
    second = Measured(Occasion.DURING, 2, DAY - timedelta(1))
    with pytest.raises(ImpossibleError) as caught:
        rules.check_wave(second, Course(DAY - timedelta(90)), (first,), today=DAY)
    assert caught.value.wrong is Wrong.OUT_OF_ORDER
    same_day = Measured(Occasion.DURING, 2, DAY)
    rules.check_wave(same_day, Course(DAY - timedelta(90)), (first,), today=DAY)


@pytest.mark.parametrize(
    ("course", "wrong"),
    [
        (Course(DAY + timedelta(1)), Wrong.IN_FUTURE),
        (Course(DAY, DAY - timedelta(1)), Wrong.BEFORE_OPENING),
        (Course(DAY - timedelta(9), DAY, DAY - timedelta(1)), Wrong.BEFORE_START),
        (Course(DAY, None, DAY - timedelta(1)), Wrong.BEFORE_OPENING),
    ],
)
def test_the_days_of_an_episode_come_in_order(course: Course, wrong: Wrong) -> None:
    with pytest.raises(ImpossibleError) as caught:
        rules.check_course(course, today=DAY)
    assert caught.value.wrong is wrong
    assert caught.value.message("sv") != caught.value.message("en")


@pytest.mark.parametrize(
    ("year", "band"),
    [(2026, "0-5"), (2020, "6-12"), (2008, "18-24"), (1946, "80-"), (2030, "0-5"), (None, "")],
)
def test_an_age_is_in_one_band(year: int | None, band: str) -> None:
    assert rules.age_band(year, DAY) == band


def test_a_wave_is_overdue_due_or_later() -> None:
    assert rules.urgency(DAY - timedelta(1), today=DAY) is Urgency.OVERDUE
    assert rules.urgency(DAY, today=DAY) is Urgency.DUE
    assert rules.urgency(DAY + rules.DUE_WITHIN, today=DAY) is Urgency.DUE
    assert rules.urgency(DAY + rules.DUE_WITHIN + timedelta(1), today=DAY) is Urgency.LATER


def test_waves_are_due_from_the_step_before_them() -> None:
    course = Course(DAY, DAY + timedelta(10), DAY + timedelta(100))
    due = [rules.due_first(one, course) for one in Occasion]
    assert due == sorted(due)
    assert rules.due_first(Occasion.DURING, Course(DAY)) == DAY + rules.DURING_EVERY
    assert rules.due_first(Occasion.EXIT, Course(DAY)) == DAY + rules.EXIT_WITHIN


def test_an_intervention_does_not_end_before_it_begins_nor_ahead() -> None:
    rules.check_span(None, None, today=DAY)
    rules.check_span(DAY, DAY, today=DAY)
    with pytest.raises(ImpossibleError):
        rules.check_span(DAY, DAY - timedelta(1), today=DAY)
    with pytest.raises(ImpossibleError):
        rules.check_span(DAY, DAY + timedelta(1), today=DAY)


def test_every_fault_has_words_in_both_languages() -> None:
    assert set(rules.WRONG_WORDS) == set(Wrong)


def test_records_in_the_protected_tier_or_in_two_units_are_not_merged() -> None:
    for given, wrong in (
        ({"protected": True}, Wrong.PROTECTED),
        ({"same_unit": False}, Wrong.NOT_TOGETHER),
        ({"merged": True}, Wrong.MERGED),
        ({"tokens": [b"a", b"b"]}, Wrong.DIFFERENT_PEOPLE),
    ):
        facts = {"same_unit": True, "merged": False, "protected": False, "tokens": [b"a", None]}
        rules.check_merge(**facts)  # type: ignore[arg-type]
        with pytest.raises(ImpossibleError) as caught:
            rules.check_merge(**{**facts, **given})  # type: ignore[arg-type]
        assert caught.value.wrong is wrong


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (None, None),
        (date(1990, 1, 1), None),
        (DAY, None),
        (date(26, 1, 1), Wrong.LONG_AGO),
        (date(9999, 12, 31), Wrong.TOO_FAR),
    ],
)
def test_a_year_that_is_a_slip_of_the_finger_is_refused(
    day: date | None, wrong: Wrong | None
) -> None:
    if wrong is None:
        rules.check_day(day, "on", today=DAY)
        return
    with pytest.raises(ImpossibleError) as caught:
        rules.check_day(day, "on", today=DAY)
    assert (caught.value.wrong, caught.value.field) == (wrong, "on")
