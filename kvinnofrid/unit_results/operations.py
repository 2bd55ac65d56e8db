"""Reading a unit's results: the policy is asked, and the look is in the log before it is answered.

Keyword-only: `by` the actor, `now` an aware time. Raises DeniedError for a no, and NoSuchUnitError
for a unit that the organisation does not have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Actor
from kvinnofrid.access.values import Unit as UnitObject
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.models import Unit
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit.operations import record
from kvinnofrid.audit.rules import Outcome as Ended
from kvinnofrid.catalogue import Outcome, OutcomeSet
from kvinnofrid.client_surveys import queries as surveys
from kvinnofrid.client_surveys.queries import Compiled
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.organisations.queries import Inhabitants
from kvinnofrid.records.operations import noting, reading_within
from kvinnofrid.statistics.unit_tables import Chosen, Told, is_for, told
from kvinnofrid.unit_results import queries

YEARS = 5
READ, DOWNLOAD = "unit.read_results", "results.download"
READ_SURVEY = "survey.read_results"


class NoSuchUnitError(Exception):
    """The organisation has no such unit."""


@dataclass(frozen=True, slots=True)
class View:
    """What somebody wants to see: which unit, the episodes of a year, and whom of them."""

    organisation: int
    unit: UUID
    year: int
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class Results:
    """What may be told of a unit for a view."""

    view: View
    unit: Unit
    indicators: OutcomeSet
    told: Sequence[tuple[Outcome, Told]]
    surveys: Sequence[Compiled] | None
    """What clients have answered, nothing for a choice of some; None when it cannot be opened."""
    inhabitants: Inhabitants | None
    synthetic: bool
    may_download: bool


def years(now: datetime) -> tuple[int, ...]:
    """The years that can be chosen, the latest first. They do not overlap."""
    return tuple(range(now.year, now.year - YEARS, -1))


def read_results(*, view: View, by: Actor, now: datetime, action: str = READ) -> Results:
    """The results of a unit; `action` says whether they are looked at or taken as a file."""
    place = UnitObject(str(view.organisation), str(view.unit))
    demand(by, action, place, now=now)
    unit = accounts.unit_of(view.organisation, view.unit)
    if unit is None:
        raise NoSuchUnitError
    with reading_within((str(view.organisation),)):
        found = queries.facts_of(view.organisation, str(view.unit))
        indicators = queries.indicators()
        results = Results(
            view,
            unit,
            indicators,
            [
                (one, told(one, found.population(one, view.year), view.chosen))
                for one in indicators.outcomes
                if is_for(one, view.chosen)
            ],
            _surveys(view, by, now),
            queries.inhabitants(view.organisation, year=view.year, on=now.date()),
            found.synthetic,
            bool(decide(by, DOWNLOAD, place, now)),
        )
        with noting():
            record(
                organisation=str(view.organisation),
                actor=by.id,
                action=action,
                object_kind="accounts.unit",
                object_id=str(view.unit),
                outcome=Ended.ALLOWED,
                now=now,
                details={"period": str(view.year), "version": indicators.version},
            )
    return results


def _surveys(view: View, by: Actor, now: datetime) -> Sequence[Compiled] | None:
    """Answers lead to nobody, so they are of all; whoever may not read them gets none."""
    place = UnitObject(str(view.organisation), str(view.unit))
    if view.chosen.row is not None or not decide(by, READ_SURVEY, place, now):
        return ()
    try:
        return surveys.compiled(
            organisation=view.organisation, unit=view.unit, year=view.year, today=now.date()
        )
    except KeysError:
        return None


def units_for(*, by: Actor, now: datetime) -> list[Unit]:
    """The units whose results the actor may see, in Swedish order within each organisation."""
    found = []
    for organisation in dict.fromkeys(one.organisation for one in by.memberships):
        for unit in accounts.units_of(int(organisation), on=now.date()):
            if decide(by, READ, UnitObject(organisation, str(unit.pk)), now):
                found.append(unit)
    return found
