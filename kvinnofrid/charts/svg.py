"""Shapes of a picture and how they are written as SVG.

A drawing is a tree of `Shape`s. They say *what* a shape is (`class="ch-yes"`), never how it looks;
the page's stylesheet or a `Theme` decides that. All text and attribute values are escaped here and
nowhere else, so no chart can forget it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import NamedTuple

Number = int | float
Paint = Callable[[str], dict[str, str]]
KEPT = 16384
"""Coordinates, openings and texts that are remembered as written: charts of the same shape share
most, such as all the profiles of a round."""


class Shape(NamedTuple):
    """One SVG element: its name, its attributes in written order, its children."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Shape | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a picture from one height to another, and the shapes in it."""

    top: float
    bottom: float
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart laid out for one width.

    `width` and `height` are CSS pixels. `interactive` says that it holds links, which changes the
    role it may have: the content of `role="img"` is hidden from assistive technology. `pieces` are
    the same shapes from the top down, where a tall picture may be broken between two sheets of
    paper without breaking a row; none when it stands whole.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    interactive: bool = False
    definitions: tuple[Shape, ...] = field(default=())
    pieces: tuple[Piece, ...] = ()


@lru_cache(maxsize=KEPT)
def number(value: Number) -> str:
    """A coordinate with at most one decimal, as short as it can be written."""
    text = f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return "0" if text == "-0" else text


def shape(
    tag: str,
    *children: Shape | str,
    cls: str = "",
    **attributes: str | Number | None,
) -> Shape:
    """A shape; `font_size` is written `font-size`, and an attribute of None is left out."""
    pairs: list[tuple[str, str]] = [("class", cls)] if cls else []
    for name, value in attributes.items():
        if value is None:
            continue
        written = value if isinstance(value, str) else number(value)
        pairs.append((name.replace("_", "-"), written))
    return Shape(tag, tuple(pairs), children)


def rect(x: Number, y: Number, width: Number, height: Number, cls: str, rx: Number = 0) -> Shape:
    """A rectangle, with rounded corners of `rx` when that is not 0."""
    where = (("x", number(x)), ("y", number(y)), ("width", number(width)))
    high = ("height", number(height))
    rounded = (("rx", number(rx)),) if rx else ()
    return Shape("rect", (("class", cls), *where, high, *rounded))


def line(x1: Number, y1: Number, x2: Number, y2: Number, cls: str) -> Shape:
    """A straight line."""
    start, end = (("x1", number(x1)), ("y1", number(y1))), (("x2", number(x2)), ("y2", number(y2)))
    return Shape("line", (("class", cls), *start, *end))


def circle(cx: Number, cy: Number, r: Number, cls: str) -> Shape:
    """A circle."""
    where = (("cx", number(cx)), ("cy", number(cy)), ("r", number(r)))
    return Shape("circle", (("class", cls), *where))


def path(d: str, cls: str) -> Shape:
    """A path from ready path data."""
    return Shape("path", (("class", cls), ("d", d)))


def text(
    x: Number, y: Number, words: str, *, cls: str = "ch-text", size: Number = 14, anchor: str = ""
) -> Shape:
    """One line of text with its baseline at `y`; `anchor` is "middle", "end" or "" for start."""
    where = (("class", cls), ("x", number(x)), ("y", number(y)), ("font-size", number(size)))
    return Shape("text", (*where, ("text-anchor", anchor)) if anchor else where, (words,))


def group(children: Iterable[Shape], cls: str = "", transform: str | None = None) -> Shape:
    """Shapes that belong together."""
    named = (("class", cls),) if cls else ()
    moved = (("transform", transform),) if transform else ()
    return Shape("g", (*named, *moved), tuple(children))


def linked(
    children: Iterable[Shape], *, href: str | None, title: str = "", cls: str = "ch-link"
) -> Shape:
    """Shapes as one link named `title`; without `href` a plain group with a tooltip."""
    named = (Shape("title", (), (title,)), *children) if title else tuple(children)
    if href is None:
        return Shape("g", (), named)
    return Shape("a", (("class", cls), ("href", href)), named)


def write(node: Shape, *, prefix: str, paint: Paint | None = None) -> str:
    """The shape as SVG text.

    `prefix` makes references such as `url(#hatch)` unique on the page. With `paint` each class
    name is resolved into presentation attributes; without it the class names are kept.
    """
    parts: list[str] = []
    _write(node, parts, prefix, paint)
    return "".join(parts)


def _write(node: Shape, parts: list[str], prefix: str, paint: Paint | None) -> None:
    tag, attributes, children = node
    if paint is not None:
        attributes = _painted(node, paint)
    opening = _opening(tag, attributes, prefix)
    if not children:
        parts.append(f"{opening}/>")
        return
    parts.append(f"{opening}>")
    for child in children:
        if isinstance(child, str):
            parts.append(_words(child))
        else:
            _write(child, parts, prefix, paint)
    parts.append(f"</{tag}>")


@lru_cache(maxsize=KEPT)
def _opening(tag: str, attributes: tuple[tuple[str, str], ...], prefix: str) -> str:
    written = [_attribute(name, value, prefix) for name, value in attributes]
    return f"<{tag}{''.join(written)}"


@lru_cache(maxsize=KEPT)
def _words(said: str) -> str:
    return escape(said, quote=False)


def _attribute(name: str, value: str, prefix: str) -> str:
    if value.startswith("url(#"):
        value = f"url(#{prefix}-{value[5:]}"
    elif name == "id":
        value = f"{prefix}-{value}"
    return f' {name}="{escape(value)}"'


def _painted(node: Shape, paint: Paint) -> tuple[tuple[str, str], ...]:
    attributes = dict(node.attributes)
    classes = attributes.pop("class", "")
    resolved: dict[str, str] = {}
    for name in classes.split():
        resolved.update(paint(name))
    return tuple((resolved | attributes).items())
