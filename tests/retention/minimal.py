"""A minimal kind of record in a table of its own, a catalogue that decides about it, two people."""

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import connection

from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Actor, Membership, Period, Record
from kvinnofrid.catalogue import SHIPPED, Facts
from kvinnofrid.organisations.queries import organisation_by_code

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
LONG_AGO = date(2020, 3, 10)
TABLE = "minimal_record"


class MinimalKind:
    """Records with an id, a last entry, a day of birth and a wrapped key."""

    concerns = "client_record"

    def __init__(self) -> None:
        self.blocked: dict[str, frozenset[str]] = {}

    def candidates(self, organisation: str) -> Iterable[Facts]:
        return self._read("organisation = %s", [organisation])

    def facts(self, organisation: str, object_id: str) -> Facts | None:
        found = self._read("organisation = %s AND id = %s", [organisation, object_id])
        return found[0] if found else None

    def guarded(self, organisation: str, object_id: str) -> Record | None:
        return Record(
            id=object_id,
            organisation=organisation,
            unit="u",
            blocked_users=self.blocked.get(object_id, frozenset()),
        )

    def data_keys(self, organisation: str, object_id: str) -> Sequence[bytes]:
        return [f"key of {object_id}".encode()]

    def destroy(self, organisation: str, object_id: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {TABLE} WHERE organisation = %s AND id = %s",
                [organisation, object_id],
            )

    def _read(self, where: str, values: list[str]) -> list[Facts]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, last_entry, born FROM {TABLE} WHERE {where}", values)
            return [
                Facts(
                    id_,
                    {"last_entry": date.fromisoformat(entry)},
                    born=date.fromisoformat(born),
                )
                for id_, entry, born in cursor.fetchall()
            ]


KIND = MinimalKind()


def make_table() -> None:
    """The table, for the length of a test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {TABLE} (id varchar(64), organisation varchar(64),"
            " last_entry varchar(10), born varchar(10))"
        )


def drop_table() -> None:
    """Away with it, where the test had no transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def add(
    id_: str, organisation: str, *, entry: date = LONG_AGO, born: date = date(1980, 1, 1)
) -> None:
    """A record."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} VALUES (%s, %s, %s, %s)",
            [id_, organisation, entry.isoformat(), born.isoformat()],
        )


def there(organisation: str) -> set[str]:
    """The ids of the records that there are."""
    return {facts.id for facts in KIND.candidates(organisation)}


def municipality(code: str) -> str:
    """A municipality's id as an opaque string."""
    return str(organisation_by_code("municipality", code, on=TODAY).id)


def archivist(name: str, organisation: str, *, confirmed: bool = True) -> Actor:
    """Somebody who may propose, decide and carry out."""
    return Actor(
        id=name,
        memberships=(Membership(organisation, Role.ARCHIVIST, Period(date(2020, 1, 1))),),
        assurance=3,
        confirmed_at=NOW - timedelta(minutes=1) if confirmed else None,
        tokens=frozenset({name.encode()}),
        identified_in=frozenset({organisation}),
    )


def decided_catalogue(folder: Path, *codes: str) -> Path:
    """A catalogue whose only file is the shipped proposal, decided for the organisations."""
    proposal = next((SHIPPED / "retention").glob("*.yaml"))
    text = proposal.read_text(encoding="utf-8")
    decision = "{ body: Socialnämnden, on: 2025-12-10, reference: SN 2025/1 }"
    listed = ", ".join(f"'{code}'" for code in codes)
    decided = f"status: decided\norganisations: [{listed}]\ndecision: {decision}"
    assert "status: proposal" in text
    text = text.replace("status: proposal", decided).replace(
        "valid_from: 2026-12-01", "valid_from: 2026-01-01"
    )
    text = text.replace("id: gallring-forslag", "id: gallring-beslutad")
    folder.mkdir()
    (folder / "beslut.yaml").write_text(text, encoding="utf-8")
    return folder


@functools.cache
def whole_catalogue(*codes: str) -> Path:
    """The shipped catalogue with the proposal decided for the organisations; for whole pages."""
    folder = Path(tempfile.mkdtemp(prefix="kv-katalog-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(SHIPPED, folder / "hel")
    decided = decided_catalogue(folder / "beslut", *codes) / "beslut.yaml"
    shutil.copy(decided, folder / "hel" / "retention" / "gallring-beslutad.yaml")
    return folder / "hel"
