"""Levels with how sure they are: a dot on a line as long as its interval, n and rank beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kvinnofrid.charts.publish import Table
from kvinnofrid.charts.rows import SIZE, Key, Rows
from kvinnofrid.charts.share_bars import diamond
from kvinnofrid.charts.svg import Picture, Shape, circle, line, text
from kvinnofrid.charts.text import width_of
from kvinnofrid.charts.words import SWEDISH, Words
from kvinnofrid.charts.years import round_ticks


@dataclass(frozen=True, slots=True)
class Level:
    """One level. `low` and `high` are the ends of its interval, `n` how many it is among, `rank`
    its place in a few signs. Without a `value` it is said `instead` why there is none."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    rank: str = ""
    marker: float | None = None
    own: bool = False
    href: str | None = None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """Levels under one heading; an empty heading draws none."""

    heading: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class LevelRows:
    """Levels on one scale, in per cent from 0 to 100, or from 0 in a `unit` ("per 10 000").

    `level_name` and `marker_name` say whose figures the dot and the marker are, `interval_name`
    what the line through the dot is.
    """

    title: str
    groups: tuple[LevelGroup, ...]
    level_name: str
    interval_name: str
    marker_name: str = ""
    unit: str = ""
    description: str = ""

    def each(self) -> tuple[Level, ...]:
        """All levels, in order."""
        return tuple(level for group in self.groups for level in group.levels)

    def said(self, value: float | None, words: Words) -> str:
        """A value as it is written."""
        if value is None:
            return words.no_data
        return words.number(value, 1) if self.unit else words.percent(value, 0)

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or the highest and the lowest level."""
        known = [(one.value, one.label) for one in self.each() if one.value is not None]
        shown = words.areas_with_data.format(shown=len(known), all=len(self.each()))
        if self.description or not known:
            return self.description or f"{shown}."
        low, high = min(known), max(known)
        return (
            f"{words.highest}: {high[1]}, {self.said(high[0], words)}; "
            f"{words.lowest}: {low[1]}, {self.said(low[0], words)}. {shown}."
        )

    def table(self, words: Words = SWEDISH) -> Table:
        """Rank, heading, item, level, interval, n and marker: the columns that something is in."""
        levels = [(group.heading, one) for group in self.groups for one in group.levels]
        columns = [
            (words.rank, [one.rank for _, one in levels]),
            (words.group, [heading for heading, _ in levels]),
            (words.item, [one.label for _, one in levels]),
            (self.level_name, [self._value(one, words) for _, one in levels]),
            (self.interval_name, [self._interval(one, words) for _, one in levels]),
            (words.per_item_n, [self._n(one, words) for _, one in levels]),
            (self.marker_name, [self._marker(one, words) for _, one in levels]),
        ]
        shown = [(name, cells) for name, cells in columns if any(cells)]
        rows = zip(*(cells for _, cells in shown), strict=True)
        return Table(tuple(name for name, _ in shown), tuple(rows))

    def _value(self, one: Level, words: Words) -> str:
        return (
            self.said(one.value, words) if one.value is not None or not one.instead else one.instead
        )

    def _interval(self, one: Level, words: Words) -> str:
        if one.low is None or one.high is None:
            return ""
        low, high = self.said(one.low, words), self.said(one.high, words)
        return f"{low} {words.between} {high}"

    def _n(self, one: Level, words: Words) -> str:
        return "" if one.n is None else words.number(one.n)

    def _marker(self, one: Level, words: Words) -> str:
        return self.said(one.marker, words) if self.marker_name else ""

    def top(self) -> tuple[float, tuple[float, ...]]:
        """The value at the right end of the scale, and those named along it."""
        if not self.unit:
            return 100.0, (0.0, 50.0, 100.0)
        known = [
            v for one in self.each() for v in (one.value, one.high, one.marker) if v is not None
        ]
        ticks = round_ticks(max(known, default=0.0), 3)
        return ticks[-1], ticks

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """Rank, label, dot on its line, then value and n in columns of their own."""
        top, ticks = self.top()
        values = [self.said(one.value, words) for one in self.each() if one.value is not None]
        counts = [self._n(one, words) for one in self.each() if one.value is not None]
        value_room = max((width_of(v, SIZE, bold=True) for v in values), default=0.0) + 18
        count_room = max((width_of(f"n {c}", 12.5) for c in counts if c), default=0.0) + 14
        indent = max((width_of(one.rank, 13) for one in self.each()), default=0.0)
        rows = Rows(width=width, words=words, left=8, right=value_room + count_room + 6, top=top)
        rows.keys(self._keys())
        rows.axis(ticks, (self._tick(tick, words) for tick in ticks))
        for group in self.groups:
            rows.heading(group.heading)
            for one in group.levels:
                self._row(one, rows, words, indent=indent + 10 if indent else 0.0, room=count_room)
        return rows.picture(tick for tick in ticks if tick)

    def _tick(self, value: float, words: Words) -> str:
        return words.number(value) if self.unit else words.percent(value)

    def _keys(self) -> Iterable[Key]:
        yield circle(10, 6, 6, "ch-dot"), self.level_name
        yield line(0, 6, 20, 6, "ch-stem"), self.interval_name
        if self.marker_name:
            yield diamond(10, 6), self.marker_name

    def _row(self, one: Level, rows: Rows, words: Words, *, indent: float, room: float) -> None:
        parts, top, bottom = rows.begin(one.label, bold=one.own, indent=indent)
        middle = top + 8
        if one.rank:
            baseline = next(part for part in parts if part.tag == "text")
            y = float(dict(baseline.attributes)["y"])
            parts.append(text(indent - 8, y, one.rank, cls="ch-muted", size=13, anchor="end"))
        parts += self._drawn(one, rows, middle, words)
        if one.value is not None:
            value = self.said(one.value, words)
            x = rows.width - room
            parts.append(text(x, middle + 5, value, cls="ch-strong", size=SIZE, anchor="end"))
            if one.n is not None:
                n = f"n {words.number(one.n)}"
                end = text(rows.width, middle + 5, n, cls="ch-muted", size=12.5, anchor="end")
                parts.append(end)
        rows.end(parts, bottom, href=one.href, said=self._said(one, words))

    def _drawn(self, one: Level, rows: Rows, middle: float, words: Words) -> Iterable[Shape]:
        if one.value is None:
            # Words alone: whatever stands where dots stand looks like a value.
            start = rows.left + 8
            said = one.instead or words.no_data
            if one.marker is not None and rows.at(one.marker) < start + width_of(said, 13) + 9:
                start = max(start, rows.at(one.marker) + 14)
            yield text(start, middle + 4.5, said, cls="ch-muted", size=13)
        elif one.low is not None and one.high is not None:
            yield line(rows.at(one.low), middle, rows.at(one.high), middle, "ch-stem")
        if one.marker is not None:
            yield diamond(rows.at(one.marker), middle)
        if one.value is not None:
            accent = one.own or not any(each.own for each in self.each())
            yield circle(rows.at(one.value), middle, 6, "ch-dot" if accent else "ch-dot-soft")

    def _said(self, one: Level, words: Words) -> str:
        said = f"{one.label}: {self._value(one, words)}"
        if one.low is not None and one.high is not None and one.value is not None:
            said += f" ({self._interval(one, words)})"
        if one.n is not None:
            said += f", n = {words.number(one.n)}"
        if one.rank:
            said += f", {words.rank_short} {one.rank}"
        if self.marker_name:
            said += f"; {self.marker_name}: {self.said(one.marker, words)}"
        return said
