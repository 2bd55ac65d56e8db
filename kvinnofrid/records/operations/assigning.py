"""Who has a record."""

import uuid
from datetime import datetime

from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.values import Actor
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.models import Team, User
from kvinnofrid.records.models import Assignment
from kvinnofrid.records.operations.guarded import Asked, Done, on_record
from kvinnofrid.records.permissions import Found, R


class NotInUnitError(ValueError):
    """A record can only be assigned to somebody, or a team, of its own unit."""


def assign(*, model: type[R], public_id: object, to: User | Team, by: Actor, now: datetime) -> None:
    """Give the record to a caseworker or a team of its unit. Again is no fault.

    That the record is blocked for them is not told; the block holds all the same.
    """
    asked = Asked(model, public_id, by, "record.assign", now)

    def give(found: Found[R]) -> Done[None]:
        record = found.record
        if not _is_here(record.unit_id, to, now):
            raise NotInUnitError
        whom = {"user": to} if isinstance(to, User) else {"team": to}
        Assignment.objects.get_or_create(
            record=record.pk,
            ended_at=None,
            **whom,
            defaults={
                "organisation_id": record.organisation_id,
                "by_id": by.id,
                "at": now,
            },
        )
        return Done(None, {"assignment": str(to.pk), "result": "given"})

    on_record(asked, give, lock=True)


def unassign(
    *, model: type[R], public_id: object, to: User | Team, by: Actor, now: datetime
) -> None:
    """Take the record from a caseworker or a team. Again is no fault."""
    asked = Asked(model, public_id, by, "record.assign", now)

    def take(found: Found[R]) -> Done[None]:
        whom = {"user": to} if isinstance(to, User) else {"team": to}
        Assignment.objects.filter(record=found.record.pk, ended_at__isnull=True, **whom).update(
            ended_at=now, ended_by=by.id
        )
        return Done(None, {"assignment": str(to.pk), "result": "taken"})

    on_record(asked, take, lock=True)


def _is_here(unit: uuid.UUID, to: User | Team, now: datetime) -> bool:
    if isinstance(to, Team):
        return to.unit_id == unit and to.valid_to is None
    today = now.astimezone(ZONE).date()
    return accounts.holding(today).filter(user=to, unit=unit).exists()


def holders(*, model: type[R], public_id: object, by: Actor, now: datetime) -> list[str]:
    """The ids of the users and teams who have the record."""
    asked = Asked(model, public_id, by, "record.assign", now)

    def look(found: Found[R]) -> Done[list[str]]:
        held = Assignment.objects.filter(record=found.record.pk, ended_at__isnull=True)
        ids = [str(one.user_id or one.team_id) for one in held.order_by("at")]
        return Done(ids, {"result": "shown"})

    return on_record(asked, look)
