"""What the pages about who somebody is show: never the number, nor the token."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import User
from kvinnofrid.organisations import queries as organisations


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """Where it is known who one is, and where it is not; names of organisations."""

    known: list[str]
    lacking: list[str]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class IdentityOf:
    """Who somebody is in an organisation: given when and by whom, or not at all."""

    organisation: int
    place: str
    user: str
    name: str
    given: str


def own_identity(user: User, *, on: date) -> OwnIdentity:
    """Where one's own identity is known."""
    register = organisations.register()
    found = queries.worked_in(user.pk, on=on)
    names = {one: register.place(one, on=on).full_name for one in found}
    return OwnIdentity(
        [names[one] for one, known in found.items() if known],
        [names[one] for one, known in found.items() if not known],
        user.synthetic,
    )


def identity_of(user: User, organisation: int, *, on: date) -> IdentityOf:
    """What is known of who somebody is."""
    return IdentityOf(
        organisation,
        organisations.register().place(organisation, on=on).full_name,
        str(user.pk),
        user.full_name,
        given(organisation, user),
    )


def given(organisation: int, user: User) -> str:
    """When and by whom it was given; empty when it was not."""
    found = queries.identity_in(organisation, user.pk)
    if found is None:
        return ""
    day = timezone.make_naive(found.given_at).date().isoformat()
    if found.given_by is None or found.given_by_id == user.pk:
        return _("angiven av personen själv %(day)s") % {"day": day}
    return _("angiven av %(name)s %(day)s") % {"name": found.given_by.full_name, "day": day}
