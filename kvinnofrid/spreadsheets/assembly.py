"""From numbered lists of cells to a header and rows of equal length."""

from collections.abc import Iterable, Iterator

from kvinnofrid.spreadsheets.errors import (
    BlankColumnName,
    DuplicateColumnName,
    EmptyFile,
    RaggedRow,
    TooManyCells,
    TooManyColumns,
    TooManyRows,
)
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.table import Notes, Row, column_letters

BLANK = " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff"
BLANK += "".join(map(chr, range(0x2000, 0x200B)))
"""Space of every kind, with no-break and zero-width ones; trimmed from both ends of a cell."""

Record = tuple[int, list[str]]


def read_header(records: Iterator[Record], limits: Limits) -> tuple[str, ...]:
    """The first row that is not blank, as column names; trailing blank columns are dropped."""
    for number, raw in records:
        names = [name.strip(BLANK) for name in raw]
        while names and not names[-1]:
            names.pop()
        if names:
            _check_names(number, names, limits)
            return tuple(names)
    raise EmptyFile


def _check_names(number: int, names: list[str], limits: Limits) -> None:
    if len(names) > limits.columns:
        raise TooManyColumns(number, limit=limits.columns)
    seen: dict[str, str] = {}
    for index, name in enumerate(names):
        address = f"{column_letters(index)}{number}"
        if not name:
            raise BlankColumnName(address)
        first = seen.setdefault(name.casefold(), address)
        if first != address:
            raise DuplicateColumnName(address, name=name[:100], first=first)


def read_rows(
    records: Iterable[Record], *, width: int, limits: Limits, notes: Notes, note_short: bool
) -> Iterator[Row]:
    """Rows below the header, padded or cut to ``width`` cells; blank rows are left out.

    A value beyond the last column is refused: it would belong to no name. A row that is too short
    is padded, and noted when ``note_short`` (workbooks never store trailing empty cells).
    """
    count = 0
    previous = 0
    for number, raw in records:
        cells = [cell.strip(BLANK) for cell in raw]
        if not any(cells):
            continue
        if len(cells) != width:
            cells = _fit(number, cells, width, notes if note_short else None)
        count += 1
        if count > limits.rows:
            raise TooManyRows(number, limit=limits.rows)
        if count * width > limits.cells:
            raise TooManyCells(number, limit=limits.cells)
        if previous and number > previous + 1:
            place = str(previous + 1)
            if number > previous + 2:
                place += f"–{number - 1}"
            notes.add("blank_rows", place, count=number - previous - 1)
        previous = number
        yield Row(number, tuple(cells))


def _fit(number: int, cells: list[str], width: int, notes: Notes | None) -> list[str]:
    for index in range(width, len(cells)):
        if cells[index]:
            raise RaggedRow(f"{column_letters(index)}{number}", columns=width)
    if notes is not None and len(cells) < width:
        notes.add("short_rows", str(number))
    return cells[:width] + [""] * (width - len(cells))
