"""CSV and its kin: which encoding, which delimiter, then records one by one."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from kvinnofrid.spreadsheets.assembly import BLANK, Record
from kvinnofrid.spreadsheets.errors import (
    CellTooLong,
    EmptyFile,
    LineTooLong,
    MisplacedQuote,
    NotText,
    SpreadsheetError,
    UnclosedQuote,
    UnknownEncoding,
)
from kvinnofrid.spreadsheets.formula_guard import unguard
from kvinnofrid.spreadsheets.limits import Limits

DELIMITERS = ";\t,"
"""In order of preference when the header has as many of each."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "windows-1252")
_CHUNK = 1024 * 1024
_STATED_DELIMITER = re.compile(r'\A"?sep=([;,\t])"?\s*\Z', re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def find_encoding(file: BinaryIO) -> str:
    """The encoding of the whole file: by its byte order mark, else UTF-8, else Windows-1252."""
    start = file.read(4)
    for bom, encoding in _BOMS:
        if start.startswith(bom):
            if _undecodable_line(file, encoding) is not None:
                raise UnknownEncoding
            return encoding
    if _undecodable_line(file, "utf-8") is None:
        return "utf-8"
    line = _undecodable_line(file, "windows-1252")
    if line is not None:
        raise UnknownEncoding(line)
    return "windows-1252"


def _undecodable_line(file: BinaryIO, encoding: str) -> int | None:
    """The line of the first bytes that are not in this encoding, or None when all are."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        chunk = file.read(_CHUNK)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return line + chunk[: error.start].count(b"\n")
        if not chunk:
            return None
        line += chunk.count(b"\n")


class DelimitedFile:
    """An opened CSV file. ``encoding`` and ``delimiter`` are known at once."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self.encoding = find_encoding(file)
        file.seek(0)
        self._limits = limits
        self._text = io.TextIOWrapper(file, encoding=self.encoding, newline="")
        self._skipped = 0
        try:
            first = self._first_line()
            stated = _STATED_DELIMITER.match(first)
            if stated:
                self.delimiter = stated[1]
                self._skipped += 1
                self._held: list[str] = []
            else:
                self.delimiter = find_delimiter(first)
                self._held = [first]
        except SpreadsheetError as error:
            error.where = str(self._skipped + 1)
            raise

    def records(self) -> Iterator[Record]:
        """Each record with its row number; blank lines count."""
        csv.field_size_limit(self._limits.cell_characters)
        number = self._skipped
        reader = csv.reader(self._lines(), delimiter=self.delimiter, strict=True)
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (NotText, LineTooLong) as error:
                error.where = str(number)
                raise
            except csv.Error as error:
                raise self._named(error, number) from error
            for index, cell in enumerate(cells):
                if "'" in cell:
                    cells[index] = unguard(cell)
            yield number, cells

    def _named(self, error: csv.Error, number: int) -> SpreadsheetError:
        text = str(error)
        if "field larger" in text:
            return CellTooLong(number, limit=self._limits.cell_characters)
        if "unexpected end" in text:
            return UnclosedQuote(number)
        return MisplacedQuote(number)

    def _first_line(self) -> str:
        while line := self._line():
            if line.strip(BLANK):
                return line
            self._skipped += 1
        raise EmptyFile

    def _lines(self) -> Iterator[str]:
        yield from self._held
        while line := self._line():
            yield line

    def _line(self) -> str:
        limit = self._limits.line_characters
        line = self._text.readline(limit)
        if len(line) >= limit:
            raise LineTooLong(limit=limit)
        if "\0" in line:
            raise NotText
        return line


def find_delimiter(line: str) -> str:
    """The delimiter that the header line holds most of, outside quotation marks."""
    bare = _QUOTED.sub("", line)
    return max(DELIMITERS, key=bare.count)
