"""What happens at the door, in the log: who came in, who did not, and what was changed of the ways.

A name that nobody has is logged too, in a chain of the installation's own, so that a wrong name
takes no less work than a wrong password: the time of an answer tells nothing.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.core.cache import cache
from django.db import transaction

from kvinnofrid.access.policy import ZONE
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.operations.log import UNKNOWN, event, written_where_held
from kvinnofrid.accounts.rules import ASLEEP, Step

INSTALLATION = "installation"
"""The chain of what concerns no organisation."""
LOCKED_FOR = 15 * 60
"""Seconds that a name is locked after too many wrong passwords; a lock is logged once."""
SIGN_IN, OWN = "account.sign_in", "account.manage_own"


@transaction.atomic
def log_sign_in(*, user: User, way: str, steps: Sequence[Step], now: datetime, today: date) -> None:
    """Log a sign-in in each organisation where a role is held, and whether it was strong enough."""
    actor = queries.actor_of(user, steps)
    here = [one for one in actor.memberships if one.period.holds(today)]
    for organisation in sorted({one.organisation for one in here}, key=int):
        need = min(one.required_assurance for one in here if one.organisation == organisation)
        refused = {} if actor.assurance >= need else _refused(need)
        event(
            SIGN_IN,
            organisation=organisation,
            user=user,
            actor=actor.id,
            outcome="denied" if refused else "allowed",
            now=now,
            method=way,
            **refused,
        )


def _refused(need: int) -> dict[str, str]:
    if need == ASLEEP:
        return {"reason": "way"}
    return {"reason": "assurance", "need": str(need)}


@transaction.atomic
def log_failure(
    *, user: User | None, method: str, now: datetime, outcome: str = "failed", reason: str = ""
) -> None:
    """Log that somebody did not come in as a user, or as nobody that there is."""
    details = {"method": method, **({"reason": reason} if reason else {})}
    held = queries.holding(now.astimezone(ZONE).date())
    places = sorted(
        set(held.filter(user=user).values_list("organisation_id", flat=True)) if user else ()
    )
    for place in [str(one) for one in places] or [INSTALLATION]:
        event(
            SIGN_IN,
            organisation=place,
            user=user,
            actor=UNKNOWN,
            outcome=outcome,
            now=now,
            **details,
        )


def log_failed_name(*, name: str, method: str, now: datetime) -> None:
    """Log a wrong password for an e-mail address, whether anybody has it or not."""
    user = User.objects.filter(email=name.strip().lower()).first()
    log_failure(user=user, method=method, now=now)


def log_locked_name(*, name: str, now: datetime) -> None:
    """Log that an e-mail address is locked after too many attempts: once while it is."""
    user = User.objects.filter(email=name.strip().lower()).first()
    log_locked(user=user, whose=name.strip().lower(), now=now)


def log_locked(*, user: User | None, whose: str, now: datetime) -> None:
    """Log a lock, once while it lasts."""
    key = "accounts:locked:" + hashlib.sha256(whose.encode()).hexdigest()
    if cache.add(key, True, LOCKED_FOR):
        log_failure(user=user, method="password", now=now, outcome="denied", reason="locked")


@transaction.atomic
def log_own(*, user: User, what: str, now: datetime) -> None:
    """Log what a user did with the own ways in, or that the session ended."""
    today = now.astimezone(ZONE).date()
    action = SIGN_IN if what in AT_THE_DOOR else OWN
    written_where_held(action, user=user, now=now, today=today, method=what)


AT_THE_DOOR = frozenset({"sign_out", "idle", "too_old", "clock", "broken", "recovery_code"})
"""What concerns coming and going; the rest concerns the account."""
