"""From a chart to what a page embeds and what a person downloads.

`embed` gives SVG that the site's stylesheet colours, `responsive` the same in a layout for each
room it may get, `standalone` a whole SVG file with heading and source drawn in the picture, `png`
that file as an image.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import NamedTuple, Protocol

from kvinnofrid.charts.svg import (
    Picture,
    Piece,
    Shape,
    group,
    number,
    path,
    rect,
    shape,
    text,
    write,
)
from kvinnofrid.charts.text import FONTS, wrap
from kvinnofrid.charts.theme import LIGHT, Theme
from kvinnofrid.charts.words import SWEDISH, Words

WIDE = 880
NARROW = 360
PAPER = 1100
"""Height in CSS pixels of what fits a sheet of paper; a taller picture may be broken there."""


class Layout(StrEnum):
    """A layout of a chart in a page. The stylesheet shows the widest that there is room for."""

    FULL = "full"
    WIDE = "wide"
    HALF = "half"
    NARROW = "narrow"

    @property
    def width(self) -> int:
        """The width drawn, in CSS pixels."""
        return {"full": 1120, "wide": WIDE, "half": 520, "narrow": NARROW}[self.value]


WHOLE_PAGE = (Layout.FULL, Layout.WIDE, Layout.NARROW)
HALF_PAGE = (Layout.HALF, Layout.NARROW)


class Table(NamedTuple):
    """The same figures as the chart, in words, for the table beside it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Chart(Protocol):
    """What every chart offers: a title, its point in words, its table, and its picture."""

    @property
    def title(self) -> str:
        """What the chart shows, as a heading."""

    def point(self, words: Words) -> str:
        """What the chart says, in a sentence or two, for those who do not see it."""

    def table(self, words: Words = SWEDISH) -> Table:
        """The figures drawn."""

    def draw(self, width: int, words: Words) -> Picture:
        """The picture laid out for `width` CSS pixels."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a chart in a download.

    `source` names where the figures come from, `note` what one must know to read them right.
    """

    source: str
    subtitle: str = ""
    note: str = ""


def embed(chart: Chart, *, prefix: str, width: int = WIDE, words: Words = SWEDISH) -> str:
    """The chart as an `<svg>` for a page; `prefix` must be unique on the page."""
    return _embedded(chart, prefix, width, words, "ch")


def responsive(
    chart: Chart,
    *,
    prefix: str,
    words: Words = SWEDISH,
    layouts: Collection[Layout] = (Layout.WIDE, Layout.NARROW),
) -> str:
    """The chart once for each layout; the stylesheet shows the widest that there is room for.

    Those that are not shown are `display: none`: out of the tab order and silent.
    """
    pictures = (
        _embedded(chart, f"{prefix}-{one[0]}", one.width, words, f"ch ch-{one}")
        for one in Layout
        if one in layouts  # widest first, as the stylesheet wants them
    )
    return f'<div class="ch-figure">{"".join(pictures)}</div>'


def standalone(
    chart: Chart,
    *,
    frame: Frame,
    width: int = WIDE,
    words: Words = SWEDISH,
    theme: Theme = LIGHT,
) -> str:
    """The chart as an SVG file of its own: title, picture, note and source on a plain background.

    Links are left out: a downloaded picture must not depend on where the site stands.
    """
    margin = 24 if width >= 520 else 16
    inner = width - 2 * margin
    picture = chart.draw(inner, words)
    parts: list[Shape] = []
    y = float(margin)
    y = _lines(parts, chart.title, margin, y, inner, 20, "ch-strong")
    if frame.subtitle:
        y = _lines(parts, frame.subtitle, margin, y + 2, inner, 15, "ch-muted")
    y += 14
    moved = f"translate({margin} {y:.0f})"
    parts.append(group((_unlinked(part) for part in picture.shapes), transform=moved))
    y += picture.height + 14
    if frame.note:
        y = _lines(parts, frame.note, margin, y, inner, 12.5, "ch-muted")
    y = _lines(parts, f"{words.source}: {frame.source}", margin, y, inner, 12.5, "ch-muted")
    height = round(y + margin - 6)
    drawn = group((rect(0, 0, width, height, "ch-back"), *parts))
    painted = write(drawn, prefix="ch", paint=theme.paint)
    definitions = "".join(
        write(node, prefix="ch", paint=theme.paint) for node in _definitions(picture)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" lang="{words.language}" '
        f'width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="Inter, sans-serif" role="img" '
        f'aria-labelledby="ch-t ch-d"><title id="ch-t">{escape(chart.title)}</title>'
        f'<desc id="ch-d">{escape(chart.point(words))}</desc>{definitions}{painted}</svg>\n'
    )


