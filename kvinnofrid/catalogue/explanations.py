"""Turning what the schema objects to into words for the person who edits the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from .entries import Path, Text
from .reading import printable

Explanation = tuple[Text, Text]


def explain_all(invalid: ValidationError) -> Iterator[tuple[Path, Text, Text]]:
    """Path, what is wrong and the remedy, for everything the schema objects to."""
    errors = invalid.errors(include_url=False)
    for error in errors:
        path = error["loc"]
        # Entries that are wrong themselves are not counted, so their list seems short as well.
        echo = error["type"] == "too_short" and any(
            other["loc"][: len(path)] == path for other in errors if other is not error
        )
        if not echo:
            yield path, *explain(error)


def explain(error: Mapping[str, Any]) -> Explanation:
    """What is wrong and the remedy, for one of pydantic's error details."""
    found = _FIXED.get(error["type"])
    if found is not None:
        return found
    composed = _COMPOSED.get(error["type"])
    if composed is not None:
        return composed(error)
    return (
        Text(
            sv=f"Värdet {_given(error)} duger inte ({error['msg']}).",
            en=f"The value {_given(error)} will not do ({error['msg']}).",
        ),
        _SEE_REFERENCE,
    )


def _given(error: Mapping[str, Any]) -> str:
    return f"”{printable(str(error.get('input')))}”"


def _choice(error: Mapping[str, Any]) -> Explanation:
    expected = error["ctx"]["expected"].replace("' or '", "', '")
    return (
        Text(
            sv=f"{_given(error)} är inte ett av de ord som kan stå här.",
            en=f"{_given(error)} is not one of the words that can stand here.",
        ),
        Text(sv=f"Välj ett av {expected}.", en=f"Choose one of {expected}."),
    )


def _pattern(error: Mapping[str, Any]) -> Explanation:
    pattern = error["ctx"]["pattern"]
    return (
        Text(
            sv=f"{_given(error)} är inte skrivet på rätt sätt.",
            en=f"{_given(error)} is not written the right way.",
        ),
        Text(
            sv=f"Skriv som i de medföljande filerna (mönstret är {pattern}).",
            en=f"Write it as in the shipped files (the pattern is {pattern}).",
        ),
    )


def _limit(error: Mapping[str, Any]) -> Explanation:
    limit = error["ctx"].get("ge", error["ctx"].get("le"))
    low = "ge" in error["ctx"]
    return (
        Text(
            sv=f"{_given(error)} är för {'litet' if low else 'stort'}.",
            en=f"{_given(error)} is too {'small' if low else 'large'}.",
        ),
        Text(
            sv=f"Skriv ett tal som är {'minst' if low else 'högst'} {limit}.",
            en=f"Write a number that is at {'least' if low else 'most'} {limit}.",
        ),
    )


def _long(error: Mapping[str, Any]) -> Explanation:
    limit = error["ctx"]["max_length"]
    return (
        Text(sv="Texten är för lång.", en="The text is too long."),
        Text(sv=f"Korta den till högst {limit} tecken.", en=f"Cut it to {limit} characters."),
    )


def _short(error: Mapping[str, Any]) -> Explanation:
    limit = error["ctx"]["min_length"]
    return (
        Text(sv="Listan har för få poster.", en="The list has too few entries."),
        Text(sv=f"Lägg till minst {limit}.", en=f"Add at least {limit}."),
    )


_SEE_REFERENCE = Text(
    sv="Se docs/reference/catalogue.md för vad som kan stå här.",
    en="See docs/reference/catalogue.md for what can stand here.",
)
_NOT_MAPPING = (
    Text(
        sv="Här ska stå nycklar med värden, inte en lista eller en enkel text.",
        en="Keys with values belong here, not a list or a plain text.",
    ),
    Text(
        sv="Skriv ”nyckel: värde” på indragna rader. En text behöver både sv: och en:.",
        en='Write "key: value" on indented lines. A text needs both sv: and en:.',
    ),
)
_NOT_NUMBER = (
    Text(sv="Här ska stå ett heltal.", en="A whole number belongs here."),
    Text(
        sv="Skriv bara siffror, utan mellanslag och enhet.",
        en="Write digits only, without spaces or a unit.",
    ),
)
_NOT_TEXT = (
    Text(sv="Här ska stå en text.", en="A text belongs here."),
    Text(sv="Skriv en text på samma rad som nyckeln.", en="Write a text beside the key."),
)

_FIXED: dict[str, Explanation] = {
    "missing": (
        Text(sv="Uppgiften saknas.", en="This is missing."),
        Text(
            sv="Lägg till den på en egen rad, med samma indrag som raderna bredvid.",
            en="Add it on a line of its own, indented like the lines beside it.",
        ),
    ),
    "extra_forbidden": (
        Text(
            sv="Katalogen känner inte till den här nyckeln.",
            en="The catalogue does not know this key.",
        ),
        Text(
            sv="Rätta stavningen eller ta bort raden. Se docs/reference/catalogue.md.",
            en="Correct the spelling or remove the line. See docs/reference/catalogue.md.",
        ),
    ),
    "iso_date": (
        Text(sv="Det är inte ett datum.", en="That is not a date."),
        Text(sv="Skriv som 2015-12-31.", en="Write it like 2015-12-31."),
    ),
    "string_too_short": (
        Text(sv="Texten är tom.", en="The text is empty."),
        Text(sv="Fyll i den, eller ta bort nyckeln.", en="Fill it in, or remove the key."),
    ),
    "tuple_type": (
        Text(sv="Här ska stå en lista.", en="A list belongs here."),
        Text(
            sv="Börja varje post på en egen rad med ett bindestreck.",
            en="Begin each entry on a line of its own with a hyphen.",
        ),
    ),
    "string_type": _NOT_TEXT,
    "model_type": _NOT_MAPPING,
    "date_type": (
        Text(sv="Det är inte ett datum.", en="That is not a date."),
        Text(sv="Skriv som 2015-12-31.", en="Write it like 2015-12-31."),
    ),
    "int_parsing": _NOT_NUMBER,
    "int_parsing_size": _NOT_NUMBER,
    "int_type": _NOT_NUMBER,
}
_COMPOSED: dict[str, Callable[[Mapping[str, Any]], Explanation]] = {
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    "greater_than_equal": _limit,
    "less_than_equal": _limit,
    "string_too_long": _long,
    "too_short": _short,
}
