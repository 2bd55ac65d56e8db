"""An area and those it is compared with: its county, its group of municipalities, the nation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Sign
from kvinnofrid.engine.areas import NATION
from kvinnofrid.organisations.queries import Kind
from kvinnofrid.situation.presenters.base import SituationPage
from kvinnofrid.situation.queries import Area, Picture, Seen
from kvinnofrid.situation.rules import Level, Standing, standings, together


@dataclass(frozen=True, slots=True)
class Other:
    """Whom an area is compared with: `codes` are an area, or the members of a group."""

    name: str
    codes: tuple[str, ...]
    is_group: bool = False
    is_chosen: bool = False
    """Whether it is one area that the reader has chosen to lay beside."""

    @property
    def in_text(self) -> str:
        """Its name in the midst of a line."""
        return _("riket") if self.codes == (NATION,) else self.name


@dataclass(frozen=True, slots=True)
class Beside:
    """What a sign comes to in another: the rows of the release that it is made of, and how many of
    the areas they hold.

    `whose` is whose figure it is when that is not the other alone; empty when it is. `missing` are
    the areas of a group that are in no row that could be added.
    """

    level: Level
    rows: tuple[str, ...]
    areas: int = 1
    whose: str = ""
    missing: tuple[str, ...] = ()


class Comparing:
    """An area in a year, and those it is compared with, in order."""

    def __init__(
        self, page: SituationPage, area: Area, group: Other | None = None, other: Area | None = None
    ) -> None:
        self.page, self.area, self.group, self._other = page, area, group, other
        self.picture, self.year = page.picture_now, page.year

    @cached_property
    def others(self) -> tuple[Other, ...]:
        """The county and the group of a municipality, the area chosen, and the nation."""
        found = []
        if self.area.kind == Kind.MUNICIPALITY:
            county = self.page.county_of(self.area)
            if county is not None:
                found.append(Other(county.place.full_name, (county.code,)))
        if self.group is not None:
            found.append(self.group)
        if self._other is not None:
            name = self._other.place.full_name
            found.append(Other(name, (self._other.code,), is_chosen=True))
        if self.area.kind != Kind.NATION:
            found.append(Other(_("Riket"), (NATION,)))
        return tuple(found)

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

    def level_of(self, sign: Sign, other: Other) -> Level:
        """What it comes to in another."""
        return self.beside(sign, other).level

    def beside(self, sign: Sign, other: Other) -> Beside:
        """What it comes to in another, and whose figure that is."""
        if other.is_group:
            return self._of_group(sign, other)
        code = other.codes[0]
        seen = self.picture.seen(sign.outcome, code, self.year)
        row = code if seen is None else seen.code
        whose = "" if row == code else self.page.in_text(row)
        return Beside(self.picture.level(sign, row, self.year), (row,), whose=whose)

    def _of_group(self, sign: Sign, group: Other) -> Beside:
        """The rows of the release that hold members alone, added up. What is hidden is not in it:
        a sum of what is shown tells nothing more.
        """
        rows = rows_within(self.picture, sign.outcome, group.codes, self.year)
        levels = {row: self.picture.level(sign, row, self.year) for row in rows}
        shown = {row for row, one in levels.items() if one.value is not None}
        level, _number = together(levels.values())
        inside = {code for row in shown for code in rows[row]}
        missing = tuple(self.page.named(one) for one in group.codes if one not in inside)
        return Beside(level, tuple(sorted(shown)), len(inside), missing=missing)

    def whose(self, sign: Sign) -> str:
        """Whose figure a sign is, when it is not of those whom the page is of: an area may be told
        of by itself among the closed and only with others among the opened, and as few have
        answered a survey, they may be told of with others again.
        """
        row = self.code(sign)
        return "" if row is None or row == self.usual else self.page.in_text(row)

    @cached_property
    def usual(self) -> str:
        """The row that the page is of: the area's own where any sign has it, else the first
        sign's.
        """
        return self.area.code if self._seen is None else self._seen.code

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
        return self.page.named(self.usual)

    @cached_property
    def own_in_text(self) -> str:
        """The same in the midst of a line."""
        return self.page.in_text(self.usual)

    @cached_property
    def together(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """Those that are told of together with the area, its own name among them, each with the
        populations in which they are.
        """
        found: dict[tuple[str, ...], dict[str, None]] = {}
        for sign, seen in self._rows:
            outcome = self.picture.outcome(sign.outcome)
            if outcome is not None and not seen.alone:
                names = self._names(sign.outcome, seen.code)
                found.setdefault(names, {})[outcome.population] = None
        return {names: tuple(populations) for names, populations in found.items()}

    def _names(self, outcome: str, row: str) -> tuple[str, ...]:
        members = self.picture.members(outcome, row, self.year)
        if self.area.kind == Kind.COUNTY:
            codes = dict.fromkeys(one.code[:2] for one in members)
            return tuple(self.page.named(code) for code in codes)
        return tuple(one.name for one in members)

    @cached_property
    def _rows(self) -> tuple[tuple[Sign, Seen], ...]:
        """The row that tells of the area in each sign that has one."""
        found = (
            (sign, self.picture.seen(sign.outcome, self.area.code, self.year))
            for sign in self.picture.signs.signs
        )
        return tuple((sign, seen) for sign, seen in found if seen is not None)

    @cached_property
    def _seen(self) -> Seen | None:
        every = [seen for _sign, seen in self._rows]
        return next((one for one in every if one.alone), every[0] if every else None)

    def alike(self) -> tuple[Area, ...]:
        """Those that the area is ranked among: all counties, or all municipalities."""
        if self.area.kind == Kind.COUNTY:
            return self.page.counties
        return () if self.area.kind == Kind.NATION else self.page.municipalities

    def standing(self, sign: Sign) -> Standing | None:
        """The place among all that have a row of their own; None without one."""
        return standings_of(self.page, sign, self.alike()).get(self.area.code)


def rows_within(
    picture: Picture, outcome: str, codes: Collection[str], year: int
) -> Mapping[str, tuple[str, ...]]:
    """The rows of the release that hold nothing but some municipalities: each with those it holds.

    Their own rows, and those of several told of together when all of these are among them.
    """
    rows: dict[str, tuple[str, ...]] = {}
    for code in codes:
        seen = picture.seen(outcome, code, year)
        if seen is None or seen.code in rows:
            continue
        inside: tuple[str, ...] = (code,)
        if not seen.alone:
            inside = tuple(one.code for one in picture.members(outcome, seen.code, year))
        if inside and set(inside) <= {*codes}:
            rows[seen.code] = inside
    return rows


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
