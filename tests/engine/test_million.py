"""A million answers: every database gives the integers that plain Python gives."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from kvinnofrid.catalogue import Catalogue
from kvinnofrid.engine import Placed, Query
from kvinnofrid.engine.counting import count
from kvinnofrid.engine.databases import Database, duckdb_over
from kvinnofrid.engine.writing import write
from kvinnofrid.statistics.episodes import Coded, Episode, Held
from tests.engine import large
from tests.engine.others import postgresql_over, sqlite_over
from tests.engine.reference import counted

EPISODES = 10_000
OPENED, HELD = date(2025, 3, 1), date(2025, 3, 2)


def facts() -> Iterator[Placed]:
    """Ten thousand episodes, each with fifty answers on two occasions."""
    chance = random.Random(1)
    items = [f"item_{number}" for number in range(large.ITEMS)]
    places = [
        (f"{county:02}{number:02}", f"{county:02}")
        for county in range(1, large.COUNTIES + 1)
        for number in range(1, large.MUNICIPALITIES + 1)
    ]
    for _ in range(EPISODES):
        first, last = (
            Held(HELD, dict[str, Coded](zip(items, chance.choices(range(11), k=50), strict=True)))
            for _ in range(2)
        )
        fields = {"sex": chance.choice(large.SEXES), "age_band": chance.choice(large.AGES)}
        episode = Episode("child", {"opened_on": OPENED}, fields, baseline=first, exit=last)
        yield Placed(episode, *chance.choice(places))


def asked() -> tuple[Catalogue, list[Query]]:
    """Every tenth answer on every level, some by sex, some by age, and some by both."""
    catalogue, queries = large.cube()
    ways = len(large.BY)
    tenth = [one for at, one in enumerate(queries) if at // ways % 10 == 0]
    return catalogue, [one for at, one in enumerate(tenth) if at % ways == at // ways % ways]


@pytest.mark.django_db
def test_a_million_answers_are_counted_alike_everywhere(tmp_path: Path) -> None:
    every, (catalogue, queries) = [*facts()], asked()
    snapshot = write(tmp_path / "day", every, day=date(2026, 11, 22), catalogue="c")
    assert (snapshot.answers, len({one.by for one in queries})) == (1_000_000, len(large.BY))
    expected = {one: counted(one, every, catalogue) for one in queries}
    with ExitStack() as stack:
        databases: dict[str, Database] = {
            "DuckDB": stack.enter_context(duckdb_over(snapshot)),
            "SQLite": stack.enter_context(sqlite_over(snapshot)),
        }
        if connection.vendor == "postgresql":
            cursor = stack.enter_context(connection.cursor())
            databases["PostgreSQL"] = stack.enter_context(postgresql_over(snapshot, cursor))
        for name, database in databases.items():
            found = count(queries, database, catalogue, snapshot.areas)
            assert found == expected, name
