"""Maps of Sweden's municipalities and counties, coloured by category.

Three ways to draw one: every area with its borders; with `markers` only those that have a value,
ringed and named, on plain counties (when eight of 290 answered); and cropped to one `county`, with
the country small beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from kvinnofrid.charts.answers import PAINT, Answer, symbol
from kvinnofrid.charts.geography import TOPOLOGY, Geography, Grid, Level, load_geography
from kvinnofrid.charts.placing import Wish, overlap, place
from kvinnofrid.charts.publish import Table, hatched, hatching
from kvinnofrid.charts.svg import (
    Number,
    Picture,
    Shape,
    circle,
    group,
    line,
    linked,
    path,
    rect,
    shape,
    text,
)
from kvinnofrid.charts.swedish import swedish_order
from kvinnofrid.charts.text import width_of, wrap
from kvinnofrid.charts.words import SWEDISH, Words

_SIZE = 13.5
_R = 8.0  # radius of a symbol on the map


@dataclass(frozen=True, slots=True)
class Category:
    """One colour of the map: its key, its name in the legend, and either an answer or a step from
    1 (lowest) to 5 (highest)."""

    key: str
    label: str
    answer: Answer | None = None
    step: int = 5

    @property
    def paint(self) -> str:
        """The class of areas in this category."""
        return PAINT[self.answer] if self.answer is not None else f"ch-bin-{self.step}"


@dataclass(frozen=True, slots=True)
class AreaValue:
    """The value of a municipality or county: a category's key, and the value in words.

    With `name` it is a point inside the area instead (a city district, several in a municipality).
    """

    code: str
    category: str
    value: str
    href: str | None = None
    name: str = ""


def answer_categories(words: Words = SWEDISH) -> tuple[Category, ...]:
    """The four answers as categories; missing is what the map draws without a value."""
    real = [answer for answer in Answer if answer is not Answer.MISSING]
    return tuple(Category(answer.value, words.answer_name(answer), answer) for answer in real)


@dataclass(frozen=True, slots=True)
class SwedenMap:
    """Categories of areas on a map. Areas without a value are drawn hatched or as plain land, named
    "uppgift saknas" in the legend, and are not links."""

    title: str
    categories: tuple[Category, ...]
    values: tuple[AreaValue, ...]
    level: Level = "municipality"
    county: str | None = None
    markers: bool = False
    value_name: str = ""
    description: str = ""
    topology: Path = TOPOLOGY

    def geography(self) -> Geography:
        """The areas that the map is drawn from."""
        return load_geography(self.topology)

    def codes(self) -> tuple[str, ...]:
        """The codes of all areas the map is about, with a value or without."""
        geography = self.geography()
        if self.county is not None:
            return geography.municipalities_of(self.county)
        return tuple(geography.areas[self.level])

    def named(self) -> tuple[tuple[str, AreaValue], ...]:
        """Name and value of each area that has one, in Swedish alphabetical order."""
        geography = self.geography()
        pairs = [(v.name or geography.area(self.level, v.code).name, v) for v in self.values]
        return tuple(sorted(pairs, key=lambda pair: swedish_order(pair[0])))

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or how many areas are in each category."""
        if self.description:
            return self.description
        counts = [f"{c.label}: {words.number(self.count(c))}" for c in self.categories]
        return ", ".join(counts) + f". {words.no_data.capitalize()}: {self.missing()}."

    def count(self, category: Category) -> int:
        """How many values are in a category."""
        return sum(1 for value in self.values if value.category == category.key)

    def missing(self) -> int:
        """How many areas have no value of any kind, not even for a part."""
        with_value = {value.code for value in self.values}
        return sum(1 for code in self.codes() if code not in with_value)

    def table(self, words: Words = SWEDISH) -> Table:
        """Name, code, category and value of each area with a value."""
        labels = {c.key: c.label for c in self.categories}
        rows = [(name, v.code, labels[v.category], v.value) for name, v in self.named()]
        header = (words.area, words.code, words.category, self.value_name or words.value)
        return Table(header, tuple(rows))

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """The map with its legend: beside the country where there is room, above it elsewhere."""
        return _Layout(self, width, words).picture()


