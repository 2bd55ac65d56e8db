"""Shares over years, with breaks, gaps and how sure each value is left in plain sight."""

from __future__ import annotations

from dataclasses import dataclass

from kvinnofrid.charts.svg import Picture
from kvinnofrid.charts.trend_layout import TrendLayout
from kvinnofrid.charts.trend_values import Trends
from kvinnofrid.charts.words import SWEDISH, Words


@dataclass(frozen=True, slots=True)
class TrendLines(Trends):
    """Lines on a scale from 0 to 100 per cent.

    Adjacent years are joined by a line. Over missing years there is a dotted connector, named in
    the legend, and nothing over a break: no value is ever drawn where there is none.
    """

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """Names and last values beside the lines where there is room, in a list above elsewhere."""
        return TrendLayout(self, width, words).picture()
