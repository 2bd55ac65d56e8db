"""A part of the campaign `cube`: `python -m tests.engine.timing WHAT FOLDER`, a process of its own.

WHAT is `engine`, `sqlite`, `hand` or `hand-directly`.
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import duckdb

from kvinnofrid.engine import Query
from kvinnofrid.engine.counting import count
from kvinnofrid.engine.databases import MEMORY, THREADS, Database, duckdb_over
from kvinnofrid.engine.facts import TABLES
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.engine.tables import RawTable
from tests.engine import large
from tests.engine.others import sqlite_over


def counted(what: str, folder: Path) -> dict[str, object]:
    """The cube by an engine: how long it took, and what came out."""
    snapshot = Snapshot.open(folder)
    catalogue, queries = large.cube()
    with ExitStack() as stack:
        database: Database = (
            stack.enter_context(duckdb_over(snapshot))
            if what == "engine"
            else stack.enter_context(sqlite_over(snapshot))
        )
        clock = Clock()
        found = count(queries, database, catalogue, snapshot.areas)
        took = clock.took()
    return took | {"cells": cells(found), "digest": digest(found)}


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


def digest(found: Mapping[Query, RawTable]) -> str:
    """The same for the same integers."""
    made = hashlib.sha256()
    for table in found.values():
        made.update(repr(table.values).encode())
    return made.hexdigest()


def by_hand(what: str, folder: Path) -> dict[str, object]:
    """The cube by SQL written by hand, left in a table of the database."""
    statement = large.by_hand() if what == "hand" else large.directly_by_hand()
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS}) as database:
        for table in TABLES:
            database.execute(f"CREATE VIEW {table} AS FROM '{folder}/{table}*.parquet'").fetchall()
        clock = Clock()
        database.execute(statement).fetchall()
        took = clock.took()
        found = database.execute("SELECT count(*) FROM cube").fetchall()
    return took | {"cells": found[0][0]}


if __name__ == "__main__":
    _, what, folder = sys.argv
    run = by_hand if what.startswith("hand") else counted
    result = run(what, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000
    sys.stdout.write(json.dumps(result | {"megabytes": peak}))