@dataclass(frozen=True, slots=True)
class _Land:
    """Path data that does not depend on the values: computed once per map and process."""

    grid: Grid
    areas: dict[str, str]
    borders: str
    counties: str
    county_areas: dict[str, str]


@lru_cache(maxsize=64)
def _land(topology: Path, level: Level, county: str | None) -> _Land:
    geography = load_geography(topology)
    counties = geography.areas["county"]
    if county is not None:
        members = [geography.area("municipality", c) for c in geography.municipalities_of(county)]
        grid = geography.grid(members, 1000)
        edge = geography.outline(counties[county], grid)
    else:
        members = list(geography.areas[level].values())
        grid = geography.whole
        edge = geography.borders(counties.values(), grid, coast=True, smallest=12)
    return _Land(
        grid=grid,
        areas={area.code: geography.outline(area, grid) for area in members},
        borders=geography.borders(members, grid, coast=False),
        counties=edge,
        county_areas={c.code: geography.outline(c, grid, 12) for c in counties.values()}
        if county is None
        else {},
    )


@lru_cache(maxsize=4)
def _inset(topology: Path) -> tuple[Grid, dict[str, str]]:
    """The country in 220 units for the small map beside a county."""
    geography = load_geography(topology)
    counties = geography.areas["county"]
    grid = geography.grid(counties.values(), 220)
    return grid, {code: geography.outline(area, grid, 4) for code, area in counties.items()}


