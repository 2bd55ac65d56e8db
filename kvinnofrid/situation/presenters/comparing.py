"""An area and those it is compared with: its county, its group of municipalities, the nation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Sign, load_shipped
from kvinnofrid.engine.areas import NATION
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Kind
from kvinnofrid.situation.presenters.base import SituationPage
from kvinnofrid.situation.queries import GROUPS, GROUPS_VERSION, Area, Picture, Seen
from kvinnofrid.situation.rules import Level, Standing, standings, together
from kvinnofrid.web.public_pages import say


@dataclass(frozen=True, slots=True)
class Other:
    """Whom an area is compared with. `codes` are the rows that are added up; of a group of several
    it is said how many of them are told of by themselves."""

    name: str
    codes: tuple[str, ...]

    @property
    def is_group(self) -> bool:
        """Whether several rows are added up."""
        return len(self.codes) > 1


class Comparing:
    """An area in a year, and those it is compared with, in order."""

    def __init__(self, page: SituationPage, area: Area, group: str = "") -> None:
        self.page, self.area, self.group_code = page, area, group
        self.picture, self.year = page.picture_now, page.year

    @cached_property
    def others(self) -> tuple[Other, ...]:
        """The county and the group of a municipality, and the nation."""
        found = []
        if self.area.kind == Kind.MUNICIPALITY:
            county = self.page.county_of(self.area)
            if county is not None:
                found.append(Other(county.place.full_name, (county.code,)))
            group = self.group
            if group is not None:
                found.append(group)
        if self.area.kind != Kind.NATION:
            found.append(Other(_("Riket"), (NATION,)))
        return tuple(found)

    @cached_property
    def group(self) -> Other | None:
        """The municipalities of the chosen group."""
        code = self.group_code
        if not code:
            return None
        members = organisations.group_members(GROUPS, GROUPS_VERSION, code, on=self.page.on)
        name = load_shipped().classification(GROUPS, GROUPS_VERSION).group(code).name
        codes = tuple(one.code for one in members if one.kind == Kind.MUNICIPALITY)
        return Other(say(name), codes) if len(codes) > 1 else None

    def code(self, sign: Sign, year: int | None = None) -> str | None:
        """The row that tells of the area; None when there is none."""
        when = self.year if year is None else year
        seen = self.picture.seen(sign.outcome, self.area.code, when)
        return None if seen is None else seen.code

    def own(self, sign: Sign, year: int | None = None) -> Level:
        """What a sign comes to in the area, or in those that it is told of with."""
        when = self.year if year is None else year
        code = self.code(sign, when)
        return self.picture.level(sign, code or self.area.code, when)

    def level_of(self, sign: Sign, other: Other) -> tuple[Level, int]:
        """What it comes to in another, and how many rows it is of."""
        if not other.is_group:
            return self.picture.level(sign, other.codes[0], self.year), 1
        return together(self.picture.level(sign, one, self.year) for one in other.codes)

    @cached_property
    def is_alone(self) -> bool:
        """Whether the area has a row of its own, or is in none."""
        seen = self._seen
        return seen is None or seen.alone

    @cached_property
    def is_told_of(self) -> bool:
        """Whether the release tells anything of the area."""
        return self._seen is not None

    @cached_property
    def own_name(self) -> str:
        """Whose figures they are: the area's, or those of several together."""
        seen = self._seen
        if seen is None or seen.alone:
            return _("Riket") if self.area.kind == Kind.NATION else self.area.place.full_name
        return self.page.named(seen.code)

    @cached_property
    def pooled_with(self) -> tuple[str, ...]:
        """The names of all that are told of together with the area, its own among them."""
        if self.is_alone or self._seen is None:
            return ()
        first = self.picture.signs.signs[0]
        members = self.picture.members(first.outcome, self._seen.code, self.year)
        if self.area.kind == Kind.COUNTY:
            codes = dict.fromkeys(one.code[:2] for one in members)
            return tuple(self.page.named(code) for code in codes)
        return tuple(one.name for one in members)

    @cached_property
    def _seen(self) -> Seen | None:
        first = self.picture.signs.signs[0]
        return self.picture.seen(first.outcome, self.area.code, self.year)

    def alike(self) -> tuple[Area, ...]:
        """Those that the area is ranked among: all counties, or all municipalities."""
        if self.area.kind == Kind.COUNTY:
            return self.page.counties
        return () if self.area.kind == Kind.NATION else self.page.municipalities

    def standing(self, sign: Sign) -> Standing | None:
        """The place among all that have a row of their own; None without one."""
        if not self.is_alone:
            return None
        return standings_of(self.page, sign, self.alike()).get(self.area.code)


def levels_of(page: SituationPage, sign: Sign, areas: Sequence[Area]) -> Mapping[str, Level]:
    """What a sign comes to in each of the areas that have a row of their own."""
    codes = tuple(one.code for one in areas)
    return _levels(page.picture_now, sign, page.year, codes)


def together_of(page: SituationPage, sign: Sign, areas: Sequence[Area]) -> Mapping[str, str]:
    """Of the areas that are told of together with others: the name of the row that they are in."""
    found = {}
    for one in areas:
        seen = page.picture_now.seen(sign.outcome, one.code, page.year)
        if seen is not None and not seen.alone:
            found[one.code] = page.named(seen.code)
    return found


def standings_of(page: SituationPage, sign: Sign, areas: Sequence[Area]) -> Mapping[str, Standing]:
    """The places of those that are shown."""
    codes = tuple(one.code for one in areas)
    return _standings(page.picture_now, sign, page.year, codes)


KEPT = 512
"""Signs by year and areas whose levels are kept, since every page ranks its area among them all."""


@lru_cache(maxsize=KEPT)
def _levels(picture: Picture, sign: Sign, year: int, codes: tuple[str, ...]) -> Mapping[str, Level]:
    found = {}
    for code in codes:
        seen = picture.seen(sign.outcome, code, year)
        if seen is not None and seen.alone:
            found[code] = picture.level(sign, code, year)
    return found


@lru_cache(maxsize=KEPT)
def _standings(
    picture: Picture, sign: Sign, year: int, codes: tuple[str, ...]
) -> Mapping[str, Standing]:
    return standings(sign, _levels(picture, sign, year, codes))
