"""What is to happen by itself while the server runs: `upkeep`, soon after the start and each hour.

Each time is a process of its own. One that fails or hangs is told of in the log, ended, and does
not stop the next; when the server stops, a time that is under way is ended too.
"""

import contextlib
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from launcher.places import Places
from launcher.project import command_line
from launcher.screen import stop_session

FIRST_AFTER = 20.0
EVERY = 3600.0
LONGEST = 3000.0
"""Seconds."""
MOST_BYTES_OF_LOG = 1_000_000


@contextlib.contextmanager
def upkeep(places: Places, environment: Mapping[str, str]) -> Iterator[None]:
    """Look after the installation for the time of the block."""
    keeper = Keeper(
        command_line(places, "upkeep"),
        environment=environment,
        folder=places.project,
        log=places.data / "upkeep.log",
    )
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


class Keeper:
    """Runs a command again and again in a thread until it is stopped."""

    def __init__(
        self,
        words: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        first_after: float = FIRST_AFTER,
        every: float = EVERY,
        longest: float = LONGEST,
    ) -> None:
        self._words, self._environment, self._folder, self._log = words, environment, folder, log
        self._first_after, self._every, self._longest = first_after, every, longest
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End, and what is under way with it."""
        self._stopped.set()
        with contextlib.suppress(KeyboardInterrupt):
            self._thread.join(timeout=20)

    def _run(self) -> None:
        wait = self._first_after
        while not self._stopped.wait(wait):
            wait = self._every
            with contextlib.suppress(OSError):  # a full disk now may have room in an hour
                self._once()

    def _once(self) -> None:
        with self._opened_log() as log:
            process = subprocess.Popen(
                list(self._words),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self._environment),
                cwd=self._folder,
                start_new_session=True,
            )
            try:
                code = self._ended(process)
            finally:
                stop_session(process, seconds=5)
            said = "avbröts" if code is None else f"slutade med {code}"
            os.write(log, f"{_clock()} {said}\n".encode())

    def _ended(self, process: subprocess.Popen[bytes]) -> int | None:
        """The exit code; None when it took too long or the server stopped."""
        taken = 0.0
        while process.poll() is None and taken < self._longest:
            if self._stopped.wait(0.2):
                return None
            taken += 0.2
        return process.poll()

    @contextlib.contextmanager
    def _opened_log(self) -> Iterator[int]:
        too_long = self._log.exists() and self._log.stat().st_size > MOST_BYTES_OF_LOG
        how = os.O_TRUNC if too_long else os.O_APPEND
        log = os.open(self._log, os.O_WRONLY | os.O_CREAT | how, 0o600)
        try:
            os.write(log, f"{_clock()} börjar\n".encode())
            yield log
        finally:
            os.close(log)


def _clock() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
