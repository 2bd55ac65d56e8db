"""A large snapshot of made-up answers, and the queries of a national cube over it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb

from kvinnofrid.catalogue import Catalogue, Measure, OutcomeCategory, OutcomeSet, Text
from kvinnofrid.engine import Query
from kvinnofrid.engine.facts import EPISODES, NUMBER, OCCASIONS
from kvinnofrid.engine.snapshot import FORMAT, MANIFEST, Snapshot
from tests.statistics.follow_up_cases import shipped

ITEMS = 50
PER_EPISODE = ITEMS * len(OCCASIONS)
VALUES = 11
MUNICIPALITIES, COUNTIES = 14, 21
PART = 20_000
BY = ((), ("sex",), ("age_band",), ("sex", "age_band"))
SEXES = ("woman", "man", "")
AGES = ("0-5", "6-12", "13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-79", "80-")
BANDS = ((0, 3), (4, 6), (7, 10))


def make(folder: Path, episodes: int, seed: int, tell: Callable[[str], None]) -> Snapshot:
    """A snapshot of as many episodes, each with fifty answers on two occasions."""
    folder.mkdir(parents=True)
    with duckdb.connect(config={"threads": 2, "memory_limit": "800MB"}) as database:

        def copy(query: str, name: str) -> None:
            path = folder / name
            database.execute(
                f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
            ).fetchall()

        occasions = ", ".join(f"'{one}'" for one in OCCASIONS)
        copy(
            f"SELECT CAST((o * {ITEMS} + i) * {VALUES} + v AS INTEGER) AS answer,"
            f" [{occasions}][o + 1] AS occasion, 'item_' || i AS item,"
            " CAST(NULL AS VARCHAR) AS value, CAST(1000 * v AS BIGINT) AS number,"
            " CAST(0 AS TINYINT) AS several"
            f" FROM range({len(OCCASIONS)}) a(o), range({ITEMS}) b(i), range({VALUES}) c(v)",
            "answers.parquet",
        )
        for first in range(0, episodes, PART):
            some = f"range({first}, {min(episodes, first + PART)}) r(i)"
            copy(f"SELECT {_episode(seed)} FROM {some}", f"episodes-{first:09}.parquet")
            copy(
                f"SELECT CAST(i + 1 AS INTEGER) AS episode, CAST((o * {ITEMS} + k) * {VALUES}"
                f" + hash(i, k, o, {seed}) % {VALUES} AS INTEGER) AS answer"
                f" FROM {some}, range({len(OCCASIONS)}) a(o), range({ITEMS}) b(k)"
                " ORDER BY answer, episode",
                f"measurements-{first:09}.parquet",
            )
            tell(f"{first} av {episodes} insatsperioder skrivna")
        found = database.execute(
            f"SELECT DISTINCT area FROM '{folder}/episodes*.parquet' ORDER BY 1"
        ).fetchall()
    manifest = {
        "format": FORMAT,
        "day": "2026-11-22",
        "catalogue": "cube",
        "episodes": episodes,
        "measurements": PER_EPISODE * episodes,
        "synthetic": episodes,
        "areas": [area for (area,) in found],
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.glob("*.parquet"))
        },
    }
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return Snapshot.open(folder)


def _episode(seed: int) -> str:
    def drawn(of: tuple[str, ...], salt: int) -> str:
        listed = ", ".join(f"'{one}'" for one in of)
        return f"[{listed}][1 + CAST(hash(i, {salt}, {seed}) % {len(of)} AS INTEGER)]"

    area = (
        f"lpad(CAST(1 + hash(i, 1, {seed}) % {COUNTIES} AS VARCHAR), 2, '0')"
        f" || lpad(CAST(1 + hash(i, 2, {seed}) % {MUNICIPALITIES} AS VARCHAR), 2, '0')"
    )
    known = {
        "episode": "CAST(i + 1 AS INTEGER)",
        "area": area,
        "municipality": area,
        "county": f"left({area}, 2)",
        "sex": drawn(SEXES, 3),
        "age_band": drawn(AGES, 4),
        "target_group": "'child'",
        "synthetic": "1",
        "opened_year": "2025",
    }
    return ", ".join(
        f"{known.get(name, 'CAST(NULL AS INTEGER)' if kind == NUMBER else chr(39) * 2)} AS {name}"
        for name, kind in EPISODES.items()
    )


def cube() -> tuple[Catalogue, tuple[Query, ...]]:
    """A catalogue of an indicator for every answer, and the queries about all of them."""
    owner = shipped()
    model = owner.outcome("way_in")
    bands = tuple(
        OutcomeCategory(code=f"from_{low}", words=Text(sv="x", en="x"), low=low, high=high)
        for low, high in BANDS
    )
    made = tuple(
        model.model_copy(
            update={
                "code": f"{occasion}_{item}",
                "measure": Measure.model_validate(
                    {"of": "answer", "name": f"item_{item}", "occasion": occasion}
                ),
                "categories": bands,
            }
        )
        for occasion in OCCASIONS
        for item in range(ITEMS)
    )
    outcomes = (owner.outcome("sex"), owner.outcome("age_band"), *made)
    found: OutcomeSet = owner.model_copy(update={"id": "cube", "outcomes": outcomes})
    queries = tuple(
        Query("cube", owner.version, one.code, "", (2025,), by) for one in made for by in BY
    )
    return Catalogue("cube", (found,)), queries


def by_hand() -> str:
    """The same cube as somebody who knows DuckDB would write it, left in a table.

    Counted once at the smallest places, and rolled up from there by GROUPING SETS.
    """
    sets = ", ".join(
        f"({', '.join(('figure', 'class', *area, *by))})"
        for area in ((), ("county",), ("area",))
        for by in BY
    )
    return (
        "CREATE OR REPLACE TEMP TABLE cube AS"
        " WITH c AS (SELECT answer,"
        " CAST(dense_rank() OVER (ORDER BY occasion, item) AS INTEGER) AS figure,"
        " CASE WHEN number <= 3000 THEN 0 WHEN number <= 6000 THEN 1 ELSE 2 END AS class"
        " FROM answers),"
        " base AS (SELECT c.figure, c.class, e.area, e.sex, e.age_band, count(*) AS n"
        " FROM measurements JOIN c USING (answer) JOIN episodes e USING (episode)"
        " WHERE e.opened_year = 2025 GROUP BY ALL)"
        " SELECT figure, class, left(area, 2) AS county, area, sex, age_band, sum(n) AS n"
        f" FROM base GROUP BY GROUPING SETS ({sets})"
    )


def directly_by_hand() -> str:
    """As `by_hand`, but rolled up from the rows themselves."""
    base = by_hand()
    return base.replace(", count(*) AS n FROM", ", 1 AS n FROM").replace(" GROUP BY ALL)", ")")
