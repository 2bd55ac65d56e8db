"""Ways in that are used once: the first, and a new one in place of what was lost."""

from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kvinnofrid.access.roles import GRANTS_BY_TWO, Role
from kvinnofrid.access.values import OPERATOR, Actor, Grant
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import Invitation, Membership, ServiceIdentity, User
from kvinnofrid.accounts.operations.log import written
from kvinnofrid.accounts.operations.mistakes import AlreadyHeldError, InvitationUsedError
from kvinnofrid.accounts.operations.sessions import end_sessions
from kvinnofrid.accounts.operations.signing_in import log_own
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.accounts.rules import INVITATION_LASTS
from kvinnofrid.accounts.secrets import hash_of, new_token

MOST_FIRST = 2
"""How many administrators the server's operator may make: two, who then can agree."""


def issue(user: User, purpose: str, *, by: Actor | None, now: datetime) -> str:
    """A new invitation, which takes back any unused one; the secret of its link."""
    Invitation.objects.filter(user=user, used_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=now
    )
    token = new_token()
    Invitation.objects.create(
        user=user,
        purpose=purpose,
        token_hash=hash_of(token),
        created_at=now,
        created_by_id=UUID(by.id) if by else None,
        expires_at=now + INVITATION_LASTS,
    )
    return token


@transaction.atomic
def new_way_in(*, by: Actor, user: UUID, now: datetime) -> str:
    """Take away password, second factors and sessions at once, and give a link to choose new ones.

    Only by somebody who may give every role that the user holds, wherever it is: a way in opens
    them all. Raises DeniedError.
    """
    found = User.objects.select_for_update().get(pk=user, is_active=True)
    today = now.date()
    held = list(
        Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), user=found)
    )
    if not held:
        raise AlreadyHeldError(_("Personen har ingen roll som gäller i dag."))
    for one in held:
        unit = None if one.unit_id is None else str(one.unit_id)
        grant = Grant(str(one.organisation_id), unit, Role(one.role), str(found.pk))
        demand(by, "membership.propose", grant, now=now)
    close(found)
    for organisation in sorted({one.organisation_id for one in held}):
        written(
            "membership.propose",
            organisation=organisation,
            by=by,
            kind="user",
            id=found.pk,
            now=now,
            method="new_way_in",
        )
    return issue(found, Invitation.Purpose.RESTORE, by=by, now=now)


def close(user: User) -> None:
    """Let no way in remain: neither password, second factor, service nor session."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user_id=user.pk).delete()
    ServiceIdentity.objects.filter(user=user).delete()
    end_sessions(user=user)


@transaction.atomic
def accept(*, token: str, password: str, now: datetime) -> User:
    """Use an invitation: the user has that password from now on, and the link is spent.

    Raises InvitationUsedError, and Django's ValidationError for a password that is too weak.
    """
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if (
        found is None
        or not found.user.is_active
        or queries.usable_invitation(found.token_hash, now=now) is None
    ):
        raise used()
    validate_password(password, found.user)
    found.user.set_password(password)
    found.user.save(update_fields=["password"])
    found.used_at = now
    found.save(update_fields=["used_at"])
    log_own(user=found.user, what="password_chosen", now=now)
    return found.user


def used() -> InvitationUsedError:
    """That a link opens nothing any more."""
    return InvitationUsedError(
        _("Länken har använts, tagits tillbaka eller blivit för gammal. Be om en ny.")
    )


@transaction.atomic
def invite_first(
    *, email: str, full_name: str, organisation: int, now: datetime, today: date
) -> str:
    """The first two administrators of an organisation, by whoever runs the server; the link.

    Raises AlreadyHeldError when there are two: they give all other roles.
    """
    role = Role.SYSTEM_ADMINISTRATOR
    assert role in GRANTS_BY_TWO
    there = queries.holding(today).filter(organisation=organisation, role=role)
    if there.count() >= MOST_FIRST:
        raise AlreadyHeldError(
            "Organisationen har redan två systemadministratörer. De ger alla andra behörigheter."
        )
    user, _made = User.objects.get_or_create(
        email=email.strip().lower(),
        defaults={"full_name": full_name.strip(), "created_at": now, "password": "!"},
    )
    if there.filter(user=user).exists():
        raise AlreadyHeldError("Personen är redan systemadministratör i organisationen.")
    membership = Membership.objects.create(
        user=user,
        organisation_id=organisation,
        role=role,
        valid_from=today,
        proposed_at=now,
        granted_at=now,
    )
    written(
        "membership.propose",
        organisation=organisation,
        by=None,
        kind="membership",
        id=membership.pk,
        now=now,
        role=str(role),
        subject=str(user.pk),
        method=OPERATOR.id,
    )
    return issue(user, Invitation.Purpose.JOIN, by=None, now=now)
