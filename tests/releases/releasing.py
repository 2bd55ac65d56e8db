"""Small hand-made tables, and releases of them as they stand when two have approved them."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from kvinnofrid.accounts.models import User
from kvinnofrid.audit.operations import seal
from kvinnofrid.catalogue import load_shipped
from kvinnofrid.engine.query import Query
from kvinnofrid.engine.tables import Dimension, DisclosedTable
from kvinnofrid.releases.models import Release, ReleaseLine, ReleaseTable
from kvinnofrid.releases.queries import frozen_of
from kvinnofrid.releases.rules import TableName, packed, signed_message
from kvinnofrid.statistics.episodes import tables_of

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SET = "unit-results"
AREAS = ("00", "03", "0305", "0380", "03-rest")
YEARS = (2024, 2025)

Counts = Mapping[tuple[str, int], Sequence[int | None]]


def version() -> str:
    """The version of the indicators."""
    return load_shipped().outcome_set(SET).version


def table(
    outcome: str = "target_group",
    name: str = "",
    counts: Counts | None = None,
    *,
    areas: Sequence[str] = AREAS,
    years: Sequence[int] = YEARS,
) -> DisclosedTable:
    """A table of an indicator: counts by area and year; what is not given is made up, and shown."""
    found = load_shipped().outcome_set(SET).outcome(outcome)
    classes = dict(tables_of(found))[name]
    values: list[int | None] = []
    for area, year in itertools.product(areas, years):
        given = (counts or {}).get((area, year))
        parts = sum(one.startswith(area) and len(one) > 2 for one in areas) if area != "00" else 0
        times = parts or (1 if area != "00" else sum(len(one) > 2 for one in areas))
        values += given or [times * (10 + n + year % 10) for n in range(len(classes))]
    return DisclosedTable(
        Query(SET, version(), outcome, name, years=tuple(years)),
        (
            Dimension("area", tuple(areas)),
            Dimension("year", tuple(map(str, years))),
            Dimension("class", classes),
        ),
        tuple(values),
    )


def analyst(name: str) -> User:
    """Somebody who can have proposed or decided; without any role."""
    found, _ = User.objects.get_or_create(
        email=f"{name.lower()}@example.se", defaults={"full_name": name, "created_at": NOW}
    )
    return found


def approved(
    tables: Mapping[TableName, DisclosedTable] | None = None,
    *,
    publish_at: datetime = NOW - timedelta(days=1),
    supersedes: Release | None = None,
    reason: str = "",
    synthetic: bool = False,
    **fields: Any,
) -> Release:
    """A release that is numbered and signed, with the tables; by default one small."""
    tables = tables or {("target_group", ""): table()}
    line, _ = ReleaseLine.objects.get_or_create(pk=1)
    line.last_number += 1
    years = next(iter(tables.values())).query.years
    row = Release(
        title=f"Uppföljningen {years[0]}–{years[-1]}",
        title_en=f"The follow-up {years[0]}–{years[-1]}",
        synthetic=synthetic,
        outcome_set=SET,
        version=version(),
        catalogue=load_shipped().digest,
        first_year=years[0],
        last_year=years[-1],
        publish_at=publish_at,
        supersedes=supersedes,
        reason=reason,
        proposed_by=analyst("Moa"),
        proposed_at=publish_at - timedelta(days=2),
        **fields,
    )
    row.save()
    add_tables(row, tables)
    row.status, row.number = Release.Status.APPROVED, line.last_number
    row.decided_by, row.decided_at = analyst("Nora"), publish_at - timedelta(days=1)
    sign(row)
    line.last_digest = row.digest
    line.save()
    return row


def add_tables(row: Release, tables: Mapping[TableName, DisclosedTable]) -> None:
    """Store tables of a release."""
    for (outcome, name), one in tables.items():
        content, digest = packed(one.to_dict())
        ReleaseTable.objects.create(
            release=row, outcome=outcome, table=name, content=content, digest=digest
        )


def sign(row: Release) -> None:
    """Freeze and sign it as it stands."""
    row.digest = frozen_of(row).digest
    made = seal(signed_message(row.digest))
    row.signature, row.public_key = made.signature, made.public_key
    row.save()


def every_table() -> dict[TableName, DisclosedTable]:
    """A small table of every table of every indicator."""
    owner = load_shipped().outcome_set(SET)
    return {
        (outcome.code, name): table(outcome.code, name)
        for outcome in owner.outcomes
        for name, _classes in tables_of(outcome)
    }
