"""A part of the campaign `cube`: `python -m tests.engine.timing WHAT FOLDER`, a process of its own.

WHAT is `engine`, `sqlite`, `dense`, or a way of `by_hand`. Each begins with files, but SQLite with
its tables filled, and ends with all counts on all levels. Whether the files are whole is tried
before the clock is started.
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import duckdb

from kvinnofrid.engine import Query
from kvinnofrid.engine.counting import count
from kvinnofrid.engine.databases import MEMORY, Database, duckdb_over
from kvinnofrid.engine.facts import TABLES
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.engine.tables import RawTable
from tests.engine import by_hand, dense, large
from tests.engine.others import sqlite_over


def counted(what: str, folder: Path) -> dict[str, object]:
    """The cube by an engine: how long it took, and what came out."""
    snapshot = Snapshot.open(folder)
    catalogue, queries = large.cube()
    with ExitStack() as stack:
        clock = Clock()
        if what == "engine":
            database: Database = stack.enter_context(duckdb_over(snapshot))
        else:
            database = stack.enter_context(sqlite_over(snapshot))
            clock = Clock()
        found = count(queries, database, catalogue, snapshot.areas)
        took = clock.took()
    return took | {"cells": cells(found), "digest": digest(values(found))}


class Clock:
    """Seconds, and seconds of the processor, in all threads."""

    def __init__(self) -> None:
        self._begun = time.perf_counter(), time.process_time()

    def took(self) -> dict[str, object]:
        """How long since it was made."""
        wall, cpu = time.perf_counter(), time.process_time()
        return {"seconds": wall - self._begun[0], "cpu": cpu - self._begun[1]}


def cells(found: Mapping[Query, RawTable]) -> int:
    """How many counts there are in all."""
    return sum(len(one.values) for one in found.values())


def digest(tables: Iterable[tuple[int, ...]]) -> str:
    """The same for the same integers."""
    made = hashlib.sha256()
    for values in tables:
        made.update(repr(values).encode())
    return made.hexdigest()


def values(found: Mapping[Query, RawTable]) -> Iterator[tuple[int, ...]]:
    """The integers of tables, in their order."""
    return (one.values for one in found.values())


def written(what: str, folder: Path) -> dict[str, object]:
    """The cube by SQL written by hand, left in a table of the database."""
    statement = by_hand.WAYS[what]
    tables = dict.fromkeys(TABLES, folder) | dict.fromkeys(by_hand.LONG, by_hand.beside(folder))
    own = {"memory_limit": MEMORY, "temp_directory": f"{folder}-spill"}
    with duckdb.connect(config=large.CONFIG | own) as database:
        for table, place in tables.items():
            database.execute(f"CREATE VIEW {table} AS FROM '{place}/{table}*.parquet'").fetchall()
        clock = Clock()
        database.execute(statement).fetchall()
        took = clock.took()
        found = database.execute("SELECT count(*) FROM cube").fetchall()
    return took | {"cells": found[0][0]}


def densely(what: str, folder: Path) -> dict[str, object]:
    """The cube by numpy alone."""
    snapshot = Snapshot.open(folder)
    clock = Clock()
    cubes = dense.count(snapshot)
    took = clock.took()
    return took | {"cells": sum(one.size for one in cubes), "digest": digest(dense.tables(cubes))}


if __name__ == "__main__":
    _, what, folder = sys.argv
    run = {"engine": counted, "sqlite": counted, "dense": densely}.get(what, written)
    result = run(what, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000
    sys.stdout.write(json.dumps(result | {"megabytes": peak}))
