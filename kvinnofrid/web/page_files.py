"""The figures of a page as files to download."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from kvinnofrid.spreadsheets.writing import Cell, csv_bytes, xlsx_bytes
from kvinnofrid.web.public_pages import Page


def _csv(page: Page) -> bytes:
    first = page.sheets()[0]
    return csv_bytes(first.header, first.rows)


def _xlsx(page: Page) -> bytes:
    return xlsx_bytes(page.sheets(), about=page.about())


def _plain(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, Decimal):
        return float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def _json(page: Page) -> bytes:
    said = {
        "about": {name: _plain(value) for name, value in page.about()},
        "tables": [
            {
                "name": sheet.name,
                "columns": list(sheet.header),
                "rows": [[_plain(cell) for cell in row] for row in sheet.rows],
            }
            for sheet in page.sheets()
        ],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


_WRITERS: dict[str, Callable[[Page], bytes]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}


def table_file(page: Page, form: str) -> bytes:
    """The figures of a page as CSV for Excel, as a workbook or as JSON."""
    return _WRITERS[form](page)
