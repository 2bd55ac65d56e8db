"""Units, teams, and what an organisation demands of a sign-in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kvinnofrid.access.values import Actor
from kvinnofrid.access.values import Organisation as OrganisationValue
from kvinnofrid.access.values import Unit as UnitValue
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import OrganisationSecurity, Team, TeamMember, Unit
from kvinnofrid.accounts.operations.log import written
from kvinnofrid.accounts.operations.mistakes import AlreadyHeldError, NotOfTheUnitError
from kvinnofrid.accounts.permissions import demand


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
def end_unit(*, by: Actor, unit: UUID, now: datetime) -> Unit:
    """Close a unit where nobody has a role any more. Raises AlreadyHeldError otherwise."""
    found = Unit.objects.select_for_update().get(pk=unit)
    demand(by, "unit.manage", OrganisationValue(str(found.organisation_id)), now=now)
    if queries.holding(now.date()).filter(unit=found).exists():
        raise AlreadyHeldError(_("Avsluta först de behörigheter som finns i enheten."))
    found.valid_to = max(found.valid_from, now.date())
    found.save()
    written("unit.manage", organisation=found.organisation_id, by=by, kind="unit", id=unit, now=now)
    return found


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
) -> OrganisationSecurity:
    """What the organisation demands of whoever signs in; memberships below it sleep at once."""
    demand(by, "system.settings", OrganisationValue(str(organisation)), now=now)
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
