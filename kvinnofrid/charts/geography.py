"""The areas of Sweden as rings of shared arcs, read from TopoJSON and projected once.

Neighbours share their border arc, so a border is drawn once and never gapes. Coordinates are whole
units of a `Grid`: the whole country on a coarse one, a county on a fine one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from kvinnofrid.charts.projection import to_sweref99tm

Level = Literal["municipality", "county"]
Point = tuple[float, float]
Cell = tuple[int, int]

TOPOLOGY = Path(__file__).parents[2] / "data" / "geo" / "sweden.topojson"


class UnknownAreaError(KeyError):
    """A code that the geography does not have."""

    def __init__(self, code: str, level: Level) -> None:
        super().__init__(
            f"No {level} has the code {code!r} in the map. Codes are text with leading zeros: "
            "four digits for a municipality (0138), two for a county (01)."
        )


@dataclass(frozen=True, slots=True)
class Area:
    """One municipality or county: each polygon a list of rings, each ring a list of arc numbers
    (`~i` is arc i backwards), outer ring first."""

    code: str
    name: str
    county: str
    polygons: tuple[tuple[tuple[int, ...], ...], ...]

    def rings(self) -> Iterator[tuple[int, ...]]:
        """Every ring of the area, islands and lakes alike."""
        for polygon in self.polygons:
            yield from polygon


@dataclass(frozen=True, slots=True)
class Grid:
    """Whole units over a part of the map: `size` metres to a unit, origin in the north-west."""

    west: float
    north: float
    size: float
    columns: int
    rows: int

    def cell(self, point: Point) -> Cell:
        """The unit that a point in metres (east, north) falls on."""
        return round((point[0] - self.west) / self.size), round((self.north - point[1]) / self.size)


class Geography:
    """Municipalities and counties with their borders, in SWEREF 99 TM."""

    def __init__(self, topology: dict[str, object]) -> None:
        self._arcs = _decoded(topology)
        objects = topology["objects"]
        assert isinstance(objects, dict)
        self.areas: dict[Level, dict[str, Area]] = {
            "municipality": _areas(objects["municipalities"]),
            "county": _areas(objects["counties"]),
        }
        self._middles: dict[tuple[Level, str], tuple[Point, float]] = {}

    def area(self, level: Level, code: str) -> Area:
        """The area with a code; raises `UnknownAreaError`."""
        try:
            return self.areas[level][code]
        except KeyError:
            raise UnknownAreaError(code, level) from None

    def municipalities_of(self, county: str) -> tuple[str, ...]:
        """The codes of a county's municipalities; raises `UnknownAreaError`."""
        self.area("county", county)
        return tuple(c for c, a in self.areas["municipality"].items() if a.county == county)

    def ring(self, arcs: Iterable[int]) -> list[Point]:
        """A closed ring in metres; its last point is not repeated."""
        points: list[Point] = []
        for arc in arcs:
            part = self._arcs[arc] if arc >= 0 else self._arcs[~arc][::-1]
            points.extend(part[:-1])
        return points

    def largest_part(self, area: Area) -> list[list[Point]]:
        """The rings of the area's largest polygon, the outer one first, then its lakes."""
        parts = ([self.ring(ring) for ring in polygon] for polygon in area.polygons)
        return max(parts, key=lambda rings: _extent(rings[0]))

    def contains(self, area: Area, point: Point) -> bool:
        """Whether a point in metres lies in the area."""
        return any(
            _inside(self.ring(p[0]), point) and not any(_inside(self.ring(h), point) for h in p[1:])
            for p in area.polygons
        )

    def middle(self, level: Level, code: str) -> tuple[Point, float]:
        """A point well inside the area, for a symbol, and how far it is from there to the area's
        edge east and west: in metres."""
        if (level, code) not in self._middles:
            self._middles[level, code] = _middle(self.largest_part(self.area(level, code)))
        return self._middles[level, code]

    def grid(self, areas: Iterable[Area], units: int) -> Grid:
        """A grid that just holds the areas, with `units` along its longer side."""
        points = [p for area in areas for ring in area.rings() for p in self.ring(ring)]
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        size = max(east - west, north - south) / units
        columns, rows = round((east - west) / size), round((north - south) / size)
        return Grid(west, north, size, columns, rows)

    @cached_property
    def whole(self) -> Grid:
        """The grid of the whole country, 2 000 units from south to north (780 m each)."""
        return self.grid(self.areas["county"].values(), 2000)

    def outline(self, area: Area, grid: Grid, smallest: int = 0) -> str:
        """Path data of an area. Islands and lakes under `smallest` square units are left out, but
        never the whole area: what collapses is drawn as a square of two units."""
        drawn = [cells for r in area.rings() if (cells := self._cells(r, grid, smallest))]
        if drawn:
            return "".join(_path_data(cells, close=True) for cells in drawn)
        x, y = grid.cell(_middle(self.largest_part(area))[0])
        return f"M{x - 1} {y - 1}h2v2h-2z"

    def borders(self, areas: Iterable[Area], grid: Grid, *, coast: bool, smallest: int = 0) -> str:
        """Path data of the arcs between areas, each once; with `coast` their outer edges too."""
        uses: dict[int, int] = {}
        for area in areas:
            for ring in area.rings():
                if self._cells(ring, grid, smallest):
                    for arc in ring:
                        uses[max(arc, ~arc)] = uses.get(max(arc, ~arc), 0) + 1
        parts = []
        for arc, times in uses.items():
            if times > 1 or coast:
                cells = _thinned(grid.cell(p) for p in self._arcs[arc])
                if len(cells) > 1:
                    parts.append(_path_data(cells, close=False))
        return "".join(parts)

    def _cells(self, ring: tuple[int, ...], grid: Grid, smallest: int) -> list[Cell]:
        cells = _thinned(grid.cell(p) for p in self.ring(ring))
        if cells[0] == cells[-1]:
            cells.pop()
        return cells if len(cells) > 2 and _extent(cells) >= smallest else []


