"""Writing tables that people open in spreadsheet programs, and that machines read."""

import io
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import xlsxwriter

from kvinnofrid.spreadsheets.formula_guard import could_run, guard
from kvinnofrid.spreadsheets.limits import Limits

Cell = str | int | float | Decimal | date | datetime | bool | None

ABOUT_SHEET = "Om uppgifterna"
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the same bytes whenever they are written
_EXACT_DIGITS = 15
_NARROWEST, _WIDEST = 8, 60
_MEASURED_ROWS = 200


class Sheet(NamedTuple):
    """One sheet to write. ``widths`` are in characters; without them the content decides."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] | None = None


def csv_bytes(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, excel_friendly: bool = True
) -> bytes:
    """A CSV file.

    ``excel_friendly`` is what a Swedish Excel opens by double-click: UTF-8 with byte order mark,
    semicolons and decimal comma. Otherwise plain UTF-8 with commas and decimal point. Numbers
    given as numbers stay numbers; text that could run as a formula is made inert. Text is always
    in quotation marks, which the guard relies on.
    """
    delimiter = ";" if excel_friendly else ","
    end = "\r\n" if excel_friendly else "\n"
    texts = _Texts()
    lines = [
        delimiter.join(
            [
                texts[cell]
                if isinstance(cell, str)
                else _csv_cell(cell, decimal_comma=excel_friendly)
                for cell in row
            ]
        )
        + end
        for row in (header, *rows)
    ]
    return "".join(lines).encode("utf-8-sig" if excel_friendly else "utf-8")


class _Texts(dict[str, str]):
    """Texts of one file as they are written, each made once: most are there again and again."""

    def __missing__(self, text: str) -> str:
        written = self[text] = '"' + guard(text).replace('"', '""') + '"'
        return written


def _csv_cell(cell: float | Decimal | date | None, *, decimal_comma: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return cell.isoformat()
    _check_finite(cell)
    text = f"{cell:f}" if isinstance(cell, Decimal) else repr(cell)
    return text.replace(".", ",") if decimal_comma else text


def _check_finite(number: float | Decimal) -> None:
    if not math.isfinite(number):
        raise ValueError(f"{number} cannot be written: show missing data as None or as text")


def xlsx_bytes(sheets: Sequence[Sheet], *, about: Sequence[tuple[str, Cell]] = ()) -> bytes:
    """An Excel workbook with a bold, frozen header row on every sheet.

    Numbers and dates keep their type; text is always text, never a formula or a link, and stays so
    when somebody edits the cell. ``about`` gives a last sheet ``Om uppgifterna`` with pairs of
    name and value (source, period, definition version, licence). The same input gives the same
    bytes. Raises ``ValueError`` for a number that is not finite or a text longer than a cell holds.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.set_properties({"created": _CREATED})
    try:
        writer = _SheetWriter(book)
        for sheet in sheets:
            writer.write(sheet)
        if about:
            writer.write(Sheet(ABOUT_SHEET, ("Uppgift", "Värde"), list(about)))
    finally:
        book.close()  # also takes away the rows that wait in temporary files
    return out.getvalue()


class _SheetWriter:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "quote_prefix": True}
        )
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._guarded = book.add_format({"quote_prefix": True})

    def write(self, sheet: Sheet) -> None:
        page = self._book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for column, width in enumerate(sheet.widths or _measured(sheet)):
            page.set_column(column, column, width)
        for column, name in enumerate(sheet.header):
            page.write_string(0, column, _fitting(name), self._head)
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                self._write(page, number, column, cell)

    def _write(self, page: Any, row: int, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            form = self._guarded if could_run(cell) else None
            page.write_string(row, column, _fitting(cell), form)
        elif isinstance(cell, bool):
            page.write_boolean(row, column, cell)
        elif isinstance(cell, datetime):
            page.write_datetime(row, column, cell.replace(tzinfo=None), self._moment)
        elif isinstance(cell, date):
            page.write_datetime(row, column, cell, self._date)
        else:
            _check_finite(cell)
            if len(f"{cell:f}".lstrip("-").partition(".")[0]) > _EXACT_DIGITS:
                page.write_string(row, column, f"{cell}")  # a cell's number would round it
            else:
                page.write_number(row, column, float(cell))


def _fitting(text: str) -> str:
    limit = Limits().cell_characters
    if len(text) > limit:
        raise ValueError(f"a cell holds {limit} characters, this text has {len(text)}")
    text.encode()  # half a character is refused here, not when the file is put together
    return text


def _measured(sheet: Sheet) -> list[int]:
    sample = [sheet.header, *sheet.rows[:_MEASURED_ROWS]]
    longest = [
        max((len(str(row[column])) for row in sample if column < len(row)), default=0)
        for column in range(len(sheet.header))
    ]
    return [min(max(length + 2, _NARROWEST), _WIDEST) for length in longest]
