"""Where everything in a chart of trends goes: legend, lines, breaks, values and names."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from kvinnofrid.charts.certainty import Certainty
from kvinnofrid.charts.rows import SMALL
from kvinnofrid.charts.svg import Picture, Shape, circle, line, linked, path, text
from kvinnofrid.charts.text import width_of, wrap
from kvinnofrid.charts.trend_values import TrendPoint, Trends, TrendSeries
from kvinnofrid.charts.words import Words
from kvinnofrid.charts.years import Plane, spread

_DOT = {Certainty.STATED: "dot", Certainty.DERIVED: "hollow", Certainty.INFERRED: "dotted"}


class TrendLayout:
    """Where everything goes, for one width."""

    def __init__(self, chart: Trends, width: int, words: Words) -> None:
        self.chart, self.width, self.words = chart, width, words
        self.beside = width >= 560
        years = [p.year for s in chart.series for p in s.points]
        self.y = 0.0
        self.head: list[Shape] = []
        self.said: list[tuple[int, float]] = []  # the year and the baseline of each value so far
        self._keys()
        if not self.beside:
            self._names_above()
        top = self.y + 24 + 18 * len(chart.breaks)
        room = round(width * 0.3) if self.beside else 14
        self.plane = Plane(
            years=(min(years), max(years)),
            values=(0.0, 100.0),
            box=(64.0, top, float(width - room), top + (300 if self.beside else 230)),
        )

    def picture(self) -> Picture:
        ticks = [(float(v), self.words.percent(v)) for v in (0, 25, 50, 75, 100)]
        shapes = [*self.head, *self.plane.frame(ticks), *self._breaks()]
        for index, s in enumerate(self.chart.series):
            shapes += self._line(s, f"ch-s{min(index, 3) + 1}")
        if self.beside:
            shapes += self._names_beside()
        linked_any = any(s.href is not None for s in self.chart.series if s.points)
        return Picture(self.width, round(self.plane.bottom + 28), tuple(shapes), linked_any)

    def _keys(self) -> None:
        """Only the signs that the chart uses beyond plain values."""
        used = {p.certainty for s in self.chart.series for p in s.points}
        entries: list[tuple[Shape, str]] = []
        if used != {Certainty.STATED}:
            named = zip(
                Certainty, (self.words.stated, self.words.derived, self.words.inferred), strict=True
            )
            entries = [
                (circle(10, -4.5, 5, f"ch-s1-{_DOT[c]}"), name) for c, name in named if c in used
            ]
        if any(self._bridged(s) for s in self.chart.series):
            entries.append((path("M1 -4.5H20", "ch-s1-gap"), self.words.gap_in_years))
        x, row = 0.0, self.y + 14
        for sign, name in entries:
            room = 26 + width_of(name, SMALL)
            if x and x + room > self.width:
                x, row = 0.0, row + 22
            self.head.append(Shape("g", (("transform", f"translate({x:.1f} {row:.1f})"),), (sign,)))
            self.head.append(text(x + 26, row, name, cls="ch-muted", size=SMALL))
            x += room + 22
        self.y = row + 8 if entries else 0.0

    def _bridged(self, series: TrendSeries) -> bool:
        return any(
            b.year - a.year > 1 and not self.chart.cut(series.name, a.year, b.year)
            for a, b in pairwise(series.ordered())
        )

    def _breaks(self) -> Iterable[Shape]:
        """A dashed line half a year before the first year of the new series, named above."""
        plane = self.plane
        ordered = sorted(self.chart.breaks, key=lambda b: b.year)
        for lane, b in enumerate(ordered):
            if not plane.first < b.year <= plane.last:
                continue
            x = plane.x(b.year - 0.5)
            y = plane.top - 14 - 18 * (len(ordered) - 1 - lane)
            yield line(x, y + 4, x, plane.bottom, "ch-break")
            half = width_of(b.label, SMALL) / 2
            at = min(max(x, half), self.width - half)
            yield text(at, y, b.label, cls="ch-muted", size=SMALL, anchor="middle")

    def _line(self, series: TrendSeries, cls: str) -> Iterable[Shape]:
        plane, points = self.plane, series.ordered()
        for a, b in pairwise(points):
            if self.chart.cut(series.name, a.year, b.year):
                continue
            kind = "line" if b.year - a.year == 1 else "gap"
            ends = f"M{plane.x(a.year):.1f} {plane.y(a.share):.1f}"
            ends += f"L{plane.x(b.year):.1f} {plane.y(b.share):.1f}"
            yield path(ends, f"{cls}-{kind}")
        for p in points:
            x, y = plane.x(p.year), plane.y(p.share)
            dot = circle(x, y, 5, f"{cls}-{_DOT[p.certainty]}")
            said = f"{series.name} {p.year}: {self.words.percent(p.share)}"
            yield linked((dot,), href=None, title=said)
        yield from self._values(points, cls)

    def _values(self, points: tuple[TrendPoint, ...], cls: str) -> Iterable[Shape]:
        """Every value where there is one series, else the first; the last stands by the name."""
        alone = len(self.chart.series) == 1
        step = (self.plane.right - self.plane.left) / max(self.plane.last - self.plane.first, 1)
        shown = points if alone and step >= 34 else points[:1]
        for p in shown:
            if p is points[-1] and (self.beside or not alone):
                continue
            value = self.words.percent(p.share)
            x = self.plane.x(p.year)
            y = self._free_height(p)
            if y is None:
                continue
            half = width_of(value, SMALL, bold=True) / 2
            x = min(max(x, half), self.width - half)
            yield text(x, y, value, cls=f"{cls}-name", size=SMALL, anchor="middle")

    def _free_height(self, point: TrendPoint) -> float | None:
        """A baseline over or under the point where no other dot of the year is in the way."""
        own = self.plane.y(point.share)
        others = [
            self.plane.y(p.share)
            for s in self.chart.series
            for p in s.points
            if p.year == point.year and p is not point
        ]
        said = [y for year, y in self.said if year == point.year]
        for baseline in (own - 12, own + 22):
            if any(baseline - 18 < y < baseline + 8 for y in others):
                continue
            if all(abs(baseline - y) > 15 for y in said):
                self.said.append((point.year, baseline))
                return baseline
        return None

    def _names_beside(self) -> Iterable[Shape]:
        """Each series' last value and name at the end of its line, moved apart where they meet."""
        left = self.plane.right + 16
        room = self.width - left
        entries = []
        for index, s in enumerate(self.chart.series):
            if s.points:
                last = s.ordered()[-1]
                said = f"{self.words.percent(last.share)} {s.name}"
                # A line from an earlier year to the name would look like a course of the series.
                said += "" if last.year == self.plane.last else f" ({last.year})"
                lines = wrap(said, room, SMALL, bold=True)
                entries.append((self.plane.y(last.share), index, s, lines, last.year))
        entries.sort(key=lambda e: (e[0], e[1]))
        heights = [len(e[3]) * 16.0 + 6 for e in entries]
        tops = spread(
            [e[0] - 8 for e in entries],
            [0.0, *heights[:-1]],
            self.plane.top - 20,
            self.plane.bottom - heights[-1] + 6,
        )
        for (y, index, s, lines, year), top in zip(entries, tops, strict=True):
            cls = f"ch-s{min(index, 3) + 1}-name"
            drawn: list[Shape] = []
            if year == self.plane.last:
                drawn.append(line(self.plane.right + 7, y, left - 4, top + 8, "ch-leader"))
            drawn += [
                text(left, top + 13 + i * 16, row, cls=cls, size=SMALL)
                for i, row in enumerate(lines)
            ]
            yield linked(drawn, href=s.href, title=s.name)

    def _names_above(self) -> None:
        """In a narrow place: a list of series with their last value and its year."""
        for index, s in enumerate(self.chart.series):
            if not s.points:
                continue
            cls = f"ch-s{min(index, 3) + 1}"
            last = s.ordered()[-1]
            said = f"{s.name}, {self.words.percent(last.share)} ({last.year})"
            lines = wrap(said, self.width - 28, SMALL, bold=True)
            first = self.y + 16
            drawn: list[Shape] = [path(f"M1 {first - 4.5:.1f}H19", f"{cls}-line")]
            drawn += [
                text(26, first + i * 17, row, cls=f"{cls}-name", size=SMALL)
                for i, row in enumerate(lines)
            ]
            self.head.append(linked(drawn, href=s.href, title=s.name))
            self.y = first + (len(lines) - 1) * 17 + 6
