"""Where everything on a map goes: legend, areas, borders, symbols and names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from kvinnofrid.charts.answers import PAINT, Answer, symbol
from kvinnofrid.charts.geography import Level
from kvinnofrid.charts.map_land import inset_of, land_of
from kvinnofrid.charts.map_values import AreaCategories, AreaValue, Category
from kvinnofrid.charts.placing import Wish, overlap, place
from kvinnofrid.charts.publish import hatched, hatching
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
from kvinnofrid.charts.text import width_of, wrap
from kvinnofrid.charts.words import Words

_SIZE = 13.5
_R = 8.0  # radius of a symbol on the map
_STEP = 24.0


class MapLayout:
    """Where everything goes, for one width: the legend in the empty north-west of the country,
    above the map where the place is narrow, or in a column beside a county."""

    def __init__(self, chart: AreaCategories, width: int, words: Words) -> None:
        self.chart, self.width, self.words = chart, width, words
        # Swatch and symbol stand side by side where areas are coloured by answer.
        both = not chart.markers and any(c.answer is not None for c in chart.categories)
        self.indent = 42 if both else 26
        self.land = land_of(chart.topology, chart.level, chart.county)
        grid = self.land.grid
        ratio = grid.rows / max(grid.columns, 1)
        # In whole steps: a digit more in a count must not move the whole map, and what is drawn in
        # the same places on the maps of a round is remembered.
        widest = max(self.indent + width_of(said, _SIZE) for _, said in self.entries)
        self.legend_width = -(-widest // _STEP) * _STEP
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
        grid, outlines = inset_of(self.chart.topology)
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
