"""A paper as a Word document, with real headings, table headings and language."""

from datetime import UTC, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from kvinnofrid.documents.paper import (
    Block,
    Bullets,
    Figure,
    Heading,
    Note,
    Paper,
    Paragraph,
    Table,
    pieces,
)

ACCENT = RGBColor(0x0B, 0x4F, 0x6C)
WIDTH = 166
"""Millimetres between the margins."""


def to_word(paper: Paper) -> bytes:
    """The paper as .docx; gaps are highlighted."""
    document = Document()
    _set_up(document, paper)
    document.add_heading(paper.title, 0)
    _write(document.add_paragraph(style="Subtitle"), paper.subtitle)
    if paper.said:
        _write(document.add_paragraph(style="Intense Quote"), paper.said)
    for name, value in paper.facts:
        line = document.add_paragraph()
        line.add_run(f"{name}: ").bold = True
        _write(line, value)
    for block in paper.blocks:
        _block(document, paper, block)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _block(document: WordDocument, paper: Paper, block: Block) -> None:
    match block:
        case Heading():
            _write(document.add_heading(level=block.level), block.text)
        case Paragraph():
            _write(document.add_paragraph(), block.text)
        case Note():
            note = document.add_paragraph(style="Intense Quote")
            note.add_run(f"{paper.words.note} ").bold = True
            _write(note, block.text)
        case Bullets():
            for item in block.items:
                _write(document.add_paragraph(style="List Bullet"), item)
        case Table():
            _table(document, block)
        case Figure():
            _figure(document, block)


def _set_up(document: WordDocument, paper: Paper) -> None:
    facts = document.core_properties
    locale = f"{paper.language}-{paper.words.region}"
    facts.title, facts.language = paper.title, locale
    facts.author, facts.comments = f"Kvinnofrid {paper.version}", paper.said
    facts.created = facts.modified = datetime.combine(paper.on, time.min, UTC)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(22)
    footer = [paper.title, paper.status.lower(), f"Kvinnofrid {paper.version}"]
    section.footer.paragraphs[0].text = " · ".join(one for one in footer if one)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Intense Quote"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Arial", ACCENT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), locale)
    normal.element.get_or_add_rPr().append(language)


def _figure(document: WordDocument, figure: Figure) -> None:
    drawn = document.add_picture(BytesIO(figure.png), width=Mm(WIDTH))
    drawn._inline.docPr.set("descr", figure.alt)
    if figure.caption:
        _write(document.add_paragraph(style="Caption"), figure.caption)


def _table(document: WordDocument, table: Table) -> None:
    drawn: WordTable = document.add_table(
        rows=len(table.rows) + 1, cols=len(table.head), style="Table Grid"
    )
    drawn.autofit = False
    for number, cells in enumerate((table.head, *table.rows)):
        row = drawn.rows[number]
        for cell, text, width in zip(row.cells, cells, table.widths, strict=True):
            cell.width = Mm(WIDTH * width / sum(table.widths))
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            _write(paragraph, text, bold=number == 0, size=Pt(9))
    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    drawn.rows[0]._tr.get_or_add_trPr().append(heading)
    document.add_paragraph()


def _write(
    paragraph: WordParagraph, text: str, *, bold: bool = False, size: Pt | None = None
) -> None:
    for piece, gap in pieces(text):
        run = paragraph.add_run(piece)
        run.bold = bold or None
        if size is not None:
            run.font.size = size
        if gap:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
