"""Backups of SQLite: its own online backup, into a file and back."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from kvinnofrid.backup.databases import (
    HEADS,
    MADE_BY_MIGRATION,
    READ_HEADS,
    READ_MIGRATIONS,
    Dump,
    Scratch,
    Settings,
    heads_of,
)
from kvinnofrid.backup.errors import BackupError
from kvinnofrid.backup.rules import Manifest, TableFacts
from kvinnofrid.backup.sealing import SQLITE_FILE, is_plain_name

KIND = "sqlite"
AT_A_TIME = 2_000
SECONDS_TO_WAIT = 20.0
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"


def place(settings: Settings) -> Path:
    """The file of the database."""
    return Path(str(settings["NAME"]))


@contextlib.contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, timeout=SECONDS_TO_WAIT, isolation_level=None)
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        yield connection
    finally:
        connection.close()


def dump(settings: Settings, folder: Path) -> Dump:
    """Copy the database as it is in one moment, and describe the copy."""
    live, copy = place(settings), folder / SQLITE_FILE
    if not live.exists():
        raise BackupError("no-database", where=live.parent)
    with _opened(live, "rw") as source, _opened(copy, "rwc") as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    with _opened(copy, "ro") as connection:
        if not _has(connection, "django_migrations"):
            raise BackupError("no-database", where=live.parent)
        found = _faults(connection, deep=True)
        if found:
            raise BackupError("unsound", why="; ".join(found[:3]))
        heads = connection.execute(READ_HEADS) if _has(connection, HEADS) else ()
        return Dump(
            migrations=tuple(connection.execute(READ_MIGRATIONS).fetchall()),
            tables=_facts(connection),
            sequences={},
            chain_heads=heads_of(heads),
            files=(SQLITE_FILE,),
        )


@contextlib.contextmanager
def scratch(settings: Settings, folder: Path, manifest: Manifest) -> Iterator[Scratch]:
    """The database that has been unsealed into a folder."""
    del settings, manifest
    path = folder / SQLITE_FILE
    with _opened(path, "rw") as connection:
        tables = _facts(connection)
    yield Scratch({"ENGINE": "django.db.backends.sqlite3", "NAME": path}, tables)


def faults(settings: Settings, *, deep: bool) -> list[str]:
    """What the database itself finds wrong in itself; deep also reads every index."""
    with _opened(place(settings), "rw") as connection:
        return _faults(connection, deep=deep)


def _faults(connection: sqlite3.Connection, *, deep: bool) -> list[str]:
    pragma = "PRAGMA integrity_check(20)" if deep else "PRAGMA quick_check(20)"
    found = [str(line) for (line,) in connection.execute(pragma) if line != "ok"]
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(20):
        found.append(f"{table}: row {row} refers to a row that {parent} does not have")
    return found


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return (table,) in connection.execute(TABLES).fetchall()


def facts(settings: Settings) -> Mapping[str, TableFacts]:
    """Every table: columns, rows and digest."""
    with _opened(place(settings), "rw") as connection:
        return _facts(connection)


def _facts(connection: sqlite3.Connection) -> dict[str, TableFacts]:
    """The digest is over Python's ASCII form of each row, in order of primary key, a row a line."""
    found = {}
    for (table,) in connection.execute(f"{TABLES} ORDER BY name").fetchall():
        if not is_plain_name(table):
            raise BackupError("unsound", why=f"table {table!r}")
        described = connection.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
        columns = tuple(str(column[1]) for column in described)
        key = [column[1] for column in sorted(described, key=lambda one: one[5]) if column[5]]
        order = ", ".join(map(_quoted, key)) or "rowid"
        wanted = ", ".join(map(_quoted, columns))
        digest, rows = hashlib.sha256(), 0
        cursor = connection.execute(
            f"SELECT {wanted} FROM {_quoted(table)} ORDER BY {order}"  # noqa: S608 - quoted names
        )
        while some := cursor.fetchmany(AT_A_TIME):
            rows += len(some)
            digest.update("".join(f"{row!a}\n" for row in some).encode("ascii"))
        found[table] = TableFacts(columns, rows, digest.hexdigest())
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def is_empty(settings: Settings) -> bool:
    """Whether there is nothing in the database to lose. sqlite3.DatabaseError if it is damaged."""
    path = place(settings)
    if not path.exists() or path.stat().st_size == 0:
        return True
    with _opened(path, "rw") as connection:
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise sqlite3.DatabaseError(answer)
        tables = {name for (name,) in connection.execute(TABLES)} - MADE_BY_MIGRATION
        return not any(
            connection.execute(f"SELECT 1 FROM {_quoted(name)} LIMIT 1").fetchone()  # noqa: S608
            for name in tables
        )


def set_aside(settings: Settings, now: datetime) -> Path:
    """Give a damaged database another name, so that nothing of it is lost."""
    path = place(settings)
    aside = path.with_name(f"{path.name}.damaged-{now:%Y-%m-%d-%H%M%S}")
    for ending in ("-wal", "-shm", ""):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    return aside


def put_in_place(scratch: Settings, live: Settings) -> None:
    """Let the database in use have the content of another, in one transaction.

    Who reads meanwhile sees the old content until the new is there whole; killed in the middle,
    the old content remains.
    """
    path = place(live)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _opened(path, "rwc") as target:
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA synchronous=FULL")
        target.execute("PRAGMA secure_delete=ON")
        with _opened(place(scratch), "rw") as source:
            source.execute("PRAGMA journal_mode=DELETE")
            source.backup(target)
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
