"""The picture of a place as a document for a board: the same figures as the page, in one step."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from kvinnofrid.charts import png, standalone
from kvinnofrid.documents.paper import (
    Block,
    Bullets,
    Figure,
    Heading,
    Note,
    Paper,
    Paragraph,
    Table,
)
from kvinnofrid.situation.presenters import findings, signs, told
from kvinnofrid.situation.presenters.base import label
from kvinnofrid.situation.presenters.findings import Finding
from kvinnofrid.situation.presenters.place_page import PlacePage
from kvinnofrid.web.components import Cell, DataTable, Link, Share
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_number, format_share
from kvinnofrid.web.pictures import Drawing, words
from kvinnofrid.web.public_pages import say

WIDTH = 720
"""Pixels of a picture on a sheet: its text is then as large as the document's."""
FIRST, WORDS, NUMBER = 5, 4, 3
"""How wide the first column of a table is, one of words, and one of numbers."""


def paper(page: PlacePage, *, on: date, version: str) -> Paper:
    """The document of a page, written on a day by a version of the system."""
    return Paper(
        name=page.saved_as,
        title=f"{page.title} {page.year}",
        subtitle=page.release_title[:1].upper() + page.release_title[1:],
        on=on,
        version=version,
        blocks=tuple(_blocks(page)),
        label=_("LÄGESBILD · UNDERLAG FÖR NÄMND"),
        said=_said(page),
        facts=(
            (_("Källa"), page.source_said),
            (_("Skriven"), on.isoformat()),
            (_("Utgåvans innehåll (SHA-256)"), page.picture_now.release.digest),
        ),
        status=_("Påhittade uppgifter") if page.is_made_up else "",
        language=language(),
    )


def _said(page: PlacePage) -> str:
    if page.is_made_up:
        return _("Påhittade uppgifter. Allt om personer i dokumentet är påhittat.")
    return _("Alla tal om personer kommer ur en utgåva som två har godkänt. Ingen går att peka ut.")


def _blocks(page: PlacePage) -> Iterator[Block]:
    yield Heading(_("I korthet"))
    yield Paragraph(page.lead)
    if pooled := page.pooled_said():
        yield Note(pooled)
    if group := signs.group_said(page.comparing):
        yield Paragraph(group)
    yield Heading(_("Det viktigaste"))
    yield _headlines(page)
    yield from _found(_("Skiljer sig säkert från riket"), findings.from_nation(page.comparing))
    yield from _found(_("Har säkert ändrats på ett år"), findings.from_year_before(page.comparing))
    drawn = page.drawings()
    for key in ("laget", "utveckling", "karta"):
        if key in drawn:
            yield from _figure(drawn[key]())
    for part in page.parts():
        yield Heading(part.name)
        yield Paragraph(part.lead)
        if part.note:
            yield Paragraph(part.note)
        yield _table(part.signs)
        for one in part.shown:
            yield Heading(one.title, 2)
            if one.beside:
                yield Paragraph(one.beside)
            yield _table(one.table)
    yield Heading(_("Att läsa bredvid"))
    yield Table(
        (_("Uppgift"), _("Värde"), _("Vad det är")),
        tuple((str(one.label), _cell(one.value), str(one.note)) for one in page.beside()),
        (2, 2, 4),
    )
    yield Heading(_("Så räknas talen"))
    yield Paragraph(page.hidden_said)
    every = page.picture_now.signs.signs
    yield Table(
        (_("Tal"), _("Definition")),
        tuple((label(one), say(one.definition)) for one in every),
        (2, 5),
    )


def _headlines(page: PlacePage) -> Table:
    comparing = page.comparing
    others = comparing.others
    head = [_("Tal"), comparing.own_name, _("Osäkerhet"), _("Av hur många")]
    rows = []
    for sign in page.headlines:
        own = comparing.own(sign)
        cells = [label(sign), signs.own_said(comparing, sign), told.interval(sign, own) or "–"]
        cells.append(signs.among(comparing, sign))
        for one in others:
            level = comparing.level_of(sign, one)
            group = one.is_group and level.value is not None
            cells.append(signs.said_of(comparing, sign, one) if group else told.said(sign, level))
        rows.append(tuple(cells))
    beside = (WORDS if one.is_group else NUMBER for one in others)
    widths = (FIRST, NUMBER, NUMBER, WORDS, *beside)
    return Table((*head, *(one.name for one in others)), tuple(rows), widths)


def _found(heading: str, several: Sequence[Finding]) -> Iterator[Block]:
    if not several:
        return
    yield Heading(heading, 2)
    ways = {True: _("bättre: "), False: _("sämre: "), None: ""}
    yield Bullets(tuple(f"{ways[one.good]}{one.link.label} {one.said}" for one in several))


def _figure(drawing: Drawing) -> Iterator[Block]:
    chart, frame, said = drawing.chart, drawing.frame, words()
    yield Figure(
        standalone(chart, frame=frame, width=WIDTH, words=said),
        png(chart, frame=frame, width=WIDTH, words=said),
        f"{chart.title}. {chart.point(said)}",
    )


def _table(table: DataTable) -> Table:
    head = tuple(str(one.label) for one in table.columns)
    rows = tuple(tuple(_cell(cell) for cell in row) for row in table.rows)
    others = table.columns[1:]
    return Table(head, rows, (FIRST, *(NUMBER if one.numeric else WORDS for one in others)))


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return _("uppgift saknas")
        case Link():
            return str(cell.label)
        case Share(value=None):
            return _("uppgift saknas")
        case Share(value=value, decimals=decimals) if value is not None:
            return format_share(value, language(), decimals)
        case int() | float():
            return format_number(cell, language())
        case _:
            return str(cell)
