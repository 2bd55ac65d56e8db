"""Who somebody is: the number goes to the key service, and only a token of it is kept.

The key service is asked before the transaction begins, so that nothing waits for it, and nothing is
half-done when it does not answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kvinnofrid.access.values import Actor, Own
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import IdentityToken, User
from kvinnofrid.accounts.operations.invitations import accept, used
from kvinnofrid.accounts.operations.log import written
from kvinnofrid.accounts.operations.memberships import Invited, grant_of, invite
from kvinnofrid.accounts.operations.mistakes import (
    IdentityDiffersError,
    IdentityTakenError,
    NotOfTheUnitError,
)
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.accounts.secrets import hash_of
from kvinnofrid.keys.client import shared_client
from kvinnofrid.keys.identity import IdentityNumber
from kvinnofrid.keys.tokens import same_token

OWN, FOR_ANOTHER = "account.identify", "membership.identify"
Tokens = dict[int, bytes]


@dataclass(frozen=True, slots=True)
class Identified:
    """In which organisations it is now known who the person is, and in which it was refused."""

    known: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()


def tokens_for(number: IdentityNumber, organisations: Iterable[int]) -> Tokens:
    """The number's token in each of the organisations; raises a KeysError."""
    client = shared_client(Path(settings.KEY_SOCKET))
    return {one: client.token(str(one), number) for one in organisations}


def identify_oneself(*, by: Actor, number: IdentityNumber, now: datetime) -> Identified:
    """Give who one is, in every organisation where one has a role or is to have one.

    Where another account is the same person it is refused, and logged, and nothing is told of it.
    Raises DeniedError, a KeysError and IdentityDiffersError; nothing has then been changed.
    """
    demand(by, OWN, Own(by.id), now=now)
    user = User.objects.get(pk=by.id)
    places = queries.worked_in(user.pk, on=now.date())
    tokens = tokens_for(number, {*places, *_known(user)})
    with transaction.atomic():
        return keep(user, tokens, by=by, action=OWN, now=now)


def identify(
    *, by: Actor, user: UUID, organisation: int, number: IdentityNumber, now: datetime
) -> None:
    """Give who somebody is, in one's own organisation, as their manager.

    Raises DeniedError, a KeysError, IdentityDiffersError and IdentityTakenError.
    """
    found = _demanded(by, user, organisation, now=now)
    tokens = tokens_for(number, {organisation, *_known(found)})
    with transaction.atomic():
        made = keep(found, tokens, by=by, action=FOR_ANOTHER, now=now)
    if made.refused:
        raise taken()


def invite_identified(
    *, by: Actor, number: IdentityNumber, organisation: int, now: datetime, **given: Any
) -> Invited:
    """As `invite`, and say who it is; both or neither.

    Raises as `invite` and `identify` do; nothing is then made.
    """
    held = User.objects.filter(email=given["email"].strip().lower()).first()
    tokens = tokens_for(number, {organisation, *(_known(held) if held else ())})
    try:
        with transaction.atomic():
            made = invite(by=by, organisation=organisation, now=now, **given)
            grant = grant_of(made.membership, on=now.date())
            demand(by, FOR_ANOTHER, grant, now=now)
            user = made.membership.user
            if keep(user, tokens, by=by, action=FOR_ANOTHER, now=now).refused:
                raise taken()
            return made
    except IdentityTakenError:
        with transaction.atomic():
            log_taken(held, organisation, by=by, action=FOR_ANOTHER, now=now)
        raise


def accept_identified(*, token: str, password: str, number: IdentityNumber, now: datetime) -> User:
    """As `accept`, and give who one is; both or neither, and the link can then be used again.

    Raises as `accept` does, a KeysError and IdentityTakenError, which tells nothing.
    """
    found = queries.usable_invitation(hash_of(token), now=now)
    if found is None:
        raise used()
    invited = found.user
    by = Actor(id=str(invited.pk))
    places = queries.worked_in(invited.pk, on=now.date())
    tokens = tokens_for(number, {*places, *_known(invited)})
    made = Identified()
    try:
        with transaction.atomic():
            user = accept(token=token, password=password, now=now)
            made = keep(user, tokens, by=by, action=OWN, now=now)
            if made.refused:
                raise not_taken()
            return user
    except IdentityTakenError:
        with transaction.atomic():
            for one in made.refused:
                log_taken(invited, one, by=by, action=OWN, now=now)
        raise


