"""Share of yes per item as horizontal bars, grouped under headings."""

from __future__ import annotations

from dataclasses import dataclass

from kvinnofrid.charts.answers import Answer, symbol
from kvinnofrid.charts.publish import Table, hatched
from kvinnofrid.charts.svg import Picture, Shape, line, linked, path, rect, text
from kvinnofrid.charts.text import width_of, wrap
from kvinnofrid.charts.words import SWEDISH, Words

_SIZE = 14
_LEADING = 18


@dataclass(frozen=True, slots=True)
class Share:
    """One bar. `share` and `marker` are per cent from 0 to 100, or None where there is no figure;
    `n` is the number that `share` is a part of; `answer` is a respondent's own answer."""

    label: str
    share: float | None
    n: int | None = None
    marker: float | None = None
    answer: Answer | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class ShareGroup:
    """Bars under one heading; an empty heading draws none."""

    heading: str
    items: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class ShareBars:
    """Horizontal bars of shares in per cent.

    `share_name` and `marker_name` say whose figures the bar and the marker are ("riket", "länet"),
    `answer_name` whose answer the symbol is. `largest_first` sorts within each heading, with items
    that lack data last; otherwise the given order stands.
    """

    title: str
    groups: tuple[ShareGroup, ...]
    share_name: str
    marker_name: str = ""
    answer_name: str = ""
    largest_first: bool = False
    description: str = ""

    def ordered(self) -> tuple[ShareGroup, ...]:
        """The groups with their items in the order drawn."""
        if not self.largest_first:
            return self.groups
        return tuple(
            ShareGroup(g.heading, tuple(sorted(g.items, key=_largest_first))) for g in self.groups
        )

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or the highest and the lowest share."""
        if self.description:
            return self.description
        known = [(i.share, i.label) for g in self.groups for i in g.items if i.share is not None]
        total = sum(len(g.items) for g in self.groups)
        shown = words.areas_with_data.format(shown=len(known), all=total)
        if not known:
            return f"{shown}."
        low, high = min(known), max(known)
        return (
            f"{words.highest}: {high[1]}, {words.percent(high[0])}; "
            f"{words.lowest}: {low[1]}, {words.percent(low[0])}. {shown}."
        )

    def table(self, words: Words = SWEDISH) -> Table:
        """Heading, item, share, n, and marker and answer where the chart has them."""
        header = [words.group, words.item, f"{words.share}, {self.share_name}", words.per_item_n]
        header += [f"{words.share}, {self.marker_name}"] if self.marker_name else []
        header += [self.answer_name] if self.answer_name else []
        rows = []
        for g in self.ordered():
            for item in g.items:
                row = [g.heading, item.label, _share_text(item.share, words)]
                row.append(words.no_data if item.n is None else words.number(item.n))
                if self.marker_name:
                    row.append(_share_text(item.marker, words))
                if self.answer_name:
                    row.append(words.answer_name(item.answer or Answer.MISSING))
                rows.append(tuple(row))
        return Table(tuple(header), tuple(rows))

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """Bars beside their labels, or under them where the place is narrow."""
        return _Layout(self, width, words).picture()


def _largest_first(item: Share) -> float:
    return 1.0 if item.share is None else -item.share


def _share_text(share: float | None, words: Words) -> str:
    return words.no_data if share is None else words.percent(share)


class _Layout:
    """Where everything goes, for one width."""

    def __init__(self, chart: ShareBars, width: int, words: Words) -> None:
        self.chart, self.width, self.words = chart, width, words
        counts = {item.n for g in chart.groups for item in g.items if item.share is not None}
        self.common_n = counts.pop() if len(counts) == 1 else None
        self.show_n = self.common_n is None and counts not in (set(), {None})
        self.stacked = width < 560
        self.symbols = 26 if chart.answer_name else 0
        self.label_width = width - 8 if self.stacked else round(width * 0.42)
        self.left = (0 if self.stacked else self.label_width + 16) + self.symbols
        tail = width_of("100 %", _SIZE, bold=True) + 8
        if self.show_n:
            tail += width_of("n 0 000", 12.5) + 8
        self.scale = (width - self.left - tail) / 100
        self.shapes: list[Shape] = []
        self.grid: list[tuple[float, float]] = []

    def picture(self) -> Picture:
        y = self._key(0.0)
        y = self._axis(y)
        interactive = False
        for g in self.chart.ordered():
            if g.heading:
                y = self._heading(g.heading, y)
            start = y
            for item in g.items:
                interactive = interactive or item.href is not None
                y = self._row(item, y)
            if not self.stacked:
                self.grid.append((start, y))
        grid = [
            line(self.left + v * self.scale, a, self.left + v * self.scale, b, "ch-grid")
            for a, b in self.grid
            for v in (25, 50, 75, 100)
        ]
        base = [line(self.left, a, self.left, b, "ch-axis") for a, b in self.grid]
        return Picture(self.width, round(y + 4), (*grid, *self.shapes, *base), interactive)

    def _key(self, y: float) -> float:
        """What bar, marker and symbol stand for, in one line or more."""
        x = 0.0
        entries: list[tuple[str, str]] = [("bar", self.chart.share_name)]
        if self.common_n is not None:
            entries[0] = ("bar", f"{self.chart.share_name}, n = {self.words.number(self.common_n)}")
        if self.chart.marker_name:
            entries.append(("marker", self.chart.marker_name))
        if self.chart.answer_name:
            entries.append(("answer", self.chart.answer_name))
        if any(item.share is None for g in self.chart.groups for item in g.items):
            entries.append(("missing", self.words.no_data))
        row = y + 14
        for kind, name in entries:
            room = 26 + width_of(name, 13) + 22
            if x and x + room - 22 > self.width:
                x, row = 0.0, row + 22
            self.shapes.append(self._key_symbol(kind, x, row))
            self.shapes.append(text(x + 26, row, name, cls="ch-muted", size=13))
            x += room
        return row + 14

    def _key_symbol(self, kind: str, x: float, y: float) -> Shape:
        if kind == "bar":
            return rect(x, y - 10, 20, 11, "ch-accent", rx=2)
        if kind == "marker":
            return _diamond(x + 10, y - 4.5)
        if kind == "answer":
            return symbol(Answer.YES, x + 10, y - 4.5, 15)
        return hatched(x, y - 10, 20, 11)

    def _axis(self, y: float) -> float:
        for value in (0, 50, 100):
            words = self.words.percent(value)
            anchor = "middle" if value else ""
            at = self.left + value * self.scale
            self.shapes.append(text(at, y + 12, words, cls="ch-muted", size=12.5, anchor=anchor))
        return y + 20

    def _heading(self, heading: str, y: float) -> float:
        y += 12
        for row in wrap(heading, self.width, 15, bold=True):
            y += 20
            self.shapes.append(text(0, y - 5, row, cls="ch-strong", size=15))
        return y + 4

    def _row(self, item: Share, y: float) -> float:
        rows = wrap(item.label, self.label_width, _SIZE)
        label_height = len(rows) * _LEADING
        if self.stacked:
            bar_top, label_top = y + 4 + label_height, y + 2
            bottom = bar_top + 16 + 9
        else:
            height = max(label_height, _LEADING) + 8
            bar_top, label_top = y + height / 2 - 8, y + (height - label_height) / 2
            bottom = y + height
        if self.stacked:  # lines behind the bar alone: they must not cross the label
            self.grid.append((bar_top - 3, bar_top + 19))
        parts = [rect(0, y, self.width, bottom - y, "ch-hit")]
        parts += [
            text(0, label_top + (i + 1) * _LEADING - 5, row, size=_SIZE)
            for i, row in enumerate(rows)
        ]
        parts += self._bar(item, bar_top)
        if self.chart.answer_name:
            at = self.left - self.symbols + 9
            parts.append(symbol(item.answer or Answer.MISSING, at, bar_top + 8, 16))
        self.shapes.append(linked(parts, href=item.href, title=self._said(item)))
        return bottom

    def _bar(self, item: Share, y: float) -> list[Shape]:
        if item.share is None:
            start = self.left + 36.0
            if item.marker is not None:
                at = self.left + item.marker * self.scale
                if start < at + 9 and at - 9 < start + width_of(self.words.no_data, 13):
                    start = at + 14  # the words give way to the marker
            note = text(start, y + 12.5, self.words.no_data, cls="ch-muted", size=13)
            parts = [hatched(self.left, y, 28, 16), note]
        else:
            length = item.share * self.scale
            end = self.left + length
            parts = [_bar_path(self.left, y, length)] if length else []
            value = self.words.percent(item.share)
            if item.marker is not None:
                at = self.left + item.marker * self.scale
                value_end = end + 8 + width_of(value, _SIZE, bold=True)
                if end - 2 < at + 7 and at - 7 < value_end + 2:
                    end = at + 7  # the value gives way to the marker
            parts.append(text(end + 8, y + 13, value, cls="ch-strong", size=_SIZE))
            end += 8 + width_of(value, _SIZE, bold=True)
            if self.show_n and item.n is not None:
                said = f"n {self.words.number(item.n)}"
                parts.append(text(end + 8, y + 12.5, said, cls="ch-muted", size=12.5))
        if item.marker is not None:
            parts.append(_diamond(self.left + item.marker * self.scale, y + 8))
        return parts

    def _said(self, item: Share) -> str:
        said = f"{item.label}: {_share_text(item.share, self.words)}"
        if item.n is not None and item.share is not None:
            said += f" (n = {self.words.number(item.n)})"
        if self.chart.marker_name:
            said += f"; {self.chart.marker_name}: {_share_text(item.marker, self.words)}"
        if self.chart.answer_name:
            answer = self.words.answer_name(item.answer or Answer.MISSING)
            said += f"; {self.chart.answer_name}: {answer.lower()}"
        return said


def _bar_path(x: float, y: float, length: float) -> Shape:
    """A bar that is square at the base line and slightly rounded at its end."""
    flat = f"{max(length - 2, 0):.1f}"
    return path(f"M{x:.1f} {y:.1f}h{flat}q2 0 2 2v12q0 2 -2 2h-{flat}z", "ch-accent")


def _diamond(cx: float, cy: float) -> Shape:
    return path(f"M{cx:.1f} {cy - 6:.1f}l6 6l-6 6l-6 -6z", "ch-marker")
