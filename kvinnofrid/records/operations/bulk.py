"""The bulk path: many made-up records at once, in a demo alone.

What it keeps of what `create` and `write` do one at a time: the texts are sealed by data keys of
the key service, bound to their place, before they come here; the database's constraints are tried;
on PostgreSQL no row gets past the wall of its organisation; and the log says in the same
transaction that it was done and how much. What it leaves out is a line for each row, since the log
tells who came near a person, and here is none (see docs/explanation/synthetic-nation.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.audit import operations as audit
from kvinnofrid.records.models import COMPANIONS, GuardedRecord, RecordPart
from kvinnofrid.records.row_security import EVERYWHERE, stay_within
from kvinnofrid.records.scoping import RecordQuerySet, writing

Row = Sequence[Any]
WHY = "made-up records of a demo, which are nobody's"


class OnlyInDemoError(RuntimeError):
    """Made-up records were to be put in where real ones may be."""

    def __init__(self) -> None:
        super().__init__("made-up records are put in and taken out in demo mode only")


class RealRecordsError(RuntimeError):
    """There are records that are not marked as made up."""

    def __init__(self) -> None:
        super().__init__("there are records that are not marked as made up")


@dataclass(frozen=True, slots=True)
class Bulk:
    """Rows of one table: its model, the columns, and the rows as texts, numbers and bytes.

    Days and times are texts in UTC without a zone, ids are 32 digits.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    rows: Sequence[Row]


def put_made_up(
    *,
    organisation: int,
    tables: Iterable[Bulk],
    now: datetime,
    details: Mapping[str, str],
) -> None:
    """Put rows in, each table after those that it points to, and say so in the log.

    Raises OnlyInDemoError. All rows are of the organisation; the database refuses others.
    """
    refuse_outside_demo()
    with transaction.atomic():
        stay_within((str(organisation),))
        for one in tables:
            if one.rows:
                _insert(one)
        note_made_up(organisation=organisation, now=now, details=details)


def note_made_up(*, organisation: int, now: datetime, details: Mapping[str, str]) -> None:
    """Say in the log that made-up records came or went."""
    audit.record(
        organisation=str(organisation),
        actor=OPERATOR.id,
        action="system.operate",
        object_kind="records.made_up",
        object_id=str(organisation),
        outcome="allowed",
        now=now,
        details=details,
    )


def refuse_outside_demo() -> None:
    """Raise OnlyInDemoError unless this is a demo."""
    if settings.MODE != "demo":
        raise OnlyInDemoError


def _insert(bulk: Bulk) -> None:
    quote = connection.ops.quote_name
    table = quote(bulk.model._meta.db_table)
    columns = ", ".join(quote(name) for name in bulk.columns)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            values = ", ".join(["%s"] * len(bulk.columns))
            # Names of the models, no values.
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({values})",  # noqa: S608
                bulk.rows,
            )
            return
        # COPY is refused where there is a wall; through a table of its own all rows meet it.
        passing = quote(f"passing_{bulk.model._meta.db_table}")
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {passing} (LIKE {table})")
        with cursor.copy(f"COPY {passing} ({columns}) FROM STDIN") as copy:
            for row in bulk.rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {passing}")  # noqa: S608
        cursor.execute(f"TRUNCATE {passing}")


def take_out_made_up(
    *,
    model: type[GuardedRecord],
    parts: Sequence[type[RecordPart]],
    organisation: int,
    now: datetime,
    details: Mapping[str, str],
) -> int:
    """Delete all records of a kind in an organisation, with parts and companions; how many.

    Each of `parts` stands before those that it points to. Data keys are not destroyed: they are
    forgotten with the rows, and opened nothing that is true. Raises OnlyInDemoError, and
    RealRecordsError when there is one that is not marked as made up.
    """
    refuse_outside_demo()
    with transaction.atomic(), writing():
        stay_within((str(organisation),))
        every: RecordQuerySet[Any] = model.objects.unscoped(because=WHY)
        found = every.filter(organisation_id=organisation)
        if found.filter(synthetic=False).exists():
            raise RealRecordsError
        for part in parts:
            part.objects.unscoped(because=WHY).filter(organisation_id=organisation).delete()
        for companion in reversed(COMPANIONS):
            companion._default_manager.filter(
                organisation_id=organisation, record__in=found.values("pk")
            ).delete()
        count, _ = found.delete()
        note_made_up(organisation=organisation, now=now, details={"count": str(count), **details})
    return count


def real_records(model: type[GuardedRecord]) -> bool:
    """Whether any organisation has a record of the kind that is not marked as made up."""
    with transaction.atomic():
        stay_within((EVERYWHERE,))
        every: RecordQuerySet[Any] = model.objects.unscoped(because=WHY)
        return every.filter(synthetic=False).exists()


def organisations_with(model: type[GuardedRecord]) -> list[int]:
    """The organisations that have records of the kind."""
    with transaction.atomic():
        stay_within((EVERYWHERE,))
        every: RecordQuerySet[Any] = model.objects.unscoped(because=WHY)
        return sorted(every.order_by().values_list("organisation_id", flat=True).distinct())
