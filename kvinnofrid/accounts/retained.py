"""What of this domain retention rules destroy: invitations, and sign-ins that have ended.

Each belongs to the organisation where the user first got a role.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from kvinnofrid.access.values import Record
from kvinnofrid.accounts.models import Invitation, Membership
from kvinnofrid.catalogue import Facts


def _users_at_home(organisation: str) -> set[UUID]:
    """The users whose first role was in the organisation."""
    if not organisation.isdecimal():
        return set()
    held = set(
        Membership.objects.filter(organisation=int(organisation)).values_list("user", flat=True)
    )
    first: dict[UUID, int] = {}
    roles = Membership.objects.filter(user__in=held).order_by("proposed_at", "pk")
    for user, where in roles.values_list("user", "organisation"):
        first.setdefault(user, where)
    return {user for user, where in first.items() if where == int(organisation)}


class Invitations:
    """Invitations by their random id; `expired` is the day they were used, revoked or ran out."""

    concerns = "invitation"

    def candidates(self, organisation: str) -> Iterable[Facts]:
        """Every invitation of the organisation's users."""
        found = Invitation.objects.filter(user__in=_users_at_home(organisation))
        return [self._facts(one) for one in found.order_by("pk")]

    def facts(self, organisation: str, object_id: str) -> Facts | None:
        """One of them."""
        try:
            found = Invitation.objects.filter(pk=UUID(object_id)).first()
        except ValueError:
            return None
        at_home = found is not None and found.user_id in _users_at_home(organisation)
        return self._facts(found) if found is not None and at_home else None

    def guarded(self, _organisation: str, _object_id: str) -> Record | None:
        """It is not about a client."""
        return None

    def data_keys(self, _organisation: str, _object_id: str) -> Sequence[bytes]:
        """Nothing of it is encrypted: the secret is kept as a hash."""
        return ()

    def destroy(self, organisation: str, object_id: str) -> None:
        """Delete it."""
        if self.facts(organisation, object_id) is not None:
            Invitation.objects.filter(pk=object_id).delete()

    def _facts(self, one: Invitation) -> Facts:
        ended = min(at for at in (one.used_at, one.revoked_at, one.expires_at) if at is not None)
        return Facts(str(one.pk), {"expired": _day(ended)})


class Sessions:
    """Sign-ins that have ended: when, from which address, with which browser.

    Named by a hash of the session's key, since numbers are given anew after a restore. `ended` is
    the last day that it can have been in use.
    """

    concerns = "session"

    def candidates(self, organisation: str) -> Iterable[Facts]:
        """Those of the organisation's users that are over."""
        return [Facts(name, {"ended": day}) for name, day, _ in self._ended(organisation)]

    def facts(self, organisation: str, object_id: str) -> Facts | None:
        """One of them."""
        return next((one for one in self.candidates(organisation) if one.id == object_id), None)

    def guarded(self, _organisation: str, _object_id: str) -> Record | None:
        """It is not about a client."""
        return None

    def data_keys(self, _organisation: str, _object_id: str) -> Sequence[bytes]:
        """Nothing of it is encrypted."""
        return ()

    def destroy(self, organisation: str, object_id: str) -> None:
        """Delete it."""
        found = [pk for name, _, pk in self._ended(organisation) if name == object_id]
        UserSession.objects.filter(pk__in=found).delete()

    def _ended(self, organisation: str) -> Iterator[tuple[str, date, int]]:
        kept = list(
            UserSession.objects.filter(user__in=_users_at_home(organisation)).order_by("pk")
        )
        keys = [one.session_key for one in kept]
        alive = set(
            Session.objects.filter(session_key__in=keys).values_list("session_key", flat=True)
        )
        longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        for one in kept:
            if one.session_key not in alive:
                name = hashlib.sha256(one.session_key.encode()).hexdigest()[:32]
                yield name, _day(one.created_at + longest), one.pk


INVITATIONS = Invitations()
SESSIONS = Sessions()


def _day(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()
