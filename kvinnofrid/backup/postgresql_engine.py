"""Backups of PostgreSQL: every table as COPY writes it, in one transaction that sees one moment.

It needs no program beside the server. A backup is restored into a schema of its own, made by the
program's migrations; that schema then takes the place of the one in use.
"""

import contextlib
import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
from psycopg import sql

from kvinnofrid.backup.databases import (
    HEADS,
    MADE_BY_MIGRATION,
    READ_HEADS,
    READ_MIGRATIONS,
    Dump,
    Scratch,
    Settings,
    heads_of,
    in_place_of_default,
    make_connection,
    migrate,
)
from kvinnofrid.backup.errors import BackupError
from kvinnofrid.backup.rules import Manifest, TableFacts
from kvinnofrid.backup.sealing import is_plain_name, table_file

KIND = "postgresql"
SCRATCH = "kv_restore_"
BLOCK = 1_000_000
TEXTUAL = ("text", "character varying", "character")
Connection = psycopg.Connection[tuple[Any, ...]]

MANNERS: tuple[LiteralString, ...] = (
    "SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, YMD'", "SET IntervalStyle = 'postgres'",
    "SET extra_float_digits = 3", "SET bytea_output = 'hex'", "SET client_encoding = 'UTF8'",
    "SET kv.organisations = '*'", "SET lock_timeout = '30s'",
)  # fmt: skip
"""How values are written, the same on every server, and that the rows of every organisation are."""

TABLES = """SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname COLLATE "C" """
COLUMNS = """SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = '' ORDER BY a.attnum"""
KEY = """SELECT a.attname FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(number, place),
    pg_attribute a WHERE i.indrelid = %s::regclass AND i.indisprimary AND a.attrelid = i.indrelid
    AND a.attnum = k.number ORDER BY k.place"""
SEQUENCES = """SELECT c.relname FROM pg_class c WHERE c.relkind = 'S'
    AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname COLLATE "C" """
GRANTS = """SELECT a.grantee::regrole::text, a.privilege_type FROM pg_namespace n,
    aclexplode(n.nspacl) a WHERE n.nspname = %s AND a.grantee <> 0 AND a.grantee <> n.nspowner"""
LOCK = "SELECT pg_try_advisory_lock(hashtext(%s))"


def _id(name: str) -> sql.Identifier:
    return sql.Identifier(name)


def place(settings: Settings) -> str:
    """The database's name, without password."""
    return f"postgresql://{settings['HOST'] or ''}/{settings['NAME']}"


@contextlib.contextmanager
def _opened(settings: Settings) -> Iterator[Connection]:
    wrapper = make_connection(settings)
    connection = cast(Connection, wrapper.get_new_connection(wrapper.get_connection_params()))
    try:
        connection.autocommit = True
        connection.cursor_factory = psycopg.Cursor
        for setting in MANNERS:
            connection.execute(setting)
        yield connection
    finally:
        connection.close()


def _names(connection: Connection, query: LiteralString, *about: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(query, about or None).fetchall()]


def dump(settings: Settings, folder: Path) -> Dump:
    """Write every table to a file of its own, all as they are in one moment."""
    with _opened(settings) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        names = _names(connection, TABLES)
        if "django_migrations" not in names:
            raise BackupError("no-database", where=place(settings))
        tables = {}
        for name in names:
            if not is_plain_name(name):
                raise BackupError("unsound", why=f"table {name!r}")
            with (folder / table_file(name)).open("wb") as file:
                tables[name] = _copy_out(connection, name, file.write)
        heads = connection.execute(READ_HEADS).fetchall() if HEADS in names else []
        return Dump(
            migrations=tuple(
                (str(app), str(name)) for app, name in connection.execute(READ_MIGRATIONS)
            ),
            tables=tables,
            sequences={name: _last(connection, name) for name in _names(connection, SEQUENCES)},
            chain_heads=heads_of(cast(list[tuple[str, int, str]], heads)),
            files=tuple(table_file(name) for name in names),
        )


def _last(connection: Connection, sequence: str) -> int | None:
    query = sql.SQL("SELECT last_value, is_called FROM {}").format(_id(sequence))
    row = connection.execute(query).fetchone()
    return int(row[0]) if row and row[1] else None


def _copy_out(connection: Connection, table: str, write: Any) -> TableFacts:
    """The digest is over COPY's text form, in order of primary key; text in the order of bytes."""
    kinds = {str(name): str(kind) for name, kind in connection.execute(COLUMNS, [_quoted(table)])}
    key = _names(connection, KEY, _quoted(table)) or list(kinds)
    order = sql.SQL(", ").join(
        sql.SQL('{} COLLATE "C"').format(_id(name)) if kinds[name] in TEXTUAL else _id(name)
        for name in key
    )
    columns = sql.SQL(", ").join(map(_id, kinds))
    query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        columns, _id(table), order
    )
    digest, rows = hashlib.sha256(), 0
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for block in copy:
            digest.update(block)
            rows += bytes(block).count(b"\n")
            write(block)
    return TableFacts(tuple(kinds), rows, digest.hexdigest())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def facts(settings: Settings) -> Mapping[str, TableFacts]:
    """Every table: columns, rows and digest, all in one moment."""
    with _opened(settings) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _facts(connection)


def _facts(connection: Connection) -> dict[str, TableFacts]:
    return {
        name: _copy_out(connection, name, lambda _block: None)
        for name in _names(connection, TABLES)
    }


