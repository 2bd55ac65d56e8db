"""One unit with people in it, as rows and as actors."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from kvinnofrid.access import values
from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Actor, Period
from kvinnofrid.accounts.models import IdentityToken, Unit, User
from kvinnofrid.records import operations
from kvinnofrid.records.rules import Saved
from tests.accounts.people import NOW, member, organisation, unit
from tests.keys.numbers import personal_numbers

if TYPE_CHECKING:
    from tests.records_app.models import Case

MINUTE = timedelta(minutes=1)
TEXTS = {"name": "Asta Påhitt", "address": "Gatan 1", "notes": "Berättade", "stage": "utredning"}
NUMBER, OTHER_NUMBER = personal_numbers()[:2]


@dataclass(frozen=True)
class Colleague:
    """A user and the actor that they are when they just signed in with two factors."""

    user: User
    actor: Actor


def colleague(
    name: str, role: Role = Role.CASEWORKER, *, known: bool = True, **given: Any
) -> Colleague:
    """Somebody with a role in the unit, who has given who they are unless they are not known."""
    held = member(role, name, **given)
    place = str(held.unit_id) if held.unit_id else None
    membership = values.Membership(
        str(held.organisation_id), role, Period(held.valid_from, held.valid_to), place
    )
    actor = Actor(str(held.user.pk), (membership,), assurance=2, confirmed_at=NOW)
    here = held.organisation_id
    if known and not held.user.identity_tokens.filter(organisation=here).exists():
        token = secrets.token_bytes(32)
        IdentityToken.objects.create(user=held.user, organisation_id=here, token=token)
        actor = replace(actor, tokens=frozenset({token}), identified_in=frozenset({str(here)}))
    return Colleague(held.user, actor)


def new_case(by: Colleague, *, key: str = "first", now: datetime = NOW, **given: Any) -> Saved:
    """A case made by somebody, in the unit."""
    from tests.records_app.models import Case  # which a demo's database does not have

    place: Unit = given.pop("unit", None) or unit()
    change = given.pop("change", None) or operations.Change(given.pop("texts", TEXTS))
    return operations.create(
        model=Case,
        organisation=organisation(),
        unit=place.pk,
        change=change,
        by=by.actor,
        now=now,
        idempotency_key=key,
        **given,
    )


def read(by: Colleague, case: Saved, **given: Any) -> operations.Reading:
    """The case as somebody reads it."""
    from tests.records_app.models import Case

    return operations.read(
        model=Case, public_id=case.record, by=by.actor, now=given.pop("now", NOW), **given
    )


def row(case: Saved) -> "Case":
    """The row of a case, past every guard."""
    from tests.records_app.models import Case

    found: Case = Case.objects.unscoped(because="test").get(pk=case.record)
    return found
