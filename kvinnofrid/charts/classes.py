"""Every class name that a chart's shapes carry: what it means and how it is drawn.

This is the one place. The site's stylesheet `kvinnofrid/web/static/web/charts.css` is written from
it (`kvinnofrid.charts.theme.stylesheet`), and the downloads are painted from it. A value that
starts with `--` is a colour of the theme; anything else is an SVG presentation attribute as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Look:
    """What a class means and the presentation attributes that draw it."""

    meaning: str
    attributes: tuple[tuple[str, str], ...]


def _look(meaning: str, **attributes: str) -> Look:
    return Look(meaning, tuple((key.replace("_", "-"), value) for key, value in attributes.items()))


def _fill(meaning: str, colour: str) -> Look:
    return _look(meaning, fill=colour)


def _stroke(meaning: str, colour: str, width: str, **more: str) -> Look:
    return _look(meaning, fill="none", stroke=colour, stroke_width=width, **more)


_ROUND = {"stroke_linecap": "round", "stroke_linejoin": "round"}


def _series() -> dict[str, Look]:
    """Line, dots and name of each of four series; a dot's outline says how sure the value is."""
    looks: dict[str, Look] = {}
    for index in range(1, 5):
        colour, ring = f"--chart-series-{index}", {"fill": "--chart-surface", "stroke_width": "2"}
        name = f"ch-s{index}"
        dotted = {"stroke_dasharray": "1.5 2.5", **ring}
        looks |= {
            f"{name}-line": _stroke(f"line of series {index}", colour, "2.5", **_ROUND),
            f"{name}-gap": _stroke(
                "its dotted connector over years without data",
                colour,
                "1.5",
                stroke_dasharray="0.1 4.5",
                stroke_linecap="round",
            ),
            f"{name}-dot": _look("a published value", fill=colour),
            f"{name}-hollow": _look("a derived value", stroke=colour, **ring),
            f"{name}-dotted": _look("an inferred value", stroke=colour, **dotted),
            f"{name}-name": _look("its name and values", fill=colour, font_weight="600"),
        }
    return looks


CLASSES: MappingProxyType[str, Look] = MappingProxyType(
    {
        # Answers
        "ch-yes": _fill("yes: areas and discs", "--chart-yes"),
        "ch-partly": _fill("partly", "--chart-partly"),
        "ch-no": _fill("no", "--chart-no"),
        "ch-na": _fill("not applicable", "--chart-na"),
        "ch-missing": _stroke("missing: outline; the inside is hatched", "--chart-missing", "1"),
        "ch-partly-ring": _look(
            "ring round the half disc of partly",
            fill="--chart-surface",
            stroke="--chart-partly",
            stroke_width="2",
        ),
        "ch-na-ring": _look(
            "ring of not applicable",
            fill="--chart-surface",
            stroke="--chart-na",
            stroke_width="1.5",
        ),
        "ch-na-sign": _stroke("dash of not applicable", "--chart-na", "2", **_ROUND),
        "ch-missing-ring": _look(
            "dotted ring of missing",
            fill="--chart-surface",
            stroke="--chart-missing",
            stroke_width="1.5",
            stroke_dasharray="2 2",
        ),
        "ch-sign": _stroke("sign on a filled answer", "--chart-surface", "2", **_ROUND),
        "ch-hatch": _stroke("lines of the hatching: no data", "--chart-missing", "1"),
        "ch-texture": _stroke(
            "light lines over the areas of no", "--chart-surface", "0.9", stroke_opacity="0.6"
        ),
        # Bars, dots, areas
        "ch-accent": _fill("the figure the chart is about", "--chart-accent"),
        "ch-soft": _fill("figures around the one in focus", "--chart-soft"),
        "ch-land": _fill("land without a value of its own", "--chart-land"),
        "ch-bin-1": _fill("lowest fifth of a scale", "--chart-bin-1"),
        "ch-bin-2": _fill("second fifth", "--chart-bin-2"),
        "ch-bin-3": _fill("middle fifth", "--chart-bin-3"),
        "ch-bin-4": _fill("fourth fifth", "--chart-bin-4"),
        "ch-bin-5": _fill("highest fifth", "--chart-bin-5"),
        "ch-dot": _look(
            "a dot pointed out among many",
            fill="--chart-accent",
            stroke="--chart-surface",
            stroke_width="1",
        ),
        "ch-dot-soft": _look(
            "a dot among many", fill="--chart-soft", stroke="--chart-surface", stroke_width="1"
        ),
        "ch-marker": _look(
            "the second figure, to compare with",
            fill="--chart-surface",
            stroke="--chart-text",
            stroke_width="2",
        ),
        "ch-marker-halo": _look(
            "light edge round a marker on the map",
            fill="--chart-surface",
            stroke="--chart-text",
            stroke_width="1",
        ),
        "ch-disc": _fill("light disc under a symbol on an area", "--chart-surface"),
        "ch-hit": _look("invisible surface that makes a whole row a link", fill="transparent"),
        # Lines
        "ch-grid": _stroke("quiet grid line", "--chart-grid", "1"),
        "ch-axis": _stroke("base line of a scale", "--chart-muted", "1"),
        "ch-break": _stroke("break in a series", "--chart-muted", "1.5", stroke_dasharray="4 3"),
        "ch-median": _stroke("median", "--chart-text", "1.5", stroke_dasharray="2 3"),
        "ch-leader": _stroke("from a label to its point", "--chart-muted", "1"),
        "ch-stem": _stroke("between two figures of a row", "--chart-soft", "3"),
        "ch-border": _look(
            "border between municipalities",
            fill="none",
            stroke="--chart-surface",
            stroke_linejoin="round",
        ),
        "ch-county": _look(
            "border of a county",
            fill="none",
            stroke="--chart-border",
            stroke_linejoin="round",
        ),
        # Text
        "ch-text": _fill("text", "--chart-text"),
        "ch-strong": _look("heading, value", fill="--chart-text", font_weight="600"),
        "ch-muted": _fill("axis labels, counts, what is said in passing", "--chart-muted"),
        "ch-name": _look("name of the series in focus", fill="--chart-accent", font_weight="600"),
        "ch-on": _look("text on a dark fill", fill="--chart-surface", font_weight="600"),
        "ch-on-partly": _look("text on partly", fill="--chart-on-partly", font_weight="600"),
        "ch-halo": _look(
            "text over shapes, with a light edge",
            fill="--chart-text",
            stroke="--chart-surface",
            stroke_width="3.5",
            stroke_linejoin="round",
            paint_order="stroke",
        ),
        "ch-value": _look(
            "value over a line, with a light edge",
            fill="--chart-text",
            font_weight="600",
            stroke="--chart-surface",
            stroke_width="4",
            stroke_linejoin="round",
            paint_order="stroke",
        ),
        "ch-back": _fill("background of the picture", "--chart-surface"),
        **_series(),
    }
)

INTERACTIVE = MappingProxyType(
    {
        "ch": "the svg element of a chart in a page",
        "ch-link": "a link in a chart: row, dot or area",
        "ch-area": "a link that is an area of a map",
        "ch-figure": "the element around a chart's layouts, widest first",
        "ch-pieces": "a tall picture in pieces, between which paper may break it",
        "ch-tall": "a picture too tall for a sheet of paper, which may be broken there",
        "ch-full": "the picture for room of 60 rem or more, a whole page",
        "ch-wide": "the picture for room of 40 rem or more",
        "ch-half": "the picture for room of 28 rem or more, half a page",
        "ch-narrow": "the picture for less room, as on a phone",
    }
)
