"""The divisions of municipalities: what the catalogue says of a group, and who is in it.

A division is a classification in a version: SKR's groups of a year, whose members are listed, or
size classes of a year, which follow from that year's inhabitants.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from kvinnofrid.catalogue import Classification, Group, load_shipped
from kvinnofrid.organisations import queries
from kvinnofrid.organisations.queries import SIZE_CLASSES, SKR_GROUPS, Place
from kvinnofrid.organisations.rules import slug

_SKR = "skr-"
_SIZE = "storleksklass-"


@dataclass(frozen=True, slots=True)
class Division:
    """A classification and what its address ends with; `year` of the inhabitants, if they rule."""

    classification: Classification
    address: str
    year: int | None = None

    @property
    def version(self) -> str:
        """The year that a reader knows it by."""
        return self.classification.version if self.year is None else str(self.year)

    def group_of(self, place: Place) -> Group | None:
        """The group that the place is in, None if in none."""
        if self.year is None:
            code = queries.group_of(place, self.classification.id, self.classification.version)
        else:
            code = queries.size_class(place, self.year)
        return self.classification.group(code) if code is not None else None

    def members(self, group: Group, *, on: date) -> tuple[Place, ...]:
        """The members of a group that exist on the day, in Swedish order."""
        if self.year is None:
            return queries.group_members(
                self.classification.id, self.classification.version, group.code, on=on
            )
        classes = queries.size_classes(self.year)
        return tuple(p for p in queries.municipalities(on=on) if classes.get(p.id) == group.code)

    def address_of(self, group: Group) -> str:
        """The address of the group's page, in the language in force."""
        readable = f"{group.code}-{slug(group.name.sv)}"
        return reverse("organisations:group", args=[self.address, readable])


def divisions(*, size_year: int | None) -> tuple[Division, ...]:
    """The divisions to show: SKR's groups, the newest first, and the size classes of a year."""
    found = [
        Division(one, f"{_SKR}{one.version}")
        for one in load_shipped().classifications
        if one.id == SKR_GROUPS
    ]
    found.sort(key=lambda division: division.version, reverse=True)
    if size_year is not None:
        found.append(_size(size_year))
    return tuple(found)


def division(address: str) -> Division | None:
    """The division at an address, None if there is none."""
    if address.startswith(_SIZE):
        year = address.removeprefix(_SIZE)
        if year.isdecimal() and len(year) == 4 and queries.size_classes(int(year)):
            return _size(int(year))
    return next((one for one in divisions(size_year=None) if one.address == address), None)


def group_at(division: Division, address: str) -> Group | None:
    """The group that the last part of an address means by its code, None if there is none."""
    code = address.partition("-")[0]
    return next((g for g in division.classification.groups if g.code == code), None)


def groups_of(place: Place, *, size_year: int | None) -> Iterator[tuple[Division, Group]]:
    """The groups that the place is in, one for each division."""
    for one in divisions(size_year=size_year):
        group = one.group_of(place)
        if group is not None:
            yield one, group


def _size(year: int) -> Division:
    classification = load_shipped().classification(SIZE_CLASSES)
    return Division(classification, f"{_SIZE}{year}", year)
