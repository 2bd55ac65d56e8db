"""Rows of a label and a plot, under headings: the frame that several charts share.

In a wide place the labels stand in a column to the left; in a narrow one over their plots.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kvinnofrid.charts.svg import Picture, Piece, Shape, line, linked, rect, text
from kvinnofrid.charts.text import width_of, wrap
from kvinnofrid.charts.words import Words

SIZE = 14
SMALL = 13
LEADING = 18
PLOT = 16  # height of a bar or symbol
SHEET = 900
"""Height in pixels of the tallest piece of a picture, so that it fits a sheet of paper."""

Key = tuple[Shape, str]  # a symbol drawn in a 20 by 12 box at 0, 0, and what it stands for


class Guide(NamedTuple):
    """A line down through the plots; it begins `above` pixels over each stretch of them."""

    x: float
    cls: str
    above: float = 0.0


class Rows:
    """Collects the shapes of headings and rows from the top down, with a scale over the plots.

    `left` and `right` are the room, in pixels, kept free on each side of the scale; `top` is the
    value at its right end.
    """

    def __init__(
        self, *, width: int, words: Words, left: float, right: float, top: float = 100.0
    ) -> None:
        self.width, self.words = width, words
        self.stacked = width < 560
        self.label_width = width - 8 if self.stacked else round(width * 0.42)
        self.left = (0 if self.stacked else self.label_width + 16) + left
        self.scale = (width - self.left - right) / top
        self.y = 0.0
        self.shapes: list[Shape] = []
        self.interactive = False
        self._grid: list[tuple[float, float]] = []
        self._section = 0.0
        self._headings: list[tuple[float, int]] = []
        self._rows: list[tuple[float, int]] = []

    def at(self, value: float) -> float:
        """Where a value stands on the scale."""
        return self.left + value * self.scale

    def keys(self, entries: Iterable[Key]) -> None:
        """What the signs stand for, in one line or more."""
        x, baseline = 0.0, self.y + 14
        for sign, name in entries:
            lines = wrap(name, self.width - 26, SMALL)
            room = 26 + max(width_of(row, SMALL) for row in lines)
            if x and x + room > self.width:
                x, baseline = 0.0, baseline + 22
            moved = f"translate({x:.1f} {baseline - 10.5:.1f})"
            self.shapes.append(Shape("g", (("transform", moved),), (sign,)))
            for row in lines:
                self.shapes.append(text(x + 26, baseline, row, cls="ch-muted", size=SMALL))
                baseline += 17
            baseline -= 17
            x += room + 22
        self.y = baseline + 14

    def axis(self, values: Iterable[float], labels: Iterable[str]) -> None:
        """Labels of the scale."""
        for value, label in zip(values, labels, strict=True):
            half = width_of(label, 12.5) / 2
            x = min(max(self.at(value), half), self.width - half)
            anchor = "middle" if value else ""
            x = x if value else self.at(0)
            shown = text(x, self.y + 12, label, cls="ch-muted", size=12.5, anchor=anchor)
            self.shapes.append(shown)
        self.y += 20

    def heading(self, words: str) -> None:
        """A heading over the rows that follow; an empty one draws nothing."""
        self._close()
        self._headings.append((self.y, len(self.shapes)))
        if words:
            self.y += 12
            for row in wrap(words, self.width, 15, bold=True):
                self.y += 20
                self.shapes.append(text(0, self.y - 5, row, cls="ch-strong", size=15))
            self.y += 4
        self._section = self.y

    def begin(
        self, label: str, *, bold: bool = False, indent: float = 0.0
    ) -> tuple[list[Shape], float, float]:
        """Sets a row's label; gives its shapes, the top of its plot and the bottom of the row."""
        lines = wrap(label, self.label_width - indent, SIZE, bold=bold)
        high = len(lines) * LEADING
        if self.stacked:
            first, plot = self.y + 2, self.y + 4 + high
            bottom = plot + PLOT + 9
            # The grid stands behind the plot alone: its lines must not cross the label.
            self._grid.append((plot - 3, plot + PLOT + 3))
        else:
            bottom = self.y + max(high, LEADING) + 8
            first, plot = (self.y + bottom - high) / 2, (self.y + bottom) / 2 - PLOT / 2
        parts = [rect(0, self.y, self.width, bottom - self.y, "ch-hit")]
        parts += [
            text(indent, first + (i + 1) * LEADING - 5, row, size=SIZE, cls=_weight(bold))
            for i, row in enumerate(lines)
        ]
        return parts, plot, bottom

    def end(self, parts: Iterable[Shape], bottom: float, *, href: str | None, said: str) -> None:
        """Finishes a row: one link where there is an address, named with what the row says."""
        self.shapes.append(linked(parts, href=href, title=said))
        self.interactive = self.interactive or href is not None
        self.y = bottom
        self._rows.append((bottom, len(self.shapes)))

    def picture(self, grid: Iterable[float], guides: Iterable[Guide] = ()) -> Picture:
        """The whole, with grid lines at the given values and other guides behind, and the base
        line before; in pieces when it is taller than a sheet of paper.
        """
        self._close()
        behind = [*guides, *(Guide(self.at(value), "ch-grid") for value in grid)]
        height = round(self.y + 4)
        shapes = self._between(0, height, self.shapes, behind)
        pieces = self._pieces(height, behind) if height > SHEET else ()
        return Picture(self.width, height, shapes, self.interactive, pieces=pieces)

    def _between(
        self, top: float, bottom: float, shapes: Iterable[Shape], behind: Iterable[Guide]
    ) -> tuple[Shape, ...]:
        """The shapes with the lines behind and before them, between two heights."""
        plots = [(max(a, top), min(b, bottom)) for a, b in self._grid if a < bottom and b > top]
        guides = [line(g.x, a - g.above, g.x, b, g.cls) for a, b in plots for g in behind]
        base = [line(self.left, a, self.left, b, "ch-axis") for a, b in plots]
        return (*guides, *shapes, *base)

    def _pieces(self, height: float, behind: list[Guide]) -> tuple[Piece, ...]:
        """One for each heading, the first with what stands above it; long ones cut between rows."""
        cuts = [(cut, False) for cut in self._rows]
        cuts += [(cut, True) for cut in (*self._headings[1:], (float(height), len(self.shapes)))]
        pieces: list[Piece] = []
        begun = fits = (0.0, 0)
        for cut, ends in sorted(cuts):
            if cut[0] - begun[0] > SHEET:
                pieces += self._piece(begun, fits, behind)
                begun = fits
            if ends:
                pieces += self._piece(begun, cut, behind)
                begun = cut
            fits = cut
        return tuple(pieces)

    def _piece(
        self, begun: tuple[float, int], cut: tuple[float, int], behind: list[Guide]
    ) -> list[Piece]:
        """What lies between two heights, each with the number of shapes above it; often nothing."""
        (top, first), (bottom, last) = begun, cut
        if first == last:
            return []
        return [Piece(top, bottom, self._between(top, bottom, self.shapes[first:last], behind))]

    def _close(self) -> None:
        if not self.stacked and self.y > self._section and self._section:
            self._grid.append((self._section, self.y))
        self._section = 0.0


def _weight(bold: bool) -> str:
    return "ch-strong" if bold else "ch-text"
