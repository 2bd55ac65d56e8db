"""Snapshots: the facts of a day as Parquet files, and proof that nobody has changed them.

A folder holds `episodes-*.parquet` and `measurements-*.parquet` in parts, `answers.parquet`,
`surveys.parquet`, and `manifest.json` with a digest of each file, so that the digest of the
manifest names it all.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from kvinnofrid.engine.facts import (
    DAYS,
    EPISODES,
    FIELDS,
    NUMBER,
    OCCASIONS,
    SCALE,
    SURVEYS,
    Placed,
    Surveyed,
    day_number,
)
from kvinnofrid.engine.surveys import rows as rows_of_surveys

FORMAT = 1
MANIFEST = "manifest.json"
BATCH = 20_000
"""Episodes that are held in memory at a time."""
MEMORY = "600MB"
"""What the database may use while a snapshot is written; more is put on disk."""


class SnapshotError(ValueError):
    """A snapshot that can't be made, or that isn't what it was."""


@dataclass(frozen=True)
class Snapshot:
    """A whole snapshot.

    digest: names its content; equal digest, equal facts.
    day: the day that the facts are of. catalogue: the digest of the catalogue then.
    episodes, measurements: numbers of rows; synthetic: how many of the episodes are made up.
    areas: the smallest areas that occur.
    """

    folder: Path
    digest: str
    day: date
    catalogue: str
    episodes: int
    measurements: int
    synthetic: int
    areas: tuple[str, ...]

    @classmethod
    def open(cls, folder: Path, *, digest: str | None = None) -> "Snapshot":
        """The snapshot in a folder, every file looked at.

        SnapshotError when a file is missing or changed, or when it isn't the one with `digest`.
        """
        try:
            given = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            found = _from_manifest(folder, given)
        except FileNotFoundError:
            raise SnapshotError(f"no snapshot in {folder.name}: it has no {MANIFEST}") from None
        except (ValueError, KeyError, TypeError) as problem:
            raise SnapshotError(f"{MANIFEST} of {folder.name} can't be read: {problem}") from None
        for path in folder.glob("*.parquet"):
            if path.name not in given["files"]:
                raise SnapshotError(f"{path.name} does not belong to {folder.name}; take it away")
        for name, expected in given["files"].items():
            if not (folder / name).is_file() or _digest_of(folder / name) != expected:
                raise SnapshotError(
                    f"{name} of {folder.name} is missing or changed; nothing can be counted from it"
                )
        if digest is not None and digest != found.digest:
            raise SnapshotError(
                f"{folder.name} has the digest {found.digest}, not {digest}: it is another snapshot"
            )
        return found

    def files(self, table: str) -> str:
        """The files of a table, as a pattern."""
        return str(self.folder / f"{table}*.parquet")


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
        self._synthetic = self._episodes = self._measurements = 0
        self._do(
            "CREATE TABLE answers (answer INTEGER, occasion VARCHAR, item VARCHAR, value VARCHAR,"
            " number BIGINT, several TINYINT)"
        )

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
        self._copy("SELECT * FROM answers ORDER BY answer", "answers.parquet")
        self._write_surveys(surveys)
        manifest = {
            "format": FORMAT,
            "day": day.isoformat(),
            "catalogue": catalogue,
            "episodes": self._episodes,
            "measurements": self._measurements,
            "synthetic": self._synthetic,
            "areas": sorted(self._areas),
            "files": {
                path.name: _digest_of(path) for path in sorted(self._folder.glob("*.parquet"))
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
        episodes, occasions, answers = [], [], []
        for number, one in enumerate(found, self._episodes + 1):
            for occasion, held in one.answers().items():
                episodes.append(number)
                occasions.append(occasion)
                answers.append(json.dumps(held, allow_nan=False))
        self._take(
            "batch",
            {
                "episode": np.array(episodes, dtype=np.int32),
                "occasion": np.array(occasions, dtype=object),
                "answers": np.array(answers, dtype=object),
            },
        )
        self._do(_ANSWERS_OF_BATCH)
        unkept = self._do(_UNKEPT)
        if unkept:
            raise ValueError(f"an answer to {unkept[0][0]} can't be kept: {unkept[0][1]}")
        self._do(_NEW_ANSWERS)
        self._copy(_NUMBERED, name)
        self._measurements += self._do("SELECT count(*) FROM given")[0][0]

    def _write_surveys(self, surveys: Iterable[Surveyed]) -> None:
        found = rows_of_surveys(surveys)
        self._areas.update(one[0] for one in found)
        columns = {
            name: _array(kind, [one[at] for one in found], np.int64)
            for at, (name, kind) in enumerate(SURVEYS.items())
        }
        self._take("batch", columns)
        chosen = ", ".join(
            f"CAST({name} AS {'BIGINT' if kind == NUMBER else 'VARCHAR'}) AS {name}"
            for name, kind in SURVEYS.items()
        )
        order = ", ".join([*SURVEYS][:-1])
        self._copy(f"SELECT {chosen} FROM batch ORDER BY {order}", "surveys.parquet")

    def _do(self, query: str) -> list[Any]:
        return self._database.execute(query).fetchall()

    def _take(self, name: str, columns: Mapping[str, Any]) -> None:
        self._database.register("columns_of_batch", columns)
        self._do(f"CREATE OR REPLACE TABLE {name} AS FROM columns_of_batch")
        self._database.unregister("columns_of_batch")

    def _copy(self, query: str, name: str) -> None:
        path = _quoted(self._folder / name)
        self._do(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


_ANSWERS_OF_BATCH = f"""
CREATE OR REPLACE TABLE given AS
WITH entry AS (
    SELECT episode, occasion,
           unnest(map_entries(CAST(CAST(answers AS JSON) AS MAP(VARCHAR, JSON)))) AS e
    FROM batch
), answer AS (
    SELECT episode, occasion, e.key AS item, e.value AS said, json_type(e.value) AS kind FROM entry
)
SELECT episode, occasion, item, said,
       CASE WHEN kind = 'VARCHAR' THEN said ->> '$' END AS value,
       CASE WHEN kind IN ('UBIGINT', 'BIGINT', 'DOUBLE')
            THEN TRY_CAST(round(TRY_CAST(said AS DOUBLE) * {SCALE}) AS BIGINT) END AS number,
       CAST(0 AS TINYINT) AS several
