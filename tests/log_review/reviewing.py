"""A log to review: minimal records with blocks, events about them, and a confirmed reviewer."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Record
from kvinnofrid.accounts.models import User
from kvinnofrid.audit import operations as audit
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.catalogue import Text
from kvinnofrid.log_review.references import reference
from tests.accounts.people import member, organisation, sign_in

KIND = "tests.log_review.reviewing.RECORDS"


class MinimalRecords:
    """Records with an id, of which some are blocked for some."""

    object_kind = "record"
    words = Text(sv="akt", en="record")

    def __init__(self) -> None:
        self.there: set[str] = set()
        self.blocked: dict[str, frozenset[str]] = {}
        self.asked = 0

    def guarded(
        self, organisation: str, object_ids: Collection[str], *, now: datetime
    ) -> Mapping[str, Record]:
        self.asked += 1
        return {
            id_: Record(
                id=id_,
                organisation=organisation,
                unit="u",
                blocked_users=self.blocked.get(id_, frozenset()),
            )
            for id_ in self.there & set(object_ids)
        }


RECORDS = MinimalRecords()


def reviewer(client: Client, name: str = "Rut Granskare") -> User:
    """A log reviewer who has signed in and given the second factor just now."""
    who = member(Role.LOG_REVIEWER, name).user
    sign_in(client, who)
    return who


def write(number: int = 1, /, **given: Any) -> int:
    """Events of the day before yesterday, a minute apart; the number of the last."""
    start = timezone.now() - timedelta(days=2)
    start = start.replace(hour=9, minute=0, second=0, microsecond=0)
    for step in range(number):
        values = {
            "organisation": str(organisation()),
            "actor": "operator",
            "action": "account.sign_in",
            "object_kind": "user",
            "object_id": "somebody",
            "outcome": "allowed",
            "now": start + timedelta(minutes=step),
        }
        with transaction.atomic():
            audit.record(**{**values, **given})
    return AuditEvent.objects.filter(organisation=str(organisation())).latest("number").number


def read_record(id_: str, **given: Any) -> int:
    """A read of a record that exists; the number of the event."""
    RECORDS.there.add(id_)
    return write(action="record.read", object_kind="record", object_id=id_, **given)


def home(more: str = "") -> str:
    """An address of the log of the municipality."""
    return f"/logg/{organisation()}/{more}"


def event_page(number: int) -> str:
    """The address of an event."""
    return home(f"handelse/{reference('event', str(organisation()), number)}/")


def days() -> dict[str, str]:
    """The form of a review of the days before today."""
    today = timezone.localdate()
    first, last = today - timedelta(days=7), today - timedelta(days=1)
    return {"first": first.isoformat(), "last": last.isoformat(), "sample": "20"}
