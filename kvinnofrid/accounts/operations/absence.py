"""Leave and cover: whoever is away reaches nothing, and a colleague takes over."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kvinnofrid.access.values import Actor
from kvinnofrid.access.values import Unit as UnitValue
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import Cover, Leave, Unit, User
from kvinnofrid.accounts.operations.log import written
from kvinnofrid.accounts.operations.memberships import grant_of
from kvinnofrid.accounts.operations.mistakes import NotOfTheUnitError, PeriodError
from kvinnofrid.accounts.operations.sessions import end_sessions
from kvinnofrid.accounts.permissions import demand


@transaction.atomic
def begin_leave(
    *, by: Actor, user: UUID, organisation: int, first: date, until: date | None, now: datetime
) -> Leave:
    """Note that a user is away; while it lasts no role anywhere gives anything.

    By somebody who may end a role that the user has in the organisation. A leave that has begun
    ends the user's sessions this second.
    """
    if until is not None and until <= first:
        raise PeriodError(_("Sista dagen måste vara efter den första."))
    found = User.objects.select_for_update().get(pk=user)
    _may_end_one(by, found, organisation, now=now)
    leave = Leave.objects.create(user=found, first=first, until=until, recorded_by_id=UUID(by.id))
    if first <= now.date():
        end_sessions(user=found)
    _log(leave, organisation, by=by, now=now, method="begin_leave")
    return leave


@transaction.atomic
def end_leave(*, by: Actor, leave: UUID, organisation: int, now: datetime) -> Leave:
    """The user is back today; a leave that has not begun is taken away."""
    found = Leave.objects.select_for_update(of=("self",)).select_related("user").get(pk=leave)
    _may_end_one(by, found.user, organisation, now=now)
    found.until = max(found.first, now.date())
    found.save()
    _log(found, organisation, by=by, now=now, method="end_leave")
    return found


def _may_end_one(by: Actor, user: User, organisation: int, *, now: datetime) -> None:
    held = queries.holding(now.date()).filter(user=user, organisation=organisation)
    roles = list(held)
    if not roles:
        raise NotOfTheUnitError(_("Personen har ingen roll i organisationen i dag."))
    for one in roles:
        demand(by, "membership.end", grant_of(one, on=now.date()), now=now)


def _log(leave: Leave, organisation: int, *, by: Actor, now: datetime, method: str) -> None:
    written(
        "membership.end",
        organisation=organisation,
        by=by,
        kind="leave",
        id=leave.pk,
        now=now,
        subject=str(leave.user_id),
        method=method,
    )


@transaction.atomic
def appoint_cover(
    *, by: Actor, unit: UUID, absent: UUID, covering: UUID, first: date, until: date, now: datetime
) -> Cover:
    """Let a colleague of the unit cover for one who is absent, for a time that ends."""
    if until <= first:
        raise PeriodError(_("Sista dagen måste vara efter den första."))
    place = Unit.objects.get(pk=unit)
    demand(by, "unit.staff", UnitValue(str(place.organisation_id), str(place.pk)), now=now)
    there = set(queries.holding(now.date()).filter(unit=place).values_list("user_id", flat=True))
    if not {absent, covering} <= there or absent == covering:
        raise NotOfTheUnitError(_("Välj två olika personer som har en roll i enheten."))
    cover = Cover.objects.create(
        unit=place,
        absent_id=absent,
        covering_id=covering,
        first=first,
        until=until,
        recorded_by_id=UUID(by.id),
    )
    written(
        "unit.staff",
        organisation=place.organisation_id,
        by=by,
        kind="cover",
        id=cover.pk,
        now=now,
        subject=str(covering),
        unit=str(place.pk),
    )
    return cover


@transaction.atomic
def end_cover(*, by: Actor, cover: UUID, now: datetime) -> Cover:
    """End a cover this second; one that has not begun never holds."""
    found = Cover.objects.select_for_update(of=("self",)).select_related("unit").get(pk=cover)
    place = found.unit
    demand(by, "unit.staff", UnitValue(str(place.organisation_id), str(place.pk)), now=now)
    found.until = max(found.first, now.date())
    found.save(update_fields=["until"])
    written(
        "unit.staff",
        organisation=place.organisation_id,
        by=by,
        kind="cover",
        id=found.pk,
        now=now,
        subject=str(found.covering_id),
        unit=str(place.pk),
        method="end_cover",
    )
    return found
