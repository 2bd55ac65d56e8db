"""The national cube as somebody who knows DuckDB would write it, of wide rows and of long ones."""

from pathlib import Path

import duckdb

from kvinnofrid.engine.facts import OCCASIONS
from kvinnofrid.engine.snapshot import Snapshot
from tests.engine.large import BY, CONFIG, ITEMS, VALUES


def make(snapshot: Snapshot) -> None:
    """The same facts beside the snapshot as somebody would keep them who knows no wide form.

    `long`: one row an answer, by its number among all answers, which `meanings` lists.
    """
    folder = beside(snapshot.folder)
    folder.mkdir()
    with duckdb.connect(config=CONFIG | {"temp_directory": f"{folder}-spill"}) as database:

        def copy(query: str, name: str) -> None:
            path = folder / name
            database.execute(
                f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
            ).fetchall()

        copy(
            f"SELECT CAST(o * {ITEMS * VALUES} + (asked - 1) * {VALUES} + answer AS INTEGER)"
            " AS answer, o AS occasion, item, number"
            f" FROM '{snapshot.folder}/answers.parquet', range({len(OCCASIONS)}) a(o)",
            "meanings.parquet",
        )
        for path in sorted(snapshot.folder.glob("measurements*.parquet")):
            copy(
                f"SELECT episode, CAST((CASE occasion WHEN '{OCCASIONS[0]}' THEN 0 ELSE 1 END"
                f" * {ITEMS} + CAST(substr(item, 6) AS INTEGER) - 1) * {VALUES} + answer"
                f" AS INTEGER) AS answer FROM (UNPIVOT '{path}'"
                " ON COLUMNS('item_.*') INTO NAME item VALUE answer) ORDER BY answer, episode",
                path.name.replace("measurements", "long"),
            )


LONG = ("long", "meanings")
"""The tables beside a snapshot."""


def beside(folder: Path) -> Path:
    """Where the long form of a snapshot lies."""
    return folder.with_name(f"{folder.name}-long")


_ROLLED = (
    "CREATE OR REPLACE TEMP TABLE cube AS WITH {with_}"
    " SELECT {figure}, class, left(area, 2) AS county, area, sex, age_band, sum(n) AS n"
    " FROM base GROUP BY GROUPING SETS ({sets})"
)
_CLASS = "CASE WHEN number <= 3000 THEN 0 WHEN number <= 6000 THEN 1 ELSE 2 END AS class"


def _rolled(with_: str, *figure: str) -> str:
    sets = ", ".join(
        f"({', '.join((*figure, 'class', *area, *by))})"
        for area in ((), ("county",), ("area",))
        for by in BY
    )
    return _ROLLED.format(with_=with_, figure=", ".join(figure), sets=sets)


def _of_long() -> str:
    return _rolled(
        "c AS (SELECT answer,"
        f" CAST(dense_rank() OVER (ORDER BY occasion, item) AS INTEGER) AS figure, {_CLASS}"
        " FROM meanings),"
        " base AS (SELECT c.figure, c.class, e.area, e.sex, e.age_band, count(*) AS n"
        " FROM long JOIN c USING (answer) JOIN episodes e USING (episode)"
        " WHERE e.opened_year = 2025 GROUP BY ALL)",
        "figure",
    )


def _of_wide() -> str:
    """Counted from the wide rows, turned long on the way."""
    return _rolled(
        f"c AS (SELECT 'item_' || asked AS item, answer, {_CLASS} FROM answers),"
        " turned AS (UNPIVOT measurements ON COLUMNS('item_.*') INTO NAME item VALUE answer),"
        " base AS (SELECT t.occasion, t.item, c.class, e.area, e.sex, e.age_band, count(*) AS n"
        " FROM turned t JOIN c USING (item, answer) JOIN episodes e USING (episode)"
        " WHERE e.opened_year = 2025 GROUP BY ALL)",
        "occasion",
        "item",
    )


WAYS = {
    "hand": _of_long(),
    "hand-directly": _of_long()
    .replace(", count(*) AS n FROM", ", 1 AS n FROM")
    .replace(" GROUP BY ALL)", ")"),
    "hand-wide": _of_wide(),
}
"""Counted once at the smallest places and rolled up from there by GROUPING SETS, of long rows and
of wide ones; and rolled up from the long rows themselves."""
