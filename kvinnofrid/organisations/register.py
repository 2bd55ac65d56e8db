"""The register: all organisations with all their versions, as frozen values kept in memory.

A few hundred organisations are read at once and kept until something changes, so that a page
does not ask the database about each. Nothing here knows of a database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kvinnofrid.organisations.alphabet import slug
from kvinnofrid.organisations.rules import holding, holds, nearest, reached_from, unique_addresses


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as it was during one version: its code, names and parent of that time.

    `id` is the same through all versions. `ended` is the first day that the organisation itself
    no longer exists, None while it does; `valid_to` is the end of the version.
    """

    id: int
    kind: str
    code: str
    name: str
    full_name: str
    parent_id: int | None
    sort_key: str
    valid_from: date
    valid_to: date | None
    begun: date
    ended: date | None = None
    begin_known: bool = True
    last_confirmed: date | None = None
    other_names: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    address: str = ""
    """The last part of its page's address, given by the register: `0305-habo`."""

    def identifier(self, name: str) -> str | None:
        """A code of another system: `letter`, `iso_3166_2`, `nuts3` or `nuts2`."""
        return dict(self.identifiers).get(name)

    @property
    def order(self) -> tuple[str, str, str]:
        """What to sort by: the Swedish alphabet, then the code."""
        return (self.sort_key, self.code, self.kind)

    @property
    def slug(self) -> str:
        """The readable part of the address."""
        return slug(self.name if self.kind != "county" else self.full_name)


@dataclass(frozen=True, slots=True)
class Succeeded:
    """That `successor` came after `predecessor` on a day; both are ids."""

    predecessor: int
    successor: int
    how: str
    took_place: date


Group = tuple[str, str, str]
"""Classification, version and code of a group."""


def _by_time(place: Place) -> date:
    return place.valid_from


def _address(place: Place) -> str:
    return f"{place.code}-{place.slug}" if not place.code.endswith(place.slug) else place.code


@dataclass(frozen=True)
class Register:
    """All organisations. Ask it with a day; it never guesses which day is meant."""

    places: Sequence[Place]
    successions: Sequence[Succeeded] = ()
    memberships: Sequence[tuple[int, Group]] = ()
    versions: Mapping[int, tuple[Place, ...]] = field(init=False)
    _by_code: Mapping[tuple[str, str], tuple[Place, ...]] = field(init=False)
    _groups: Mapping[int, Mapping[tuple[str, str], str]] = field(init=False)
    _members: Mapping[Group, tuple[int, ...]] = field(init=False)
    _addresses: Mapping[tuple[str, str], int] = field(init=False)

    def __post_init__(self) -> None:
        addresses = _assign_addresses(self.places)
        address_of = {id_: address for (_kind, address), id_ in addresses.items()}
        places = tuple(replace(place, address=address_of[place.id]) for place in self.places)
        versions: dict[int, list[Place]] = defaultdict(list)
        by_code: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in sorted(places, key=_by_time):
            versions[place.id].append(place)
            by_code[place.kind, place.code].append(place)
        groups: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
        members: dict[Group, list[int]] = defaultdict(list)
        for id_, (classification, version, group) in self.memberships:
            groups[id_][classification, version] = group
            members[classification, version, group].append(id_)
        built = {
            "places": places,
            "versions": {id_: tuple(some) for id_, some in versions.items()},
            "_by_code": {key: tuple(some) for key, some in by_code.items()},
            "_groups": dict(groups),
            "_members": {group: tuple(ids) for group, ids in members.items()},
            "_addresses": addresses,
        }
        for name, value in built.items():
            object.__setattr__(self, name, value)

    # One place

    def place(self, id_: int, *, on: date) -> Place:
        """The organisation as it was on the day, else in the version nearest before or after.

        Raises KeyError for an id that does not exist.
        """
        return nearest(self.versions[id_], on)

    def by_code(self, kind: str, code: str, *, on: date) -> Place | None:
        """The organisation of the kind that had the code on the day, or None."""
        return holding(self._by_code.get((kind, code), ()), on)

    def ever_by_code(self, kind: str, code: str) -> tuple[Place, ...]:
        """All versions that ever had the code, oldest first."""
        return self._by_code.get((kind, code), ())

    def parent(self, place: Place, *, on: date) -> Place | None:
        """What the place belongs to: county, municipality or nation."""
        return None if place.parent_id is None else self.place(place.parent_id, on=on)

    # Several

    def of_kind(self, kind: str, *, on: date) -> tuple[Place, ...]:
        """All of a kind on the day, in Swedish order."""
        return _sorted(p for p in self.places if p.kind == kind and holds(p, on))

    def children(self, place: Place, *, on: date, kind: str | None = None) -> tuple[Place, ...]:
        """What belongs to the place on the day, in Swedish order; all kinds unless one is named."""
        return _sorted(
            p
            for p in self.places
            if p.parent_id == place.id and holds(p, on) and kind in {None, p.kind}
        )

    # Groups

    def group_of(self, place: Place, classification: str, version: str) -> str | None:
        """The code of the place's group in a version of a classification, or None."""
        return self._groups.get(place.id, {}).get((classification, version))

    def group_members(
        self, classification: str, version: str, group: str, *, on: date
    ) -> tuple[Place, ...]:
        """The members of a group that existed on the day, in Swedish order."""
        ids = self._members.get((classification, version, group), ())
        found = (holding(self.versions[id_], on) for id_ in ids)
        return _sorted(place for place in found if place is not None)

    # Time

    def successors(self, place: Place) -> tuple[int, ...]:
        """The ids of all that came after it, nearest first."""
        return reached_from(
            place.id, _steps((s.predecessor, s.successor) for s in self.successions)
        )

    def predecessors(self, place: Place) -> tuple[int, ...]:
        """The ids of all that it came after, nearest first."""
        return reached_from(
            place.id, _steps((s.successor, s.predecessor) for s in self.successions)
        )

    # Addresses

    def at_address(self, kind: str, address: str, *, on: date) -> int | None:
        """The id of whom an address leads to, also by a past code or with another name; or None.

        Precedence: the present address of somebody; a code and name that somebody had; whoever
        has the code on the day; whoever had it last.
        """
        if (kind, address) in self._addresses:
            return self._addresses[kind, address]
        candidates = [
            place
            for (some_kind, code), places in self._by_code.items()
            if some_kind == kind and (address == code or address.startswith(f"{code}-"))
            for place in places
        ]
        if not candidates:
            return None
        best = max(
            candidates,
            key=lambda p: (len(p.code), _address(p) == address, holds(p, on), p.valid_from),
        )
        return best.id


def _assign_addresses(places: Iterable[Place]) -> dict[tuple[str, str], int]:
    """Those that live take theirs first; one that ended may have to add its last year and id."""
    latest: dict[int, Place] = {}
    for place in sorted(places, key=_by_time):
        latest[place.id] = place
    last = sorted(latest.values(), key=lambda p: (p.ended or date.max, p.id), reverse=True)
    found: dict[tuple[str, str], int] = {}
    for kind in {place.kind for place in last}:
        given = unique_addresses(
            (place.id, _address(place), _longer_address(place))
            for place in last
            if place.kind == kind
        )
        found.update({(kind, address): id_ for address, id_ in given.items()})
    return found


def _longer_address(place: Place) -> str:
    return f"{_address(place)}-{_last_day(place).year}-{place.id}"


def _steps(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        found[one].append(other)
    return found


def _sorted(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: place.order))


def _last_day(place: Place) -> date:
    return (place.valid_to or date.max) - timedelta(days=1)
