"""Small pieces of markup made in Python, since a table may hold tens of thousands of them."""

from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from kvinnofrid.web.components import Answer, AnswerCode, Cell, Column, DataTable, Link, Share
from kvinnofrid.web.numbers import format_number, format_share


def language() -> str:
    """The language that the page is written in: sv or en."""
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def answer_word(code: AnswerCode) -> str:
    """The answer in words, in the language of the page."""
    match code:
        case "yes":
            return pgettext("answer", "Ja")
        case "partly":
            return pgettext("answer", "Delvis")
        case "no":
            return pgettext("answer", "Nej")
        case "not_applicable":
            return pgettext("answer", "Ej aktuellt")
        case "missing":
            return pgettext("answer", "Uppgift saknas")
        case _:
            assert_never(code)


def answer_badge(code: AnswerCode, *, compact: bool = False) -> SafeString:
    """An answer as colour, symbol and text; `compact` keeps the text for screen readers only."""
    return _answer_badge(code, compact, language())


@lru_cache(maxsize=64)
def _answer_badge(code: AnswerCode, compact: bool, in_language: str) -> SafeString:
    with override(in_language):
        word = answer_word(code)
    # The symbol is drawn by the stylesheet: a matrix has tens of thousands of these.
    return format_html(
        '<span class="kv-answer{}" data-answer="{}">{}</span>',
        " kv-answer-compact" if compact else "",
        code,
        word,
    )


def missing() -> SafeString:
    """The mark for a figure that does not exist. Never zero, never an empty cell."""
    return format_html('<span class="kv-missing">{}</span>', _("uppgift saknas"))


def draw_cell(cell: Cell) -> SafeString | str:
    """What a cell holds, escaped and formatted."""
    return _draw_cell(cell, language())


def _draw_cell(cell: Cell, in_language: str) -> SafeString | str:
    if type(cell) is Answer and not cell.address:  # by far the most common in a large table
        return _answer_badge(cell.code, False, in_language)
    if type(cell) is str:
        return _escaped(cell)
    match cell:
        case None:
            return missing()
        case str() | Promise():
            return conditional_escape(str(cell) if isinstance(cell, Promise) else cell)
        case Answer(code=code, address=address):
            badge = _answer_badge(code, False, in_language)
            return format_html('<a href="{}">{}</a>', address, badge)
        case Link(label=label, address=address):
            return _link(address, str(label))
        case Share(value=None):
            return missing()
        case Share(value=value, decimals=decimals) if value is not None:
            return format_share(value, in_language, decimals)
        case int() | float() | Decimal():
            return format_number(cell, in_language)
    raise TypeError(f"a cell cannot hold {type(cell).__name__}")


@lru_cache(maxsize=4096)
def _escaped(said: str) -> SafeString:
    return escape(said)


@lru_cache(maxsize=4096)
def _link(address: str, label: str) -> SafeString:
    """Remembered, since the pages of a round lead to the same questions and places."""
    return format_html('<a class="ds-link" href="{}">{}</a>', address, label)


def _opening(column: Column, *, stacked: bool) -> str:
    """How a cell begins. Roles are said outright where a style sheet makes blocks of the rows."""
    number = ' class="kv-number"' if column.numeric else ""
    label = f' role="cell" data-label="{escape(column.label)}"' if stacked else ""
    return f"<td{number}{label}>"


def draw_rows(table: DataTable) -> SafeString:
    """The rows of a table's body."""
    opening = [_opening(column, stacked=table.stacked) for column in table.columns]
    closing = ["</td>"] * len(opening)
    row_opening = '<tr role="row">' if table.stacked else "<tr>"
    if table.row_heading and opening:
        role = ' role="rowheader"' if table.stacked else ""
        opening[0], closing[0] = f'<th scope="row"{role}>', "</th>"
    lines, in_language = [], language()
    for row in table.rows:
        if len(row) != len(opening):
            raise ValueError(
                f"a row of table {table.key!r} has {len(row)} cells for {len(opening)} columns"
            )
        cells = "".join(
            f"{start}{_draw_cell(cell, in_language)}{end}"
            for start, cell, end in zip(opening, row, closing, strict=True)
        )
        lines.append(f"{row_opening}{cells}</tr>")
    return mark_safe("\n".join(lines))  # noqa: S308  each cell is escaped by draw_cell
