"""Tables as somebody may have written them, for the tests of the importer."""

import io

from openpyxl import Workbook

from kvinnofrid.comparisons.operations import RoundDefinition

WIDE = [
    ["respondent_code", "respondent", "published_yes", "KUN01", "KUN02"],
    ["0138", "Tyresö", "2", "ja", "delvis"],
    ["1281", "Lund", "", "nej", ""],
]
LONG = [
    ["respondent_code", "respondent", "indicator", "answer"],
    ["0138", "Tyresö", "KUN01", "ja"],
    ["0138", "Tyresö", "KUN02", "delvis"],
    ["1281", "Lund", "KUN01", "nej"],
]
ACROSS = [
    ["indikator", "Tyresö", "Lund"],
    ["published_yes", "2", ""],
    ["KUN01", "ja", "nej"],
    ["KUN02", "delvis", ""],
]
ROUND = RoundDefinition(slug="prov-2016", indicator_set="oj-brottsoffer", version="2015", year=2016)


def text_of(rows: list[list[str]], *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """The rows as a CSV file; cells are put between quotation marks."""
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def workbook_of(rows: list[list[str]]) -> bytes:
    """The rows as an Excel workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
