"""The log as it is stored, byte by byte. The same on both databases.

Raw SQL: a proof must read what the ORM would give up at, and every read of a record waits for an
event to be added, which takes a third of the time without the ORM.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from kvinnofrid.audit import chain
from kvinnofrid.audit.models import AuditEvent, ChainHead

PAGE = 10_000
EVENTS, HEADS = AuditEvent._meta.db_table, ChainHead._meta.db_table
TEXTS = (
    "organisation", "actor", "action", "object_kind", "object_id", "outcome", "details",
    "previous_hash",
)  # fmt: skip


_ADD = (
    f"INSERT INTO {EVENTS} ({', '.join(TEXTS)}, number, at, hash)"  # noqa: S608 - fixed names
    f" VALUES ({', '.join(['%s'] * (len(TEXTS) + 3))})"
)
_MOVE = f"UPDATE {HEADS} SET number = %s, hash = %s, at = %s WHERE organisation = %s"  # noqa: S608 - fixed names
_HOLD = f"SELECT number, hash, at FROM {HEADS} WHERE organisation = %s"  # noqa: S608 - fixed names


def held_head(organisation: str) -> tuple[chain.Head, datetime | None]:
    """The last event and its time, locked until the transaction ends; the first writer makes it.

    SQLite needs no lock of the row: a transaction that began IMMEDIATE writes alone.
    """
    hold = _HOLD + (" FOR UPDATE" if connection.features.has_select_for_update else "")
    with connection.cursor() as cursor:
        cursor.execute(hold, [organisation])
        found = cursor.fetchone()
        if found is None:
            first = ChainHead(organisation=organisation, hash=chain.ORIGIN.decode())
            ChainHead.objects.bulk_create([first], ignore_conflicts=True)
            cursor.execute(hold, [organisation])
            found = cursor.fetchone()
    number, hash, at = found
    if at is not None and at.tzinfo is None:  # SQLite stores no zone: the time is UTC
        at = at.replace(tzinfo=UTC)
    return chain.Head(number, hash.encode()), at


def append(organisation: str, events: Sequence[chain.Row], *, at: datetime) -> None:
    """Add events, all of one time, to a chain whose head is held, and move the head to the last."""
    stored_at = connection.ops.adapt_datetimefield_value(at)
    values = [
        (*(_text(text) for text in event.texts), event.number, stored_at, _text(event.hash))
        for event in events
    ]
    with connection.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(_ADD, values[0])
        else:
            cursor.executemany(_ADD, values)
        last = events[-1]
        cursor.execute(_MOVE, (last.number, _text(last.hash), stored_at, organisation))


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def rows(organisation: str, *, after: int = 0, until: int | None = None) -> Iterator[chain.Row]:
    """The events of a chain in order of number, after one and up to one, a page at a time."""
    on_sqlite = connection.vendor == "sqlite"
    columns = [*TEXTS, "hash", "at"]
    read = [f"CAST({column} AS BLOB)" if on_sqlite else column for column in columns]
    sql = (
        f"SELECT id, number, {', '.join(read)} FROM {EVENTS}"  # noqa: S608 - fixed names
        " WHERE organisation = %s AND number >= %s AND (number > %s OR id > %s)"
        + ("" if until is None else " AND number <= %s")
        + f" ORDER BY number, id LIMIT {PAGE}"
    )
    last: list[Any] = [after + 1, after, 0]
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [organisation, *last, *([] if until is None else [until])])
            page = cursor.fetchall()
        for row in page:
            yield _row(row)
        if len(page) < PAGE:
            return
        id, number = page[-1][:2]
        last = [number, number, id]


def _row(read: tuple[Any, ...]) -> chain.Row:
    texts = tuple(_bytes(value) for value in read[2:-2])
    number = read[1] if isinstance(read[1], int) else 0
    return chain.Row(number, _moment(read[-1]), texts, _bytes(read[-2]))


def _bytes(value: Any) -> bytes | None:
    return value.encode() if isinstance(value, str) else value


def _moment(value: Any) -> int | None:
    """A stored time as microseconds since 1970; None when it is none."""
    if isinstance(value, bytes):
        try:
            value = datetime.fromisoformat(value.decode()).replace(tzinfo=UTC)
        except ValueError:
            return None
    return chain.microseconds(value) if isinstance(value, datetime) else None


def organisations() -> set[str]:
    """The organisations that have events."""
    return set(AuditEvent.objects.order_by().values_list("organisation", flat=True).distinct())
