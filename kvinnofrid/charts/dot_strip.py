"""The picture of the country: every indicator a dot on a scale from 0 to 100 per cent."""

from __future__ import annotations

from dataclasses import dataclass

from kvinnofrid.charts.callouts import Callout, arrange
from kvinnofrid.charts.publish import Table
from kvinnofrid.charts.svg import Picture, Shape, circle, line, linked, text
from kvinnofrid.charts.text import width_of, wrap
from kvinnofrid.charts.words import SWEDISH, Words

_R = 6.5


@dataclass(frozen=True, slots=True)
class StripDot:
    """One indicator: its share in per cent, None where there is no figure. With a `callout`, a few
    words, it is pointed out in the picture; every dot has its full name in its link."""

    label: str
    share: float | None
    href: str | None = None
    callout: str = ""


@dataclass(frozen=True, slots=True)
class StripRow:
    """The dots of one quality area."""

    heading: str
    dots: tuple[StripDot, ...]


@dataclass(frozen=True, slots=True)
class DotStrip:
    """A swarm of dots for each heading; dots that would cover each other are stacked."""

    title: str
    rows: tuple[StripRow, ...]
    share_name: str
    description: str = ""

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or the span of each row."""
        if self.description:
            return self.description
        parts = []
        for row in self.rows:
            known = [dot.share for dot in row.dots if dot.share is not None]
            span = words.no_data
            if known:
                low, high = words.number(min(known)), words.percent(max(known))
                span = f"{low} {words.between} {high}"
            parts.append(f"{row.heading}: {span} (n = {len(row.dots)}).")
        return " ".join(parts)

    def table(self, words: Words = SWEDISH) -> Table:
        """Heading, indicator and share."""
        rows = tuple(
            (row.heading, d.label, words.no_data if d.share is None else words.percent(d.share))
            for row in self.rows
            for d in row.dots
        )
        return Table((words.group, words.item, f"{words.share}, {self.share_name}"), rows)

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """Headings to the left where there is room, over their swarms elsewhere."""
        return _Layout(self, width, words).picture()


def swarm(xs: list[float], radius: float) -> list[float]:
    """How far from the middle line each dot stands, so that none covers another: the smallest free
    distance, up before down, dots taken from left to right. `xs` need not be sorted."""
    placed: list[tuple[float, float]] = []
    offsets = [0.0] * len(xs)
    reach = 2 * radius + 1
    for index in sorted(range(len(xs)), key=lambda i: xs[i]):
        x = xs[index]
        near = [(a, b) for a, b in placed if abs(a - x) < reach]
        tries = {0.0}
        for a, b in near:
            away = (reach**2 - (a - x) ** 2) ** 0.5
            tries |= {round(b - away, 2), round(b + away, 2)}
        free = [
            y for y in tries if all((a - x) ** 2 + (b - y) ** 2 >= reach**2 - 0.5 for a, b in near)
        ]
        offsets[index] = min(free, key=lambda y: (abs(y), y))
        placed.append((x, offsets[index]))
    return offsets


def _callouts_on_top(xs: list[float], offsets: list[float], called: list[bool]) -> list[float]:
    """Of dots with the same share those pointed out stand uppermost, where their words are."""
    moved = offsets[:]
    for x in set(xs):
        stack = [i for i, other in enumerate(xs) if other == x]
        heights = sorted(offsets[i] for i in stack)
        for i, height in zip(sorted(stack, key=lambda i: not called[i]), heights, strict=True):
            moved[i] = height
    return moved


class _Layout:
    """Where everything goes, for one width."""

    def __init__(self, chart: DotStrip, width: int, words: Words) -> None:
        self.chart, self.width, self.words = chart, width, words
        self.stacked = width < 640
        self.heading_width = width if self.stacked else round(width * 0.2)
        self.left = 12.0 if self.stacked else self.heading_width + 24.0
        self.right = width - 18.0
        self.shapes: list[Shape] = []
        self.lines: list[Shape] = []

    def at(self, share: float) -> float:
        return self.left + share / 100 * (self.right - self.left)

    def picture(self) -> Picture:
        y = self._scale(0.0)
        for row in self.chart.rows:
            y = self._row(row, y)
        y = self._scale(y + 2)
        interactive = any(d.href for row in self.chart.rows for d in row.dots)
        return Picture(self.width, round(y), (*self.lines, *self.shapes), interactive)

    def _scale(self, y: float) -> float:
        for value in (0, 25, 50, 75, 100):
            label = self.words.percent(value)
            half = width_of(label, 12.5) / 2
            x = min(max(self.at(value), half), self.width - half)
            self.shapes.append(text(x, y + 13, label, cls="ch-muted", size=12.5, anchor="middle"))
        return y + 20

    def _row(self, row: StripRow, y: float) -> float:
        known = [(dot, dot.share) for dot in row.dots if dot.share is not None]
        xs = [self.at(share) for _, share in known]
        offsets = _callouts_on_top(xs, swarm(xs, _R), [bool(dot.callout) for dot, _ in known])
        up = -min(offsets, default=0.0) + _R
        down = max(offsets, default=0.0) + _R
        heading = wrap(row.heading, self.heading_width, 15, bold=True)
        missing = len(row.dots) - len(known)
        said = [(r, "ch-strong", 15.0) for r in heading]
        if missing:
            note = f"{self.words.no_data}: {self.words.number(missing)}"
            said += [(r, "ch-muted", 13.0) for r in wrap(note, self.heading_width, 13)]
        high = len(said) * 20.0
        top = y + 6 + (high if self.stacked else 0)
        labels = arrange(
            [
                Callout(x, o, f"{d.callout} {self.words.percent(share)}")
                for x, o, (d, share) in zip(xs, offsets, known, strict=True)
                if d.callout
            ],
            room=150.0 if self.stacked else 180.0,
            low=self.left - 10,
            high=float(self.width),
        )
        band = labels.height + (10 if labels.height else 6)
        middle = top + band + up
        bottom = middle + down + 12
        first = y + 20 if self.stacked else max(middle - high / 2 + 15, y + 20)
        if not self.stacked:
            bottom = max(bottom, first + high - 6)
        for i, (words, cls, size) in enumerate(said):
            self.shapes.append(text(0, first + i * 20, words, cls=cls, size=size))
        for value in (0, 25, 50, 75, 100):
            x = self.at(value)
            self.lines.append(line(x, top, x, bottom, "ch-grid"))
        self.lines.append(line(self.left, middle, self.right, middle, "ch-grid"))
        self.lines.append(line(0, bottom, self.width, bottom, "ch-grid"))
        self.shapes += labels.shapes(middle, top, _R)
        order = sorted(range(len(known)), key=lambda i: (xs[i], offsets[i]))
        for i in order:
            dot, share = known[i]
            cls = "ch-dot" if dot.callout else "ch-dot-soft"
            drawn = circle(xs[i], middle + offsets[i], _R, cls)
            named = f"{dot.label}: {self.words.percent(share)}"
            self.shapes.append(linked((drawn,), href=dot.href, title=named))
        return bottom
