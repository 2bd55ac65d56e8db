"""Forms of our own making: workbooks from plain rows, read without a process of their own."""

import io
from datetime import date
from typing import Any

import openpyxl

from kvinnofrid.questionnaires.xlsform import Imported, Report, reading, worker

TODAY = date(2026, 3, 5)
Rows = list[dict[str, str]]


def workbook(survey: Rows, choices: Rows | None = None, **sheets: Rows) -> bytes:
    """A workbook with these rows, each a mapping of column to text."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in {"survey": survey, "choices": choices or [], **sheets}.items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns or ["list_name", "name", "label"])
        for row in rows:
            sheet.append([row.get(column, "") for column in columns])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read_here(data: bytes, suffix: str = ".xlsx") -> Imported:
    """What `read_xlsform` gives, read in this process: for what is known to be harmless."""
    answer: dict[str, Any] = worker.answer(data, suffix, reading.LIMITS)
    if "error" in answer:
        lost = reading._lost(answer.get("lost", ()))
        return Imported(None, Report(not_carried=lost, errors=(reading._refused(answer),)))
    return reading._made(answer, f"form{suffix}", TODAY)


YES_NO: Rows = [
    {"list_name": "yn", "name": "yes", "label": "Ja"},
    {"list_name": "yn", "name": "no", "label": "Nej"},
]