def png(
    chart: Chart,
    *,
    frame: Frame,
    width: int = WIDE,
    words: Words = SWEDISH,
    theme: Theme = LIGHT,
    pixel_ratio: float = 2.0,
) -> bytes:
    """The standalone chart as a PNG of `width * pixel_ratio` pixels, set in the shipped Inter."""
    return raster(
        standalone(chart, frame=frame, width=width, words=words, theme=theme),
        pixel_ratio=pixel_ratio,
    )


_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg")"""


def raster(svg: str, *, pixel_ratio: float = 2.0) -> bytes:
    """An SVG file as PNG, drawn by the typst compiler that also sets our documents."""
    import typst  # kept from start-up: the compiler is 34 MB and most visits never need it

    drawn: object = typst.compile(
        _PAGE,
        format="png",
        ppi=96.0 * pixel_ratio,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
        sys_inputs={"svg": svg},
    )
    if not isinstance(drawn, bytes):
        raise TypeError("typst drew more than one page where one picture was expected")
    return drawn


def _embedded(chart: Chart, prefix: str, width: int, words: Words, cls: str) -> str:
    picture = chart.draw(width, words)
    # The content of role="img" is hidden from assistive technology, links and all.
    role = "group" if picture.interactive else "img"
    name = escape(prefix)
    named = f'role="{role}" aria-labelledby="{name}-t" aria-describedby="{name}-d"'
    pieces = picture.pieces or (Piece(0, picture.height, picture.shapes),)
    bodies = ["".join(write(node, prefix=prefix) for node in piece.shapes) for piece in pieces]
    first = (
        f'<title id="{name}-t">{escape(chart.title)}</title>'
        f'<desc id="{name}-d">{escape(chart.point(words))}</desc>'
    )
    first += "".join(write(node, prefix=prefix) for node in picture.definitions)
    if any(f"url(#{prefix}-hatch)" in body for body in bodies):
        first += write(shape("defs", hatching("hatch")), prefix=prefix)
    bodies[0] = first + bodies[0]
    if len(pieces) == 1:
        tall = " ch-tall" if picture.height > PAPER else ""
        return _svg(f'class="{cls}{tall}" {named} ', picture.width, pieces[0], bodies[0])
    svgs = (_svg("", picture.width, *both) for both in zip(pieces, bodies, strict=True))
    return f'<div class="{cls} ch-pieces" {named}>{"".join(svgs)}</div>'


def _svg(attributes: str, width: int, piece: Piece, body: str) -> str:
    high = number(piece.bottom - piece.top)
    return (
        f'<svg {attributes}width="{width}" height="{high}" '
        f'viewBox="0 {number(piece.top)} {width} {high}">{body}</svg>'
    )


def _definitions(picture: Picture) -> tuple[Shape, ...]:
    """The hatching, when something is hatched, and what the picture defines itself."""
    own = picture.definitions
    if not any(_hatched(part) for part in (*picture.shapes, *own)):
        return own
    return (*own, shape("defs", hatching("hatch")))


def hatching(name: str, *, under: str = "", over: str = "ch-hatch", **attributes: str) -> Shape:
    """A pattern of slanting lines of class `over`, on a ground of class `under` if given.

    Plain hatching says that there is no data; on maps the areas of no have lines too, since their
    colour alone would not tell them from yes in greyscale.
    """
    e = 5 if over == "ch-hatch" else 7
    lines = path(f"M-1 1L1 -1M0 {e}L{e} 0M{e - 1} {e + 1}L{e + 1} {e - 1}", over)
    ground = (rect(0, 0, e, e, under),) if under else ()
    return shape(
        "pattern",
        *ground,
        lines,
        id=name,
        patternUnits="userSpaceOnUse",
        width=e,
        height=e,
        **attributes,
    )


def _hatched(node: Shape) -> bool:
    if any(value == "url(#hatch)" for _, value in node.attributes):
        return True
    return any(_hatched(child) for child in node.children if isinstance(child, Shape))


def hatched(x: float, y: float, width: float, height: float) -> Shape:
    """A hatched rectangle: here there is no data."""
    return shape(
        "g",
        shape("rect", x=x, y=y, width=width, height=height, fill="url(#hatch)"),
        rect(x, y, width, height, "ch-missing"),
    )


def _unlinked(node: Shape) -> Shape:
    children = tuple(_unlinked(c) if isinstance(c, Shape) else c for c in node.children)
    if node.tag != "a":
        return Shape(node.tag, node.attributes, children)
    return Shape("g", (), children)


def _lines(
    parts: list[Shape], words: str, x: float, y: float, room: float, size: float, cls: str
) -> float:
    for row in wrap(words, room, size, bold=cls == "ch-strong"):
        y += size * 1.3
        parts.append(text(x, y - size * 0.3, row, cls=cls, size=size))
    return y
