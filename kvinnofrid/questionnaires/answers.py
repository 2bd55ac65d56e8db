"""Answers: typed values by item, and what is said when there is none.

A value is by the kind of its item: `single` and `text` a str, `multiple` a tuple of choice codes in
the instrument's order, `number` a Decimal, `scale` an int, `date` a date. An item that nobody has
touched is not in the mapping; that somebody has said that there is no answer is a `Missing`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from kvinnofrid.catalogue import Instrument, Item, Text
from kvinnofrid.catalogue.items import PROFESSIONAL_LEVEL, PROFESSIONAL_REASON

Value: TypeAlias = str | tuple[str, ...] | Decimal | int | date
MissingReason = Literal["unknown", "declined", "not_asked"]

MISSING_REASONS: tuple[MissingReason, ...] = ("unknown", "declined", "not_asked")
LONGEST_TEXT = 4000
_MISSING_KEY = "missing"
_NUMBER = re.compile(r"[-−]?[0-9]{1,12}([.,][0-9]{1,6})?")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f"), None)


@dataclass(frozen=True, slots=True)
class Missing:
    """That there is no answer, and why: unknown, declined to answer, or not asked."""

    reason: MissingReason


Given: TypeAlias = Value | Missing
Answers: TypeAlias = Mapping[str, Given]


class UnreadableAnswerError(ValueError):
    """A text that cannot be an answer of its item; `item` is the id, `what` says why, as help."""

    def __init__(self, item: str, what: Text) -> None:
        super().__init__(item, what)
        self.item = item
        self.what = what

    def __str__(self) -> str:
        return f"{self.item}: {self.what.sv}"


def value_from_texts(item: Item, texts: Sequence[str]) -> Value | None:
    """The value that the texts of a form, a file or a store stand for; None when all are empty.

    Numbers take decimal comma or point and spaces between thousands; days are YYYY-MM-DD.
    Raises UnreadableAnswerError. Whether the value is allowed is for `check` to say.
    """
    given = [text.strip() for text in texts if text.strip()]
    if not given:
        return None
    if item.kind == "multiple":
        return _choices(item, given)
    if len(set(given)) > 1:
        raise UnreadableAnswerError(item.id, _SEVERAL)
    match item.kind:
        case "single":
            return _choices(item, given[:1])[0]
        case "text":
            if len(given[0]) > LONGEST_TEXT:
                raise UnreadableAnswerError(item.id, _TOO_LONG)
            return given[0].replace("\r\n", "\n")
        case "date":
            return _day(item, given[0])
        case _:
            return _number(item, given[0])


def _choices(item: Item, given: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(choice.code for choice in item.choices if choice.code in given)
    if len(chosen) != len(set(given)):
        raise UnreadableAnswerError(item.id, _NO_CHOICE)
    return chosen


def _day(item: Item, text: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise UnreadableAnswerError(item.id, _NO_DAY)


def _number(item: Item, text: str) -> Decimal | int:
    plain = text.translate(_SPACES)
    if item.scale is not None and not _NUMBER.fullmatch(plain):
        raise UnreadableAnswerError(item.id, _off_scale(item.scale.low, item.scale.high))
    if not _NUMBER.fullmatch(plain):
        raise UnreadableAnswerError(item.id, _NO_NUMBER)
    number = Decimal(plain.replace("−", "-").replace(",", "."))
    whole = number == number.to_integral_value()
    if item.scale is not None:
        if not whole or not item.scale.low <= number <= item.scale.high:
            raise UnreadableAnswerError(item.id, _off_scale(item.scale.low, item.scale.high))
        return int(number)
    if item.whole and not whole:
        raise UnreadableAnswerError(item.id, _NO_WHOLE)
    return number + 0  # takes the sign away from a negative nought


def value_to_texts(value: Value) -> tuple[str, ...]:
    """The texts of a value, as `value_from_texts` reads them."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, Decimal):
        return (f"{value.normalize():f}",)
    return (value.isoformat() if isinstance(value, date) else str(value),)


