"""Path data of land and borders, which no value changes: computed once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kvinnofrid.charts.geography import Grid, Level, load_geography


@dataclass(frozen=True, slots=True)
class Land:
    """Path data that does not depend on the values: computed once per map and process."""

    grid: Grid
    areas: dict[str, str]
    borders: str
    counties: str
    county_areas: dict[str, str]


@lru_cache(maxsize=64)
def land_of(topology: Path, level: Level, county: str | None) -> Land:
    """The land of the whole country at a level, or of a county's municipalities."""
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
    return Land(
        grid=grid,
        areas={area.code: geography.outline(area, grid) for area in members},
        borders=geography.borders(members, grid, coast=False),
        counties=edge,
        county_areas={c.code: geography.outline(c, grid, 12) for c in counties.values()}
        if county is None
        else {},
    )


@lru_cache(maxsize=4)
def inset_of(topology: Path) -> tuple[Grid, dict[str, str]]:
    """The country in 220 units for the small map beside a county."""
    geography = load_geography(topology)
    counties = geography.areas["county"]
    grid = geography.grid(counties.values(), 220)
    return grid, {code: geography.outline(area, grid, 4) for code, area in counties.items()}
