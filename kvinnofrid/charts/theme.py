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

from kvinnofrid.charts.classes import CLASSES


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
            "--chart-track": "#f1edf0",
            "--chart-land": "#e3dcdf",
            "--chart-border": "#7d7079",
            "--chart-accent": "#5a2a5e",
            "--chart-soft": "#a58aa7",
            "--chart-yes": "#0b6e66",
            "--chart-partly": "#be7d0c",
            "--chart-no": "#b5443a",
            "--chart-na": "#857a80",
            "--chart-missing": "#857a80",
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
            "--chart-track": "#2a222c",
            "--chart-land": "#3a313c",
            "--chart-border": "#8d8090",
            "--chart-accent": "#d3a6d6",
            "--chart-soft": "#8d7190",
            "--chart-yes": "#35ada0",
            "--chart-partly": "#f0bd55",
            "--chart-no": "#ea7f70",
            "--chart-na": "#9c909a",
            "--chart-missing": "#9c909a",
            "--chart-bin-1": "#4a3a4c",
            "--chart-bin-2": "#6d5270",
            "--chart-bin-3": "#987a9b",
            "--chart-bin-4": "#c3a4c5",
            "--chart-bin-5": "#f0daf1",
            "--chart-focus": "#ffd166",
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
  font-family: Inter, system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
  overflow: visible;
}

.ch-figure {
  container-type: inline-size;
}

.ch-wide {
  display: none;
}

@container (min-width: 40rem) {
  .ch-wide {
    display: block;
  }

  .ch-narrow {
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
    for name, look in CLASSES.items():
        blocks.append(
            _block(
                f".{name}",
                {k: f"var({v})" if v.startswith("--") else v for k, v in look.attributes},
            )
        )
    return "\n\n".join(blocks) + "\n\n" + _TAIL


def _block(selector: str, declarations: Mapping[str, str], indent: str = "") -> str:
    lines = [f"{indent}{selector} {{"]
    lines += [f"{indent}  {name}: {value};" for name, value in declarations.items()]
    return "\n".join([*lines, f"{indent}}}"])
