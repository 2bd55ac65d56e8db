"""Correcting somebody's name or e-mail address, and telling the person at both addresses.

The account belongs to the person in all organisations at once, so only whoever could end every role
that the person holds, wherever it is, may correct it here; else whoever runs the server does.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kvinnofrid.access.values import OPERATOR, Actor
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.letters import tell_of_address
from kvinnofrid.accounts.models import Invitation, Membership, User
from kvinnofrid.accounts.operations.log import written
from kvinnofrid.accounts.operations.memberships import grant_of
from kvinnofrid.accounts.operations.mistakes import AddressError, NotOfTheUnitError
from kvinnofrid.accounts.operations.sessions import end_sessions
from kvinnofrid.accounts.permissions import demand

CORRECT = "membership.correct"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was corrected, and the addresses that could not be told by e-mail."""

    name: bool
    address: bool
    untold: tuple[str, ...] = ()


def correct(
    *, by: Actor, user: UUID, organisation: int, full_name: str, email: str, now: datetime
) -> Corrected:
    """Give somebody the right name and e-mail address; the address is what they sign in with.

    A new name leaves the person signed in. A new address ends the person's sessions and takes back
    an unused invitation, since it may lie with whoever has the wrong address; password, second
    factors and linked services remain. Both addresses are told, where the server sends e-mail.
    Raises DeniedError, NotOfTheUnitError and AddressError; nothing has then been changed.
    """
    with transaction.atomic():
        found = User.objects.select_for_update().get(pk=user)
        held = queries.roles_held(user, on=now.date())
        if not any(one.organisation_id == organisation for one in held):
            raise NotOfTheUnitError(_("Personen har ingen roll i organisationen i dag."))
        for one in held:
            demand(by, CORRECT, grant_of(one, on=now.date()), now=now)
        old = found.email
        made = _change(found, held, full_name, email, by=by, now=now)
    return _told(made, old, found.email)


def correct_from_the_server(
    *, address: str, full_name: str, email: str, now: datetime
) -> Corrected:
    """As `correct`, by whoever runs the server, for the account with an address.

    An empty name or address is left as it is. Raises AddressError.
    """
    with transaction.atomic():
        found = User.objects.select_for_update().filter(email=address.strip().lower()).first()
        if found is None:
            raise AddressError(_("Inget konto har den e-postadressen."))
        old = found.email
        wanted = full_name or found.full_name, email or found.email
        held = queries.roles_held(found.pk, on=now.date())
        made = _change(found, held, *wanted, by=OPERATOR, now=now)
    return _told(made, old, found.email)


def _change(
    user: User, held: list[Membership], full_name: str, email: str, *, by: Actor, now: datetime
) -> Corrected:
    name, address = full_name.strip(), email.strip().lower()
    made = Corrected(name != user.full_name, address != user.email)
    if not made.name and not made.address:
        raise AddressError(_("Namnet och adressen är redan de som står här."))
    if made.address and user.synthetic:
        raise AddressError(_("Demons påhittade personer behåller sina adresser."))
    user.full_name, user.email = name, address
    user.corrected_at = now
    user.corrected_by_id = None if by is OPERATOR else UUID(by.id)
    try:
        with transaction.atomic():
            user.save(update_fields=["full_name", "email", "corrected_at", "corrected_by"])
    except IntegrityError:
        raise AddressError(_("Ett annat konto har redan den e-postadressen.")) from None
    if made.address:
        end_sessions(user=user)
        unused = Invitation.objects.filter(user=user, used_at__isnull=True, revoked_at__isnull=True)
        unused.update(revoked_at=now)
    what = [word for word, changed in (("name", made.name), ("address", made.address)) if changed]
    for organisation in sorted({one.organisation_id for one in held}):
        written(
            CORRECT,
            organisation=organisation,
            by=by,
            kind="user",
            id=user.pk,
            now=now,
            method=",".join(what),
        )
    return made


def _told(made: Corrected, old: str, new: str) -> Corrected:
    """Tell both addresses when it is written for good: a letter cannot be taken back."""
    if not made.address:
        return made
    return Corrected(made.name, made.address, tell_of_address(old, new))
