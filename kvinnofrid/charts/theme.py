"""Colours of charts, and the stylesheet made from them.

The palette: deep aubergine for what a chart is about, teal for yes, amber for partly, brick for no,
warm greys around. Shapes have at least 3:1 against the surface and text 4.5:1 (WCAG 2.2, 1.4.11 and
1.4.3); a test computes it. The first steps of the five-step scale are lighter by nature: their
edges are borders, and the value stands in words in the link, the legend and the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kvinnofrid.charts.classes import CLASSES, Look


@dataclass(frozen=True, slots=True)
class Theme:
    """A named set of colours for the custom properties that the classes use."""

    name: str
    colours: Mapping[str, str]

    def paint(self, class_name: str) -> dict[str, str]:
        """The presentation attributes of a class in this theme; raises KeyError if unknown."""
        return {
            key: self.colours.get(value, value) for key, value in CLASSES[class_name].attributes
        }


LIGHT = Theme(
    "light",
    MappingProxyType(
        {
            "--chart-surface": "#ffffff",
            "--chart-text": "#2a1f2d",
            "--chart-muted": "#6a5f6b",
            "--chart-grid": "#e6e0e4",
            "--chart-land": "#e3dcdf",
            "--chart-border": "#7d7079",
            "--chart-accent": "#5a2a5e",
            "--chart-soft": "#a58aa7",
            "--chart-yes": "#0b6e66",
            "--chart-partly": "#be7d0c",
            "--chart-no": "#b5443a",
            "--chart-on-partly": "#2a1f2d",
            "--chart-na": "#756a70",
            "--chart-missing": "#857a80",
            "--chart-series-1": "#5a2a5e",
            "--chart-series-2": "#1f6ea3",
            "--chart-series-3": "#a3541c",
            "--chart-series-4": "#6a5f6b",
            "--chart-bin-1": "#eadbe9",
            "--chart-bin-2": "#cdb0cd",
            "--chart-bin-3": "#a67fa8",
            "--chart-bin-4": "#784a7b",
            "--chart-bin-5": "#451d49",
            "--chart-focus": "#1b4fd1",
        }
    ),
)

DARK = Theme(
    "dark",
    MappingProxyType(
        {
            "--chart-surface": "#1b151d",
            "--chart-text": "#f3edf2",
            "--chart-muted": "#b8adb8",
            "--chart-grid": "#3b313d",
            "--chart-land": "#3a313c",
            "--chart-border": "#8d8090",
            "--chart-accent": "#d3a6d6",
            "--chart-soft": "#8d7190",
            "--chart-yes": "#35ada0",
            "--chart-partly": "#f0bd55",
            "--chart-no": "#ea7f70",
            "--chart-on-partly": "#1b151d",
            "--chart-na": "#9c909a",
            "--chart-series-1": "#d3a6d6",
            "--chart-series-2": "#7cbcec",
            "--chart-series-3": "#eda26a",
            "--chart-series-4": "#b8adb8",
            "--chart-missing": "#9c909a",
            "--chart-bin-1": "#4a3a4c",
            "--chart-bin-2": "#6d5270",
            "--chart-bin-3": "#987a9b",
            "--chart-bin-4": "#c3a4c5",
            "--chart-bin-5": "#f0daf1",
            "--chart-focus": "#8fb4ff",
        }
    ),
)

PRINT = Theme(
    "print",
    MappingProxyType(
        {
            **LIGHT.colours,
            "--chart-text": "#000000",
            "--chart-muted": "#4a4a4a",
            "--chart-border": "#555555",
        }
    ),
)

_TAIL = """\
.ch {
  display: block;
  max-width: 100%;
  height: auto;
  margin-inline: auto;
  font-family: Inter, system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
  overflow: visible;
}

.ch-pieces > svg {
  display: block;
  max-width: 100%;
  height: auto;
  margin-inline: auto;
  break-inside: avoid;
}

.ch-figure {
  container-type: inline-size;
}

/* The widest layout that there is room for; they stand widest first. */

.ch-full,
.ch-wide,
.ch-half {
  display: none;
}

@container (min-width: 28rem) {
  .ch-half {
    display: block;
  }

  .ch-half ~ .ch {
    display: none;
  }
}

@container (min-width: 40rem) {
  .ch-wide {
    display: block;
  }

  .ch-wide ~ .ch {
    display: none;
  }
}

@container (min-width: 60rem) {
  .ch-full {
    display: block;
  }

  .ch-full ~ .ch {
    display: none;
  }
}

.ch-link {
  cursor: pointer;
  outline: none;
}

.ch-link:hover text:first-of-type {
  text-decoration: underline;
}

.ch-link:hover > path,
.ch-link:hover > circle {
  fill-opacity: 0.8;
}

.ch-link:focus-visible {
  outline: 3px solid var(--chart-focus);
  outline-offset: 2px;
}

.ch-link:focus-visible > path,
.ch-link:focus-visible > circle {
  stroke: var(--chart-focus);
  stroke-width: 3px;
  vector-effect: non-scaling-stroke;
}

/* Neighbours drawn later cover the outline of an area: its whole surface shows the focus. */
.ch-area:focus-visible > path {
  fill: var(--chart-focus);
  stroke-width: 4px;
}

@media (forced-colors: active) {
  :root {
    --chart-surface: Canvas;
    --chart-text: CanvasText;
    --chart-muted: CanvasText;
    --chart-border: CanvasText;
    --chart-focus: Highlight;
  }
}

@media print {
  .ch-figure,
  .ch {
    break-inside: avoid;
    print-color-adjust: exact;
  }

  .ch-figure:has(.ch-tall, .ch-pieces),
  .ch-tall,
  .ch-pieces {
    break-inside: auto;
  }
}
"""


def stylesheet() -> str:
    """The text of `charts.css`: colours for light, dark and print, then every class."""
    blocks = [
        "/* Written from kvinnofrid/charts by `python -m kvinnofrid.charts`. Change it there. */",
        _block(":root", LIGHT.colours),
        "@media (prefers-color-scheme: dark) {\n"
        + _block(':root:not([data-color-scheme="light"])', DARK.colours, indent="  ")
        + "\n}",
        _block('[data-color-scheme="dark"]', DARK.colours),
        "@media print {\n"
        + _block(":root:root:root,\n  [data-color-scheme]", PRINT.colours, indent="  ")
        + "\n}",
    ]
    rules = [f".{name} {{ {_declared(look)} }}" for name, look in CLASSES.items()]
    return "\n\n".join([*blocks, "\n".join(rules)]) + "\n\n" + _TAIL


def _declared(look: Look) -> str:
    values = ((k, f"var({v})" if v.startswith("--") else v) for k, v in look.attributes)
    return " ".join(f"{name}: {value};" for name, value in values)


def _block(selector: str, declarations: Mapping[str, str], indent: str = "") -> str:
    lines = [f"{indent}{selector} {{"]
    lines += [f"{indent}  {name}: {value};" for name, value in declarations.items()]
    return "\n".join([*lines, f"{indent}}}"])
