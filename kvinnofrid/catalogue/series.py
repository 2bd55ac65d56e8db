"""Series of published national figures: what each measures, and where the line must break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from .entries import Code, Definition, Entry, Fault, KoladaId, Slug, Text, Year, repeated


class Break(Entry):
    """A change of definition: figures before `year` and from it on are not comparable."""

    year: Year = Field(description="First year with the new definition.")
    reason: Text = Field(description="What changed.")


class Correspondence(Entry):
    """An indicator of a set that asks the same as a series, or nearly the same."""

    indicator_set: Slug = Field(description="Id of the indicator set.")
    version: Code = Field(description="Version of the indicator set.")
    indicator: Code = Field(description="Code of the indicator.")
    caution: Text | None = Field(
        default=None, description="How the wording differs; left out only when it is the same."
    )


class Series(Entry):
    """One measure over the years. The values are data and live in a CSV file, not here."""

    id: Slug = Field(description="Id within the set, as in the file of values.")
    name: Text = Field(description="Name shown to readers.")
    definition: Text = Field(description="What the figure says, in our own words.")
    unit: Literal["percent"] = Field(description="Unit of the values: `percent`.")
    kolada_id: KoladaId | None = Field(default=None, description="The same measure in Kolada.")
    breaks: tuple[Break, ...] = Field(default=(), description="Changes of definition, by year.")
    corresponds_to: tuple[Correspondence, ...] = Field(
        default=(), description="Indicators that ask the same or nearly the same."
    )


class SeriesSet(Definition):
    """Series that are published together."""

    kind: ClassVar[str] = "series_set"

    values_file: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_/.-]*\.csv$",
        description="The file of values, as a path within `data/`.",
    )
    series: tuple[Series, ...] = Field(min_length=1, description="The series, in order shown.")

    def one(self, series_id: str) -> Series:
        """The series with `series_id`; KeyError when the set lacks it."""
        return {entry.id: entry for entry in self.series}[series_id]

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        yield from repeated(
            [(("series", n, "id"), s.id) for n, s in enumerate(self.series)],
            Text(sv="Serien", en="series"),
        )
        for n, series in enumerate(self.series):
            years = [entry.year for entry in series.breaks]
            if years != sorted(set(years)):
                yield Fault(
                    ("series", n, "breaks"),
                    Text(
                        sv="Brotten står inte i årsordning, eller så finns ett år två gånger.",
                        en="The breaks are not in order of year, or a year occurs twice.",
                    ),
                    Text(
                        sv="Sortera efter år och slå ihop skäl som gäller samma år.",
                        en="Sort by year and merge reasons that concern the same year.",
                    ),
                )
