"""Databases that hold a snapshot and answer statements with integers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import duckdb
import numpy as np
import numpy.typing as npt

from kvinnofrid.engine.facts import TABLES
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.engine.statements import Tally

Integers = npt.NDArray[np.int64]

MEMORY = "1200MB"
"""What DuckDB may use for a statement; more is put on disk."""
THREADS = 2
ROWS = 6_000_000
"""Answers that are listed at a time."""


class Database(Protocol):
    """Whatever runs a statement over the tables of a snapshot."""

    def columns(self, statement: str, width: int) -> tuple[Integers, ...]:
        """The columns of the answer, `width` of them, all integers."""

    def tally(self, tally: Tally) -> Integers:
        """How many answers there are of each sort at each place: sorts × places."""


class DuckDB:
    """The embedded default: DuckDB over the files of a snapshot."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
        self._connection = connection
        self._episodes = snapshot.episodes
        self._at_a_time = max(1, ROWS * snapshot.episodes // max(ROWS, snapshot.measurements))

    def columns(self, statement: str, width: int) -> tuple[Integers, ...]:
        """The columns of the answer, `width` of them, all integers."""
        found = self._connection.execute(statement).fetchnumpy()
        return tuple(np.asarray(one, dtype=np.int64) for one in [*found.values()][:width])

    def tally(self, tally: Tally) -> Integers:
        """How many answers there are of each sort at each place: sorts × places.

        They are listed some episodes at a time and counted into an array, which takes half the time
        of grouping them, and memory that does not grow with the snapshot.
        """
        found = np.zeros(tally.sorts * tally.places, dtype=np.int64)
        for first in range(1, self._episodes + 1, self._at_a_time):
            statement = tally.listed(first, first + self._at_a_time - 1)
            cells = self._connection.execute(statement).fetchnumpy()["cell"]
            found += np.bincount(cells, minlength=len(found))
        return found.reshape(tally.sorts, tally.places)


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
        yield DuckDB(connection, snapshot)


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

    def tally(self, tally: Tally) -> Integers:
        """How many answers there are of each sort at each place: sorts × places."""
        return dense(self.columns(tally.grouped, 3), tally.sorts, tally.places)


def dense(columns: tuple[Integers, ...], sorts: int, places: int) -> Integers:
    """Sorts, places and numbers as an array of sorts × places."""
    found = np.zeros((sorts, places), dtype=np.int64)
    found[columns[0], columns[1]] = columns[2]
    return found


def columns_of(rows: Sequence[Sequence[int]], width: int) -> tuple[Integers, ...]:
    """Rows of integers as columns."""
    return tuple(
        np.fromiter((one[at] for one in rows), dtype=np.int64, count=len(rows))
        for at in range(width)
    )
