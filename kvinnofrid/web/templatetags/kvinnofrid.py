"""The components as template tags and the filters for figures. `{% load kvinnofrid %}`

They are shown with their code on the page `/om/komponenter/`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kvinnofrid import catalogue
from kvinnofrid.web import drawing, numbers
from kvinnofrid.web.components import (
    AnswerCode,
    Card,
    Cell,
    DataTable,
    Download,
    FilterForm,
    KeyFigure,
    Link,
    Pages,
    Picture,
    Term,
    Text,
)
from kvinnofrid.web.context import start_address

LONG_TABLE = 30
"""Rows up to which a table stands in full; a longer one scrolls with its headings in sight."""

register = template.Library()


@register.filter
def number(value: numbers.Figure | None, decimals: int | None = None) -> str:
    """12345 as 12 345 (12,345 in English); None as the mark for missing."""
    if value is None:
        return drawing.missing()
    return numbers.format_number(value, drawing.language(), decimals)


@register.filter
def percent(value: numbers.Figure | None, decimals: int = 0) -> str:
    """53 as 53 %; None as the mark for missing."""
    if value is None:
        return drawing.missing()
    return numbers.format_percent(value, drawing.language(), decimals)


@register.filter
def share(value: float | None, decimals: int = 0) -> str:
    """0.53 as 53 %; None as the mark for missing."""
    if value is None:
        return drawing.missing()
    return numbers.format_share(value, drawing.language(), decimals)


@register.filter
def day(value: date | None) -> str:
    """A day as 2015-12-31; None as the mark for missing."""
    return drawing.missing() if value is None else numbers.format_day(value)


@register.filter
def cell(value: Cell) -> SafeString | str:
    """Anything a table's cell may hold, drawn as there."""
    return drawing.draw_cell(value)


@register.simple_tag
def missing() -> SafeString:
    """The mark for what is not known."""
    return drawing.missing()


@register.simple_tag
def answer(code: AnswerCode, compact: bool = False) -> SafeString:
    """An answer as colour, symbol and text."""
    return drawing.answer_badge(code, compact=compact)


@register.inclusion_tag("web/components/heading.html")
def page_heading(title: Text, lead: Text = "", label: Text = "") -> dict[str, Any]:
    """The page's only h1, a lead of a sentence or two, and above it what kind of page it is."""
    return {"title": title, "lead": lead, "label": label}


@register.inclusion_tag("web/components/breadcrumbs.html")
def breadcrumbs(trail: Sequence[Link], here: Text) -> dict[str, Any]:
    """The way to this page; the start page is put first, the page itself last."""
    return {"start": start_address(), "trail": trail, "here": here}


@register.inclusion_tag("web/components/help.html")
def page_help(*lines: Text) -> dict[str, Any]:
    """What one wonders on a page of a room, folded together below it; for the block `help`."""
    return {"lines": lines}


@register.simple_tag
def trail(*steps: Text) -> tuple[Link, ...]:
    """Steps for `breadcrumbs`: label and address by turns."""
    return tuple(
        Link(label, str(address)) for label, address in zip(steps[::2], steps[1::2], strict=True)
    )


@register.inclusion_tag("web/components/figure.html")
def figure(picture: Picture) -> dict[str, Any]:
    """A chart or map with its table and downloads."""
    return {"picture": picture}


@register.inclusion_tag("web/components/table.html")
def data_table(table: DataTable) -> dict[str, Any]:
    """A table in a region of its own that scrolls sideways when the page is narrow."""
    long = len(table.rows) > LONG_TABLE
    return {"table": table, "rows": drawing.draw_rows(table), "long": long}


@register.inclusion_tag("web/components/key_figures.html")
def key_figures(figures: Sequence[KeyFigure]) -> dict[str, Any]:
    """A row of figures said large."""
    return {"figures": figures}


@register.inclusion_tag("web/components/cards.html")
def cards(cards: Sequence[Card], level: int = 2) -> dict[str, Any]:
    """A list of entrances."""
    return {"cards": cards, "level": level}


@register.inclusion_tag("web/components/subnavigation.html")
def subnavigation(links: Sequence[Link], label: Text) -> dict[str, Any]:
    """Links between the views of one thing, the open one marked."""
    return {"links": links, "label": label}


@register.inclusion_tag("web/components/search.html")
def search_field(
    action: str, name: str, label: Text, value: str = "", hint: Text = "", results: str = ""
) -> dict[str, Any]:
    """A search form of one field; `results` is the id of a list updated while one types."""
    return {
        "action": action,
        "name": name,
        "label": label,
        "value": value,
        "hint": hint,
        "results": results,
    }


@register.inclusion_tag("web/components/filters.html")
def filters(form: FilterForm) -> dict[str, Any]:
    """Filters as a form that is sent with GET."""
    return {"form": form}


@register.inclusion_tag("web/components/pagination.html")
def pagination(pages: Pages) -> dict[str, Any]:
    """The way between the pages of a long list; nothing when there is one page."""
    links = [(n, pages.address_of(n) if n else "") for n in pages.numbers()]
    return {
        "pages": pages,
        "links": links,
        "previous": pages.address_of(pages.number - 1) if pages.number > 1 else "",
        "next": pages.address_of(pages.number + 1) if pages.number < pages.count else "",
    }


@register.inclusion_tag("web/components/definitions.html")
def definitions(terms: Sequence[Term]) -> dict[str, Any]:
    """A definition list."""
    return {"terms": terms}


@register.inclusion_tag("web/components/downloads.html")
def downloads(files: Sequence[Download], of: Text) -> dict[str, Any]:
    """Links to files; `of` says of what, for those who hear a link on its own."""
    return {"files": files, "of": of}


@register.inclusion_tag("web/components/source.html")
def source(text: Text) -> dict[str, Any]:
    """Where the figures come from."""
    return {"text": text}


@register.inclusion_tag("web/components/synthetic.html")
def synthetic() -> dict[str, Any]:
    """The banner of a page with made-up data about people."""
    return {}


@register.inclusion_tag("web/components/protected_badge.html")
def protected_badge(words: catalogue.Text) -> dict[str, Any]:
    """That a person's identity is protected, and how: beside the name wherever it is shown."""
    return {"words": words.en if drawing.language() == "en" else words.sv}


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: Text = "") -> SafeString:
    """A notice around what stands in it: `info`, `warning`, `success` or `danger`."""
    rendered = render_to_string(
        "web/components/notice.html", {"kind": kind, "title": title, "content": content}
    )
    return SafeString(rendered)
