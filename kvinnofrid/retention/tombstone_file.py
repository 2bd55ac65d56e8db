"""The file that remembers what was destroyed, outside the database and its backups.

A line of JSON for each thing, only added to. Each line holds the mark of the one before it and a
mark of its own, HMAC-SHA-256 over the line under a key of this installation, so that a line that
is changed, left out or put in shows. A tail that has been cut shows against the database.
"""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

FIRST = "0" * 64
KEY_BYTES = 32


class TombstoneFileError(Exception):
    """The file cannot be trusted or used; nothing is destroyed until somebody has looked at it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: what was destroyed, and by whose decision."""

    organisation: str
    concerns: str
    object_id: str
    destroyed_at: str
    rules: str
    version: str
    rule: str
    disposal: str
    proposed_by: str
    decided_by: str
    carried_out_by: str


class TombstoneFile:
    """The file at `path`, signed by the key in `key_file`, which is made with the first line."""

    def __init__(self, path: Path, key_file: Path) -> None:
        self._path, self._key_file = path, key_file

    def exists(self) -> bool:
        """Whether there is a file, even an empty one."""
        return self._path.exists()

    def read(self) -> list[Line]:
        """All whole lines in order; raises TombstoneFileError naming the first that is not true."""
        if not self._path.exists() or not self._path.stat().st_size:
            return []
        with self._path.open("rb") as file:
            return self._verified(file)[0]

    def append(self, line: Line) -> None:
        """Add a line and wait until it is on the disk; one that stands there already is left be.

        Verifies the whole file first. What a crash left of an unfinished line is cut away.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            lines, mark, whole = self._verified(file)
            same = (line.organisation, line.concerns, line.object_id)
            if any((one.organisation, one.concerns, one.object_id) == same for one in lines):
                return
            content: dict[str, Any] = {"number": len(lines) + 1, "before": mark, **asdict(line)}
            content["mark"] = _mark(self._key(make=not lines), content)
            file.truncate(whole)
            file.seek(whole)
            file.write(json.dumps(content, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _keep_name(self._path.parent)

    def _verified(self, file: BinaryIO) -> tuple[list[Line], str, int]:
        """The lines, the last mark, and how many bytes of the file are whole lines."""
        found: list[Line] = []
        mark, whole = FIRST, 0
        key: bytes | None = None
        for raw in file:
            if not raw.endswith(b"\n"):
                break
            key = key or self._key(make=False)
            found.append(self._true_line(raw, len(found) + 1, mark, key))
            mark, whole = json.loads(raw)["mark"], whole + len(raw)
        return found, mark, whole

    def _true_line(self, raw: bytes, number: int, before: str, key: bytes) -> Line:
        try:
            content = json.loads(raw)
            mark = content.pop("mark")
            true = hmac.compare_digest(mark, _mark(key, content))
            if true and content.pop("number") == number and content.pop("before") == before:
                return Line(**content)
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
        raise TombstoneFileError(
            f"Rad {number} i {self._path} har ändrats, flyttats eller hör till en annan"
            " installation. Återställ filen från sin egen kopia; gallra inget innan dess."
        )

    def _key(self, *, make: bool) -> bytes:
        if make and not self._key_file.exists():
            self._key_file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
        try:
            key = bytes.fromhex(self._key_file.read_text(encoding="ascii").strip())
        except (OSError, ValueError) as error:
            raise TombstoneFileError(
                f"Nyckeln {self._key_file} till gravstensfilen saknas eller är skadad. Lägg"
                " tillbaka den, eller peka ut den med KV_TOMBSTONE_KEY_FILE."
            ) from error
        if len(key) < KEY_BYTES:
            raise TombstoneFileError(f"Nyckeln {self._key_file} är för kort.")
        return key


def _mark(key: bytes, content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()


def _keep_name(folder: Path) -> None:
    """Let the folder's list of names reach the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
