"""Reading a drawn chart back: what a browser or an assistive technology would find in it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from kvinnofrid.charts.publish import Chart, embed
from kvinnofrid.charts.words import SWEDISH, Words

SVG = "{http://www.w3.org/2000/svg}"


def drawn(
    chart: Chart, *, width: int = 880, prefix: str = "c", words: Words = SWEDISH
) -> ElementTree.Element:
    """The embedded chart, parsed; fails if it is not well-formed."""
    return parsed(embed(chart, prefix=prefix, width=width, words=words))


def parsed(svg: str) -> ElementTree.Element:
    """An SVG text, parsed."""
    return ElementTree.fromstring(svg)


def named(root: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    """All elements of a name, whatever their namespace."""
    return [e for e in root.iter() if e.tag in (tag, SVG + tag)]


def of_class(root: ElementTree.Element, cls: str) -> list[ElementTree.Element]:
    """All elements with a class, pattern definitions left out."""
    hidden = {e for pattern in named(root, "pattern") for e in pattern.iter()}
    return [e for e in root.iter() if cls in e.get("class", "").split() and e not in hidden]


def texts(root: ElementTree.Element) -> list[str]:
    """The lines of text that are seen."""
    return [e.text or "" for e in named(root, "text")]


def titles(root: ElementTree.Element) -> list[str]:
    """The names of links and parts, without the chart's own title."""
    return [e.text or "" for e in named(root, "title")][1:]


def used_classes(svg: str) -> set[str]:
    """Every class name in an SVG text."""
    return {name for value in re.findall(r'class="([^"]*)"', svg) for name in value.split()}
