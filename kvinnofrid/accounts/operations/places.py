"""Units, teams, and what an organisation demands of a sign-in."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kvinnofrid.access.values import Actor
from kvinnofrid.access.values import Organisation as OrganisationValue
from kvinnofrid.access.values import Unit as UnitValue
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import Membership, OrganisationSecurity, Team, TeamMember, Unit
from kvinnofrid.accounts.operations.log import written
from kvinnofrid.accounts.operations.mistakes import (
    AlreadyHeldError,
    LocksOutError,
    NotOfTheUnitError,
    PeriodError,
)
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.accounts.rules import Step, required, service, way


@transaction.atomic
def begin_unit(*, by: Actor, organisation: int, name: str, now: datetime) -> Unit:
    """A new unit from today. Raises AlreadyHeldError when one of the name is open."""
    demand(by, "unit.manage", OrganisationValue(str(organisation)), now=now)
    if Unit.objects.filter(organisation=organisation, name=name, valid_to=None).exists():
        raise AlreadyHeldError(_("Det finns redan en enhet med det namnet."))
    unit = Unit.objects.create(organisation_id=organisation, name=name, valid_from=now.date())
    written("unit.manage", organisation=organisation, by=by, kind="unit", id=unit.pk, now=now)
    return unit


@transaction.atomic
def rename_unit(*, by: Actor, unit: UUID, name: str, now: datetime) -> Unit:
    """Another name for a unit that is not closed. Raises AlreadyHeldError when it is taken."""
    found = _managed(by, unit, now)
    others = Unit.objects.filter(organisation=found.organisation_id, name=name, valid_to=None)
    if others.exclude(pk=unit).exists():
        raise AlreadyHeldError(_("Det finns redan en enhet med det namnet."))
    _still_open(found.valid_to, now)
    found.name = name
    found.save(update_fields=["name"])
    _log_unit(found, by=by, now=now, method="rename")
    return found


@transaction.atomic
def end_unit(*, by: Actor, unit: UUID, now: datetime, until: date | None = None) -> Unit:
    """Close a unit from today or a later day, where nobody has a role from then on; its teams too.

    Raises AlreadyHeldError and PeriodError.
    """
    found = _managed(by, unit, now)
    day = _closing_day(until, found.valid_to, now)
    there = Membership.objects.filter(unit=found).exclude(valid_to__lte=day)
    if there.exists():
        raise AlreadyHeldError(
            _("Avsluta först de behörigheter som finns i enheten, senast samma dag.")
        )
    found.valid_to = max(found.valid_from, day)
    found.save(update_fields=["valid_to"])
    Team.objects.filter(unit=found, valid_to=None).update(valid_to=found.valid_to)
    _log_unit(found, by=by, now=now, method="close")
    return found


@transaction.atomic
def keep_unit(*, by: Actor, unit: UUID, now: datetime) -> Unit:
    """Let a unit stay open whose closing day has not come. Raises PeriodError when it has."""
    found = _managed(by, unit, now)
    _still_open(found.valid_to, now)
    found.valid_to = None
    if Unit.objects.filter(
        organisation=found.organisation_id, name=found.name, valid_to=None
    ).exists():
        raise AlreadyHeldError(_("Det finns redan en enhet med det namnet."))
    found.save(update_fields=["valid_to"])
    _log_unit(found, by=by, now=now, method="keep")
    return found


def _managed(by: Actor, unit: UUID, now: datetime) -> Unit:
    found = Unit.objects.select_for_update().get(pk=unit)
    demand(by, "unit.manage", OrganisationValue(str(found.organisation_id)), now=now)
    return found


def _still_open(until: date | None, now: datetime) -> None:
    if until is not None and until <= now.date():
        raise PeriodError(_("Det är redan stängt."))


def _closing_day(wanted: date | None, until: date | None, now: datetime) -> date:
    _still_open(until, now)
    day = wanted or now.date()
    if day < now.date():
        raise PeriodError(_("Välj i dag eller en dag som kommer."))
    return day


def _log_unit(unit: Unit, *, by: Actor, now: datetime, method: str) -> None:
    written(
        "unit.manage",
        organisation=unit.organisation_id,
        by=by,
        kind="unit",
        id=unit.pk,
        now=now,
        method=method,
    )


def _staff(by: Actor, unit: Unit, now: datetime) -> None:
    demand(by, "unit.staff", UnitValue(str(unit.organisation_id), str(unit.pk)), now=now)


@transaction.atomic
def begin_team(*, by: Actor, unit: UUID, name: str, now: datetime) -> Team:
    """A new team of a unit."""
    place = Unit.objects.get(pk=unit)
    _staff(by, place, now)
    if Team.objects.filter(unit=place, name=name, valid_to=None).exists():
        raise AlreadyHeldError(_("Det finns redan ett team med det namnet."))
    team = Team.objects.create(unit=place, name=name)
    _log_team(team, by=by, now=now)
    return team


@transaction.atomic
def rename_team(*, by: Actor, team: UUID, name: str, now: datetime) -> Team:
    """Another name for a team that is not closed. Raises AlreadyHeldError when it is taken."""
    found = Team.objects.select_related("unit").get(pk=team)
    _staff(by, found.unit, now)
    _still_open(found.valid_to, now)
    others = Team.objects.filter(unit=found.unit, name=name, valid_to=None).exclude(pk=team)
    if others.exists():
        raise AlreadyHeldError(_("Det finns redan ett team med det namnet."))
    found.name = name
    found.save(update_fields=["name"])
    _log_team(found, by=by, now=now, method="rename")
    return found


@transaction.atomic
def end_team(*, by: Actor, team: UUID, now: datetime, until: date | None = None) -> Team:
    """Close a team from today or a later day: from then on it gives nothing. Raises PeriodError."""
    found = Team.objects.select_related("unit").get(pk=team)
    _staff(by, found.unit, now)
    found.valid_to = _closing_day(until, found.valid_to, now)
    found.save(update_fields=["valid_to"])
    _log_team(found, by=by, now=now, method="close")
    return found


@transaction.atomic
def join_team(*, by: Actor, team: UUID, user: UUID, now: datetime) -> TeamMember:
    """Let a colleague of the unit into the team from today."""
    found = Team.objects.select_related("unit").get(pk=team, valid_to=None)
    _staff(by, found.unit, now)
    if not queries.holding(now.date()).filter(unit=found.unit, user=user).exists():
        raise NotOfTheUnitError(_("Personen har ingen roll i enheten."))
    if TeamMember.objects.filter(team=found, user=user, valid_to=None).exists():
        raise AlreadyHeldError(_("Personen är redan med i teamet."))
    made = TeamMember.objects.create(team=found, user_id=user, valid_from=now.date())
    _log_team(found, by=by, now=now, subject=str(user))
    return made


@transaction.atomic
def leave_team(*, by: Actor, team: UUID, user: UUID, now: datetime) -> None:
    """Take somebody out of the team this second."""
    found = Team.objects.select_related("unit").get(pk=team)
    _staff(by, found.unit, now)
    open_ones = TeamMember.objects.filter(team=found, user=user, valid_to=None)
    for one in open_ones:
        one.valid_to = max(one.valid_from, now.date())
        one.save()
    _log_team(found, by=by, now=now, subject=str(user))


def _log_team(team: Team, *, by: Actor, now: datetime, **details: str) -> None:
    written(
        "unit.staff",
        organisation=team.unit.organisation_id,
        by=by,
        kind="team",
        id=team.pk,
        now=now,
        unit=str(team.unit_id),
        **details,
    )


@transaction.atomic
def set_demands(
    *,
    by: Actor,
    organisation: int,
    required_assurance: int,
    idle_minutes: int,
    allows_password: bool,
    allows_passkey: bool,
    allows_service: bool,
    now: datetime,
    steps: Sequence[Step] | None = None,
) -> OrganisationSecurity:
    """What the organisation demands of whoever signs in; memberships below it sleep at once.

    `steps` are how the actor signed in. Raises LocksOutError for demands that the actor does not
    meet right now: nobody might then be left who could take them back.
    """
    demand(by, "system.settings", OrganisationValue(str(organisation)), now=now)
    wanted = OrganisationSecurity(
        organisation_id=organisation,
        required_assurance=required_assurance,
        allows_password=allows_password,
        allows_passkey=allows_passkey,
        allows_service=allows_service,
    )
    if steps is not None:
        need = required(wanted, str(organisation), way(steps), service(steps))
        if by.assurance < need:
            raise LocksOutError(
                _(
                    "Du skulle själv bli utestängd. Logga först in så som du tänker kräva, och"
                    " ändra sedan."
                )
            )
    made, _created = OrganisationSecurity.objects.update_or_create(
        organisation_id=organisation,
        defaults={
            "required_assurance": required_assurance,
            "idle_minutes": idle_minutes,
            "allows_password": allows_password,
            "allows_passkey": allows_passkey,
            "allows_service": allows_service,
        },
    )
    written(
        "system.settings",
        organisation=organisation,
        by=by,
        kind="organisation",
        id=organisation,
        now=now,
        tier=str(required_assurance),
    )
    return made
