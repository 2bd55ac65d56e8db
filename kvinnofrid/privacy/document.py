"""What a paper is made of, whatever form it is written in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FILLED_IN = re.compile(r"\[fylls i av [^\]]+\]")
"""How a gap looks that the organisation fills in; every form of a paper marks it visibly."""


def fill(who: str, what: str) -> str:
    """A gap for somebody to fill in: `[fylls i av nämnden: vad]`. Neither may hold brackets."""
    if any(sign in who + what for sign in "[]"):
        raise ValueError("a gap cannot hold brackets")
    return f"[fylls i av {who}: {what}]"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is under the title of the paper."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that must not be missed."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row. `widths` are shares of the page's width, one a column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.widths) != len(self.head) or any(len(r) != len(self.head) for r in self.rows):
            raise ValueError("a table has as many cells in each row as in its heading")


Block = Heading | Paragraph | Note | Bullets | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper. `name` is the file's name without ending, `made_from` what it was written from."""

    name: str
    title: str
    subtitle: str
    on: date
    version: str
    made_from: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def draft(self) -> str:
        """What every paper says of itself."""
        return (
            "Utkast. Handlingen är skriven av programmet ur den installation som körs och är ett"
            " underlag. Personuppgiftsansvarig prövar, kompletterar och beslutar."
        )

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """When, by what and from what it was written."""
        return (
            ("Datum", self.on.isoformat()),
            ("Programversion", f"Kvinnofrid {self.version}"),
            ("Skriven ur", "; ".join(self.made_from)),
        )


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a gap to fill in."""
    end = 0
    for gap in FILLED_IN.finditer(text):
        if gap.start() > end:
            yield text[end : gap.start()], False
        yield gap.group(), True
        end = gap.end()
    if end < len(text):
        yield text[end:], False


def gaps(paper: Paper) -> int:
    """How many gaps the paper leaves to fill in."""
    return sum(gap for text in _texts(paper) for _, gap in pieces(text))


def _texts(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        match block:
            case Heading() | Paragraph() | Note():
                yield block.text
            case Bullets():
                yield from block.items
            case Table():
                yield from (cell for row in block.rows for cell in row)
