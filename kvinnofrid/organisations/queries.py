"""What other domains and the pages ask about organisations.

Everything that can differ between days takes `on`; the caller passes in today's date.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from threading import Lock
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import get_language

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.database.queries import Rows
from kvinnofrid.organisations.alphabet import fold_loosely as fold_loosely  # for other domains
from kvinnofrid.organisations.alphabet import sort_key as sort_key  # likewise
from kvinnofrid.organisations.models import (
    GroupMembership,
    Kind,
    OrganisationVersion,
    Population,
    Revision,
    Succession,
)
from kvinnofrid.organisations.reference import NATION_CODE, SIZE_CLASSES, SKR_GROUPS
from kvinnofrid.organisations.register import Place, Register, Succeeded
from kvinnofrid.organisations.search import Found, Hit, Index

__all__ = [
    "SIZE_CLASSES",
    "SKR_GROUPS",
    "Found",
    "Hit",
    "Inhabitants",
    "Kind",
    "Lineage",
    "Place",
    "Register",
    "UnknownOrganisationError",
    "address",
    "children",
    "counties",
    "group_members",
    "group_of",
    "latest_population_year",
    "lineage",
    "mark",
    "municipalities",
    "nation",
    "organisation_by_code",
    "parent",
    "population",
    "populations",
    "populations_in",
    "register",
    "search",
    "size_class",
    "size_classes",
    "sort_key",
]


class UnknownOrganisationError(LookupError):
    """No organisation of that kind had that code on that day."""


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """Inhabitants on 31 December of a year; `computed` when summed here from municipalities."""

    year: int
    inhabitants: int
    source: str
    computed: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """What came before and after an organisation, nearest first, each in its last version."""

    predecessors: tuple[Place, ...]
    successors: tuple[Place, ...]


@dataclass(frozen=True)
class _Kept:
    mark: UUID | None
    register: Register
    indexes: dict[tuple[date, bool], Index] = field(default_factory=dict)
    years: dict[int, Mapping[int, "Inhabitants"]] = field(default_factory=dict)


_kept: _Kept | None = None
_building = Lock()


_MARK = Rows(lambda: Revision.objects.filter(pk=1).values_list("mark"))


def _current() -> _Kept:
    global _kept
    mark = next((mark for (mark,) in _MARK()), None)
    kept = _kept
    if kept is None or kept.mark != mark or mark is None:
        with _building:
            kept = _Kept(mark, _read())
            _kept = kept
    return kept


def register() -> Register:
    """All organisations, read once and kept in memory until something in them changes.

    One small question to the database sees whether it has. A caller that asks much takes the
    register once and asks it.
    """
    return _current().register


def mark() -> UUID | None:
    """What the register and the inhabitants were read at: another when something has changed."""
    return _current().mark


def _read() -> Register:
    places = [
        Place(
            id=version.organisation_id,
            kind=version.organisation.kind,
            code=version.code,
            name=version.name,
            full_name=version.full_name,
            parent_id=version.parent_id,
            sort_key=version.sort_key,
            valid_from=version.valid_from,
            valid_to=version.valid_to,
            begun=version.organisation.valid_from,
            ended=version.organisation.valid_to,
            begin_known=version.begin_known,
            last_confirmed=version.last_confirmed,
            other_names=tuple(version.other_names),
            identifiers=tuple(version.identifiers.items()),
        )
        for version in OrganisationVersion.objects.select_related("organisation")
    ]
    successions = [
        Succeeded(*row)
        for row in Succession.objects.order_by("took_place", "pk").values_list(
            "predecessor_id", "successor_id", "how", "took_place"
        )
    ]
    memberships = [
        (organisation, (classification, version, group))
        for organisation, classification, version, group in GroupMembership.objects.values_list(
            "organisation_id", "classification", "version", "group"
        )
    ]
    return Register(places, successions, memberships)


# Who there is


def organisation_by_code(kind: str, code: str, *, on: date) -> Place:
    """The organisation of the kind that had the code on the day.

    Raises UnknownOrganisationError.
    """
    found = register().by_code(kind, code, on=on)
    if found is None:
        raise UnknownOrganisationError(f"{kind} {code} {on}")
    return found


def nation(*, on: date) -> Place:
    """The country."""
    return organisation_by_code(Kind.NATION, NATION_CODE, on=on)


def municipalities(*, on: date) -> tuple[Place, ...]:
    """The municipalities of the day in Swedish order."""
    return register().of_kind(Kind.MUNICIPALITY, on=on)


def counties(*, on: date) -> tuple[Place, ...]:
    """The counties of the day in the order of their codes, as is the custom."""
    return tuple(sorted(register().of_kind(Kind.COUNTY, on=on), key=lambda place: place.code))


def address(place: Place) -> str:
    """The address of the place's page, in the language in force."""
    return f"{_kind_address(place.kind, get_language())}{place.address}/"


