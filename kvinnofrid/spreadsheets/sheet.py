"""The cells of one sheet, row by row."""

from collections.abc import Iterator
from typing import BinaryIO

from kvinnofrid.spreadsheets.assembly import BLANK, Record
from kvinnofrid.spreadsheets.cell_values import NUMBER, iso_date_text, number_text
from kvinnofrid.spreadsheets.errors import CellTooLong, DamagedFile, TooManyColumns
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.safe_xml import Attributes, parse_in_steps, unescape
from kvinnofrid.spreadsheets.table import Notes, column_letters

_DIGITS = "0123456789"
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_BOOLEANS = {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}


class SheetReader:
    """Turns the events of a sheet's XML into records; places memory only where cells have values.

    The sheet's own statement of its size (``dimension``) is not used: it can say anything.
    """

    def __init__(
        self,
        *,
        texts: list[str],
        styles: bytearray,
        from_1904: bool,
        limits: Limits,
        notes: Notes,
    ) -> None:
        self._texts = texts
        self._styles = styles
        self._from_1904 = from_1904
        self._limits = limits
        self._notes = notes
        self._columns: dict[str, int] = {}
        self._done: list[Record] = []
        self._row = 0
        self._cells: list[str] = []
        self._column = -1
        self._attributes: Attributes = {}
        self._parts: list[str] = []
        self._length = 0
        self._collecting = False
        self._formula = False

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """Each stored row with its number in the sheet."""
        for _ in parse_in_steps(stream, start=self._start, end=self._end, text=self._text):
            yield from self._done
            self._done.clear()

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._column = self._column_of(attributes.get("r"))
            self._attributes = attributes
            self._parts = []
            self._length = 0
            self._formula = False
        elif name in ("v", "t"):
            self._collecting = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            self._notes.add("merged_cells", attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self._note_hidden_columns(attributes)
        elif name == "rPh":
            self._attributes = {**self._attributes, "phonetic": "1"}

    def _end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._collecting = False
        elif name == "row":
            self._done.append((self._row, self._cells))
        elif name == "rPh":
            self._attributes = {k: v for k, v in self._attributes.items() if k != "phonetic"}

    def _text(self, text: str) -> None:
        if self._collecting and "phonetic" not in self._attributes:
            self._parts.append(text)
            self._length += len(text)
            if self._length > self._limits.cell_characters:
                raise CellTooLong(self._address(), limit=self._limits.cell_characters)

    def _start_row(self, attributes: Attributes) -> None:
        stated = attributes.get("r", str(self._row + 1))
        number = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 9 else 0
        if not self._row < number <= _LAST_ROW:
            raise DamagedFile(self._row or "", detail="row order")
        self._row = number
        self._cells = []
        self._column = -1
        if attributes.get("hidden") in ("1", "true"):
            self._notes.add("hidden_rows", str(number))

    def _column_of(self, reference: str | None) -> int:
        if reference is None:
            column = self._column + 1
        else:
            letters = reference.rstrip(_DIGITS)
            known = self._columns.get(letters)
            column = self._learn(letters) if known is None else known
        if column <= self._column or column >= _LAST_COLUMN:
            raise DamagedFile(self._row or "", detail="cell order")
        return column

    def _learn(self, letters: str) -> int:
        if not (0 < len(letters) < 4 and letters.isascii() and letters.isupper()):
            raise DamagedFile(self._row or "", detail="cell address")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        self._columns[letters] = column - 1
        return column - 1

    def _end_cell(self) -> None:
        stored = "".join(self._parts)
        if self._formula:
            self._notes.add("formulas", self._address())
            if not stored:
                self._notes.add("formulas_without_value", self._address())
        if not stored:
            return
        value = self._value(stored)
        if not value.strip(BLANK):
            return
        if self._column >= self._limits.columns:
            raise TooManyColumns(self._address(), limit=self._limits.columns)
        missing = self._column - len(self._cells)
        if missing:
            self._cells.extend([""] * missing)
        self._cells.append(value)

    def _value(self, stored: str) -> str:
        kind = self._attributes.get("t", "n")
        if kind == "s":
            return self._shared(stored)
        if kind == "n":
            return self._number(stored)
        if kind in ("str", "inlineStr"):
            return unescape(stored)
        if kind == "b":
            return self._known(_BOOLEANS.get(stored.strip()))
        if kind == "d":
            return iso_date_text(stored)
        if kind == "e":
            self._notes.add("error_values", self._address())
            return stored
        raise DamagedFile(self._address(), detail="cell type")

    def _shared(self, stored: str) -> str:
        stored = stored.strip()
        if not (stored.isascii() and stored.isdigit() and len(stored) < 9):
            raise DamagedFile(self._address(), detail="shared text")
        index = int(stored)
        return self._known(self._texts[index] if index < len(self._texts) else None)

    def _number(self, stored: str) -> str:
        stored = stored.strip()
        style = self._attributes.get("s", "0")
        kind = NUMBER
        if style != "0" or self._styles[0] != NUMBER:
            index = int(style) if style.isascii() and style.isdigit() and len(style) < 9 else -1
            if not 0 <= index < len(self._styles):
                raise DamagedFile(self._address(), detail="cell style")
            kind = self._styles[index]
        return self._known(number_text(stored, kind, from_1904=self._from_1904))

    def _known(self, value: str | None) -> str:
        if value is None:
            raise DamagedFile(self._address(), detail="cell value")
        return value

    def _address(self) -> str:
        return f"{column_letters(self._column)}{self._row}"

    def _note_hidden_columns(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not (first.isdigit() and last.isdigit() and len(first + last) < 11):
            raise DamagedFile(detail="columns")
        start, stop = int(first), min(int(last), _LAST_COLUMN)
        if not 1 <= start <= stop:
            raise DamagedFile(detail="columns")
        letters = column_letters(start - 1)
        place = letters if start == stop else f"{letters}–{column_letters(stop - 1)}"
        self._notes.add("hidden_columns", place, count=stop - start + 1)
