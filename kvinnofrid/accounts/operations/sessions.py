"""Sessions: when they begin and how they are ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, transaction

from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.operations.log import written_where_held
from kvinnofrid.accounts.operations.signing_in import log_sign_in
from kvinnofrid.accounts.rules import Step

STARTED, SEEN, IDLE = "started", "seen", "idle"
"""What a session keeps: when it began and was last used, and how many seconds it may rest."""


@transaction.atomic
def begin_session(
    *,
    session: SessionBase,
    user: User,
    way: str,
    steps: Sequence[Step],
    now: datetime,
    today: date,
) -> None:
    """Note the times that end the session, clear away those that are over, and log the sign-in."""
    session[STARTED] = session[SEEN] = now.isoformat()
    limit = queries.idle_limit(user, on=today)
    session[IDLE] = int(limit.total_seconds())
    Session.objects.filter(expire_date__lt=now).delete()
    log_sign_in(user=user, way=way, steps=steps, now=now, today=today)


@transaction.atomic
def end_sessions(*, user: User, but: str | None = None) -> int:
    """End every session of the user at once, all but that with the key `but`; how many."""
    found = UserSession.objects.filter(user_id=user.pk).exclude(session_key=but)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    return len(keys)


@transaction.atomic
def end_own_session(*, user: User, id: int, now: datetime, today: date) -> bool:
    """End one of the user's own sessions; False when there is no such session of theirs."""
    found = UserSession.objects.filter(user_id=user.pk, pk=id).first()
    if found is None:
        return False
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()
    written_where_held("account.manage_own", user=user, now=now, today=today, method="end_session")
    return True


@dataclass(frozen=True, slots=True)
class Cleared:
    """What had run out and was cleared away: counts of failed attempts, and ended sessions."""

    attempts: int
    sessions: int


@transaction.atomic
def clear_expired(*, now: datetime) -> Cleared:
    """Clear away what a clock has made void: attempts that no longer lock, sessions that ended.

    No decision is needed: nobody has kept these on purpose, and nothing can be read from them.
    """
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return Cleared(_clear_attempts(now), sessions)


def _clear_attempts(now: datetime) -> int:
    cache = caches["default"]
    if not isinstance(cache, DatabaseCache):
        return 0
    table = connection.ops.quote_name(cache._table)  # type: ignore[attr-defined]
    moment = now.astimezone(UTC).replace(microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608 - the name of our own table
            [connection.ops.adapt_datetimefield_value(moment)],
        )
        return int(cursor.rowcount)
