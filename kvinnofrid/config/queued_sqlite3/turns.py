"""Turns at writing: one at a time, first come first served, between threads and processes.

SQLite lets whoever waits try again at intervals that grow, so that one who has waited long is
overtaken by all who come later; among fifty writers some are refused after twenty seconds. Python
makes it worse: a refused cursor that is cleaned up in another thread, the one who writes, waits for
the connection that it belonged to, which waits for the one who writes. Here they wait outside of
SQLite instead. Its own lock remains and is what keeps the data whole; this is about order alone.
"""

import contextlib
import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path

POLL_SECONDS = 0.002
"""Between attempts of the one thread of a process that waits for other processes."""


class TurnNotComeError(Exception):
    """Others wrote for all the time that one was ready to wait."""


class Turns:
    """The queue for one database file. Whoever takes a turn gives it back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False
        self._file: int | None = None

    def take(self, seconds: float) -> None:
        """Wait for one's turn; raises TurnNotComeError when it has not come within the time."""
        until = time.monotonic() + seconds
        self._queue(seconds)
        try:
            self._lock_out_processes(until)
        except BaseException:
            self.give_back()
            raise

    def give_back(self) -> None:
        """Let the next one write."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)  # a child may have a copy of the file
            os.close(self._file)
            self._file = None
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _queue(self, seconds: float) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=max(0.0, seconds)):
            return
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise TurnNotComeError
        # The turn came in the moment when the time was over.

    def _lock_out_processes(self, until: float) -> None:
        """Without a file to lock, as on a full disk, the order between processes is SQLite's."""
        with contextlib.suppress(OSError):
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while self._file is not None:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise TurnNotComeError from None
                time.sleep(POLL_SECONDS)
            else:
                return

    def forget(self) -> None:
        """In a child after a fork: what was taken is the parent's to give back."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


_turns: dict[str, Turns] = {}


def turns_at(database: str) -> Turns:
    """The queue for a database file, the same one for all threads of the process."""
    return _turns.setdefault(database, Turns(Path(f"{database}-turn")))


def _forget_all() -> None:
    for one in _turns.values():
        one.forget()
    _turns.clear()


os.register_at_fork(after_in_child=_forget_all)