@lru_cache(maxsize=4)
def load_geography(path: Path = TOPOLOGY) -> Geography:
    """The geography in a TopoJSON file, read and projected once per process."""
    return Geography(json.loads(path.read_text(encoding="utf-8")))


def _decoded(topology: dict[str, object]) -> list[list[Point]]:
    """Arcs in metres: deltas summed, scaled to degrees, projected."""
    transform, arcs = topology["transform"], topology["arcs"]
    assert isinstance(transform, dict)
    assert isinstance(arcs, list)
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    decoded = []
    for arc in arcs:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(to_sweref99tm(x * scale_x + left, y * scale_y + bottom))
        decoded.append(points)
    return decoded


def _areas(collection: dict[str, list[dict[str, object]]]) -> dict[str, Area]:
    areas = {}
    for geometry in collection["geometries"]:
        properties, arcs = geometry["properties"], geometry["arcs"]
        assert isinstance(properties, dict)
        assert isinstance(arcs, list)
        polygons = arcs if geometry["type"] == "MultiPolygon" else [arcs]
        code = str(properties["code"])
        areas[code] = Area(
            code,
            str(properties["name"]),
            str(properties.get("county_code", code)),
            tuple(tuple(tuple(ring) for ring in polygon) for polygon in polygons),
        )
    return areas


def _thinned(cells: Iterable[Cell]) -> list[Cell]:
    """Without cells repeated in a row."""
    kept: list[Cell] = []
    for cell in cells:
        if kept and kept[-1] == cell:
            continue
        kept.append(cell)
    return kept


def _path_data(cells: list[Cell], *, close: bool) -> str:
    x, y = cells[0]
    parts = [f"M{x} {y}l"]
    first = True
    for next_x, next_y in cells[1:]:
        dx, dy = next_x - x, next_y - y
        parts.append(f"{dx}" if first or dx < 0 else f" {dx}")
        parts.append(f"{dy}" if dy < 0 else f" {dy}")
        x, y, first = next_x, next_y, False
    return "".join(parts) + ("z" if close else "")


def _extent(ring: Sequence[Point] | Sequence[Cell]) -> float:
    """Area inside a ring, in the square of its unit."""
    around = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(sum(float(a[0] * b[1] - b[0] * a[1]) for a, b in around)) / 2


def _inside(ring: list[Point], point: Point) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _middle(rings: list[list[Point]]) -> tuple[Point, float]:
    """The roomiest spot on land on any of nine lines across the outer ring, and half the length of
    the line there."""
    outer = rings[0]
    low, high = min(p[1] for p in outer), max(p[1] for p in outer)
    best, across, most = outer[0], 0.0, -1.0
    for step in range(1, 10):
        y = low + (high - low) * step / 10
        crossings = sorted(
            (bx - ax) * (y - ay) / (by - ay) + ax
            for ring in rings
            for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True)
            if (ay > y) != (by > y)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=True):
            half = (right - left) / 2
            room = min(half, abs(y - low), abs(high - y))
            if room > most:
                best, across, most = ((left + right) / 2, y), half, room
    return best, across
