"""Areas by their codes: a municipality has four digits, its county the first two, the nation 00.

A municipality-level area adds up to its county, and a county to the nation, always. Episodes of a
county that are of no municipality in it (a regional unit) are an area of their own, `01-none`;
those of no county at all are `00-none`. Areas that are told of together because each is too small
are `01-rest`.
"""

import re
from typing import Literal

Level = Literal["nation", "county", "municipality"]
LEVELS: tuple[Level, ...] = ("nation", "county", "municipality")
"""From the top down."""

NATION = "00"
NOWHERE = "-none"
"""What ends the code of an area for those who are of no smaller one."""
REST = "-rest"
"""What ends the code of areas that are told of together."""

_MUNICIPALITY = re.compile(r"[0-9]{4}")
_COUNTY = re.compile(r"[0-9]{2}")
_APART = re.compile(rf"[0-9]{{2}}(?:{NOWHERE}|{REST})")


class AreaError(ValueError):
    """A code that is no area's."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code!r} is no area: 0180 is a municipality, 01 a county, 00 the nation")


def level_of(code: str) -> Level:
    """On which level an area stands. `00-none` and `00-rest` stand among the counties."""
    if code == NATION:
        return "nation"
    if _COUNTY.fullmatch(code) or (_APART.fullmatch(code) and code.startswith(NATION)):
        return "county"
    if _MUNICIPALITY.fullmatch(code) or _APART.fullmatch(code):
        return "municipality"
    raise AreaError(code)


def parent_of(code: str) -> str | None:
    """The area above: a municipality's county, a county's nation; None above the nation."""
    level = level_of(code)
    if level == "nation":
        return None
    return code[:2] if level == "municipality" else NATION


def leaf(municipality: str, county: str) -> str:
    """The smallest area of a place, either code empty where there is none. AreaError for others."""
    if municipality:
        if not _MUNICIPALITY.fullmatch(municipality) or municipality.startswith(NATION):
            raise AreaError(municipality)
        return municipality
    if county in {"", NATION}:
        return NATION + NOWHERE
    if not _COUNTY.fullmatch(county):
        raise AreaError(county)
    return county + NOWHERE


def above(area: str, level: Level) -> str:
    """The area on a level that a leaf belongs to. `00-none` is its own county and municipality."""
    if level == "nation":
        return NATION
    if level == "municipality" or area.startswith(NATION):
        return area
    return area[:2]
