"""Indicator sets: what a survey round of open comparisons asks about, in one version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from .entries import (
    Code,
    Entry,
    Fault,
    KoladaId,
    Slug,
    Text,
    VersionedDefinition,
    leads_nowhere,
    repeated,
)


class QualityArea(Entry):
    """The highest level of an indicator set [kvalitetsområde]."""

    id: Slug = Field(description="Id within the set.")
    name: Text = Field(description="Name shown to readers.")


class IndicatorArea(Entry):
    """The level between quality area and indicator [indikatorområde]."""

    id: Slug = Field(description="Id within the set.")
    quality_area: Slug = Field(description="Id of the quality area it belongs to.")
    name: Text = Field(description="Name shown to readers.")


class Indicator(Entry):
    """One question with a desired answer, and what it takes to answer yes."""

    code: Code = Field(description="Code within the set, used in files and addresses.")
    quality_area: Slug = Field(description="Id of its quality area.")
    indicator_area: Slug = Field(description="Id of its indicator area.")
    name: Text = Field(description="The indicator as published; the English is our translation.")
    definition: Text = Field(description="What a yes means, in our own words.")
    scale: Slug = Field(description="Id of the answer scale.")
    kolada_id: KoladaId | None = Field(
        default=None, description="The KPI in Kolada that later asked the same; see the caution."
    )
    follow_up_months: Annotated[int, Field(ge=1, le=120)] | None = Field(
        default=None,
        description="For what must be current: a document not followed up within this many "
        "months stops being a yes. Left out when the indicator has no such rule.",
    )


class IndicatorSet(VersionedDefinition):
    """The indicators of a survey round, their areas, and where they were defined."""

    kind: ClassVar[str] = "indicator_set"

    kolada_caution: Text | None = Field(
        default=None, description="What differs between the set and the KPIs it points to."
    )
    quality_areas: tuple[QualityArea, ...] = Field(
        min_length=1, description="Quality areas, in the order shown."
    )
    indicator_areas: tuple[IndicatorArea, ...] = Field(
        min_length=1, description="Indicator areas, in the order shown."
    )
    indicators: tuple[Indicator, ...] = Field(
        min_length=1, description="Indicators, in the order shown."
    )

    def indicator(self, code: str) -> Indicator:
        """The indicator with `code`; KeyError when the set lacks it."""
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise KeyError(code)

    def quality_area(self, area: str) -> QualityArea:
        """The quality area with id `area`; KeyError when the set lacks it."""
        return {entry.id: entry for entry in self.quality_areas}[area]

    def indicator_area(self, area: str) -> IndicatorArea:
        """The indicator area with id `area`; KeyError when the set lacks it."""
        return {entry.id: entry for entry in self.indicator_areas}[area]

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        yield from repeated(
            [(("quality_areas", n, "id"), a.id) for n, a in enumerate(self.quality_areas)],
            Text(sv="Kvalitetsområdet", en="quality area"),
        )
        yield from repeated(
            [(("indicator_areas", n, "id"), a.id) for n, a in enumerate(self.indicator_areas)],
            Text(sv="Indikatorområdet", en="indicator area"),
        )
        yield from repeated(
            [(("indicators", n, "code"), i.code) for n, i in enumerate(self.indicators)],
            Text(sv="Indikatorkoden", en="indicator code"),
        )
        yield from self._area_faults()
        if self.kolada_caution is None and any(i.kolada_id for i in self.indicators):
            yield Fault(
                ("indicators",),
                Text(
                    sv="Indikatorer pekar på nyckeltal i Kolada utan att skillnaderna anges.",
                    en="Indicators point to KPIs in Kolada without saying what differs.",
                ),
                Text(
                    sv="Skriv i kolada_caution vad som skiljer, eller att inget gör det.",
                    en="Write in kolada_caution what differs, or that nothing does.",
                ),
            )

    def _area_faults(self) -> Iterator[Fault]:
        quality = [area.id for area in self.quality_areas]
        belongs = {area.id: area.quality_area for area in self.indicator_areas}
        for n, area in enumerate(self.indicator_areas):
            if area.quality_area not in quality:
                path = ("indicator_areas", n, "quality_area")
                yield leads_nowhere(path, area.quality_area, quality)
        for n, indicator in enumerate(self.indicators):
            if indicator.quality_area not in quality:
                path = ("indicators", n, "quality_area")
                yield leads_nowhere(path, indicator.quality_area, quality)
            if indicator.indicator_area not in belongs:
                path = ("indicators", n, "indicator_area")
                yield leads_nowhere(path, indicator.indicator_area, list(belongs))
            elif belongs[indicator.indicator_area] != indicator.quality_area:
                area_name, owner = indicator.indicator_area, belongs[indicator.indicator_area]
                yield Fault(
                    ("indicators", n, "indicator_area"),
                    Text(
                        sv=f"Indikatorområdet ”{area_name}” hör till kvalitetsområdet ”{owner}”, "
                        f"inte till ”{indicator.quality_area}”.",
                        en=f'The indicator area "{area_name}" belongs to the quality area '
                        f'"{owner}", not to "{indicator.quality_area}".',
                    ),
                    Text(
                        sv="Rätta det ena av indikatorns två områden.",
                        en="Correct one of the indicator's two areas.",
                    ),
                )
