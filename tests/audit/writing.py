"""Events as a caller writes them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from kvinnofrid.audit import operations

MORNING = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


def write(number: int = 1, /, **given: Any) -> None:
    """Record events with plain values, a minute apart, each in a transaction."""
    for step in range(number):
        values = {
            "organisation": "org-a",
            "actor": "user-1",
            "action": "record.read",
            "object_kind": "record",
            "object_id": f"rec-{step % 7}",
            "outcome": "allowed",
            "now": MORNING + timedelta(minutes=step),
            "details": {"fields": "content,meta"} if step % 3 else {},
        }
        with transaction.atomic():
            operations.record(**{**values, **given})
