"""What reading a file gives: a header, rows of text and notes about what was seen."""

from typing import NamedTuple

NOTED_PLACES = 20
"""How many places a note or an error names before it only counts."""

_NOTE_TEXTS = {
    "formulas": (
        "{count} celler har formler; deras senast sparade värden används: {places}.",
        "{count} cells hold formulas; their last saved values are used: {places}.",
    ),
    "formulas_without_value": (
        "{count} formler saknar sparat värde och läses som tomma: {places}."
        " Öppna filen i ett kalkylprogram och spara den på nytt.",
        "{count} formulas have no saved value and are read as empty: {places}."
        " Open the file in a spreadsheet program and save it again.",
    ),
    "error_values": (
        "{count} celler innehåller ett felvärde: {places}.",
        "{count} cells hold an error value: {places}.",
    ),
    "merged_cells": (
        "{count} sammanslagna områden; värdet räknas bara i den första cellen: {places}.",
        "{count} merged ranges; the value counts in the first cell only: {places}.",
    ),
    "hidden_rows": (
        "{count} dolda rader är med i läsningen: {places}.",
        "{count} hidden rows are read too: {places}.",
    ),
    "hidden_columns": (
        "{count} dolda kolumner är med i läsningen: {places}.",
        "{count} hidden columns are read too: {places}.",
    ),
    "hidden_sheet": ("Bladet är dolt i filen: {places}.", "The sheet is hidden: {places}."),
    "other_sheets": (
        "{count} andra blad i filen läses inte: {places}.",
        "{count} other sheets in the file are not read: {places}.",
    ),
    "macros": (
        "Filen innehåller makron; de körs aldrig.",
        "The file contains macros; they are never run.",
    ),
    "short_rows": (
        "{count} rader har färre celler än rubriken; resten läses som tomma: {places}.",
        "{count} rows have fewer cells than the header; the rest is read as empty: {places}.",
    ),
    "blank_rows": (
        "{count} tomma rader mellan uppgifterna hoppas över: {places}.",
        "{count} blank rows between the data are skipped: {places}.",
    ),
}


class Note(NamedTuple):
    """Something the reader should know though the file could be read.

    ``where`` names at most ``NOTED_PLACES`` cells, rows, columns or sheets; ``total`` counts all.
    """

    kind: str
    total: int
    where: tuple[str, ...]

    def message(self, lang: str = "sv") -> str:
        """The note in Swedish (``sv``) or English (anything else)."""
        swedish, english = _NOTE_TEXTS[self.kind]
        places = ", ".join(self.where) + (" …" if self.total > len(self.where) else "")
        return (swedish if lang.startswith("sv") else english).format(
            count=self.total, places=places
        )


class Notes:
    """Collects notes while a file is read, in bounded memory."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._places: dict[str, list[str]] = {}

    def add(self, kind: str, place: str = "", *, count: int = 1) -> None:
        """Note ``kind`` at ``place``, which stands for ``count`` occurrences."""
        self._counts[kind] = self._counts.get(kind, 0) + count
        places = self._places.setdefault(kind, [])
        if place and len(places) < NOTED_PLACES:
            places.append(place[:100])

    def get(self, kind: str) -> Note | None:
        """The note of this kind, if anything was noted."""
        if kind not in self._counts:
            return None
        return Note(kind, self._counts[kind], tuple(self._places[kind]))

    def all(self) -> tuple[Note, ...]:
        """Every note, in the order in which its kind was first seen."""
        return tuple(
            Note(kind, count, tuple(self._places[kind])) for kind, count in self._counts.items()
        )


def known_note(kind: str) -> bool:
    """Whether there is a text for this kind of note."""
    return kind in _NOTE_TEXTS


class Row(NamedTuple):
    """One row below the header.

    ``number`` is the row number that a spreadsheet program shows for it: the first row is 1, blank
    rows count, and a quoted cell with line breaks in a CSV file is still one row.
    ``cells`` has exactly as many cells as the header; an empty cell is ``""``.
    """

    number: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """A file read whole.

    ``encoding`` and ``delimiter`` are empty for workbooks, ``sheet`` is empty for CSV.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    notes: tuple[Note, ...]
    sheet: str = ""


def column_letters(index: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
