"""Words over a swarm of dots, each with a line down to its dot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kvinnofrid.charts.svg import Shape, line, text
from kvinnofrid.charts.text import width_of, wrap

_SIZE = 13
_LEADING = 16
_SIDES = ((0.0, 1.0, 0.5), (0.5, 0.0, 1.0))  # words right of, left of, over their line: in turn


@dataclass(frozen=True, slots=True)
class Callout:
    """Words for the dot at `x`, which stands `offset` pixels from the middle line."""

    x: float
    offset: float
    words: str


@dataclass(frozen=True, slots=True)
class _Placed:
    callout: Callout
    rows: tuple[str, ...]
    left: float
    right: float
    lane: int  # 0 is nearest the dots


@dataclass(frozen=True, slots=True)
class Arranged:
    """Callouts in lanes: none covers another; `crossings` counts lines that had to pass words."""

    placed: tuple[_Placed, ...]
    lanes: tuple[float, ...]
    crossings: int

    @property
    def height(self) -> float:
        """The height of all lanes together, in pixels."""
        return sum(self.lanes)

    def shapes(self, middle: float, top: float, radius: float) -> Iterable[Shape]:
        """The lines, then the words, with the lanes' upper edge at `top`."""
        bottoms = [top + self.height - sum(self.lanes[:lane]) for lane in range(len(self.lanes))]
        for p in self.placed:
            x = p.callout.x
            yield line(x, bottoms[p.lane] - 1, x, middle + p.callout.offset - radius, "ch-leader")
        for p in self.placed:
            first = bottoms[p.lane] - 6 - (len(p.rows) - 1) * _LEADING
            for i, row in enumerate(p.rows):
                yield text(p.left, first + i * _LEADING, row, cls="ch-halo", size=_SIZE)


def arrange(callouts: Sequence[Callout], *, room: float, low: float, high: float) -> Arranged:
    """The callouts in lanes between `low` and `high`, wrapped at `room` pixels: the best of a few
    orders, by crossings and then by height."""
    ordered = sorted(callouts, key=lambda c: (c.x, c.words))
    middle = (low + high) / 2
    outwards = sorted(ordered, key=lambda c: abs(c.x - middle))
    orders = (ordered, ordered[::-1], outwards, outwards[::-1])
    tried = [
        _in_order(order, wide, low, high, sides)
        for wide in (room, room * 0.7)
        for sides in _SIDES
        for order in orders
    ]
    return min(tried, key=lambda a: (a.crossings, a.height))


def _in_order(
    order: Sequence[Callout], room: float, low: float, high: float, sides: tuple[float, ...]
) -> Arranged:
    placed: list[_Placed] = []
    crossings = 0
    for callout in order:
        rows = wrap(callout.words, room, _SIZE)
        wide = max(width_of(row, _SIZE) for row in rows)
        starts = [callout.x - 8 - side * (wide - 16) for side in sides]
        lefts = [min(max(start, low), high - wide) for start in starts]
        tries = [
            _Placed(callout, rows, left, left + wide, lane)
            for lane in range(len(placed) + 1)
            for left in lefts
        ]
        free = [t for t in tries if not any(_cover(t, other) for other in placed)]
        best = min(free, key=lambda t: (sum(_cross(t, other) for other in placed), t.lane))
        crossings += sum(_cross(best, other) for other in placed)
        placed.append(best)
    lanes = tuple(
        max((len(p.rows) * _LEADING + 6.0 for p in placed if p.lane == lane), default=0.0)
        for lane in range(1 + max((p.lane for p in placed), default=-1))
    )
    return Arranged(tuple(placed), lanes, crossings)


def _cover(a: _Placed, b: _Placed) -> bool:
    return a.lane == b.lane and a.left < b.right + 12 and b.left < a.right + 12


def _cross(a: _Placed, b: _Placed) -> bool:
    """Whether the line of the upper one passes the words of the lower one."""
    low, high = (a, b) if a.lane < b.lane else (b, a)
    return a.lane != b.lane and low.left - 3 < high.callout.x < low.right + 3
