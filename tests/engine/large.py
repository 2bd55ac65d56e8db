"""A large snapshot of made-up answers, and the queries of a national cube over it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb

from kvinnofrid.catalogue import Catalogue, Measure, OutcomeCategory, OutcomeSet, Text
from kvinnofrid.engine import Query
from kvinnofrid.engine.facts import EPISODES, NUMBER, OCCASIONS, SURVEYS, item_column
from kvinnofrid.engine.snapshot import FORMAT, MANIFEST, Snapshot
from tests.statistics.follow_up_cases import shipped

CONFIG: dict[str, str | bool | int | float | list[str]] = {"threads": 2, "memory_limit": "800MB"}
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
    with duckdb.connect(config=CONFIG | {"temp_directory": f"{folder}-spill"}) as database:

        def copy(query: str, name: str) -> None:
            path = folder / name
            database.execute(
                f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
            ).fetchall()

        occasions = ", ".join(f"'{one}'" for one in OCCASIONS)
        copy(
            "SELECT CAST(i + 1 AS INTEGER) AS asked, CAST(v + 1 AS INTEGER) AS answer,"
            " 'item_' || i AS item, CAST(NULL AS VARCHAR) AS value,"
            " CAST(1000 * v AS BIGINT) AS number, CAST(0 AS INTEGER) AS several"
            f" FROM range({ITEMS}) b(i), range({VALUES}) c(v)",
            "answers.parquet",
        )
        items = ", ".join(
            f"CAST(1 + hash(i, {k}, o, {seed}) % {VALUES} AS INTEGER) AS {item_column(k + 1)}"
            for k in range(ITEMS)
        )
        nothing = ", ".join(
            f"CAST(NULL AS {'BIGINT' if kind == NUMBER else 'VARCHAR'}) AS {name}"
            for name, kind in SURVEYS.items()
        )
        copy(f"SELECT * FROM (SELECT {nothing}) WHERE false", "surveys.parquet")
        for first in range(0, episodes, PART):
            some = f"range({first}, {min(episodes, first + PART)}) r(i)"
            copy(f"SELECT {_episode(seed)} FROM {some}", f"episodes-{first:09}.parquet")
            copy(
                f"SELECT CAST(i + 1 AS INTEGER) AS episode, [{occasions}][o + 1] AS occasion,"
                f" {items} FROM {some}, range({len(OCCASIONS)}) a(o) ORDER BY o, i",
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
        "measurements": len(OCCASIONS) * episodes,
        "answers": PER_EPISODE * episodes,
        "items": ITEMS,
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
