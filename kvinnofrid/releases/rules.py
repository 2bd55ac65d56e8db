"""What a release is to the byte: what is signed, in which order, and what a chain of them is."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

SCHEME = "kvinnofrid-release-1"
LEVEL = 6

TableName = tuple[str, str]
"""An indicator's code and the name of one of its tables."""


class Kind(StrEnum):
    """What a check looks at."""

    COMPLETENESS = "completeness"
    OUTLIER = "outlier"
    VALIDATION = "validation"
    DIFFERENCING = "differencing"


class Step(IntEnum):
    """How far the making of a release has come."""

    WAITING = 0
    READING = 1
    COUNTING = 2
    PROTECTING = 3
    CHECKING = 4


BEAT = timedelta(seconds=15)
"""How often the making gives a sign of life."""
SILENT = timedelta(minutes=2)
"""Without a sign of life for so long, the making has been broken off: killed, or restarted."""
MOST_ATTEMPTS = 3
"""So many times it is begun by itself; after that somebody has to ask for it."""


def silent(told_at: datetime | None, now: datetime) -> bool:
    """Whether a making has given no sign of life for so long that it must have been broken off.

    A clock that was set back says nothing: then it is not.
    """
    return told_at is not None and now - told_at > SILENT


@dataclass(frozen=True, slots=True)
class Frozen:
    """Everything of a release that its signature covers. Times are texts in UTC.

    `tables` holds the digest of each by `indicator` or `indicator/table`; `previous` is the digest
    of the release numbered before it, empty for the first.
    """

    number: int
    title: str
    title_en: str
    synthetic: bool
    outcome_set: str
    version: str
    catalogue: str
    first_year: int
    last_year: int
    publish_at: str
    decided_at: str
    supersedes: int | None
    reason: str
    reason_en: str
    made_from: Mapping[str, Any]
    method: Mapping[str, Any]
    against: list[Any]
    previous: str
    tables: Mapping[str, str] = field(default_factory=dict)
    scheme: str = SCHEME

    def content(self) -> bytes:
        """The bytes that are signed: canonical JSON."""
        return canonical(asdict(self))

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content()).hexdigest()


def canonical(value: object) -> bytes:
    """JSON that is the same for the same value, wherever it is written."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def packed(table: Mapping[str, Any]) -> tuple[bytes, str]:
    """A table as it is stored, and the digest of its canonical JSON."""
    content = canonical(table)
    return gzip.compress(content, LEVEL, mtime=0), hashlib.sha256(content).hexdigest()


def unpacked(content: bytes, digest: str) -> dict[str, Any] | None:
    """A stored table; None when it is not what its digest says."""
    try:
        plain = gzip.decompress(content)
    except (OSError, EOFError):
        return None
    if hashlib.sha256(plain).hexdigest() != digest:
        return None
    read: dict[str, Any] = json.loads(plain)
    return read


def path_of(name: TableName) -> str:
    """A table's name as one text."""
    outcome, table = name
    return f"{outcome}/{table}" if table else outcome


def signed_message(digest: str) -> bytes:
    """What the key signs: the scheme and the digest, so that no other signature can stand in."""
    return f"{SCHEME};{digest}".encode()


def moment(at: datetime) -> str:
    """A time as it is signed: in UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def not_before(now: datetime, *earlier: datetime | None) -> datetime:
    """Now, or the latest of earlier times when the clock has been set back behind them."""
    return max([now, *(one for one in earlier if one is not None)])
