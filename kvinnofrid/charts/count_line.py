"""Counts over years: inhabitants, reported crimes; and the same as a picture without words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kvinnofrid.charts.publish import Table
from kvinnofrid.charts.rows import SMALL
from kvinnofrid.charts.svg import Picture, Shape, circle, path, text
from kvinnofrid.charts.text import width_of
from kvinnofrid.charts.words import SWEDISH, Words
from kvinnofrid.charts.years import Plane, round_ticks

YearValue = tuple[int, float | None]


@dataclass(frozen=True, slots=True)
class CountLine:
    """Values by year on a scale from 0. A year with None, or not given at all, is a gap.

    `unit` says what is counted ("invånare"). Scale and values are written as whole numbers unless
    they are not.
    """

    title: str
    points: tuple[YearValue, ...]
    unit: str
    description: str = ""

    def __post_init__(self) -> None:
        if not _known(self.points):
            raise ValueError(f"The chart {self.title!r} has no values; leave it out.")

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or the first and the last value."""
        return self.description or _from_to(self.points, words, f" {self.unit}")

    def table(self, words: Words = SWEDISH) -> Table:
        """Every year given, and its value."""
        return _table(self.points, words, self.unit)

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """One line with its first, highest and last value written out."""
        known = _known(self.points)
        ticks = round_ticks(max(value for _, value in known))
        labels = [(value, words.number(value)) for value in ticks]
        labels[-1] = (labels[-1][0], f"{labels[-1][1]} {self.unit}")
        left = max(width_of(words.number(value), 12.5) for value in ticks) + 14
        plane = Plane(
            years=(known[0][0], known[-1][0]),
            values=(0.0, ticks[-1]),
            box=(left, 24.0, width - 24.0, 264.0 if width >= 560 else 214.0),
        )
        shapes = [*plane.frame(labels)]
        shapes += [path(d, "ch-s1-line") for d in _lines(self.points, plane)]
        shapes += self._values(known, plane, ticks, words, width)
        return Picture(width, round(plane.bottom + 28), tuple(shapes))

    def _values(
        self,
        known: list[tuple[int, float]],
        plane: Plane,
        ticks: tuple[float, ...],
        words: Words,
        width: int,
    ) -> Iterable[Shape]:
        highest = max(known, key=lambda point: point[1])
        taken: list[float] = []
        for year, value in dict.fromkeys((known[-1], known[0], highest)):
            x, said = plane.x(year), words.number(value)
            half = width_of(said, SMALL, bold=True) / 2 + 4  # figures of one width are wider
            at = min(max(x, half), width - half)
            y = plane.y(value) - 11
            labels = (plane.y(tick) - 5 for tick in ticks)
            if at - half < plane.left - 8 and any(abs(label - y) < 14 for label in labels):
                y += 33  # under its dot, since a label of the scale is in the way
            if any(abs(at - other) < 2 * half + 10 for other in taken):
                continue
            taken.append(at)
            yield circle(x, plane.y(value), 4.5, "ch-s1-dot")
            yield text(at, y, said, cls="ch-s1-name", size=SMALL, anchor="middle")


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A trend as small as a word, for a table cell. Its scale runs from its lowest to its highest
    value, so it shows direction, not level: the figures stand beside it."""

    title: str
    points: tuple[YearValue, ...]
    unit: str = "%"
    description: str = ""

    def __post_init__(self) -> None:
        if not _known(self.points):
            raise ValueError(f"The sparkline {self.title!r} has no values; leave it out.")

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or the first and the last value."""
        unit = f"{words.before_percent}%" if self.unit == "%" else f" {self.unit}"
        return self.description or _from_to(self.points, words, unit)

    def table(self, words: Words = SWEDISH) -> Table:
        """Every year given, and its value."""
        return _table(self.points, words, self.unit)

    def draw(self, width: int = 120, words: Words = SWEDISH) -> Picture:
        """A line with a dot at its end, a quarter as high as wide, at most 32 pixels."""
        del words  # a picture without words
        known = _known(self.points)
        values = [value for _, value in known]
        low, high = min(values), max(values)
        height = min(round(width / 4), 32)
        plane = Plane(
            years=(known[0][0], known[-1][0]),
            values=(low, high) if high > low else (low - 1, low + 1),
            box=(5.0, 5.0, width - 5.0, height - 5.0),
        )
        shapes = [path(d, "ch-s1-line") for d in _lines(self.points, plane)]
        year, value = known[-1]
        shapes.append(circle(plane.x(year), plane.y(value), 3.5, "ch-s1-dot"))
        return Picture(width, height, tuple(shapes))


def _known(points: tuple[YearValue, ...]) -> list[tuple[int, float]]:
    return sorted((year, value) for year, value in points if value is not None)


def _lines(points: tuple[YearValue, ...], plane: Plane) -> Iterable[str]:
    """Path data of each unbroken stretch of years; a year alone is a short dash."""
    stretch: list[tuple[int, float]] = []
    stretches = [stretch]
    for year, value in _known(points):
        if stretch and year - stretch[-1][0] > 1:
            stretch = []
            stretches.append(stretch)
        stretch.append((year, value))
    for stretch in stretches:
        at = [f"{plane.x(year):.1f} {plane.y(value):.1f}" for year, value in stretch]
        yield f"M{at[0]}h0.1" if len(at) == 1 else "M" + "L".join(at)


def _from_to(points: tuple[YearValue, ...], words: Words, unit: str) -> str:
    known = _known(points)
    (first_year, first), (last_year, last) = known[0], known[-1]
    if first_year == last_year:
        return f"{words.number(last)}{unit} ({last_year})."
    said = words.from_to.format(
        first=words.number(first),
        first_year=first_year,
        last=f"{words.number(last)}{unit}",
        last_year=last_year,
    )
    return f"{said[0].upper()}{said[1:]}."


def _table(points: tuple[YearValue, ...], words: Words, unit: str) -> Table:
    rows = tuple(
        (str(year), words.no_data if value is None else words.number(value))
        for year, value in sorted(points, key=lambda point: point[0])
    )
    return Table((words.year, unit), rows)
