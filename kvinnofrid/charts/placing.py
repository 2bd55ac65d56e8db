"""Labels beside their points so that none covers another label or point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Wish:
    """A point at (x, y) of radius `r` that wants a label of `width` by `height` pixels."""

    x: float
    y: float
    r: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label landed: its left edge and middle line, and where a leader line to the point
    starts if it stands apart from it."""

    left: float
    middle: float
    leader: tuple[float, float] | None

    def box(self, wish: Wish) -> Box:
        """The room that the label takes."""
        half = wish.height / 2
        return self.left, self.middle - half, self.left + wish.width, self.middle + half


def overlap(a: Box, b: Box) -> float:
    """The area that two boxes share."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def place(wishes: Sequence[Wish], within: Box, taken: Iterable[Box] = ()) -> tuple[Placed, ...]:
    """A place for each label, in the order given: the nearest free one, right before left.

    Where none is free the place with the least overlap is taken: a label is never left out.
    """
    return _place(tuple(wishes), within, tuple(taken))


@lru_cache(maxsize=64)
def _place(wishes: tuple[Wish, ...], within: Box, taken: tuple[Box, ...]) -> tuple[Placed, ...]:
    """Remembered: every map of a round has the same names in the same places."""
    busy = [*taken, *((w.x - w.r, w.y - w.r, w.x + w.r, w.y + w.r) for w in wishes)]
    done: dict[int, Placed] = {}
    for index in sorted(range(len(wishes)), key=lambda i: (wishes[i].y, wishes[i].x)):
        wish = wishes[index]
        best = _best(wish, within, busy)
        busy.append(best.box(wish))
        done[index] = best
    return tuple(done[i] for i in range(len(wishes)))


def _candidates(wish: Wish) -> Iterable[Placed]:
    gap = wish.r + 7
    for reach in (0.0, 14.0, 30.0, 50.0, 74.0, 100.0):
        for drop in (0.0, -1.0, 1.0, -2.0, 2.0, -3.5, 3.5, -5.0, 5.0):
            if reach == 0.0 and abs(drop) > 1:
                continue
            middle = wish.y + drop * wish.height * (0.55 if reach == 0.0 else 0.8)
            apart = reach > 0
            right, left = wish.x + gap + reach, wish.x - gap - reach
            yield Placed(right, middle, (right - 3, middle) if apart else None)
            yield Placed(left - wish.width, middle, (left + 3, middle) if apart else None)


def _best(wish: Wish, within: Box, busy: Sequence[Box]) -> Placed:
    """The cheapest candidate, the first of equals. One that is dearer by its distance alone, or
    while its overlaps are still being summed, is given up there."""
    best, least = None, inf
    for candidate in _candidates(wish):
        box = candidate.box(wish)
        cost = _distance(candidate, wish) + _outside(box, within) * 1000
        for other in busy:
            if cost >= least:
                break
            cost += overlap(box, other) * 100
        if cost < least:
            best, least = candidate, cost
    if best is None:
        raise ValueError("a label has no place: its size or its point is not a number")
    return best


def _outside(box: Box, within: Box) -> float:
    across = max(within[0] - box[0], 0) + max(box[2] - within[2], 0)
    return across + max(within[1] - box[1], 0) + max(box[3] - within[3], 0)


def _distance(candidate: Placed, wish: Wish) -> float:
    away = abs(candidate.middle - wish.y) + abs(candidate.left - wish.x) / 50
    if candidate.leader is not None:
        away += 20 + abs(candidate.leader[0] - wish.x)
    return away
