"""The journal of the key service: who asked for what, when, how many, and how it went.

One file a day of JSON lines, only ever added to. No identity number, key or text is in it. It is
written before the answer leaves; if it cannot be written, nothing is handed out.
"""

import json
import os
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from kvinnofrid.keys.errors import JournalFailed
from kvinnofrid.keys.files import OWNER_ONLY, write_all


@dataclass(frozen=True, slots=True)
class Line:
    """A request: the peer's user and process id, what was asked, for which organisation and key."""

    at: str
    uid: int
    pid: int
    do: str
    organisation: str
    key: str
    outcome: str
    count: int


class Journal:
    """The files of a folder, one for each day (UTC)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._day = ""
        self._handle = -1
        self._is_torn = False

    def write(self, line: Line, *, sync: bool = False) -> None:
        """Add a line, with `sync` onto the disk itself; raises `JournalFailed`."""
        text = json.dumps(asdict(line), ensure_ascii=True) + "\n"
        with self._guard:
            try:
                self._turn_to(line.at[:10])
                start = "\n" if self._is_torn else ""
                self._is_torn = True
                write_all(self._handle, (start + text).encode("ascii"))
                self._is_torn = False
                if sync:
                    os.fsync(self._handle)
            except OSError as error:
                raise JournalFailed(reason=error.strerror or "") from None

    def _path(self, day: str) -> Path:
        return self._folder / f"journal-{day}.jsonl"

    def _turn_to(self, day: str) -> None:
        if day == self._day and self._handle >= 0:
            return
        self._close()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        self._handle = os.open(self._path(day), flags, OWNER_ONLY)
        self._day = day
        # A crash may have left half a line; an empty one between is read past.
        self._is_torn = os.fstat(self._handle).st_size > 0

    def _close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def close(self) -> None:
        """Close the day's file."""
        with self._guard:
            self._close()

    def counts(self, now: datetime, do: str) -> Counter[str]:
        """How many of a kind were handed out today, by organisation; for after a restart."""
        found: Counter[str] = Counter()
        try:
            lines = self._path(now.isoformat()[:10]).read_bytes().splitlines()
        except FileNotFoundError:
            return found
        for text in lines:
            try:
                line = Line(**json.loads(text))
            except (ValueError, TypeError):
                continue
            if (line.do, line.outcome) == (do, "ok"):
                found[line.organisation] += line.count
        return found