@contextlib.contextmanager
def scratch(settings: Settings, folder: Path, manifest: Manifest) -> Iterator[Scratch]:
    """A schema beside the one in use with what has been unsealed into a folder; gone afterwards."""
    schema = f"{SCRATCH}{secrets.token_hex(6)}"
    options = dict(settings["OPTIONS"])
    options["options"] = f"{options.get('options', '')} -c search_path={schema}".strip()
    beside = {**settings, "OPTIONS": options}
    with _opened(settings) as keeper:
        _drop_abandoned(keeper)
        keeper.execute(LOCK, [schema])
        keeper.execute(sql.SQL("CREATE SCHEMA {}").format(_id(schema)))
        try:
            with in_place_of_default(beside) as connection:
                migrate(connection, manifest.migrations)
            with _opened(beside) as inside, inside.transaction():
                tables = _fill(inside, folder, manifest)
            yield Scratch(beside, tables)
        finally:
            keeper.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(_id(schema)))


def _drop_abandoned(connection: Connection) -> None:
    """Schemas that a killed process left: nobody holds their lock."""
    found = connection.execute(
        "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [SCRATCH]
    ).fetchall()
    for (schema,) in found:
        held = connection.execute(LOCK, [schema]).fetchone()
        if held and held[0]:
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(_id(schema)))
            connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [schema])


def _fill(connection: Connection, folder: Path, manifest: Manifest) -> Mapping[str, TableFacts]:
    """Put rows and counters in place, without the triggers that guard them, which then return."""
    there = set(_names(connection, TABLES))
    names = [name for name in manifest.tables if name in there]
    guarded = _names(
        connection,
        """SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace""",
    )
    walled = _names(
        connection,
        """SELECT relname FROM pg_class WHERE relforcerowsecurity
        AND relnamespace = current_schema()::regnamespace""",
    )
    _alter(connection, guarded, "DISABLE TRIGGER USER")
    _alter(connection, walled, "NO FORCE ROW LEVEL SECURITY")
    for name in names:
        connection.execute(sql.SQL("DELETE FROM {}").format(_id(name)))
    for name in names:
        _copy_in(connection, name, manifest.tables[name].columns, folder / table_file(name))
    for name, value in manifest.sequences.items():
        if value is not None:
            connection.execute("SELECT setval(%s::regclass, %s)", [_quoted(name), value])
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    found = _facts(connection)
    _alter(connection, walled, "FORCE ROW LEVEL SECURITY")
    _alter(connection, guarded, "ENABLE TRIGGER USER")
    return found


def _alter(connection: Connection, tables: Sequence[str], what: LiteralString) -> None:
    for table in tables:
        connection.execute(sql.SQL("ALTER TABLE {} {}").format(_id(table), sql.SQL(what)))


def _copy_in(connection: Connection, table: str, columns: Sequence[str], path: Path) -> None:
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(
        _id(table), sql.SQL(", ").join(map(_id, columns))
    )
    with connection.cursor() as cursor, path.open("rb") as file, cursor.copy(query) as copy:
        while block := file.read(BLOCK):
            copy.write(block)


def faults(settings: Settings, *, deep: bool) -> list[str]:
    """What the database itself finds wrong: constraints that are not proved.

    Every constraint was tried when the rows were put in; deep makes every index anew as well.
    """
    with _opened(settings) as connection:
        found = _names(
            connection,
            """SELECT conname FROM pg_constraint WHERE NOT convalidated
            AND connamespace = current_schema()::regnamespace""",
        )
        if deep:
            for table in _names(connection, TABLES):
                connection.execute(sql.SQL("REINDEX TABLE {}").format(_id(table)))
        return [f"{name}: not validated" for name in found]


def is_empty(settings: Settings) -> bool:
    """Whether there is nothing in the schema in use to lose."""
    with _opened(settings) as connection:
        tables = set(_names(connection, TABLES)) - MADE_BY_MIGRATION
        return not any(
            connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(_id(name))).fetchone()
            for name in tables
        )


def put_in_place(scratch: Settings, live: Settings) -> None:
    """Let one schema take the name of the one in use, which goes, in one transaction."""
    with _opened(scratch) as beside:
        (new,) = _names(beside, "SELECT current_schema()")
    with _opened(live) as connection:
        (name,) = _names(connection, "SELECT current_schema()")
        extensions = _names(
            connection,
            "SELECT extname FROM pg_extension WHERE extnamespace = current_schema()::regnamespace",
        )
        if extensions:
            raise BackupError("extension", what=", ".join(extensions))
        old = f"{SCRATCH}old_{secrets.token_hex(6)}"
        rename = sql.SQL("ALTER SCHEMA {} RENAME TO {}")
        try:
            with connection.transaction():
                grants = connection.execute(GRANTS, [name]).fetchall()
                connection.execute(rename.format(_id(name), _id(old)))
                connection.execute(rename.format(_id(new), _id(name)))
                for role, privilege in grants:
                    connection.execute(
                        sql.SQL("GRANT {} ON SCHEMA {} TO {}").format(
                            sql.SQL(privilege), _id(name), sql.SQL(role)
                        )
                    )
                connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(_id(old)))
        except psycopg.errors.LockNotAvailable as error:
            raise BackupError("in-use") from error