def from_texts(
    instrument: Instrument, texts: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Given], dict[str, UnreadableAnswerError]]:
    """Answers of a form or a file by item, and what could not be read. Other keys are ignored.

    `unknown!`, `declined!` and `not_asked!` say that there is no answer, and win over one.
    """
    answers: dict[str, Given] = {}
    unreadable: dict[str, UnreadableAnswerError] = {}
    for item in instrument.items:
        given = texts.get(item.id, ())
        missing = next((r for r in MISSING_REASONS if f"{r}!" in given), None)
        if missing is not None:
            answers[item.id] = Missing(missing)
            continue
        try:
            value = value_from_texts(item, given)
        except UnreadableAnswerError as error:
            unreadable[item.id] = error
        else:
            if value is not None:
                answers[item.id] = value
    for key in (PROFESSIONAL_LEVEL, PROFESSIONAL_REASON):
        said = next((text.strip() for text in texts.get(key, ()) if text.strip()), None)
        if said is not None:
            answers[key] = said[:LONGEST_TEXT]
    return answers, unreadable


def to_json(answers: Answers) -> dict[str, object]:
    """The answers as plain JSON values, fit to be stored."""
    return {key: _plain(given) for key, given in answers.items()}


def _plain(given: Given) -> object:
    if isinstance(given, Missing):
        return {_MISSING_KEY: given.reason}
    if isinstance(given, tuple):
        return list(given)
    return given if isinstance(given, int) else value_to_texts(given)[0]


def from_json(instrument: Instrument, stored: Mapping[str, object]) -> dict[str, Given]:
    """The answers that `to_json` made, typed by the instrument's items.

    Raises UnreadableAnswerError for what is no answer, and KeyError for an item that the version
    does not have: answers are always read with the version that they were given in.
    """
    answers: dict[str, Given] = {}
    for key, content in stored.items():
        if key in (PROFESSIONAL_LEVEL, PROFESSIONAL_REASON):
            answers[key] = str(content)
            continue
        item = instrument.item(key)
        if isinstance(content, Mapping):
            answers[key] = _missing(key, content.get(_MISSING_KEY))
            continue
        texts = [str(c) for c in content] if isinstance(content, list) else [str(content)]
        value = value_from_texts(item, texts)
        if value is None:
            raise UnreadableAnswerError(key, _EMPTY)
        answers[key] = value
    return answers


def _missing(key: str, said: object) -> Missing:
    for reason in MISSING_REASONS:
        if reason == said:
            return Missing(reason)
    raise UnreadableAnswerError(key, _EMPTY)


def _off_scale(low: int, high: int) -> Text:
    return Text(
        sv=f"Välj ett heltal från {low} till {high}.",
        en=f"Choose a whole number from {low} to {high}.",
    )


_NO_CHOICE = Text(
    sv="Svaret är inte ett av alternativen. Välj ett av dem.",
    en="The answer is not one of the choices. Choose one of them.",
)
_SEVERAL = Text(sv="Ge bara ett svar.", en="Give one answer only.")
_TOO_LONG = Text(
    sv=f"Texten är för lång. Korta den till högst {LONGEST_TEXT} tecken.",
    en=f"The text is too long. Cut it to {LONGEST_TEXT} characters.",
)
_NO_DAY = Text(
    sv="Det är inte ett datum. Skriv det som 2015-12-31.",
    en="That is not a date. Write it like 2015-12-31.",
)
_NO_NUMBER = Text(
    sv="Det är inte ett tal. Skriv bara siffror, med komma före decimaler.",
    en="That is not a number. Write digits only, with a comma or point before decimals.",
)
_NO_WHOLE = Text(sv="Skriv ett heltal.", en="Write a whole number.")
_EMPTY = Text(sv="Svaret är tomt.", en="The answer is empty.")
