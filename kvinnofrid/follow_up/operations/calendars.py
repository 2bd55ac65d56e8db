"""A user's own calendar feed: a secret address, days without content, taken back at any time."""

import hashlib
import secrets
import uuid
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from kvinnofrid.access.reach import organisations_of
from kvinnofrid.access.values import Actor, Own
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.accounts.queries import actor_of
from kvinnofrid.audit import operations as audit
from kvinnofrid.follow_up.models import CalendarLink
from kvinnofrid.follow_up.operations.working_list import days_with_work

AS_SIGNED_IN = 3
"""Whoever has the address sees the days, and nothing else, as if signed in."""


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def has_link(*, by: Actor) -> bool:
    """Whether the user has a feed."""
    return CalendarLink.objects.filter(user=uuid.UUID(by.id), revoked_at__isnull=True).exists()


@transaction.atomic
def make_link(*, by: Actor, now: datetime) -> str:
    """A new secret address for the user's feed, shown once; the one before it stops working."""
    demand(by, "account.manage_own", Own(by.id), now=now)
    _revoke(by, now)
    secret = secrets.token_urlsafe(32)
    CalendarLink.objects.create(user_id=uuid.UUID(by.id), secret_hash=_hash(secret), created_at=now)
    _log(by, "given", now)
    return secret


@transaction.atomic
def revoke_link(*, by: Actor, now: datetime) -> None:
    """Take the address back. None is no fault."""
    demand(by, "account.manage_own", Own(by.id), now=now)
    if _revoke(by, now):
        _log(by, "taken", now)


def _revoke(by: Actor, now: datetime) -> int:
    held = CalendarLink.objects.filter(user=uuid.UUID(by.id), revoked_at__isnull=True)
    return held.update(revoked_at=now)


def _log(by: Actor, result: str, now: datetime) -> None:
    for organisation in organisations_of(by, now):
        audit.record(
            organisation=organisation,
            actor=by.id,
            action="account.manage_own",
            object_kind="user",
            object_id=by.id,
            outcome="allowed",
            now=now,
            details={"method": "calendar", "result": result},
        )


def days_of_secret(*, secret: str, now: datetime) -> dict[date, int] | None:
    """The days of the feed with that secret, None when there is none or its user has left."""
    link = (
        CalendarLink.objects.select_related("user")
        .filter(secret_hash=_hash(secret), revoked_at__isnull=True)
        .first()
    )
    if link is None or not _works_here(link.user, now):
        return None
    actor = replace(actor_of(link.user, ()), assurance=AS_SIGNED_IN)
    return days_with_work(by=actor, now=now)


def _works_here(user: User, now: datetime) -> bool:
    return user.is_active and (user.ended is None or user.ended > now.date())
