"""Databases that hold a snapshot and answer statements with integers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import duckdb
import numpy as np
import numpy.typing as npt

from kvinnofrid.engine.facts import TABLES
from kvinnofrid.engine.snapshot import Snapshot

Integers = npt.NDArray[np.int64]

MEMORY = "1200MB"
"""What DuckDB may use for a statement; more is put on disk."""
THREADS = 2


class Database(Protocol):
    """Whatever runs a statement over the tables of a snapshot."""

    def columns(self, statement: str, width: int) -> tuple[Integers, ...]:
        """The columns of the answer, `width` of them, all integers."""


class DuckDB:
    """The embedded default: DuckDB over the files of a snapshot."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def columns(self, statement: str, width: int) -> tuple[Integers, ...]:
        """The columns of the answer, `width` of them, all integers."""
        found = self._connection.execute(statement).fetchnumpy()
        return tuple(np.asarray(one, dtype=np.int64) for one in [*found.values()][:width])


@contextmanager
def duckdb_over(
    snapshot: Snapshot, *, memory: str = MEMORY, threads: int = THREADS
) -> Iterator[DuckDB]:
    """DuckDB with the tables of a snapshot, which are read from its files. Nothing is written."""
    with duckdb.connect(config={"memory_limit": memory, "threads": threads}) as connection:
        for table in TABLES:
            files = snapshot.files(table).replace("'", "''")
            connection.execute(
                f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}')"
            ).fetchall()
        yield DuckDB(connection)


class Spark:
    """Apache Spark, for those who have outgrown one machine. `session` is a SparkSession.

    Its workers must reach the files of the snapshot at the same path. Java 17 and the extra `spark`
    are needed; nothing else here imports them.
    """

    def __init__(self, session: Any, snapshot: Snapshot) -> None:
        self._session = session
        for table in TABLES:
            session.read.parquet(snapshot.files(table)).createOrReplaceTempView(table)

    def columns(self, statement: str, width: int) -> tuple[Integers, ...]:
        """The columns of the answer, `width` of them, all integers."""
        return columns_of(self._session.sql(statement).collect(), width)


def columns_of(rows: Sequence[Sequence[int]], width: int) -> tuple[Integers, ...]:
    """Rows of integers as columns."""
    return tuple(
        np.fromiter((one[at] for one in rows), dtype=np.int64, count=len(rows))
        for at in range(width)
    )
