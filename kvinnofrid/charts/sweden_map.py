"""Maps of Sweden's municipalities and counties, coloured by category.

Three ways to draw one: every area with its borders; with `markers` only those that have a value,
ringed and named, on plain counties (when eight of 290 answered); and cropped to one `county`, with
the country small beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kvinnofrid.charts.map_layout import MapLayout
from kvinnofrid.charts.map_values import AreaCategories
from kvinnofrid.charts.svg import Picture
from kvinnofrid.charts.words import SWEDISH, Words


@dataclass(frozen=True, slots=True)
class SwedenMap(AreaCategories):
    """Categories of areas on a map. Areas without a value are drawn hatched or as plain land, named
    "uppgift saknas" in the legend, and are not links."""

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """The map with its legend: beside the country where there is room, above it elsewhere."""
        return MapLayout(self, width, words).picture()
