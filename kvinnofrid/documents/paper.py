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


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as an SVG file and as PNG, what it says in words, and a line below it."""

    svg: str
    png: bytes
    alt: str
    caption: str = ""


Block = Heading | Paragraph | Note | Bullets | Table | Figure


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper. `name` is the file's name without ending.

    `label` stands above the title and `said` in a frame below it; `facts` are lines of a name and
    a value; `status` stands at the head or foot of each page.
    """

    name: str
    title: str
    subtitle: str
    on: date
    version: str
    blocks: tuple[Block, ...]
    label: str = ""
    said: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    status: str = ""
    language: str = "sv"

    @property
    def words(self) -> "Words":
        """What documents say of their own accord."""
        return ENGLISH if self.language == "en" else SWEDISH


@dataclass(frozen=True, slots=True)
class Words:
    """What documents say of their own accord, in one language."""

    note: str
    page: str
    of: str
    region: str


SWEDISH = Words("Observera.", "Sida", "av", "SE")
ENGLISH = Words("Note.", "Page", "of", "GB")


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
            case Figure():
                yield block.caption
