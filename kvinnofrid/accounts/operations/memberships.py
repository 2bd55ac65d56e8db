"""Giving and taking away roles: always downward, some of them by two, never to oneself."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kvinnofrid.access.roles import GRANTS_BY_TWO, ROLES, Role
from kvinnofrid.access.values import Actor, Grant
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import Invitation, Membership, ServiceIdentity, Unit, User
from kvinnofrid.accounts.operations.invitations import close, issue
from kvinnofrid.accounts.operations.log import written
from kvinnofrid.accounts.operations.mistakes import AlreadyHeldError, PeriodError
from kvinnofrid.accounts.operations.sessions import end_sessions
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.accounts.service_queries import is_known_in


@dataclass(frozen=True, slots=True)
class Invited:
    """A membership that was given or proposed, and the secret of the link for a new user."""

    membership: Membership
    token: str = ""


def grant_of(membership: Membership, *, on: date) -> Grant:
    """The membership as the policy asks about it."""
    others = (
        queries.holding(on)
        .filter(user=membership.user_id, organisation=membership.organisation_id)
        .exclude(pk=membership.pk)
    )
    proposer = None if membership.proposed_by_id is None else str(membership.proposed_by_id)
    return Grant(
        organisation=str(membership.organisation_id),
        unit=None if membership.unit_id is None else str(membership.unit_id),
        role=Role(membership.role),
        user=str(membership.user_id),
        holds=frozenset(Role(role) for role in others.values_list("role", flat=True)),
        proposed_by=proposer,
        proposer_tokens=queries.tokens_of(proposer, organisation=str(membership.organisation_id)),
    )


@transaction.atomic
def invite(
    *,
    by: Actor,
    email: str,
    full_name: str,
    organisation: int,
    unit: UUID | None,
    role: Role,
    valid_from: date,
    valid_to: date | None,
    now: datetime,
) -> Invited:
    """Give somebody a role, or propose it where two decide; a new user gets a link as well.

    Raises DeniedError when the policy says no, AlreadyHeldError and PeriodError.
    """
    if valid_to is not None and valid_to <= valid_from:
        raise PeriodError(_("Sista dagen måste vara efter den första."))
    address = email.strip().lower()
    user = User.objects.select_for_update().filter(email=address).first()
    is_new = user is None
    if user is None:
        user = User(email=address, full_name=full_name.strip(), created_at=now)
        user.set_unusable_password()
    place = None
    if ROLES[role].in_unit:
        there = Unit.objects.filter(organisation_id=organisation, valid_to=None)
        place = there.filter(pk=unit).first() if unit else None
        if place is None:
            raise AlreadyHeldError(_("Välj en av organisationens enheter för rollen."))
    membership = Membership(
        user=user,
        organisation_id=organisation,
        unit=place,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        proposed_by_id=UUID(by.id),
        proposed_at=now,
        granted_at=None if role in GRANTS_BY_TWO else now,
    )
    demand(by, "membership.propose", grant_of(membership, on=now.date()), now=now)
    _not_twice(membership, today=now.date())
    user.save()
    if user.ended is not None:
        user.ended, user.is_active = None, True
        close(user)
        user.save()
    membership.save()
    _log("membership.propose", membership, by=by, now=now)
    if not is_new and (user.has_usable_password() or is_known_in(user, organisation)):
        return Invited(membership)
    return Invited(membership, issue(user, Invitation.Purpose.JOIN, by=by, now=now))


def _not_twice(membership: Membership, *, today: date) -> None:
    open_ones = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        user=membership.user_id,
        organisation=membership.organisation_id,
        unit=membership.unit_id,
        role=membership.role,
    )
    if open_ones.exists():
        raise AlreadyHeldError(
            _("Personen har redan den rollen där, eller så väntar den på att godkännas.")
        )


@transaction.atomic
def approve(*, by: Actor, membership: UUID, now: datetime) -> Membership:
    """Approve what another has proposed; it holds from this second.

    Raises DeniedError, and Membership.DoesNotExist when nothing there waits.
    """
    found = _locked(membership, granted_at__isnull=True)
    demand(by, "membership.approve", grant_of(found, on=now.date()), now=now)
    found.approved_by_id, found.granted_at = UUID(by.id), now
    found.save()
    _log("membership.approve", found, by=by, now=now)
    return found


@transaction.atomic
def end(*, by: Actor, membership: UUID, now: datetime) -> Membership:
    """End a role, or withdraw a proposed one, this second; the user's sessions end with it."""
    found = _locked(membership)
    demand(by, "membership.end", grant_of(found, on=now.date()), now=now)
    return _end(found, by=by, now=now)


def _end(found: Membership, *, by: Actor, now: datetime) -> Membership:
    found.valid_to = max(found.valid_from, now.date())
    if found.valid_from > now.date():
        found.valid_from = found.valid_to = now.date()
    found.ended_by_id = UUID(by.id)
    found.save()
    end_sessions(user=found.user)
    _log("membership.end", found, by=by, now=now)
    return found


@transaction.atomic
def leave_organisation(*, by: Actor, user: UUID, organisation: int, now: datetime) -> int:
    """End every role that the user has in an organisation; how many.

    All or none: each must be one that the actor may end. Whoever then has no role anywhere has
    left, and can no longer sign in.
    """
    found = list(
        Membership.objects.select_for_update()
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=now.date()))
        .filter(user=user, organisation=organisation)
    )
    for one in found:
        demand(by, "membership.end", grant_of(one, on=now.date()), now=now)
        _end(one, by=by, now=now)
    ServiceIdentity.objects.filter(user=user, service__organisation=organisation).delete()
    remaining = Membership.objects.filter(user=user).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=now.date())
    )
    if found and not remaining.exists():
        User.objects.filter(pk=user).update(ended=now.date(), is_active=False)
    return len(found)


def _locked(membership: UUID, **also: object) -> Membership:
    found: Membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=membership, **also)
    )
    return found


def _log(action: str, membership: Membership, *, by: Actor, now: datetime) -> None:
    unit = {} if membership.unit_id is None else {"unit": str(membership.unit_id)}
    written(
        action,
        organisation=membership.organisation_id,
        by=by,
        kind="membership",
        id=membership.pk,
        now=now,
        role=str(Role(membership.role)),
        subject=str(membership.user_id),
        **unit,
    )
