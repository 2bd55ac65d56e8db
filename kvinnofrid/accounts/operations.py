"""Sessions: when they begin and how they are ended."""

from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction

from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import User

STARTED, SEEN, IDLE = "started", "seen", "idle"
"""What a session keeps: when it began and was last used, and how many seconds it may rest."""


@transaction.atomic
def begin_session(*, session: SessionBase, user: User, now: datetime, today: date) -> None:
    """Note the times that end the session, and clear away those that are over."""
    session[STARTED] = session[SEEN] = now.isoformat()
    limit = queries.idle_limit(user, on=today)
    session[IDLE] = int(limit.total_seconds())
    Session.objects.filter(expire_date__lt=now).delete()


@transaction.atomic
def end_sessions(*, user: User, but: str | None = None) -> int:
    """End every session of the user at once, all but that with the key `but`; how many."""
    found = UserSession.objects.filter(user_id=user.pk).exclude(session_key=but)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    return len(keys)
