"""A paper as PDF/UA, set by the typst compiler in the fonts of the project."""

import json
import re
from pathlib import Path
from typing import Any

from kvinnofrid.charts.text import FONTS
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

LONG_NAME = re.compile(r"[0-9A-Za-z_./:-]{20,}")
JOINT = re.compile(r"[-_./:]|[0-9A-Za-z]{10}(?=[0-9A-Za-z])")
TEMPLATE = Path(__file__).parent / "paper.typ"


def to_pdf(paper: Paper) -> bytes:
    """The paper as a tagged PDF with title and language; gaps on a coloured ground, in brackets."""
    drawn = compiled(paper, form="pdf")
    if not isinstance(drawn, bytes):
        raise TypeError("typst made more than one file of one paper")
    return drawn


def compiled(paper: Paper, *, form: str, ppi: float = 100.0) -> object:
    """What the compiler makes of the paper: a `pdf`, or a `png` a page."""
    import typst  # kept from start-up: the compiler is 34 MB and most visits never need it

    more: dict[str, Any] = {"pdf_standards": ["ua-1"]} if form == "pdf" else {"ppi": ppi}
    compiler: Any = typst.compile
    return compiler(
        TEMPLATE.read_bytes(),
        format=form,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
        sys_inputs={"paper": json.dumps(_content(paper), ensure_ascii=False)},
        **more,
    )


def _content(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "label": paper.label,
        "said": paper.said,
        "status": paper.status,
        "language": paper.language,
        "region": paper.words.region,
        "note": paper.words.note,
        "page": paper.words.page,
        "of": paper.words.of,
        "version": paper.version,
        "year": paper.on.year,
        "month": paper.on.month,
        "day": paper.on.day,
        "facts": [[name, _pieces(value)] for name, value in paper.facts],
        "blocks": [_block(block) for block in paper.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"is": "heading", "level": block.level, "text": _pieces(block.text)}
        case Paragraph():
            return {"is": "paragraph", "text": _pieces(block.text)}
        case Note():
            return {"is": "note", "text": _pieces(block.text)}
        case Bullets():
            return {"is": "bullets", "items": [_pieces(item) for item in block.items]}
        case Table():
            return {
                "is": "table",
                "widths": block.widths,
                "head": [_pieces(cell) for cell in block.head],
                "rows": [[_pieces(breakable(cell)) for cell in row] for row in block.rows],
            }
        case Figure():
            return {
                "is": "figure",
                "svg": block.svg,
                "alt": block.alt,
                "caption": _pieces(block.caption),
            }


def breakable(text: str) -> str:
    """The text with places where a narrow column may break an id or an address of a file."""
    return LONG_NAME.sub(lambda name: JOINT.sub("\\g<0>\u200b", name[0]), text)


def _pieces(text: str) -> list[dict[str, Any]]:
    return [{"text": piece, "gap": gap} for piece, gap in pieces(text)]
