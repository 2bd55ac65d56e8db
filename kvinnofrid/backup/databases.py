"""The database in use, and how another one takes its place for a while."""

import contextlib
import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from django.db.utils import ConnectionHandler

from kvinnofrid.backup.rules import Migration, TableFacts

Settings = dict[str, Any]

REPLACED = "replaced"
"""The alias under which hooks after a restore read the database that is being replaced."""

MADE_BY_MIGRATION = frozenset({"django_migrations", "django_content_type"})
HEADS = "audit_chainhead"
"""The audit log's table of the last event of each chain."""


@dataclass(frozen=True, slots=True)
class Dump:
    """What was read in one moment: migrations, tables, counters and heads of audit chains."""

    migrations: tuple[Migration, ...]
    tables: Mapping[str, TableFacts]
    sequences: Mapping[str, int | None]
    chain_heads: Mapping[str, str]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scratch:
    """A database that a backup has been restored in, and the tables that were then in it."""

    settings: Settings
    tables: Mapping[str, TableFacts]


def current_settings() -> Settings:
    """Django's settings of the database in use, without its pool of connections."""
    settings: Settings = copy.deepcopy(dict(connections["default"].settings_dict))
    settings["OPTIONS"] = {k: v for k, v in settings["OPTIONS"].items() if k != "pool"}
    return settings


def make_connection(settings: Settings) -> BaseDatabaseWrapper:
    """A connection of its own to a database."""
    return ConnectionHandler({"default": settings}).create_connection("default")


@contextlib.contextmanager
def in_place_of_default(
    settings: Settings, *, replaced: Settings | None = None
) -> Iterator[BaseDatabaseWrapper]:
    """Let everything in this thread read and write another database than the one in use.

    With `replaced`, that database can be read under the alias `REPLACED` meanwhile.
    """
    before = connections["default"]
    connection = make_connection(settings)
    connections["default"] = connection
    beside = make_connection(replaced) if replaced is not None else None
    if beside is not None:
        beside.alias = REPLACED
        connections[REPLACED] = beside
    try:
        yield connection
    finally:
        connection.close()
        connections["default"] = before
        if beside is not None:
            beside.close()
            del connections[REPLACED]


def known_migrations() -> Iterable[Migration]:
    """Every change of the schema that this program has."""
    return MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}


def migrate(connection: BaseDatabaseWrapper, migrations: Iterable[Migration] | None = None) -> bool:
    """Bring a database to the schema of this program, or to that of some migrations.

    Whether there was anything to do.
    """
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    targets = graph.leaf_nodes() if migrations is None else _last_of_each_app(graph, migrations)
    if not executor.migration_plan(targets):
        return False
    executor.migrate(targets)
    return True


def _last_of_each_app(graph: MigrationGraph, migrations: Iterable[Migration]) -> list[Migration]:
    """The migrations that no other one among them follows in its app: only these are targets.

    An earlier one as a target would mean to go back to it.
    """
    among = set(migrations)
    return [
        key
        for key in sorted(among)
        if not any(
            child.key in among and child.key[0] == key[0] for child in graph.node_map[key].children
        )
    ]


def heads_of(rows: Iterable[tuple[str, int, str]]) -> dict[str, str]:
    """Rows of the table of heads as they stand in a manifest."""
    return {str(organisation): f"{number}:{digest}" for organisation, number, digest in rows}


READ_HEADS = f"SELECT organisation, number, hash FROM {HEADS}"  # noqa: S608 - fixed name
READ_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
