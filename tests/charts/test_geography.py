"""The map's geometry: codes, projection, where places lie."""

from __future__ import annotations

import pytest

from kvinnofrid.charts.geography import UnknownAreaError, load_geography
from kvinnofrid.charts.projection import to_sweref99tm

GEOGRAPHY = load_geography()

CITIES = {
    "0180": (18.0649, 59.3326),  # Stockholm
    "1480": (11.9668, 57.7072),  # Göteborg
    "1280": (13.0007, 55.6060),  # Malmö
    "1281": (13.1910, 55.7047),  # Lund
    "2482": (20.9528, 64.7507),  # Skellefteå
    "0980": (18.3000, 57.6300),  # Gotland, Visby
    "2584": (20.2253, 67.8558),  # Kiruna
    "0380": (17.6389, 59.8586),  # Uppsala
}


@pytest.mark.parametrize(
    ("longitude", "latitude", "east", "north"),
    [
        # Computed with PROJ (EPSG:4619 to EPSG:3006), to the metre.
        (15.0, 59.0, 500000, 6540052),
        (18.0649, 59.3326, 674345, 6581101),
        (11.9668, 57.7072, 319285, 6400158),
        (24.0, 66.0, 907352, 7349218),
    ],
)
def test_the_projection_is_sweref_99_tm(
    longitude: float, latitude: float, east: float, north: float
) -> None:
    assert to_sweref99tm(longitude, latitude) == pytest.approx((east, north), abs=1.0)


def test_the_map_has_exactly_290_municipalities_and_21_counties() -> None:
    municipalities, counties = GEOGRAPHY.areas["municipality"], GEOGRAPHY.areas["county"]
    assert (len(municipalities), len(counties)) == (290, 21)
    assert {a.county for a in municipalities.values()} == set(counties)
    assert all(code[:2] == area.county for code, area in municipalities.items())


def test_every_municipality_belongs_to_one_county() -> None:
    members = [
        c for county in GEOGRAPHY.areas["county"] for c in GEOGRAPHY.municipalities_of(county)
    ]
    assert sorted(members) == sorted(GEOGRAPHY.areas["municipality"])


@pytest.mark.parametrize("code", CITIES)
def test_a_known_city_lies_in_its_own_municipality_and_in_no_other(code: str) -> None:
    point = to_sweref99tm(*CITIES[code])
    found = [
        area.code
        for area in GEOGRAPHY.areas["municipality"].values()
        if GEOGRAPHY.contains(area, point)
    ]
    assert found == [code]


def test_the_middle_of_every_area_lies_inside_it() -> None:
    for level in ("municipality", "county"):
        for code, area in GEOGRAPHY.areas[level].items():
            point, room = GEOGRAPHY.middle(level, code)
            assert GEOGRAPHY.contains(area, point), code
            assert room > 0


def test_every_area_fits_in_the_grid_of_the_country() -> None:
    grid = GEOGRAPHY.whole
    assert grid.rows == 2000
    for area in GEOGRAPHY.areas["municipality"].values():
        for x, y in map(grid.cell, GEOGRAPHY.largest_part(area)[0]):
            assert 0 <= x <= grid.columns, area.name
            assert 0 <= y <= grid.rows, area.name


def test_an_area_too_small_for_the_grid_is_still_drawn() -> None:
    sundbyberg = GEOGRAPHY.area("municipality", "0183")
    coarse = GEOGRAPHY.grid(GEOGRAPHY.areas["county"].values(), 60)
    assert GEOGRAPHY.outline(sundbyberg, coarse).endswith("h2v2h-2z")


def test_outlines_are_whole_units() -> None:
    outline = GEOGRAPHY.outline(GEOGRAPHY.area("county", "09"), GEOGRAPHY.whole)
    assert "." not in outline
    assert outline.startswith("M")
    assert outline.endswith("z")


def test_borders_between_counties_leave_the_coast_out() -> None:
    gotland = [GEOGRAPHY.area("county", "09")]
    assert GEOGRAPHY.borders(gotland, GEOGRAPHY.whole, coast=False) == ""
    assert GEOGRAPHY.borders(gotland, GEOGRAPHY.whole, coast=True) != ""


def test_an_unknown_code_says_what_a_code_looks_like() -> None:
    with pytest.raises(UnknownAreaError, match="leading zeros"):
        GEOGRAPHY.area("municipality", "138")
    with pytest.raises(UnknownAreaError):
        GEOGRAPHY.municipalities_of("02")
