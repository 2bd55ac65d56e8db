"""Snapshots: the facts of a day as Parquet files, and proof that nobody has changed them.

A folder holds `episodes-*.parquet` and `measurements-*.parquet` in parts, `answers.parquet`,
`surveys.parquet`, and `manifest.json` with a digest of each file, so that the digest of the
manifest names it all. They are written by `writing.write`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kvinnofrid.engine.facts import NUMBER, TABLES, Kind, item_column

FORMAT = 2
MANIFEST = "manifest.json"


class SnapshotError(ValueError):
    """A snapshot that can't be made, or that isn't what it was."""


@dataclass(frozen=True)
class Snapshot:
    """A whole snapshot.

    digest: names its content; equal digest, equal facts.
    day: the day that the facts are of. catalogue: the digest of the catalogue then.
    episodes, measurements: numbers of rows; synthetic: how many of the episodes are made up.
    answers: how many answers the measurements hold; items: to how many items.
    areas: the smallest areas that occur.
    """

    folder: Path
    digest: str
    day: date
    catalogue: str
    episodes: int
    measurements: int
    answers: int
    items: int
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
            if not (folder / name).is_file() or digest_of(folder / name) != expected:
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

    def columns(self, table: str) -> Mapping[str, Kind]:
        """The columns of a table, with those of its items."""
        if table != "measurements":
            return TABLES[table]
        items = {item_column(asked): NUMBER for asked in range(1, self.items + 1)}
        return {**TABLES[table], **items}


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
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
        answers=int(given["answers"]),
        items=int(given["items"]),
        synthetic=int(given["synthetic"]),
        areas=tuple(map(str, given["areas"])),
    )