FROM answer WHERE kind NOT IN ('ARRAY', 'NULL')
UNION ALL
SELECT DISTINCT episode, occasion, item, NULL, unnest(CAST(said AS VARCHAR[])), NULL, 1
FROM answer WHERE kind = 'ARRAY'
UNION ALL
SELECT episode, occasion, item, NULL, NULL, NULL, 1 FROM answer WHERE kind = 'ARRAY'
"""
"""The answers of a batch, one row each. What was chosen twice is chosen once."""

_UNKEPT = (
    "SELECT item, said FROM given WHERE several = 0 AND value IS NULL AND number IS NULL LIMIT 1"
)

_SAME = " AND ".join(
    f"a.{name} IS NOT DISTINCT FROM g.{name}"
    for name in ("occasion", "item", "value", "number", "several")
)
_NEW_ANSWERS = f"""
INSERT INTO answers
SELECT (SELECT count(*) FROM answers)
       + row_number() OVER (ORDER BY occasion, item, several, value, number), *
FROM (SELECT DISTINCT occasion, item, value, number, several FROM given) AS g
WHERE NOT EXISTS (SELECT 1 FROM answers AS a WHERE {_SAME})
"""
_NUMBERED = f"""
SELECT g.episode, a.answer FROM given AS g JOIN answers AS a ON {_SAME} ORDER BY answer, episode
"""


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
    if kind != NUMBER:
        return np.array(values, dtype=object)
    absent = [value is None for value in values]
    known = [0 if value is None else value for value in values]
    return np.ma.masked_array(np.array(known, dtype=whole), mask=absent)


def _typed(column: str) -> str:
    return f"CAST({column} AS INTEGER) AS {column}" if EPISODES[column] == NUMBER else column


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_manifest(folder: Path, given: Mapping[str, Any]) -> Snapshot:
    if given["format"] != FORMAT:
        raise ValueError(f"format {given['format']}; this reads {FORMAT}")
    written = json.dumps(given, indent=1, sort_keys=True)
    return Snapshot(
        folder=folder,
        digest=hashlib.sha256(written.encode()).hexdigest(),
        day=date.fromisoformat(given["day"]),
        catalogue=str(given["catalogue"]),
        episodes=int(given["episodes"]),
        measurements=int(given["measurements"]),
        synthetic=int(given["synthetic"]),
        areas=tuple(map(str, given["areas"])),
    )
