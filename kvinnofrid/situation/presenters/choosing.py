"""Whom a reader can lay beside an area: a group of any classification, another area of its kind."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Classification, load_shipped
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Kind
from kvinnofrid.situation.presenters.base import SituationPage
from kvinnofrid.situation.presenters.comparing import Other
from kvinnofrid.situation.queries import GROUPS, GROUPS_VERSION, Area
from kvinnofrid.web.components import Option
from kvinnofrid.web.public_pages import say

FEWEST = 2
"""A group of fewer municipalities is no group."""


class Groups:
    """The groups of municipalities of every classification that holds on the day of a page.

    A group of the usual classification is named by its code in addresses, one of another by the
    classification, its version and the code.
    """

    def __init__(self, page: SituationPage) -> None:
        self._page = page
        self._classifications = [
            one
            for one in load_shipped().classifications
            if one.valid_from <= page.on and (one.valid_to is None or page.on <= one.valid_to)
        ]
        self._classifications.sort(key=lambda one: not _is_usual(one))

    def options(self) -> Iterator[Option]:
        """All of them, under the names of their classifications."""
        for one in self._classifications:
            for group in one.groups:
                yield Option(_value(one, group.code), say(group.name), say(one.title))

    def own(self, area: Area) -> str:
        """The group of a municipality in the usual classification; empty for none."""
        return organisations.group_of(area.place, GROUPS, GROUPS_VERSION) or ""

    def find(self, value: str) -> Other | None:
        """The group that an address names; None for one that holds too few."""
        for one in self._classifications:
            for group in one.groups:
                if _value(one, group.code) == value:
                    codes = self._members(one, group.code)
                    return Other(say(group.name), codes, True) if len(codes) >= FEWEST else None
        return None

    def _members(self, one: Classification, code: str) -> tuple[str, ...]:
        if one.method != "by_population":
            members = organisations.group_members(one.id, one.version, code, on=self._page.on)
            return tuple(each.code for each in members if each.kind == Kind.MUNICIPALITY)
        known = self._inhabitants()
        return tuple(
            each.code
            for each in self._page.municipalities
            if each.code in known and one.group_for_population(known[each.code]).code == code
        )

    def _inhabitants(self) -> Mapping[str, int]:
        year = organisations.latest_population_year(until=self._page.on)
        people = {} if year is None else organisations.populations_in(year)
        return {
            one.code: people[one.place.id].inhabitants
            for one in self._page.municipalities
            if one.place.id in people
        }


def _value(one: Classification, code: str) -> str:
    return code if _is_usual(one) else f"{one.id}-{one.version}-{code}"


def _is_usual(one: Classification) -> bool:
    return (one.id, one.version) == (GROUPS, GROUPS_VERSION)


def areas_beside(page: SituationPage, area: Area) -> list[Option]:
    """The other areas of the same kind, municipalities under their counties; none of the nation."""
    none = [Option("", _("Inget annat område"))]
    if area.kind == Kind.COUNTY:
        return none + [
            Option(one.code, one.place.full_name) for one in page.counties if one != area
        ]
    found = none
    for county in page.counties:
        name = county.place.full_name
        inside = (one for one in page.inside(county) if one != area)
        found += [Option(one.code, one.place.name, name) for one in inside]
    return found
