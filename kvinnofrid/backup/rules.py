"""What a backup says of itself, and how that is compared with what came out of it. No Django."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FORMAT = 1
"""The version of the backup's own form; counted up when an older program cannot read it."""

KINDS = ("sqlite", "postgresql")
IDENTIFIER = re.compile(r"\w{1,63}")
DIGEST = re.compile(r"[0-9a-f]{64}")

Migration = tuple[str, str]
"""App and name."""


class ManifestError(ValueError):
    """The manifest of a backup cannot be understood."""


class NewerFormatError(ManifestError):
    """The backup has a form that a later version of the program has brought in."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table as it was: its columns in order, number of rows, SHA-256 over them by primary key."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. Names of tables, counts and digests; no personal data.

    `sequences` has the last number given out by each of PostgreSQL's counters, None if none was.
    `chain_heads` has number and hash of the last event of each organisation's audit chain.
    """

    created: datetime
    kind: str
    program: str
    catalogue: str
    migrations: tuple[Migration, ...]
    tables: Mapping[str, TableFacts]
    sequences: Mapping[str, int | None]
    chain_heads: Mapping[str, str]

    @property
    def rows(self) -> int:
        """Rows in all tables."""
        return sum(table.rows for table in self.tables.values())


def to_json(manifest: Manifest) -> str:
    """A manifest as it stands in a backup."""
    document = {
        "format": FORMAT,
        "created": manifest.created.isoformat(),
        "kind": manifest.kind,
        "program": manifest.program,
        "catalogue": manifest.catalogue,
        "migrations": [list(one) for one in manifest.migrations],
        "tables": {
            name: {"columns": list(one.columns), "rows": one.rows, "sha256": one.sha256}
            for name, one in sorted(manifest.tables.items())
        },
        "sequences": dict(sorted(manifest.sequences.items())),
        "chain_heads": dict(sorted(manifest.chain_heads.items())),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Manifest:
    """Read a manifest. Raises ManifestError, or NewerFormatError when the form is a later one."""
    try:
        document = json.loads(text)
        version = document["format"]
        if isinstance(version, int) and version > FORMAT:
            raise NewerFormatError(version)
        manifest = Manifest(
            created=datetime.fromisoformat(document["created"]),
            kind=_one_of(document["kind"], KINDS),
            program=str(document["program"]),
            catalogue=str(document["catalogue"]),
            migrations=tuple((_name(app), str(name)) for app, name in document["migrations"]),
            tables={_name(name): _table(one) for name, one in document["tables"].items()},
            sequences={
                _name(name): None if value is None else int(value)
                for name, value in document["sequences"].items()
            },
            chain_heads={str(name): str(head) for name, head in document["chain_heads"].items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ManifestError(repr(error)) from error
    except ValueError as error:
        if isinstance(error, ManifestError):
            raise
        raise ManifestError(str(error)) from error
    if manifest.created.tzinfo is None:
        raise ManifestError("created")
    return manifest


def _one_of(value: Any, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise ManifestError(str(value))
    return str(value)


def _name(value: Any) -> str:
    if not isinstance(value, str) or not IDENTIFIER.fullmatch(value):
        raise ManifestError(f"name {value!r}")
    return value


def _table(document: Mapping[str, Any]) -> TableFacts:
    digest = str(document["sha256"])
    if not DIGEST.fullmatch(digest):
        raise ManifestError(f"digest {digest!r}")
    columns = tuple(_name(column) for column in document["columns"])
    return TableFacts(columns, int(document["rows"]), digest)


def differences(
    expected: Mapping[str, TableFacts], found: Mapping[str, TableFacts]
) -> tuple[str, ...]:
    """How the tables that came out differ from those that went in, a line each."""
    lines = []
    for name in sorted(expected.keys() | found.keys()):
        before, after = expected.get(name), found.get(name)
        if before == after:
            continue
        if before is None or after is None:
            lines.append(f"{name}: {'unexpected' if before is None else 'missing'}")
        elif before.columns != after.columns:
            lines.append(f"{name}: columns {list(after.columns)}, not {list(before.columns)}")
        elif before.rows != after.rows:
            lines.append(f"{name}: {after.rows} rows, not {before.rows}")
        else:
            lines.append(f"{name}: {after.rows} rows with another content")
    return tuple(lines)


def unknown_migrations(manifest: Manifest, known: Iterable[Migration]) -> tuple[Migration, ...]:
    """Changes of the schema that the backup has seen and this program has not: it is older."""
    return tuple(sorted(set(manifest.migrations) - set(known)))


LEAST_FREE = 1_073_741_824
"""Bytes that must be free whatever the backups take: a gibibyte."""


def room_is_left(*, free: int, largest_backup: int) -> bool:
    """Whether a disk has room for three more backups as large as the largest, in bytes."""
    return free >= max(LEAST_FREE, 3 * largest_backup)


def is_due(*, last: datetime | None, now: datetime, every_hours: int) -> bool:
    """Whether something that is done every so many hours is to be done again.

    When the last time lies ahead the clock has been set back, and it is done again.
    """
    return last is None or not 0 <= (now - last).total_seconds() < every_hours * 3600
