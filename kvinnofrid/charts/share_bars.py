"""Share of yes per item as horizontal bars, grouped under headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kvinnofrid.charts.answers import Answer, symbol
from kvinnofrid.charts.publish import Table
from kvinnofrid.charts.rows import SIZE, Key, Rows
from kvinnofrid.charts.svg import Picture, Shape, path, rect, text
from kvinnofrid.charts.text import width_of
from kvinnofrid.charts.words import SWEDISH, Words


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
        self.chart, self.words = chart, words
        counts = {item.n for g in chart.groups for item in g.items if item.share is not None}
        self.common_n = counts.pop() if len(counts) == 1 else None
        self.show_n = self.common_n is None and counts not in (set(), {None})
        tail = width_of("100 %", SIZE, bold=True) + 8
        if self.show_n:
            tail += width_of("n 0 000", 12.5) + 8
        symbols = 26 if chart.answer_name else 0
        self.rows = Rows(width=width, words=words, left=symbols, right=tail)

    def picture(self) -> Picture:
        self.rows.keys(self._keys())
        self.rows.axis((0, 50, 100), (self.words.percent(v) for v in (0, 50, 100)))
        for g in self.chart.ordered():
            self.rows.heading(g.heading)
            for item in g.items:
                self._row(item)
        return self.rows.picture((25, 50, 75, 100))

    def _keys(self) -> Iterable[Key]:
        name = self.chart.share_name
        if self.common_n is not None:
            name += f", n = {self.words.number(self.common_n)}"
        yield rect(0, 0.5, 20, 11, "ch-accent", rx=2), name
        if self.chart.marker_name:
            yield diamond(10, 6), self.chart.marker_name
        if self.chart.answer_name:
            yield symbol(Answer.YES, 10, 6, 15), self.chart.answer_name

    def _row(self, item: Share) -> None:
        parts, top, bottom = self.rows.begin(item.label)
        parts += self._bar(item, top)
        if self.chart.answer_name:
            answer = item.answer or Answer.MISSING
            parts.append(symbol(answer, self.rows.left - 17, top + 8, 16))
        self.rows.end(parts, bottom, href=item.href, said=self._said(item))

    def _bar(self, item: Share, y: float) -> Iterable[Shape]:
        left = self.rows.left
        marker = None if item.marker is None else self.rows.at(item.marker)
        if item.share is None:
            # Words alone: whatever stands where bars stand looks like a small value.
            start = left + 8
            if marker is not None and marker - 9 < start + width_of(self.words.no_data, 13):
                start = max(start, marker + 14)  # the words give way to the marker
            yield text(start, y + 12.5, self.words.no_data, cls="ch-muted", size=13)
        else:
            end = self.rows.at(item.share)
            if item.share:
                yield bar(left, y, end - left)
            value = self.words.percent(item.share)
            wide = width_of(value, SIZE, bold=True)
            if marker is not None and end - 9 < marker < end + 17 + wide:
                end = max(end, marker + 7)  # the value gives way to the marker
            yield text(end + 8, y + 13, value, cls="ch-strong", size=SIZE)
            if self.show_n and item.n is not None:
                said = f"n {self.words.number(item.n)}"
                yield text(end + 16 + wide, y + 12.5, said, cls="ch-muted", size=12.5)
        if marker is not None:
            yield diamond(marker, y + 8)

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


def bar(x: float, y: float, length: float, cls: str = "ch-accent") -> Shape:
    """A bar of 16 pixels' height, square at the base line and slightly rounded at its end."""
    flat = f"{max(length - 2, 0):.1f}"
    return path(f"M{x:.1f} {y:.1f}h{flat}q2 0 2 2v12q0 2 -2 2h-{flat}z", cls)


def diamond(cx: float, cy: float) -> Shape:
    """The marker of a second figure."""
    return path(f"M{cx:.1f} {cy - 6:.1f}l6 6l-6 6l-6 -6z", "ch-marker")
