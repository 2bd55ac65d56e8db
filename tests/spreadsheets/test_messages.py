"""Every error and note can be said in both languages, with place and remedy."""

import re
import string
from pathlib import Path

import pytest

from kvinnofrid import spreadsheets
from kvinnofrid.spreadsheets.errors import DETAILS, ERRORS, SpreadsheetError, UnsafeArchive
from kvinnofrid.spreadsheets.table import _NOTE_TEXTS, Note, Notes, column_letters


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", ERRORS.values(), ids=ERRORS)
def test_both_languages_tell_the_same_facts(kind: type[SpreadsheetError]) -> None:
    facts = fields(kind.swedish)
    assert facts == fields(kind.english)
    assert fields(kind.remedy_swedish) == fields(kind.remedy_english)
    error = kind("B5", **dict.fromkeys(facts, "x"))
    assert error.message("sv").startswith("Cell B5: ")
    assert error.message("en") != error.message("sv")
    assert error.remedy("sv").endswith(".")
    assert error.remedy("en") in str(error)


def test_a_row_is_a_row_in_both_languages() -> None:
    error = ERRORS["UnclosedQuote"](5)
    assert error.place("sv") == "Rad 5"
    assert error.place("en") == "Row 5"
    assert ERRORS["EmptyFile"]().place() == ""


@pytest.mark.parametrize("kind", _NOTE_TEXTS)
def test_notes_say_how_many_and_where(kind: str) -> None:
    swedish, english = _NOTE_TEXTS[kind]
    assert fields(swedish) == fields(english)
    note = Note(kind, 30, ("A1", "A2"))
    if "places" in fields(swedish):
        assert "A1, A2 …" in note.message("sv")
        assert "A1, A2 …" in note.message("en")


def test_notes_name_the_first_places_and_count_all() -> None:
    notes = Notes()
    for number in range(100):
        notes.add("hidden_rows", str(number))
    note = notes.get("hidden_rows")
    assert note is not None
    assert note.total == 100
    assert len(note.where) == 20
    assert notes.get("macros") is None


def test_columns_are_lettered_as_spreadsheet_programs_do() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702, 16_383)] == [
        "A", "Z", "AA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip


def test_every_detail_is_said_in_swedish() -> None:
    sources = Path(spreadsheets.__file__).parent.glob("*.py")
    given = {
        detail
        for source in sources
        for detail in re.findall(r'detail="([^"]+)"', source.read_text(encoding="utf-8"))
    }
    assert given - DETAILS.keys() == {"zip", "zip64", "XML", "start"}
    assert DETAILS.keys() <= given


@pytest.mark.parametrize(
    ("detail", "swedish"),
    [
        ("unpacked size", "(storlek när den har packats upp)"),
        ("12000 entries", "(12000 delar)"),
        ("ratio of xl/worksheets/sheet1.xml", "(packningsgraden i xl/worksheets/sheet1.xml)"),
        ("size of xl/styles.xml", "(storleken på xl/styles.xml)"),
        ("zip64", "(zip64)"),
    ],
)
def test_a_swedish_message_has_no_english_in_it(detail: str, swedish: str) -> None:
    error = UnsafeArchive(detail=detail)
    assert swedish in error.message("sv")
    assert f"({detail})" in error.message("en")
