"""A paper as Markdown."""

import re
from collections.abc import Iterator

from kvinnofrid.documents.paper import (
    Bullets,
    Figure,
    Heading,
    Note,
    Paper,
    Paragraph,
    Table,
    pieces,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def to_markdown(paper: Paper) -> bytes:
    """The paper in Markdown, UTF-8; gaps in bold."""
    return "\n".join(_lines(paper)).encode()


def _lines(paper: Paper) -> Iterator[str]:
    yield f"# {_text(paper.title)}\n"
    yield f"{_text(paper.subtitle)}\n"
    yield f"> {_text(paper.said)}\n"
    yield from (f"- {_text(name)}: {_text(value)}" for name, value in paper.facts)
    yield ""
    for block in paper.blocks:
        match block:
            case Heading():
                yield f"{'#' * (block.level + 1)} {_text(block.text)}\n"
            case Paragraph():
                yield f"{_text(block.text)}\n"
            case Note():
                yield f"> **{paper.words.note}** {_text(block.text)}\n"
            case Bullets():
                yield from (f"- {_text(item)}" for item in block.items)
                yield ""
            case Table():
                yield from _table(block)
            case Figure():
                yield f"{_text(block.alt)}\n"


def _table(table: Table) -> Iterator[str]:
    yield _row(table.head)
    yield _row(tuple("---" for _ in table.head), plain=True)
    yield from (_row(row) for row in table.rows)
    yield ""


def _row(cells: tuple[str, ...], *, plain: bool = False) -> str:
    return "| " + " | ".join(cell if plain else _text(cell) for cell in cells) + " |"


def _text(text: str) -> str:
    return "".join(
        f"**{_escaped(piece)}**" if gap else _escaped(piece)
        for piece, gap in pieces(" ".join(text.split()))
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
