"""The glossary: each word once, in order, and no name in the code that it does not know."""

import re
from collections.abc import Iterable
from itertools import pairwise

from django.apps import apps
from django.db.models import Choices, Field

from kvinnofrid.catalogue.entries import Entry
from tests.architecture.tree import PACKAGE, PROJECT, rooms

GLOSSARY = PROJECT / "GLOSSARY.md"
ALPHABET = "abcdefghijklmnopqrstuvwxyzåäö"
UNNAMED: dict[str, str] = {
    "": "nothing chosen",
    "Text": "a word of programming: a text in both languages",
}
"""Names of the code that need no row, each with the reason."""


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its two top lines."""
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    table = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def swedish_order(word: str) -> list[int]:
    """What sorts å, ä and ö last, and spaces and signs before letters."""
    return [ALPHABET.find(letter) for letter in word.casefold()]


def code_names(cell: str) -> list[str]:
    """The names in a cell of code names."""
    return re.findall(r"`([^`]+)`", cell)


def faults(text: str) -> list[str]:
    """What is wrong with a glossary: cells that are missing, words out of order or twice."""
    words = rows(text, "Words")
    found = [f"{row[0]}: four cells, none empty" for row in words if len(row) != 4 or not all(row)]
    swedish = [row[0] for row in words]
    found += [
        f"{later} stands after {earlier}"
        for earlier, later in pairwise(swedish)
        if swedish_order(later) <= swedish_order(earlier)
    ]
    names = [
        name for row in rows(text, "Rooms of the house") + words for name in code_names(row[1])
    ]
    found += [f"{name} is twice" for name in sorted({n for n in names if names.count(n) > 1})]
    found += [f"{row[0]} has no code name" for row in words if not code_names(row[1])]
    return found


def unknown(text: str, used: Iterable[str]) -> list[str]:
    """Names used in the code that have no row, whatever their case."""
    known = {
        name.rstrip("/").replace("_", "").casefold()
        for heading in ("Rooms of the house", "Words")
        for row in rows(text, heading)
        for name in code_names(row[1])
    }
    return sorted(
        {n for n in used if n.replace("_", "").casefold() not in known and n not in UNNAMED}
    )


def _kinds(kind: type[Entry]) -> set[type[Entry]]:
    shipped = {k for k in kind.__subclasses__() if k.__module__.startswith(f"{PACKAGE}.")}
    return shipped.union(*(_kinds(below) for below in shipped))


def _names_in_code() -> set[str]:
    found = set(rooms(PROJECT)) | {kind.__name__ for kind in _kinds(Entry)}
    for model in apps.get_models():
        if not model.__module__.startswith(f"{PACKAGE}."):
            continue
        found.add(model.__name__)
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.choices:
                found |= {str(value) for value, _ in field.flatchoices}
        found |= {
            str(value)
            for thing in vars(model).values()
            if isinstance(thing, type) and issubclass(thing, Choices)
            for value in thing.values
        }
    return found


def test_the_glossary_is_whole_and_in_order() -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    assert len(rows(text, "Words")) > 150
    assert faults(text) == []


def test_the_code_uses_no_word_that_the_glossary_lacks() -> None:
    used = _names_in_code()
    assert {"Round", "municipality", "statistics", "IndicatorSet"} <= used
    assert unknown(GLOSSARY.read_text(encoding="utf-8"), used) == []


def test_exceptions_have_reasons_and_are_still_needed() -> None:
    assert all(UNNAMED.values())
    assert set(UNNAMED) <= _names_in_code()


def test_a_bad_glossary_and_an_unknown_word_are_caught() -> None:
    text = (
        "# G\n\n## Rooms of the house\n\n| a | b | c | d |\n|---|---|---|---|\n"
        "\n## Words\n\n| a | b | c | d |\n|---|---|---|---|\n"
        "| ö | `last` | x | S0 |\n| å | `last` | x | S0 |\n| ö | name | x | |\n"
    )
    assert faults(text) == [
        "ö: four cells, none empty",
        "å stands after ö",
        "last is twice",
        "ö has no code name",
    ]
    assert unknown(text, ["Last", "Thing"]) == ["Thing"]
