"""Writing a snapshot: facts a batch at a time, so that memory does not grow with them."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from kvinnofrid.engine.facts import (
    ANSWERS,
    DAYS,
    EPISODES,
    FIELDS,
    NUMBER,
    OCCASIONS,
    SURVEYS,
    Kind,
    Placed,
    Surveyed,
    day_number,
    item_column,
)
from kvinnofrid.engine.items import Items
from kvinnofrid.engine.snapshot import FORMAT, MANIFEST, Snapshot, SnapshotError, digest_of
from kvinnofrid.engine.surveys import rows as rows_of_surveys

BATCH = 10_000
"""Episodes that are held in memory at a time."""
MEMORY = "300MB"
"""What the database may use while a snapshot is written; more is put on disk."""
Row = tuple[str | int | None, ...]


def write(
    folder: Path,
    facts: Iterable[Placed],
    *,
    day: date,
    catalogue: str,
    batch: int = BATCH,
    surveys: Iterable[Surveyed] = (),
) -> Snapshot:
    """Write a snapshot of facts, which are taken a batch at a time and never all at once.

    `catalogue` is the catalogue's digest. `surveys` is what clients answered in their own survey.
    The folder must not be there; it appears when all is written. SnapshotError when it is there;
    ValueError when a fact can't be kept.
    """
    if folder.exists():
        raise SnapshotError(f"{folder.name} is there already; a snapshot is never written over")
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2}) as database:
            database.execute(f"SET temp_directory = '{_quoted(made / 'spill')}'").fetchall()
            _Writer(database, made).write(iter(facts), surveys, day, catalogue, batch)
        shutil.rmtree(made / "spill", ignore_errors=True)
        made.chmod(0o700)
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return Snapshot.open(folder)


class _Writer:
    """Writes batch after batch, each as a part of its own."""

    def __init__(self, database: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._areas: set[str] = set()
        self._items = Items()
        self._synthetic = self._episodes = self._measurements = self._answers = 0

    def write(
        self,
        facts: Iterator[Placed],
        surveys: Iterable[Surveyed],
        day: date,
        catalogue: str,
        batch: int,
    ) -> None:
        part = 0
        while found := list(islice(facts, batch)):
            part += 1
            self._write_episodes(found, f"episodes-{part:05}.parquet")
            self._write_measurements(found, f"measurements-{part:05}.parquet")
            self._episodes += len(found)
        if not part:
            raise SnapshotError("there are no facts to write")
        self._write_answers()
        self._write_surveys(surveys)
        manifest = {
            "format": FORMAT,
            "day": day.isoformat(),
            "catalogue": catalogue,
            "episodes": self._episodes,
            "measurements": self._measurements,
            "answers": self._answers,
            "items": len(self._items),
            "synthetic": self._synthetic,
            "areas": sorted(self._areas),
            "files": {
                path.name: digest_of(path) for path in sorted(self._folder.glob("*.parquet"))
            },
        }
        written = json.dumps(manifest, indent=1, sort_keys=True)
        (self._folder / MANIFEST).write_text(written, encoding="utf-8")

    def _write_episodes(self, found: list[Placed], name: str) -> None:
        columns: dict[str, list[Any]] = {column: [] for column in EPISODES}
        for number, one in enumerate(found, self._episodes + 1):
            for column, value in _row(number, one).items():
                columns[column].append(value)
        self._areas.update(columns["area"])
        self._synthetic += sum(columns["synthetic"])
        self._take(
            "batch", {column: _array(EPISODES[column], columns[column]) for column in columns}
        )
        self._copy(f"SELECT {', '.join(map(_typed, EPISODES))} FROM batch ORDER BY episode", name)

    def _write_measurements(self, found: list[Placed], name: str) -> None:
        rows = [
            (occasion, number, held)
            for number, one in enumerate(found, self._episodes + 1)
            for occasion, held in one.answers().items()
        ]
        rows.sort(key=itemgetter(0))
        codes = self._items.codes([held for _, _, held in rows])
        self._take(
            "batch",
            {
                "episode": np.array([number for _, number, _ in rows], dtype=np.int32),
                "occasion": np.array([occasion for occasion, *_ in rows], dtype=object),
                **{item_column(asked): of_item for asked, of_item in codes.items()},
            },
        )
        columns = ("CAST(episode AS INTEGER) AS episode", "CAST(occasion AS VARCHAR) AS occasion")
        self._copy(f"SELECT {', '.join((*columns, *map(item_column, codes)))} FROM batch", name)
        self._measurements += len(rows)
        self._answers += sum(int(np.count_nonzero(one)) for one in codes.values())

    def _write_answers(self) -> None:
        self._write_rows(ANSWERS, [*self._items.answers()], "answers.parquet")

    def _write_surveys(self, surveys: Iterable[Surveyed]) -> None:
        found = rows_of_surveys(surveys)
        self._areas.update(one[0] for one in found)
        self._write_rows(SURVEYS, found, "surveys.parquet")

    def _write_rows(self, columns: Mapping[str, Kind], rows: Sequence[Row], name: str) -> None:
        """A short table, in its order."""
        self._take(
            "batch",
            {
                column: _array(kind, [one[at] for one in rows], np.int64)
                for at, (column, kind) in enumerate(columns.items())
            },
        )
        chosen = ", ".join(
            f"CAST({column} AS {'BIGINT' if kind == NUMBER else 'VARCHAR'}) AS {column}"
            for column, kind in columns.items()
        )
        self._copy(f"SELECT {chosen} FROM batch", name)

    def _do(self, query: str) -> list[Any]:
        return self._database.execute(query).fetchall()

    def _take(self, name: str, columns: Mapping[str, Any]) -> None:
        self._database.register("columns_of_batch", columns)
        self._do(f"CREATE OR REPLACE TABLE {name} AS FROM columns_of_batch")
        self._database.unregister("columns_of_batch")

    def _copy(self, query: str, name: str) -> None:
        path = _quoted(self._folder / name)
        self._do(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def _row(number: int, one: Placed) -> dict[str, Any]:
    episode = one.episode
    days = {name: episode.days.get(name) for name in DAYS}
    held = {"baseline": episode.baseline, "exit": episode.exit}
    return {
        "episode": number,
        "area": one.area,
        "municipality": one.municipality,
        "county": one.county,
        "organisation": one.organisation,
        "unit": one.unit,
        "synthetic": int(one.synthetic),
        "target_group": episode.target_group,
        **{name: episode.fields.get(name, "") for name in FIELDS},
        **{name: None if day is None else day_number(day) for name, day in days.items()},
        "opened_year": None if (day := days["opened_on"]) is None else day.year,
        "closed_year": None if (day := days["closed_on"]) is None else day.year,
        **{
            f"{name}_held_on": None if (wave := held[name]) is None else day_number(wave.on)
            for name in OCCASIONS
        },
    }


def _array(kind: str, values: list[Any], whole: type[np.signedinteger[Any]] = np.int32) -> Any:
    absent = [value is None for value in values]
    if kind != NUMBER:
        texts = ["" if value is None else value for value in values]
        return np.ma.masked_array(np.array(texts, dtype=object), mask=absent)
    known = [0 if value is None else value for value in values]
    return np.ma.masked_array(np.array(known, dtype=whole), mask=absent)


def _typed(column: str) -> str:
    return f"CAST({column} AS INTEGER) AS {column}" if EPISODES[column] == NUMBER else column


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
