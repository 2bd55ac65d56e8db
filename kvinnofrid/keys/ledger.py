"""The ledger: every key that was made and every one that was destroyed, in lines only ever added.

It is a file beside the store and is never restored with it. So a store from before a destruction
cannot bring the key back, and a store from before a key was made does not silently make another.
Each line is chained to the one before with a keyed hash; no line holds a secret.
"""

import hmac
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from kvinnofrid.keys.ciphers import keyed_hash
from kvinnofrid.keys.errors import StoreFailed, StoreRefused
from kvinnofrid.keys.files import OWNER_ONLY, require_private, sync_folder, write_all

MADE, DESTROYED = "made", "destroyed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: what happened to which key, of what kind and whose, and when (UTC)."""

    event: str
    key: str
    kind: str
    organisation: str
    at: str


class Ledger:
    """The file, read and verified once, then added to."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or make the file. Half a last line, never acknowledged, is cut away."""
        self._key = key
        self._path = path
        self.entries: list[Entry] = []
        self._heads = [""]
        is_new = not path.exists()
        if not is_new:
            require_private(path)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
        if is_new:
            sync_folder(path.parent)
        try:
            self._read()
        except StoreRefused:
            self.close()
            raise

    def _read(self) -> None:
        content = self._path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole != len(content):
            os.ftruncate(self._handle, whole)
            os.fsync(self._handle)
        for number, line in enumerate(content[:whole].splitlines(), 1):
            try:
                facts = json.loads(line)
                said = str(facts.pop("mac"))
                entry = Entry(**facts)
            except (ValueError, TypeError, KeyError, AttributeError):
                raise self._damaged(number) from None
            if not hmac.compare_digest(said, self._mac(entry)):
                raise self._damaged(number)
            self._take(entry, said)

    def _damaged(self, number: int) -> StoreRefused:
        return StoreRefused(
            reason_sv=f"rad {number} i liggaren {self._path} är ändrad. Utred hur det gick till, "
            "och läs in liggaren från en kopia.",
            reason_en=f"line {number} of the ledger {self._path} was changed. Find out how, and "
            "restore the ledger from a copy.",
        )

    def _mac(self, entry: Entry) -> str:
        text = json.dumps([self._heads[-1], *asdict(entry).values()])
        return keyed_hash(self._key, text.encode()).hex()

    def _take(self, entry: Entry, mac: str) -> None:
        self.entries.append(entry)
        self._heads.append(mac)

    @property
    def count(self) -> int:
        """The number of lines."""
        return len(self.entries)

    def head(self, count: int) -> str:
        """The keyed hash after `count` lines, or "" when there are fewer."""
        return self._heads[count] if count < len(self._heads) else ""

    def add(self, entry: Entry) -> None:
        """Write a line; it is on disk when this returns. Raises `StoreFailed`, leaving no half."""
        mac = self._mac(entry)
        line = json.dumps({**asdict(entry), "mac": mac}) + "\n"
        length = os.fstat(self._handle).st_size
        try:
            write_all(self._handle, line.encode("ascii"))
            os.fsync(self._handle)
        except OSError as error:
            os.ftruncate(self._handle, length)
            raise StoreFailed(reason=error.strerror or "") from None
        self._take(entry, mac)

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)

    def destroyed(self) -> set[str]:
        """The ids of all destroyed keys, data keys included."""
        return {entry.key for entry in self.entries if entry.event == DESTROYED}
