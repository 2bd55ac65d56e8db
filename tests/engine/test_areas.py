"""Areas add up to those above them."""

import pytest

from kvinnofrid.engine.areas import LEVELS, AreaError, above, leaf, level_of, parent_of


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("00", "nation", None),
        ("01", "county", "00"),
        ("00-none", "county", "00"),
        ("00-rest", "county", "00"),
        ("0180", "municipality", "01"),
        ("01-none", "municipality", "01"),
        ("01-rest", "municipality", "01"),
    ],
)
def test_an_area_has_a_level_and_one_above(code: str, level: str, parent: str | None) -> None:
    assert level_of(code) == level
    assert parent_of(code) == parent


@pytest.mark.parametrize("code", ["", "1", "018", "01800", "01-all", "Lund"])
def test_what_is_no_area_is_refused(code: str) -> None:
    with pytest.raises(AreaError):
        level_of(code)


@pytest.mark.parametrize(
    ("municipality", "county", "found"),
    [
        ("0180", "01", ("00", "01", "0180")),
        ("", "01", ("00", "01", "01-none")),
        ("", "", ("00", "00-none", "00-none")),
        ("", "00", ("00", "00-none", "00-none")),
    ],
)
def test_a_place_belongs_to_an_area_on_each_level(
    municipality: str, county: str, found: tuple[str, ...]
) -> None:
    area = leaf(municipality, county)
    assert tuple(above(area, level) for level in LEVELS) == found


@pytest.mark.parametrize(("municipality", "county"), [("01", "01"), ("0080", "00"), ("", "1")])
def test_a_place_with_no_proper_code_is_refused(municipality: str, county: str) -> None:
    with pytest.raises(AreaError):
        leaf(municipality, county)
