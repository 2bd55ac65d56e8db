"""Somebody with the database in their hands: what such a one can do to the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from kvinnofrid.audit.chain import ORIGIN, Row, event_hash
from kvinnofrid.audit.models import AuditEvent, ChainHead
from kvinnofrid.audit.stored_rows import TEXTS, rows

EVENTS = "audit_auditevent"


@contextmanager
def lifted_guards() -> Iterator[None]:
    """The triggers on the log taken away, and put back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {EVENTS} DISABLE TRIGGER USER")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(f"ALTER TABLE {EVENTS} ENABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [EVENTS]
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, statement in triggers:
            cursor.execute(statement)


def run(sql: str, *values: Any) -> None:
    """A statement, whatever the models think of it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def set_field(organisation: str, number: int, field: str, value: Any) -> None:
    """Change one column of one event."""
    run(
        f"UPDATE {EVENTS} SET {field} = %s WHERE organisation = %s AND number = %s",
        value,
        organisation,
        number,
    )


def delete(organisation: str, first: int, last: int) -> None:
    """Take events away."""
    run(
        f"DELETE FROM {EVENTS} WHERE organisation = %s AND number BETWEEN %s AND %s",
        organisation,
        first,
        last,
    )


def renumber(organisation: str, number: int, to: int) -> None:
    """Give an event another number."""
    set_field(organisation, number, "number", to)


def set_head(organisation: str, number: int) -> None:
    """Let the stored head agree with an event, or with an empty chain."""
    hash = (
        AuditEvent.objects.values_list("hash", flat=True).get(
            organisation=organisation, number=number
        )
        if number
        else ORIGIN.decode()
    )
    ChainHead.objects.filter(organisation=organisation).update(number=number, hash=hash)


def hash_anew(organisation: str, first: int, last: int) -> None:
    """Make the hashes right again from an event to another: a forger who knows the scheme."""
    for row in rows(organisation, after=first - 1, until=last):
        before = (
            AuditEvent.objects.filter(organisation=organisation, number=row.number - 1)
            .values_list("hash", flat=True)
            .first()
        )
        _write_hash(organisation, row, before or ORIGIN.decode())


def _write_hash(organisation: str, row: Row, before: str) -> None:
    assert row.at is not None
    texts = [*(text or b"" for text in row.texts[: len(TEXTS) - 1]), before.encode()]
    set_field(organisation, row.number, "previous_hash", before)
    set_field(organisation, row.number, "hash", event_hash(row.number, row.at, texts).decode())
