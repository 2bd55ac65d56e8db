"""Years along the bottom of a chart, and round numbers up its side."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log10

from kvinnofrid.charts.svg import Shape, line, text


def year_ticks(first: int, last: int, room: float) -> tuple[int, ...]:
    """The years to name: the first and the last, and between them as many at an even step as fit
    in `room` pixels at 44 pixels each."""
    if first == last:
        return (first,)
    fit = max(int(room // 44), 1)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if (last - first) / s <= fit)
    if step == 1:
        return tuple(range(first, last + 1))
    inner = range(first + step - first % step, last, step)
    per_year = room / (last - first)
    apart = [y for y in inner if min(y - first, last - y) * per_year >= 44]
    return (first, *apart, last)


def round_ticks(highest: float, count: int = 4) -> tuple[float, ...]:
    """Round numbers from 0 to at least `highest`, about `count` steps of 1, 2, 2.5 or 5."""
    if highest <= 0:
        return (0.0, 1.0)
    magnitude = 10.0 ** floor(log10(highest / count))
    step = next(
        s * magnitude for s in (1, 2, 2.5, 5, 10) if s * magnitude * count >= highest * 0.98
    )
    steps = int(-(-highest // step))
    return tuple(step * i for i in range(steps + 1))


class Plane:
    """Years across and values up, within a box in pixels."""

    def __init__(
        self,
        *,
        years: tuple[int, int],
        values: tuple[float, float],
        box: tuple[float, float, float, float],
    ) -> None:
        self.first, self.last = years
        self.low, self.high = values
        self.left, self.top, self.right, self.bottom = box

    def x(self, year: float) -> float:
        """Where a year stands; a lone year in the middle."""
        if self.first == self.last:
            return (self.left + self.right) / 2
        return self.left + (year - self.first) / (self.last - self.first) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Where a value stands."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def frame(self, ticks: Iterable[tuple[float, str]]) -> Iterable[Shape]:
        """Quiet lines at the values with their labels above the lines, and the years below."""
        for value, label in ticks:
            y = self.y(value)
            yield line(0, y, self.right, y, "ch-axis" if value == self.low else "ch-grid")
            yield text(0, y - 5, label, cls="ch-muted", size=12.5)
        for year in year_ticks(self.first, self.last, self.right - self.left):
            x = self.x(year)
            yield line(x, self.bottom, x, self.bottom + 5, "ch-axis")
            yield text(x, self.bottom + 20, str(year), cls="ch-muted", size=12.5, anchor="middle")


def spread(wanted: list[float], apart: list[float], low: float, high: float) -> list[float]:
    """Heights as near the wanted ones as can be, each at least its `apart` from the one before it,
    between `low` and `high` as far as they fit; in the order given, which must be rising."""
    placed: list[float] = []
    for index, y in enumerate(wanted):
        least = placed[-1] + apart[index] if placed else low
        placed.append(max(y, least))
    ceiling = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - apart[index]
    return placed