@lru_cache(maxsize=64)
def _kind_address(kind: str, _language: str | None) -> str:
    return reverse("organisations:kind", args=[kind])


def children(place: Place, *, on: date, kind: str | None = None) -> tuple[Place, ...]:
    """What belonged to the place on the day, in Swedish order; of one kind if named."""
    return register().children(place, on=on, kind=kind)


def parent(place: Place, *, on: date) -> Place | None:
    """What the place belongs to, as it was on the day."""
    return register().parent(place, on=on)


def group_of(place: Place, classification: str, version: str) -> str | None:
    """The code of the place's group, None when it has none in that version."""
    return register().group_of(place, classification, version)


def group_members(classification: str, version: str, group: str, *, on: date) -> tuple[Place, ...]:
    """The members of a group that existed on the day, in Swedish order."""
    return register().group_members(classification, version, group, on=on)


def size_class(place: Place, year: int) -> str | None:
    """The code of a municipality's size class by its inhabitants on 31 December of the year.

    A city district has the class of its municipality. None when the inhabitants are not known.
    """
    of = place.parent_id if place.kind == Kind.CITY_DISTRICT else place.id
    return size_classes(year).get(of) if of is not None else None


def size_classes(year: int) -> Mapping[int, str]:
    """The code of the size class of every municipality with a figure for the year, by id."""
    current, known = register(), populations_in(year)
    classes = load_shipped().classification(SIZE_CLASSES)
    return {
        id_: classes.group_for_population(one.inhabitants).code
        for id_, one in known.items()
        if current.versions[id_][0].kind == Kind.MUNICIPALITY
    }


def lineage(place: Place) -> Lineage:
    """All that came before and after the organisation by mergers and splits, through all steps."""
    current = register()
    return Lineage(
        tuple(current.versions[id_][-1] for id_ in current.predecessors(place)),
        tuple(current.versions[id_][-1] for id_ in current.successors(place)),
    )


def search(text: str, *, on: date, limit: int = 20, ended: bool = False) -> Found:
    """Places by name, part of a name, code or county letter; suggestions apart.

    With `ended`, organisations that ended before the day are found too, after the others.
    """
    kept = _current()
    key = (on, ended)
    if key not in kept.indexes:
        if len(kept.indexes) >= 4:
            kept.indexes.clear()
        kept.indexes[key] = Index(kept.register, on=on, ended=ended)
    return kept.indexes[key].search(text, limit=limit)


# Inhabitants


def population(place: Place, year: int) -> Inhabitants | None:
    """Inhabitants on 31 December of the year, None when no figure is known.

    A county or the nation without a figure of its own gets the sum of the municipalities that
    belonged to it on that day, if all of them have one.
    """
    row = Population.objects.filter(organisation=place.id, year=year).first()
    if row is not None:
        return Inhabitants(year, row.inhabitants, row.source, row.computed)
    parts = _municipalities_in(place, on=date(year, 12, 31))
    known = list(populations_in(year, [part.id for part in parts]).values())
    if not parts or len(known) < len(parts):
        return None
    return Inhabitants(year, sum(one.inhabitants for one in known), known[0].source, computed=True)


def _municipalities_in(place: Place, *, on: date) -> tuple[Place, ...]:
    if place.kind == Kind.NATION:
        return municipalities(on=on)
    if place.kind == Kind.COUNTY:
        return children(place, on=on, kind=Kind.MUNICIPALITY)
    return ()


def populations(place: Place) -> tuple[Inhabitants, ...]:
    """All published or loaded figures of the place, oldest first."""
    stored = Population.objects.filter(organisation=place.id).order_by("year")
    figures = stored.values_list("year", "inhabitants", "source", "computed")
    return tuple(Inhabitants(*figure) for figure in figures)


def populations_in(year: int, ids: Collection[int] | None = None) -> Mapping[int, Inhabitants]:
    """The figures of a year by the organisation's id; of some ids when they are given."""
    years = _current().years
    if year not in years:
        years[year] = {
            row.organisation_id: Inhabitants(year, row.inhabitants, row.source, row.computed)
            for row in Population.objects.filter(year=year)
        }
    if ids is None:
        return years[year]
    return {id_: years[year][id_] for id_ in ids if id_ in years[year]}


def latest_population_year(*, until: date | None = None) -> int | None:
    """The last year with any figure; of those whose 31 December is not after a day, if given."""
    rows = Population.objects.all()
    if until is not None:
        rows = rows.filter(year__lte=(until + timedelta(days=1)).year - 1)
    latest: int | None = rows.aggregate(latest=Max("year"))["latest"]
    return latest
