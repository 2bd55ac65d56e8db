"""Sums over larger areas and coarser divisions, of counts at the smallest places."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from kvinnofrid.engine.areas import LEVELS, Level, above
from kvinnofrid.engine.expressions import classes_of
from kvinnofrid.engine.query import Query
from kvinnofrid.engine.statements import Places
from kvinnofrid.engine.tables import AREA, CLASS, YEAR, Dimension, Moments, Quarters

Integers = npt.NDArray[np.int64]

LARGEST_STEP = 10**6
"""Larger steps are squared as Python's own integers, which never overflow."""


@dataclass(frozen=True)
class Rolling:
    """How the smallest places of a statement add up to the rows of a query."""

    places: Places
    query: Query

    @property
    def _summing(self) -> "Summing":
        levels = tuple(level for level in LEVELS if level in self.query.levels)
        return summing(self.places.areas, levels)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas of the rows, from the nation down, each once."""
        return self._summing.areas

    def dimensions(self, classes: Sequence[str]) -> tuple[Dimension, ...]:
        """The dimensions of the query's table."""
        named = dict(zip(self.places.by, self.places.outcomes, strict=True))
        return (
            Dimension(AREA, self.areas),
            Dimension(YEAR, tuple(map(str, self.query.years))),
            *(Dimension(code, classes_of(named[code])) for code in self.query.by),
            Dimension(CLASS, tuple(classes)),
        )

    def rows(self, counts: Integers) -> Integers:
        """Counts of each row, from an array of sorts × places: rows × sorts."""
        cube = counts.reshape(len(counts), *self.places.shape)
        away = tuple(at for at, code in enumerate(self.places.by, 3) if code not in self.query.by)
        cube = cube.sum(axis=away) if away else cube
        left = [code for code in self.places.by if code in self.query.by]
        cube = cube.transpose(1, 2, *(3 + left.index(code) for code in self.query.by), 0)
        larger = np.zeros((len(self.areas), *cube.shape[1:]), dtype=np.int64)
        for leaves, areas, first in self._summing.parts:
            larger[areas[first]] += np.add.reduceat(cube[leaves], first, axis=0)
        return larger.reshape(-1, len(counts))

    def spread(self, place: Integers) -> tuple[Integers, Integers]:
        """For things at places, which thing counts in which row: their numbers, and the rows."""
        at = np.unravel_index(place, self.places.shape)
        divided = dict(zip(self.places.by, at[2:], strict=True))
        sizes = dict(zip(self.places.by, self.places.shape[2:], strict=True))
        inner = at[1]
        for code in self.query.by:
            inner = inner * sizes[code] + divided[code]
        width = len(self.query.years)
        for code in self.query.by:
            width *= sizes[code]
        things, rows = [], []
        for leaves, areas, _ in self._summing.parts:
            larger = np.full(len(self.places.areas), -1, dtype=np.int64)
            larger[leaves] = areas
            found = np.flatnonzero(larger[at[0]] >= 0)
            things.append(found)
            rows.append(larger[at[0][found]] * width + inner[found])
        return np.concatenate(things), np.concatenate(rows)

    @property
    def height(self) -> int:
        """How many rows there are."""
        sizes = dict(zip(self.places.by, self.places.shape[2:], strict=True))
        return len(self.areas) * len(self.query.years) * prod(sizes[one] for one in self.query.by)


@dataclass(frozen=True)
class Summing:
    """Areas, and for each level which smallest area is part of which of them, no pair twice.

    They are in the order of the larger areas, with where each of these begins.
    """

    areas: tuple[str, ...]
    parts: tuple[tuple[Integers, Integers, Integers], ...]


@lru_cache(maxsize=32)
def summing(smallest: tuple[str, ...], levels: tuple[Level, ...]) -> Summing:
    """How the smallest areas add up on some levels."""
    areas = tuple(dict.fromkeys(above(area, level) for level in levels for area in smallest))
    number = {area: at for at, area in enumerate(areas)}
    seen: set[tuple[int, int]] = set()
    found = []
    for level in levels:
        pairs = [(at, number[above(area, level)]) for at, area in enumerate(smallest)]
        fresh = sorted((pair for pair in pairs if pair not in seen), key=itemgetter(1))
        seen.update(fresh)
        both = np.array(fresh, dtype=np.int64).reshape(-1, 2)
        found.append((both[:, 0], both[:, 1], np.flatnonzero(np.diff(both[:, 1], prepend=-1))))
    return Summing(areas, tuple(found))


def quarters(
    rows: Integers, values: Integers, numbers: Integers, height: int
) -> list[Quarters | None]:
    """The quartiles of each row, of `numbers` many of each value; None for a row with none.

    By linear interpolation between the two nearest values, as in `statistics.quantiles`.
    """
    order = np.lexsort((values, rows))
    rows, values, numbers = rows[order], values[order], numbers[order]
    behind = np.cumsum(numbers)
    held = np.bincount(rows, weights=numbers, minlength=height).astype(np.int64)
    before = np.cumsum(held) - held
    there = np.flatnonzero(held)
    many, start = held[there], before[there]
    found = []
    for quarter in (1, 2, 3):
        at, rest = np.divmod(quarter * (many - 1), 4)
        lower = values[np.searchsorted(behind, start + at, side="right")]
        upper_at = np.minimum(at + 1, many - 1)
        upper = values[np.searchsorted(behind, start + upper_at, side="right")]
        found.append((4 * lower + rest * (upper - lower)).tolist())
    result: list[Quarters | None] = [None] * height
    for row, n, *three in zip(there.tolist(), many.tolist(), *found, strict=True):
        result[row] = Quarters(n, *three)
    return result


def moments(
    rows: Integers, steps: Integers, numbers: Integers, height: int
) -> list[Moments | None]:
    """Number, sum and sum of squares of the steps of each row; None for a row with none."""
    large = len(steps) and int(np.abs(steps).max()) > LARGEST_STEP
    kind: type = object if large else np.int64
    sums: npt.NDArray[Any] = np.zeros((3, height), dtype=kind)
    taken: npt.NDArray[Any] = steps.astype(kind)
    times: npt.NDArray[Any] = numbers.astype(kind)
    for at, part in enumerate((times, times * taken, times * taken * taken)):
        np.add.at(sums[at], rows, part)
    return [
        Moments(n, total, squares) if n else None
        for n, total, squares in zip(*(one.tolist() for one in sums), strict=True)
    ]
