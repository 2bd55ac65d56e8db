"""A database of its own for each test, of the kind that the run is on, in place of the default."""

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pyrage
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker
from pytest_django import Settings as DjangoSettings

from kvinnofrid.backup import operations
from kvinnofrid.backup.backup_keys import new_key, read_identities
from kvinnofrid.backup.databases import Settings, current_settings, in_place_of_default, migrate
from kvinnofrid.backup.operations import Made
from kvinnofrid.config.database import database_settings
from kvinnofrid.organisations.models import Organisation, OrganisationVersion

NOW = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
DAY = NOW.date()


@dataclass(frozen=True)
class Place:
    """The database of a test, and the keys of its backups."""

    data: Path
    key: Path
    public: str
    settings: Settings
    address: str
    """KV_DATABASE_URL of the same database; empty on SQLite."""

    @property
    def on_sqlite(self) -> bool:
        return not self.address

    @property
    def identities(self) -> list[pyrage.x25519.Identity]:
        return read_identities(self.key)

    @property
    def leftovers(self) -> list[str]:
        """What is in the data folder that ought not to be, after a command has ended."""
        return [
            path.name
            for path in self.data.rglob("*")
            if path.name.startswith(("backup-work-", "."))
        ]

    def backup(self, out: str = "kopior") -> Made:
        return operations.make_backup(out=self.data / out, recipients=[self.public], now=NOW)

    def restore(self, file: Path, *, replace: bool = True) -> operations.Restored:
        return operations.restore(
            file=file,
            identities=self.identities,
            replace=replace,
            recipients=[self.public],
            backups=self.data / "backups",
            now=NOW,
        )

    def facts(self) -> object:
        return operations.Engine(current_settings()).facts()


def add(name: str, *, versions: int = 1) -> Organisation:
    """An organisation with a name that is hard to write down."""
    one = Organisation.objects.create(kind="national_body", reference=name, valid_from=DAY)
    for number in range(versions):
        OrganisationVersion.objects.create(
            organisation=one,
            code=f"{number}",
            name=f"{name}\\N \t\n å",
            full_name="",
            sort_key="",
            other_names=["ö", '"'],
            valid_from=DAY.replace(year=1000 + number),
        )
    return one


@pytest.fixture(scope="session")
def migrated_file(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Path:
    """A SQLite database with the schema and nothing else."""
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock(), in_place_of_default(database_settings("", folder)) as made:
        migrate(made)
    return folder / "kvinnofrid.sqlite3"


@pytest.fixture
def place(
    tmp_path: Path,
    settings: DjangoSettings,
    migrated_file: Path,
    db: None,
) -> Iterator[Place]:
    """A database with two organisations, in place of the default one."""
    data = tmp_path / "data"
    data.mkdir()
    settings.DATA = data
    settings.BACKUPS = data / "backups"
    settings.BACKUP_RECIPIENTS = data / "backup-recipients.txt"
    settings.AFTER_RESTORE = []
    settings.DATA_CHECKS = []
    key = tmp_path / "secret.key"
    public = new_key(out=key, now=NOW)
    settings.BACKUP_RECIPIENTS.write_text(f"# den andra datorn\n\n{public}\n")
    yield from _with_database(data, key, public, migrated_file)


def beside(settings: Settings, statement: str) -> None:
    """Carry out a statement for good, outside the transaction of the test."""
    with in_place_of_default(settings) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def _with_database(data: Path, key: Path, public: str, migrated_file: Path) -> Iterator[Place]:
    known = current_settings()
    if connections["default"].vendor == "sqlite":
        shutil.copy(migrated_file, data)
        inside, address = database_settings("", data), ""
    else:
        schema = f"kv_test_{secrets.token_hex(6)}"
        beside(known, f"CREATE SCHEMA {schema}")
        inside = {**known, "OPTIONS": {**known["OPTIONS"], "options": f"-c search_path={schema}"}}
        address = (
            f"postgresql://{quote(known['USER'])}:{quote(known['PASSWORD'])}@/{known['NAME']}"
            f"?host={quote(known['HOST'], safe='')}&port={known['PORT']}"
            f"&options={quote(f'-csearch_path={schema}')}"
        )
    try:
        with in_place_of_default(inside) as connection:
            if address:
                migrate(connection)
            add("först")
            add("sist", versions=3)
            yield Place(data, key, public, current_settings(), address)
    finally:
        if address:
            beside(known, f"DROP SCHEMA IF EXISTS {schema} CASCADE")
