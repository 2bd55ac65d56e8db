"""The process that reads forms from outside: standard input in, one line of JSON out.

Started by :mod:`kvinnofrid.questionnaires.xlsform.reading`. It limits its own memory, processor
time, files and processes before it reads the first byte, as the reader of tables does.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import openpyxl
from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform

from kvinnofrid.spreadsheets.archive import open_archive
from kvinnofrid.spreadsheets.errors import NotASpreadsheet, SpreadsheetError, UnsafeArchive
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.worker import confine

from .converting import Form, TooManyError, convert
from .extension import COLUMNS, MOST_ROWS, SHEET, Extension

ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORMULA = (b"<f>", b"<f ")
_LONGEST_REMARK = 300
_MOST_REMARKS = 100


def read(data: bytes, suffix: str, limits: Limits) -> dict[str, Any]:
    """Content and report of the form in the file."""
    kind = _kind(data, suffix)
    archive = contextlib.nullcontext(None) if kind != ".xlsx" else _opened(data, limits)
    with archive as opened:
        marks = [] if opened is None else list(_marks(opened))
    extension = Extension.of(_rows(data) if kind == ".xlsx" else ())
    warnings: list[str] = []
    form = _form(data, kind, warnings)
    content, made = convert(form, extension)
    if not made.sections:
        return {"error": "nothing", "lost": made.lost, "carried": made.carried}
    return {
        "content": {**content, "said": extension.form_fields(), "sections": _sections(made)},
        "carried": made.carried,
        "lost": [
            *(("", mark, "") for mark in marks),
            *made.lost,
            *((about, "extension", name) for about, name in extension.odd[:_MOST_REMARKS]),
            *(
                ("", "warning_of_pyxform", " ".join(words.split())[:_LONGEST_REMARK])
                for words in warnings[:_MOST_REMARKS]
            ),
        ],
    }


def _kind(data: bytes, suffix: str) -> str:
    if data.startswith(ZIP):
        return ".xlsx"
    if data.startswith(OLE):
        return ".xls"
    if b"\0" in data[:100_000] or suffix not in (".csv", ".md"):
        raise NotASpreadsheet(kind=suffix or "?")
    return suffix


def _opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    return open_archive(io.BytesIO(data), limits)


def _marks(archive: zipfile.ZipFile) -> Iterator[str]:
    """What a workbook holds that is never run."""
    names = archive.namelist()
    if "xl/workbook.xml" not in names:
        raise NotASpreadsheet(kind="zip")
    if any(name.endswith("vbaProject.bin") for name in names):
        yield "file_macros"
    if any(b"<!DOCTYPE" in archive.read(name) for name in names if name.endswith(".xml")):
        raise UnsafeArchive(detail="DOCTYPE")
    sheets = [name for name in names if name.startswith("xl/worksheets/")]
    if any(mark in archive.read(name) for name in sheets for mark in _FORMULA):
        yield "file_formulas"


def _rows(data: bytes) -> Iterator[Mapping[str, str]]:
    """The rows of our own sheet, when the workbook has it."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        if SHEET not in book.sheetnames:
            return
        for row in book[SHEET].iter_rows(
            min_row=2, max_row=MOST_ROWS, max_col=len(COLUMNS), values_only=True
        ):
            yield {key: str(value or "") for key, value in zip(COLUMNS, row, strict=False)}
    finally:
        book.close()


def _form(data: bytes, kind: str, warnings: list[str]) -> dict[str, Any]:
    """What pyxform makes of the workbook, once it has also built the whole form of it."""
    book = get_xlsform(data, file_type=kind)
    form = workbook_to_json(
        workbook_dict=book, fallback_form_name=book.fallback_form_name, warnings=warnings
    )
    create_survey_element_from_dict(form).xml()
    return dict(form)


def _sections(form: Form) -> list[dict[str, Any]]:
    for section in form.sections:
        section.update(form.extension.section_fields(section["id"]))
    return form.sections


def answer(data: bytes, suffix: str, limits: Limits) -> dict[str, Any]:
    """The answer to the parent, whatever the file holds."""
    try:
        return read(data, suffix, limits)
    except SpreadsheetError as error:
        return {"error": type(error).__name__, "where": error.where, "facts": error.facts}
    except TooManyError:
        return {"error": "too_many"}
    except MemoryError:
        return {"error": "TooMuchMemory", "where": "", "facts": {}}
    except PyXFormError as error:
        return {"error": "form", "detail": " ".join(str(error).split())[:_LONGEST_REMARK]}
    except Exception as error:
        return {"error": "form", "detail": type(error).__name__}


def _warm() -> None:
    """Read a small form, so that all that is loaded late is loaded before files are closed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (("type", "name", "label"), ("text", "a", "A"), ("note", "b", "${a}")):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    answer(made.getvalue(), ".xlsx", Limits())
    answer(OLE + b"\0" * 2000, ".xls", Limits())
    answer(b"survey,\n,type\n", ".csv", Limits())
    b"".decode("utf-16-le")
    b"".decode("cp1252")


def main(out: BinaryIO | None = None) -> None:
    """Entry of the process."""
    logging.disable()
    options = json.loads(sys.argv[1])
    limits = Limits(*options["limits"])
    real = out or sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but the answer goes out
    _warm()
    confine(limits)
    made = answer(sys.stdin.buffer.read(), options["suffix"], limits)
    real.write(json.dumps(made).encode("ascii") + b"\n")
    real.flush()


if __name__ == "__main__":  # pragma: no cover - runs in the process that tests start
    main()
