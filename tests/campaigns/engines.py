"""Random catalogues with random facts, counted by every database and in plain Python.

Hypothesis draws an outcome set of up to six indicators of any kind, up to 25 episodes and up to
twelve queries. A trial fails when DuckDB, SQLite or (with `--pg`) PostgreSQL gives one integer that
the meaning in plain Python does not.
"""

from contextlib import ExitStack

from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.engine.comparing import differences
from tests.engine.drawn import Case, cases

TOLD_EVERY = 20


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures: list[str] = []
    tried = tables = 0
    with ExitStack() as stack:
        postgresql = connection.vendor == "postgresql"
        cursor = stack.enter_context(connection.cursor()) if postgresql else None

        @seeded(seed)
        @settings(
            max_examples=n,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(cases())
        def each(case: Case) -> None:
            nonlocal tried, tables
            tried += 1
            tables += len(case.queries)
            failures.extend(f"trial {tried}: {one}" for one in differences(case, cursor))
            if tried % TOLD_EVERY == 0:
                tell(f"{tried} av {n} kataloger, {tables} tabeller, {len(failures)} olika")

        each()
    databases = "duckdb,sqlite,postgresql" if postgresql else "duckdb,sqlite"
    return Result(failures, {"tried": tried, "tables": tables, "databases": databases})


CAMPAIGN = Campaign(
    "Slumpade kataloger och fakta: samma tal i alla databaser som i vanlig Python.",
    2_000,
    _campaign,
)
