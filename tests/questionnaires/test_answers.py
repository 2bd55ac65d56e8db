"""Answers as texts, as values and as what is stored."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kvinnofrid.questionnaires import (
    Missing,
    UnreadableAnswerError,
    from_json,
    from_texts,
    to_json,
    value_from_texts,
    value_to_texts,
)
from tests.questionnaires.small_instrument import instrument, item

KINDS = instrument(
    item("single"),
    item("multiple", "multiple"),
    item("number", "number"),
    item("whole", "number", whole="true"),
    item("scale", "scale"),
    item("date", "date"),
    item("text", "text"),
)


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [
        ("single", ["yes"], "yes"),
        ("single", ["", " yes "], "yes"),
        ("single", ["", " "], None),
        ("multiple", ["no", "yes", "no"], ("yes", "no")),
        ("number", ["1 234,50"], Decimal("1234.50")),
        ("number", ["−1.5"], Decimal("-1.5")),
        ("number", ["-0"], Decimal(0)),
        ("whole", ["3,0"], Decimal(3)),
        ("scale", ["10"], 10),
        ("date", ["2026-02-28"], date(2026, 2, 28)),
        ("text", ["a\r\nb"], "a\nb"),
        ("text", [], None),
    ],
)
def test_a_text_is_read_as_its_items_kind(name: str, texts: list[str], value: Any) -> None:
    read = value_from_texts(KINDS.item(name), texts)
    assert read == value
    if read is not None:
        assert value_from_texts(KINDS.item(name), value_to_texts(read)) == read


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("single", ["maybe"]),
        ("single", ["yes", "no"]),
        ("multiple", ["yes", "maybe"]),
        ("number", ["elva"]),
        ("number", ["1e5"]),
        ("number", ["٣"]),
        ("number", ["9" * 13]),
        ("whole", ["1,5"]),
        ("scale", ["11"]),
        ("scale", ["1,5"]),
        ("scale", ["mycket"]),
        ("date", ["2026-02-30"]),
        ("date", ["28/2"]),
        ("text", ["a" * 4001]),
    ],
)
def test_what_cannot_be_read_is_said_as_help(name: str, texts: list[str]) -> None:
    with pytest.raises(UnreadableAnswerError) as caught:
        value_from_texts(KINDS.item(name), texts)
    assert caught.value.item == name
    assert caught.value.what.en
    assert str(caught.value).startswith(f"{name}: ")


def test_a_form_gives_answers_what_is_missing_and_what_cannot_be_read() -> None:
    answers, unreadable = from_texts(
        KINDS,
        {
            "single": ["yes", "declined!"],
            "number": ["elva"],
            "text": ["hej"],
            "csrf": ["x"],
            "professional_level": ["", " high "],
            "professional_reason": ["  "],
        },
    )
    assert answers == {
        "single": Missing("declined"),
        "text": "hej",
        "professional_level": "high",
    }
    assert list(unreadable) == ["number"]


def test_what_is_stored_is_read_again_as_it_was() -> None:
    answers: dict[str, Any] = {
        "single": "no",
        "multiple": ("yes", "no"),
        "number": Decimal("1.5"),
        "scale": 0,
        "date": date(2026, 1, 2),
        "text": Missing("not_asked"),
        "professional_level": "low",
        "professional_reason": "Därför",
    }
    stored = to_json(answers)
    assert stored["text"] == {"missing": "not_asked"}
    assert from_json(KINDS, stored) == answers


def test_what_was_never_stored_by_us_is_refused() -> None:
    for stored, error in (
        ({"nothing": "x"}, KeyError),
        ({"single": ""}, UnreadableAnswerError),
        ({"single": "maybe"}, UnreadableAnswerError),
        ({"single": {"missing": "lost"}}, UnreadableAnswerError),
    ):
        with pytest.raises(error):
            from_json(KINDS, stored)
