"""Files made by hand for the tests: workbooks part by part, and tables parsed in this process."""

import io
import zipfile
from collections.abc import Mapping

from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.parsing import Formulas, parse
from kvinnofrid.spreadsheets.table import Table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def parsed(
    content: bytes,
    *,
    filename: str = "tabell.csv",
    sheet: str | None = None,
    formulas: Formulas = "values",
    limits: Limits | None = None,
) -> Table:
    """The table as the worker would read it, without the process around it."""
    found = parse(
        io.BytesIO(content), filename=filename, sheet=sheet, formulas=formulas, limits=limits
    )
    rows = tuple(found.rows)
    return Table(
        found.header, rows, found.encoding, found.delimiter, found.notes.all(), found.sheet
    )


def cells(table: Table) -> list[tuple[str, ...]]:
    """The cells of every row."""
    return [row.cells for row in table.rows]


def relations(*entries: tuple[str, str, str], external: bool = False) -> str:
    """A relations part of (id, kind, target)."""
    mode = ' TargetMode="External"' if external else ""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
        for key, kind, target in entries
    )
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """A sheet around the XML of its rows."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def text_cell(address: str, text: str) -> str:
    """A cell with its text in it."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER = f'<row r="1">{text_cell("A1", "kod")}{text_cell("B1", "svar")}</row>'


def parts(
    rows: str = HEADER,
    *,
    before: str = "",
    after: str = "",
    styles: str = "",
    shared: str = "",
    workbook: str = "",
    sheets: str = '<sheet name="Svar" sheetId="1" r:id="r1"/>',
) -> dict[str, str | bytes]:
    """The parts of a small workbook by name; change or add some and give them to ``pack``."""
    files: dict[str, str | bytes] = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}'
            f"<sheets>{sheets}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "styles", "/xl/styles.xml"),
            ("r3", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet_xml(rows, before=before, after=after),
    }
    for name, root, inner in (
        ("xl/styles.xml", "styleSheet", styles),
        ("xl/sharedStrings.xml", "sst", shared),
    ):
        if inner:
            files[name] = f'<{root} xmlns="{MAIN}">{inner}</{root}>'
    return files


def pack(files: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these parts, the same whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()
