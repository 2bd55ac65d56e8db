"""Which kind of file this is, and its table as a stream. Runs in the worker process.

Called directly it is as strict but not limited in memory or time; use
:func:`kvinnofrid.spreadsheets.reading.read_table`.
"""

import pyexpat
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Literal, NamedTuple

from kvinnofrid.spreadsheets.archive import open_archive
from kvinnofrid.spreadsheets.assembly import read_header, read_rows
from kvinnofrid.spreadsheets.delimited import DelimitedFile
from kvinnofrid.spreadsheets.errors import (
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    FormulasRefused,
    NotASpreadsheet,
    OldExcelFile,
    PasswordProtected,
    UnknownEncoding,
)
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.sheet import SheetReader
from kvinnofrid.spreadsheets.table import Notes, Row
from kvinnofrid.spreadsheets.workbook import Workbook

Formulas = Literal["values", "refuse"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OLD_BIFF = (b"\x09\x08\x10\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
)
_MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|table|head|meta|div|!--)", re.I
)
SUFFIXES = frozenset(("", "csv", "txt", "tsv", "tab", "xlsx", "xlsm"))
"""Accepted file name endings. What the file is, is decided by its content."""


class Parsed(NamedTuple):
    """A table on its way. ``notes`` are complete once ``rows`` is exhausted."""

    header: tuple[str, ...]
    rows: Iterator[Row]
    encoding: str
    delimiter: str
    sheet: str
    notes: Notes


def parse(
    file: BinaryIO,
    *,
    filename: str,
    sheet: str | None = None,
    formulas: Formulas = "values",
    limits: Limits | None = None,
) -> Parsed:
    """The table in a seekable file. Raises ``SpreadsheetError`` here or while rows are taken."""
    limits = limits or Limits()
    size = file.seek(0, 2)
    if size == 0:
        raise EmptyFile
    if size > limits.file_bytes:
        raise FileTooLarge(size=size, limit=limits.file_bytes)
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    with _damage_named():
        if start.startswith(_ZIP):
            return _parse_workbook(file, sheet, formulas, limits)
        _refuse_other_kinds(file, start, filename)
        file.seek(0)
        return _parse_delimited(file, limits)


def _refuse_other_kinds(file: BinaryIO, start: bytes, filename: str) -> None:
    if start.startswith(_OLE):
        raise PasswordProtected if _ENCRYPTED_PACKAGE in file.read() else OldExcelFile
    if start.startswith(_OLD_BIFF):
        raise OldExcelFile
    for magic, kind in _OTHER_KINDS:
        if start.startswith(magic):
            raise NotASpreadsheet(kind=kind)
    if _MARKUP.match(start):
        raise NotASpreadsheet(kind="HTML/XML")
    _, dot, suffix = filename.rpartition(".")
    if dot and suffix.lower() not in SUFFIXES:
        raise NotASpreadsheet(kind=f".{suffix[:20]}")
    if suffix.lower() in ("xlsx", "xlsm"):
        raise DamagedFile(detail="zip")


def _parse_delimited(file: BinaryIO, limits: Limits) -> Parsed:
    notes = Notes()
    text = DelimitedFile(file, limits)
    records = text.records()
    header = read_header(records, limits)
    rows = read_rows(records, width=len(header), limits=limits, notes=notes, note_short=True)
    return Parsed(header, _named(rows), text.encoding, text.delimiter, "", notes)


def _parse_workbook(
    file: BinaryIO, wanted: str | None, formulas: Formulas, limits: Limits
) -> Parsed:
    notes = Notes()
    workbook = Workbook(open_archive(file, limits), limits)
    name, stream = workbook.choose(wanted, notes)
    reader = SheetReader(
        texts=workbook.shared_texts(),
        styles=workbook.styles(),
        from_1904=workbook.from_1904,
        limits=limits,
        notes=notes,
    )
    records = reader.records(stream)
    header = read_header(records, limits)
    rows = read_rows(records, width=len(header), limits=limits, notes=notes, note_short=False)
    if formulas == "refuse":
        rows = _without_formulas(rows, notes)
    return Parsed(header, _named(rows), "", "", name, notes)


def _without_formulas(rows: Iterator[Row], notes: Notes) -> Iterator[Row]:
    """Refuse at the end, when every formula's address is known."""
    yield from rows
    found = notes.get("formulas")
    if found:
        more = " …" if found.total > len(found.where) else ""
        raise FormulasRefused(
            found.where[0], count=found.total, cells=", ".join(found.where) + more
        )


def _named(rows: Iterator[Row]) -> Iterator[Row]:
    with _damage_named():
        yield from rows


@contextmanager
def _damage_named() -> Iterator[None]:
    """What the standard library says of a broken file, as errors with a remedy."""
    try:
        yield
    except pyexpat.ExpatError as error:
        if error.code == 1:  # XML_ERROR_NO_MEMORY
            raise MemoryError from error
        raise DamagedFile(detail="XML") from error
    except UnicodeDecodeError as error:
        raise UnknownEncoding from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise DamagedFile(detail="zip") from error
