"""Other databases that a snapshot can be put in, to see that they count the same."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from kvinnofrid.engine.databases import Integers, columns_of
from kvinnofrid.engine.facts import NUMBER, TABLES
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.engine.tallies import Tally

AT_A_TIME = 100_000


class Rows:
    """A database that is asked by a cursor."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def columns(self, statement: str, width: int) -> tuple[Integers, ...]:
        """The columns of the answer, `width` of them."""
        self._cursor.execute(statement)
        return columns_of(self._cursor.fetchall(), width)

    def tally(self, tally: Tally) -> Integers:
        """How many answers there are of each sort at each place."""
        return tally.of_groups(self.columns(tally.grouped, 4))


@contextmanager
def sqlite_over(snapshot: Snapshot, path: str = ":memory:") -> Iterator[Rows]:
    """SQLite with the tables of a snapshot copied in."""
    connection = sqlite3.connect(path)
    try:
        _copy(snapshot, connection.cursor(), "?")
        connection.commit()
        yield Rows(connection.cursor())
    finally:
        connection.close()


@contextmanager
def postgresql_over(snapshot: Snapshot, cursor: Any) -> Iterator[Rows]:
    """PostgreSQL with the tables of a snapshot copied in, for as long as it is used."""
    _copy(snapshot, cursor, "%s")
    yield Rows(cursor)
    for table in TABLES:
        cursor.execute(f"DROP TABLE {table}")


def _copy(snapshot: Snapshot, cursor: Any, mark: str) -> None:
    for table in TABLES:
        columns = snapshot.columns(table)
        typed = ", ".join(
            f"{name} {'BIGINT' if kind == NUMBER else 'TEXT'}" for name, kind in columns.items()
        )
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({typed})")
        marks = ", ".join([mark] * len(columns))
        with duckdb.connect() as connection:
            rows = connection.execute(
                f"SELECT {', '.join(columns)} FROM read_parquet('{snapshot.files(table)}',"
                " union_by_name = true)"
            )
            while found := rows.fetchmany(AT_A_TIME):
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
