"""What a chart of trends shows: points, series, breaks; what is said of them without drawing."""

from __future__ import annotations

from dataclasses import dataclass

from kvinnofrid.charts.certainty import Certainty
from kvinnofrid.charts.publish import Table
from kvinnofrid.charts.words import SWEDISH, Words


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The share in per cent in a year."""

    year: int
    share: float
    certainty: Certainty = Certainty.STATED


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """Values from `year` on do not compare with those before. The lines are cut, and `label` says
    why ("nytt tidsfönster"). With `series` it holds for the series of those names alone."""

    year: int
    label: str
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """A series by name. Years that are not among its points have no value."""

    name: str
    points: tuple[TrendPoint, ...]
    href: str | None = None

    def ordered(self) -> tuple[TrendPoint, ...]:
        """The points by year."""
        return tuple(sorted(self.points, key=lambda p: p.year))


@dataclass(frozen=True, slots=True)
class Trends:
    """Series with their breaks: what a chart of trends shows, before it is drawn."""

    title: str
    series: tuple[TrendSeries, ...]
    breaks: tuple[SeriesBreak, ...] = ()
    description: str = ""

    def __post_init__(self) -> None:
        if not any(s.points for s in self.series):
            raise ValueError(f"The trend {self.title!r} has no points; leave the chart out.")

    def cut(self, name: str, before: int, after: int) -> bool:
        """Whether a break lies between two years of a series."""
        return any(
            before < b.year <= after and (not b.series or name in b.series) for b in self.breaks
        )

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or each series' first and last value, and the breaks."""
        if self.description:
            return self.description
        parts = []
        for s in self.series:
            if not s.points:
                continue
            first, last = s.ordered()[0], s.ordered()[-1]
            if first is last:
                parts.append(f"{s.name}: {words.percent(first.share)} ({first.year}).")
            else:
                said = words.from_to.format(
                    first=words.percent(first.share),
                    first_year=first.year,
                    last=words.percent(last.share),
                    last_year=last.year,
                )
                parts.append(f"{s.name}: {said}.")
        parts += [f"{words.series_break} {b.year}: {b.label}." for b in self.breaks]
        return " ".join(parts)

    def table(self, words: Words = SWEDISH) -> Table:
        """Series, year, share, how it is known, and a break where one begins."""
        kinds = {
            Certainty.STATED: words.stated,
            Certainty.DERIVED: words.derived,
            Certainty.INFERRED: words.inferred,
        }
        rows = []
        decimals = words.decimals(p.share for s in self.series for p in s.ordered())
        for s in self.series:
            before = -(10**9)
            for p in s.ordered():
                here = [
                    b.label
                    for b in self.breaks
                    if before < b.year <= p.year
                    and before > 0
                    and (not b.series or s.name in b.series)
                ]
                share = words.percent(p.share, decimals)
                rows.append((s.name, str(p.year), share, kinds[p.certainty], ", ".join(here)))
                before = p.year
        header = (words.series, words.year, words.share, words.status, words.series_break)
        return Table(header, tuple(rows))