class _Layout:
    """Where everything goes, for one width: the legend in the empty north-west of the country,
    above the map where the place is narrow, or in a column beside a county."""

    def __init__(self, chart: SwedenMap, width: int, words: Words) -> None:
        self.chart, self.width, self.words = chart, width, words
        # Swatch and symbol stand side by side where areas are coloured by answer.
        both = not chart.markers and any(c.answer is not None for c in chart.categories)
        self.indent = 42 if both else 26
        self.land = _land(chart.topology, chart.level, chart.county)
        grid = self.land.grid
        ratio = grid.rows / max(grid.columns, 1)
        self.legend_width = max(self.indent + width_of(said, _SIZE) for _, said in self.entries)
        self.legend_height = len(self.entries) * 22.0 + 14
        if chart.county is not None:
            self.beside = width >= 520
            column = self.legend_width + 24 if self.beside else 0.0
            self.map_width = min(width - column - 8, 620 / ratio)
            self.left = 4.0
        else:
            self.beside = width >= 340 and self.legend_width < 0.52 * width
            names = 120 if chart.markers and width >= 420 else 0
            room = width - names - (self.legend_width * 0.62 if self.beside else 0)
            self.map_width = min(room, 900 / ratio)
            centred = (width - self.map_width) / 2
            lean = self.legend_width * 0.3 if self.beside else 0
            self.left = min(centred + lean, width - self.map_width - 4)
        self.scale = self.map_width / grid.columns
        self.map_height = grid.rows * self.scale
        self.top = 6.0 if self.beside else self.legend_height

    @cached_property
    def entries(self) -> list[tuple[Category | None, str]]:
        """The legend: each category with its count, then no data."""
        chart, words = self.chart, self.words
        listed: list[tuple[Category | None, str]] = [
            (c, f"{c.label} ({words.number(chart.count(c))})")
            for c in chart.categories
            if chart.count(c) or c.answer is not Answer.NOT_APPLICABLE
        ]
        if chart.missing():
            said = f"{words.no_data.capitalize()} ({words.number(chart.missing())})"
            listed.append((None, said))
        return listed

    def picture(self) -> Picture:
        shapes = [*self._map(), *self._legend()]
        bottom = self.top + self.map_height
        if self.chart.county is not None:
            shapes.append(self._country())
            bottom = max(bottom, self.legend_height + 236) if self.beside else bottom
        interactive = any(value.href is not None for value in self.chart.values)
        height = round(max(bottom, self.legend_height) + 8)
        return Picture(self.width, height, tuple(shapes), interactive, self._patterns())

    def _patterns(self) -> tuple[Shape, ...]:
        """The lines of no data and of no, as fine on the page whatever the scale of the map."""
        at = f"scale({1 / self.scale:.3f})"
        return (
            shape(
                "defs",
                hatching("missing", under="ch-land", patternTransform=at),
                hatching("no", under="ch-no", over="ch-texture", patternTransform=at),
                hatching("key", under="ch-no", over="ch-texture"),
            ),
        )

    def _legend(self) -> Iterable[Shape]:
        county_column = self.chart.county is not None and self.beside
        x = self.left + self.map_width + 24 if county_column else 0.0
        for index, (category, said) in enumerate(self.entries):
            y = 18.0 + index * 22
            if category is None:
                plain = self.chart.markers
                yield (
                    rect(x + 1, y - 12, 16, 14, "ch-land")
                    if plain
                    else hatched(x + 1, y - 12, 16, 14)
                )
            elif category.answer is None or not self.chart.markers:
                lines = "key" if self.chart.county is None else ""
                yield _filled(category.paint, lines, x=x + 1, y=y - 12, width=16, height=14)
            if category is not None and category.answer is not None:
                yield symbol(category.answer, x + (9 if self.chart.markers else 28), y - 5, 14)
            yield text(x + self.indent, y, said, size=_SIZE)

    def _map(self) -> Iterable[Shape]:
        transform = f"translate({self.left:.1f} {self.top:.1f}) scale({self.scale:.4f})"
        yield group([*self._ground(), *self._borders()], transform=transform)
        yield from self._marks()
        if self.chart.county is not None:
            yield from self._names()

    def _ground(self) -> Iterable[Shape]:
        """Land without a value, then each area with one as a link, in alphabetical order."""
        chart, land = self.chart, self.land
        whole = {v.code for v in chart.values if not v.name}
        if chart.markers:
            yield path("".join(land.county_areas.values()), "ch-land")
        elif empty := "".join(d for code, d in land.areas.items() if code not in whole):
            yield shape("path", d=empty, fill="url(#missing)")
        paints = {c.key: c.paint for c in chart.categories}
        for name, value in chart.named():
            if value.name:
                continue
            d = land.areas[value.code]
            if chart.markers:
                yield path(d, paints[value.category])
            else:
                # In a county every area carries its symbol, and lines would only disturb.
                pattern = "no" if chart.county is None else ""
                area = _filled(paints[value.category], pattern, d=d)
                said = f"{name}: {value.value}"
                yield linked((area,), href=value.href, title=said, cls="ch-link ch-area")

    def _borders(self) -> Iterable[Shape]:
        def stroke(d: str, cls: str, width: float) -> Shape:
            return shape("path", cls=cls, d=d, stroke_width=round(width / self.scale, 2))

        if not self.chart.markers and self.chart.level == "municipality":
            yield stroke(self.land.borders, "ch-border", 0.6)
        yield stroke(self.land.counties, "ch-county", 0.7)

    def _marks(self) -> Iterable[Shape]:
        """Symbols with names: of city districts, and of every value on a map with `markers`."""
        chart = self.chart
        shown = [(name, v) for name, v in chart.named() if v.name or chart.markers]
        spots = self._spots([v for _, v in shown])
        rows = [wrap(name, 150, _SIZE) for name, _ in shown]
        wishes = [
            Wish(x, y, _R, max(width_of(row, _SIZE) for row in lines) + 2, len(lines) * 16.0)
            for (x, y), lines in zip(spots, rows, strict=True)
        ]
        legend = (0.0, 0.0, self.legend_width, self.legend_height)
        within = (0.0, 0.0, float(self.width), self.top + self.map_height)
        categories = {c.key: c for c in chart.categories}
        places = place(wishes, within, (legend,))
        for (name, value), lines, wish, placed in zip(shown, rows, wishes, places, strict=True):
            parts = []
            if placed.leader is not None:
                parts.append(line(wish.x, wish.y, *placed.leader, "ch-leader"))
            parts.append(circle(wish.x, wish.y, _R + 1.5, "ch-marker-halo"))
            parts.append(_mark(categories[value.category], wish.x, wish.y))
            first = placed.middle - wish.height / 2 + 12
            parts += [
                text(placed.left, first + i * 16, row, cls="ch-halo", size=_SIZE)
                for i, row in enumerate(lines)
            ]
            yield linked(parts, href=value.href, title=f"{name}: {value.value}")

    def _spots(self, values: list[AreaValue]) -> list[tuple[float, float]]:
        """The middle of each area in pixels; several in one area stand side by side."""
        seen: dict[str, int] = {}
        spots = []
        for value in values:
            x, y, _ = self._middle(value.code)
            order = seen.get(value.code, 0)
            seen[value.code] = order + 1
            spots.append((x + (order % 4) * 20, y + (order // 4) * 20))
        return spots

    def _middle(self, code: str) -> tuple[float, float, float]:
        """The middle of an area in pixels, and how far it is to its edge east and west."""
        level: Level = "municipality" if self.chart.county is not None else self.chart.level
        point, room = self.chart.geography().middle(level, code)
        column, row = self.land.grid.cell(point)
        across = room / self.land.grid.size * self.scale
        return self.left + column * self.scale, self.top + row * self.scale, across

    def _names(self) -> Iterable[Shape]:
        """In a county: the symbol of the answer and the name, in the areas with room for them."""
        values = {v.code: v for v in self.chart.values if not v.name}
        partly = {v.code for v in self.chart.values if v.name}
        categories = {c.key: c for c in self.chart.categories}
        spots = {code: self._middle(code) for code in self.land.areas if code not in partly}
        busy = {code: (x - 9, y - 9, x + 9, y + 9) for code, (x, y, _) in spots.items()}
        for code, (x, y, across) in spots.items():
            category = categories[values[code].category] if code in values else None
            answer = category.answer if category is not None else Answer.MISSING
            if answer is not None and across >= 9:
                yield circle(x, y, 9.5, "ch-disc")
                yield symbol(answer, x, y, 12.5 if answer is Answer.NO else 14)
            name = self.chart.geography().area("municipality", code).name
            half = width_of(name, 12.5) / 2
            line_y = y + 20 if answer is not None else y + 4
            box = (x - half, line_y - 12, x + half, line_y + 3)
            if half < across and not any(overlap(box, o) for c, o in busy.items() if c != code):
                busy[f"name of {code}"] = box
                yield text(x, line_y, name, cls="ch-halo", size=12.5, anchor="middle")

    def _country(self) -> Shape:
        """The whole country small, with the county filled: under the legend or beside it."""
        grid, outlines = _inset(self.chart.topology)
        code = str(self.chart.county)
        rest = "".join(d for other, d in outlines.items() if other != code)
        size = 1.0 if self.beside else (self.legend_height - 8) / grid.rows
        x = self.left + self.map_width + 24 if self.beside else self.width - grid.columns * size - 4
        y = self.legend_height + 8 if self.beside else 2.0
        drawn = (path(rest, "ch-land"), path(outlines[code], "ch-accent"))
        return group(drawn, transform=f"translate({x:.1f} {y:.1f}) scale({size:.3f})")


def _mark(category: Category, x: float, y: float) -> Shape:
    if category.answer is not None:
        return symbol(category.answer, x, y, _R * 2)
    return circle(x, y, _R, category.paint)


def _filled(paint: str, pattern: str, **attributes: str | Number) -> Shape:
    """An area in its colour; those of no have lines too, to be told from yes in greyscale."""
    tag = "path" if "d" in attributes else "rect"
    if pattern and paint == PAINT[Answer.NO]:
        return shape(tag, fill=f"url(#{pattern})", cls="", **attributes)
    return shape(tag, fill=None, cls=paint, **attributes)
