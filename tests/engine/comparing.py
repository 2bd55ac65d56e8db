"""Every database against the meaning in plain Python."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from kvinnofrid.engine.counting import count
from kvinnofrid.engine.databases import Database, duckdb_over
from kvinnofrid.engine.writing import write
from tests.engine.drawn import Case, surveyed
from tests.engine.others import postgresql_over, sqlite_over
from tests.engine.reference import counted


def differences(case: Case, postgresql: Any = None) -> Iterator[str]:
    """Where a database counts otherwise than the reference; `postgresql` is a cursor, if any."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        snapshot = write(
            folder / "snapshot",
            case.facts,
            day=date(2026, 11, 22),
            catalogue="drawn",
            batch=10,
            surveys=surveyed(case.said),
        )
        databases: dict[str, Database] = {
            "DuckDB": stack.enter_context(duckdb_over(snapshot, threads=1)),
            "SQLite": stack.enter_context(sqlite_over(snapshot)),
        }
        if postgresql is not None:
            databases["PostgreSQL"] = stack.enter_context(postgresql_over(snapshot, postgresql))
        expected = {
            query: counted(query, case.facts, case.catalogue, case.said) for query in case.queries
        }
        for name, database in databases.items():
            found = count(case.queries, database, case.catalogue, snapshot.areas)
            for query in case.queries:
                if found[query] != expected[query]:
                    yield f"{name}: {query}: {found[query]} for {expected[query]}"