@transaction.atomic
def forget_identity(*, by: Actor, user: UUID, organisation: int, now: datetime) -> None:
    """Take away what was wrongly given of who somebody is; until it is given anew they reach less.

    Raises DeniedError.
    """
    found = _demanded(by, user, organisation, now=now)
    gone, _rows = IdentityToken.objects.filter(user=found, organisation=organisation).delete()
    if gone:
        _log(found, organisation, by=by, action=FOR_ANOTHER, now=now, method="forgotten")


def taken() -> IdentityTakenError:
    """What a manager is told: what to do, and not which account it is."""
    return IdentityTakenError(
        _(
            "Personen har redan ett konto i organisationen, kanske med en annan e-postadress eller"
            " avslutat. Leta upp det kontot och ge rollen där, med samma e-postadress som då. Är"
            " numret felskrivet: rätta det."
        )
    )


def not_taken() -> IdentityTakenError:
    """What the person is told: nothing of any other account."""
    return IdentityTakenError(
        _(
            "Numret kunde inte tas emot för det här kontot. Kontrollera att det är rätt skrivet. Om"
            " det är det: vänd dig till den som gav dig din roll."
        )
    )


def keep(user: User, tokens: Tokens, *, by: Actor, action: str, now: datetime) -> Identified:
    """Keep the tokens and log it, in the caller's transaction. Raises IdentityDiffersError."""
    User.objects.select_for_update().get(pk=user.pk)
    before = _known(user)
    if any(one not in tokens or not same_token(tokens[one], old) for one, old in before.items()):
        raise IdentityDiffersError(
            _(
                "Numret är ett annat än det som redan är angivet för kontot. Kontrollera det. Är"
                " det gamla fel: be din chef ta bort det på din sida under Behörigheter."
            )
        )
    known: list[int] = list(before)
    refused: list[int] = []
    for organisation, token in sorted(tokens.items()):
        if organisation in before:
            continue
        kept = _kept(user, organisation, token, by=by, now=now)
        (known if kept else refused).append(organisation)
        if kept:
            _log(user, organisation, by=by, action=action, now=now, method="given")
        else:
            log_taken(user, organisation, by=by, action=action, now=now)
    return Identified(tuple(known), tuple(refused))


def log_taken(
    user: User | None, organisation: int, *, by: Actor, action: str, now: datetime
) -> None:
    """Log that a person was found to have another account; which one is not said."""
    _log(
        user,
        organisation,
        by=by,
        action=action,
        now=now,
        outcome="denied",
        reason="same_person",
    )


def _kept(user: User, organisation: int, token: bytes, *, by: Actor, now: datetime) -> bool:
    """Whether it could be kept: no other account in the organisation is the same person."""
    try:
        with transaction.atomic():
            IdentityToken.objects.create(
                user=user,
                organisation_id=organisation,
                token=token,
                given_by_id=UUID(by.id),
                given_at=now,
            )
    except IntegrityError:
        return False
    return True


def _known(user: User) -> Tokens:
    found = IdentityToken.objects.filter(user=user).values_list("organisation_id", "token")
    return {organisation: bytes(token) for organisation, token in found}


def _demanded(by: Actor, user: UUID, organisation: int, *, now: datetime) -> User:
    """The user, if the actor may give who they are for every role they have in the organisation."""
    found = User.objects.get(pk=user)
    roles = [
        one
        for one in queries.roles_in(organisation, user)
        if one.valid_to is None or one.valid_to > now.date()
    ]
    if not roles:
        raise NotOfTheUnitError(_("Personen har ingen roll i organisationen i dag."))
    for one in roles:
        demand(by, FOR_ANOTHER, grant_of(one, on=now.date()), now=now)
    return found


def _log(
    user: User | None,
    organisation: int,
    *,
    by: Actor,
    action: str,
    now: datetime,
    outcome: str = "allowed",
    **details: str,
) -> None:
    written(
        action,
        organisation=organisation,
        by=by,
        kind="organisation" if user is None else "user",
        id=organisation if user is None else user.pk,
        now=now,
        outcome=outcome,
        **details,
    )
