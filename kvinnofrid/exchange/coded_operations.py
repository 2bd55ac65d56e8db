"""Taking a unit's coded data out. The policy is asked, and each client is in the log.

Keyword-only: `by` the actor, `now` an aware time. Raises DeniedError for a no, and NoSuchUnitError
for a unit that the organisation does not have.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kvinnofrid.access.values import Actor
from kvinnofrid.access.values import Unit as UnitObject
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.models import Unit
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit.operations import record
from kvinnofrid.catalogue import Instrument
from kvinnofrid.exchange.coded_rows import CodedData, coded_data
from kvinnofrid.exchange.rules import Reason
from kvinnofrid.exchange.variables import GetInstrument
from kvinnofrid.follow_up.facts import Selection
from kvinnofrid.follow_up.operations import read_coded
from kvinnofrid.instruments import queries as instruments

YEARS = 6
CODED = "unit.export_coded"


class NoSuchUnitError(Exception):
    """The organisation has no such unit."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose data, active in which year (None: all), and why."""

    organisation: int
    unit: UUID
    year: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out. `name` is the file's own, which the log has too."""

    name: str
    unit: Unit
    data: CodedData


def years(now: datetime) -> tuple[int, ...]:
    """The years that can be chosen, the latest first."""
    return tuple(range(now.year, now.year - YEARS, -1))


def the_unit(*, organisation: int, unit: UUID, by: Actor, now: datetime) -> Unit:
    """The unit whose data somebody may take out."""
    demand(by, CODED, UnitObject(str(organisation), str(unit)), now=now)
    found = accounts.unit_of(organisation, unit)
    if found is None:
        raise NoSuchUnitError
    return found


def take_coded(*, wanted: Wanted, by: Actor, now: datetime) -> Taken:
    """The coded data of the unit's clients whom the actor may read; nobody else's are in it."""
    place = the_unit(organisation=wanted.organisation, unit=wanted.unit, by=by, now=now)
    first = last = None
    if wanted.year is not None:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
    selection = Selection(wanted.organisation, str(wanted.unit), first, last)
    name = uuid.uuid4().hex
    with transaction.atomic():
        found = read_coded(selection=selection, reason=wanted.reason.value, by=by, now=now)
        data = coded_data(found, get=instruments_of(wanted.organisation, on=now.date()))
        record(
            organisation=str(wanted.organisation),
            actor=by.id,
            action=CODED,
            object_kind="accounts.unit",
            object_id=str(wanted.unit),
            outcome="allowed",
            now=now,
            details={
                "reason": wanted.reason.value,
                "period": str(wanted.year or "all"),
                "count": str(data.episodes),
                "export_id": name,
            },
        )
    return Taken(name, place, data)


def instruments_of(organisation: int, *, on: date) -> GetInstrument:
    """How to find the versions that an organisation's waves were answered in."""

    def get(name: str, version: str) -> Instrument | None:
        return instruments.by_reference(str(organisation), instrument=name, version=version, on=on)

    return get
