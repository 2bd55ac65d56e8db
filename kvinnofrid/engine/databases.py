"""Databases that hold a snapshot and answer statements with integers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import duckdb
import numpy as np
import numpy.typing as npt

from kvinnofrid.engine import statements
from kvinnofrid.engine.facts import TABLES
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.engine.tallies import Asked, Tally

Integers = npt.NDArray[np.int64]

MEMORY = "1200MB"
"""What DuckDB may use for a statement; more is put on disk."""
THREADS = 2
LISTED = 6_000_000
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
        self._files = snapshot.files("episodes").replace("'", "''")

    def columns(self, statement: str, width: int) -> tuple[Integers, ...]:
        """The columns of the answer, `width` of them, all integers."""
        return tuple(np.asarray(one, dtype=np.int64) for one in self._fetched(statement)[:width])

    def tally(self, tally: Tally) -> Integers:
        """How many answers there are of each sort at each place: sorts × places.

        They are listed some episodes at a time and counted into an array, which takes a fraction
        of the time of grouping them, and memory that does not grow with the snapshot.
        """
        found = np.zeros((tally.height, tally.places.size), dtype=np.int64)
        places = np.full(self._episodes + 1, -1, dtype=np.int64)
        episode, place = self.columns(statements.placed(tally.places), 2)
        places[episode] = place
        by_occasion: dict[str, list[Asked]] = {}
        for one in tally.asked:
            by_occasion.setdefault(one.occasion, []).append(one)
        for occasion, asked in by_occasion.items():
            self._add(tally, occasion, asked, places, found)
        return found

    def _add(
        self,
        tally: Tally,
        occasion: str,
        asked: Sequence[Asked],
        places: Integers,
        found: Integers,
    ) -> None:
        items = [*dict.fromkeys(one.item for one in asked)]
        at_a_time = max(1, LISTED // len(items))
        for first in range(1, self._episodes + 1, at_a_time):
            statement = statements.listed(occasion, items, first, first + at_a_time - 1)
            episode, *answers = self._fetched(statement)
            place = places[episode]
            inside = place >= 0
            if not inside.all():
                place, answers = place[inside], [one[inside] for one in answers]
            listed = dict(zip(items, answers, strict=True))
            for one in asked:
                tally.add(one, place, listed[one.item], found)

    def by_unit(self) -> tuple[str, ...]:
        """Count by unit from now on: areas are then those of units, `area/unit`, which it names."""
        self._connection.execute(
            "CREATE OR REPLACE VIEW episodes AS SELECT * REPLACE (area || '/' || unit AS area)"
            f" FROM read_parquet('{self._files}', union_by_name = true)"
        ).fetchall()
        found = self._connection.execute("SELECT DISTINCT area FROM episodes ORDER BY area")
        return tuple(str(area) for (area,) in found.fetchall())

    def _fetched(self, statement: str) -> list[npt.NDArray[np.int_]]:
        return [*self._connection.execute(statement).fetchnumpy().values()]


@contextmanager
def duckdb_over(
    snapshot: Snapshot, *, memory: str = MEMORY, threads: int = THREADS
) -> Iterator[DuckDB]:
    """DuckDB with the tables of a snapshot, which are read from its files. Nothing is written.

    What answers say is short and read once. What does not fit in memory lies beside the snapshot
    meanwhile, where no more people can read it.
    """
    folder = snapshot.folder
    with (
        TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as spill,
        duckdb.connect(config={"memory_limit": memory, "threads": threads}) as connection,
    ):
        quoted = spill.replace("'", "''")
        connection.execute(f"SET temp_directory = '{quoted}'").fetchall()
        for table in TABLES:
            files = snapshot.files(table).replace("'", "''")
            kind = "TABLE" if table == "answers" else "VIEW"
            connection.execute(
                f"CREATE {kind} {table} AS FROM read_parquet('{files}', union_by_name = true)"
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
            files = session.read.option("mergeSchema", "true").parquet(snapshot.files(table))
            files.createOrReplaceTempView(table)

    def columns(self, statement: str, width: int) -> tuple[Integers, ...]:
        """The columns of the answer, `width` of them, all integers."""
        return columns_of(self._session.sql(statement).collect(), width)

    def tally(self, tally: Tally) -> Integers:
        """How many answers there are of each sort at each place: sorts × places."""
        return tally.of_groups(self.columns(tally.grouped, 4))


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
