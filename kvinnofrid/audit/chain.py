"""The chain: how an event is hashed, and how a chain is proved or found at fault. No Django.

An event's hash is SHA-256 over the scheme's name, the hash of the event before it and every field,
each with its length before it, so that no two events give the same bytes.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

SCHEME = b"kvinnofrid-audit-1"
ORIGIN = b"0" * 64
"""What stands as the previous hash of an organisation's first event."""

NO_HEAD = "#"
"""Begins what stands for the organisation in a fault of a line that is no head: # and its number.
No organisation in the log is named so."""

MOVED_WITHIN = 200
"""How many numbers away a moved event is sought, so that a swap is called one."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Row(NamedTuple):
    """An event as it is stored. What cannot be read is None. `at` is microseconds since 1970."""

    number: int
    at: int | None
    texts: tuple[bytes | None, ...]
    """organisation, actor, action, object_kind, object_id, outcome, details, previous_hash."""
    hash: bytes | None

    @property
    def previous_hash(self) -> bytes | None:
        """The hash that the event says comes before it."""
        return self.texts[-1]


class Head(NamedTuple):
    """What is known of an organisation's chain: the hash of the event with a number."""

    number: int
    hash: bytes


START = Head(0, ORIGIN)


class Kind(StrEnum):
    """What is wrong."""

    CHANGED = "changed"
    MOVED = "moved"
    MISSING = "missing"
    INSERTED = "inserted"
    UNCHAINED = "unchained"
    BACKWARDS = "backwards"
    TRUNCATED = "truncated"
    REPLACED = "replaced"
    HEAD = "head"
    FORGED = "forged"
    UNGUARDED = "unguarded"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a chain: from which number, to which, and of what kind."""

    organisation: str
    number: int
    kind: Kind
    to: int = 0
    """The last number that it concerns; 0 when it is only the one."""


def microseconds(at: datetime) -> int:
    """A time as whole microseconds since 1970 in UTC."""
    return (at - _EPOCH) // _MICROSECOND


def event_hash(number: int, at: int, texts: Iterable[bytes]) -> bytes:
    """The hash of an event in lower-case hexadecimal. `texts` as in `Row.texts`."""
    parts = [b"%s:%d:%d;" % (SCHEME, number, at)]
    for text in texts:
        parts.append(b"%d:%s," % (len(text), text))
    return hashlib.sha256(b"".join(parts)).hexdigest().encode()


def _hash_as(row: Row, number: int) -> bytes | None:
    """The hash that the row would have with a number; None when a part cannot be read."""
    if row.at is None or any(text is None for text in row.texts):
        return None
    return event_hash(number, row.at, [text for text in row.texts if text is not None])


def faults_in_row(organisation: str, row: Row) -> Fault | None:
    """What is wrong with an event taken alone."""
    if row.hash is not None and _hash_as(row, row.number) == row.hash:
        return None
    near = range(max(1, row.number - MOVED_WITHIN), row.number + MOVED_WITHIN + 1)
    moved = row.hash is not None and any(_hash_as(row, number) == row.hash for number in near)
    return Fault(organisation, row.number, Kind.MOVED if moved else Kind.CHANGED)


class Verification:
    """Follows one chain, event by event in order of number, from a head that is trusted."""

    def __init__(
        self, organisation: str, *, start: Head = START, heads: Mapping[int, bytes] | None = None
    ) -> None:
        self.organisation = organisation
        self.last = start
        self._at: int | None = None
        self._heads = dict(heads or {})

    def follow(self, rows: Iterable[Row]) -> Iterator[Fault]:
        """The faults among the next events."""
        for row in rows:
            yield from self._step(row)

    def _fault(self, number: int, kind: Kind, to: int = 0) -> Fault:
        return Fault(self.organisation, number, kind, to)

    def _step(self, row: Row) -> Iterator[Fault]:
        expected = self.last.number + 1
        if row.number < expected:
            yield self._fault(row.number, Kind.INSERTED)
            return
        if row.number > expected:
            yield self._fault(expected, Kind.MISSING, row.number - 1)
        alone = faults_in_row(self.organisation, row)
        if alone is not None:
            yield alone
        elif row.number == expected and row.previous_hash != self.last.hash:
            yield self._fault(row.number, Kind.UNCHAINED)
        if self._at is not None and row.at is not None and row.at < self._at:
            yield self._fault(row.number, Kind.BACKWARDS)
        signed = self._heads.pop(row.number, None)
        if signed is not None and signed != row.hash:
            yield self._fault(row.number, Kind.REPLACED)
        self._at = row.at if row.at is not None else self._at
        self.last = Head(row.number, row.hash or b"")

    def end(self, stored: Head | None) -> Iterator[Fault]:
        """The faults of the end: by the heads signed, and by the head that the database keeps."""
        last = self.last
        lost = max((number for number in self._heads if number > last.number), default=0)
        kept = stored or START
        if max(lost, kept.number) > last.number:
            yield self._fault(last.number + 1, Kind.TRUNCATED, max(lost, kept.number))
        elif kept != last:
            yield self._fault(last.number, Kind.HEAD)
