"""Finished answers as files that the server's processes share: what is large or slow to make.

What one process has made the others need not make again, nor the same one after a restart, and it
takes none of their memory. Only what is the same for everybody may be put here. The name of a file
is a digest of what was asked for, what it was made from, and the program: what is no longer the
case is simply never asked for, and the oldest go when the room is full.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kvinnofrid.catalogue import load_shipped

LOOKED_AFTER = 50
"""So many answers are put in between two looks at how much room they take."""
ROOM_LEFT = 0.8
"""How much of the room the newest ones keep when it is full."""
TOLD = (".py", ".html", ".po", ".css", ".js", ".svg")
PROGRAM = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Filed:
    """An answer: its compressed body, its name of state, and the headers of its own."""

    body: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]


@cache
def program() -> str:
    """What answers are made by: the catalogue, when the program was last changed, its settings."""
    changed = max(one.stat().st_mtime_ns for one in PROGRAM.rglob("*") if one.suffix in TOLD)
    settings = sorted(one for one in os.environ.items() if one[0].startswith("KV_"))
    return f"{load_shipped().digest} {changed} {settings}"


@dataclass
class AnswerFiles:
    """Answers in a folder, at most `most_bytes` of them or thereabouts."""

    folder: Path
    most_bytes: int
    _put: int = field(default=0, init=False)

    @staticmethod
    @cache
    def of(folder: Path, most_bytes: int) -> "AnswerFiles":
        """Those of a folder, one for all who ask in this process."""
        return AnswerFiles(folder, most_bytes)

    def get(self, key: Hashable, mark: Hashable) -> Filed | None:
        """The answer to what was asked for, made from what the mark stands for; None without one.

        A file that cannot be read is none.
        """
        try:
            head, _, body = self._file(key, mark).read_bytes().partition(b"\n")
            told = json.loads(head)
            if len(body) != told["bytes"]:
                return None
            headers = tuple((str(name), str(said)) for name, said in told["headers"])
            return Filed(body, str(told["etag"]), headers)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: Hashable, mark: Hashable, answer: Filed) -> bool:
        """Keep an answer for all processes; False when there is no room on the disk for it."""
        told = {"etag": answer.etag, "headers": answer.headers, "bytes": len(answer.body)}
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".", dir=self.folder)
            with open(handle, "wb") as file:
                file.write(json.dumps(told).encode() + b"\n" + answer.body)
            os.replace(name, self._file(key, mark))
        except OSError:
            return False
        self._put += 1
        if self._put % LOOKED_AFTER == 1:
            self._make_room()
        return True

    def _file(self, key: Hashable, mark: Hashable) -> Path:
        asked = hashlib.sha256(repr((key, mark, program())).encode()).hexdigest()
        return self.folder / asked

    def _make_room(self) -> None:
        found = []
        for one in self.folder.iterdir():
            with contextlib.suppress(OSError):
                known = one.stat()
                found.append((known.st_mtime, known.st_size, one))
        taken = sum(size for _at, size, _one in found)
        if taken <= self.most_bytes:
            return
        for _at, size, one in sorted(found):
            with contextlib.suppress(OSError):
                one.unlink()
            taken -= size
            if taken <= ROOM_LEFT * self.most_bytes:
                return
