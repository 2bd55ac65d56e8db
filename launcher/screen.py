"""What the launcher shows, and running a child process while it shows it.

Everything goes to stderr, so that what a command prints on stdout stays pure.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

Words = Sequence[str | Path]

HEARTBEAT_SECONDS = 10
LINES_OF_LOG = 15


class LaunchError(Exception):
    """Something the user must know or do: what is wrong and the remedy, in two languages."""

    def __init__(self, swedish: str, english: str, *, log: str = "") -> None:
        super().__init__(swedish)
        self.swedish = swedish
        self.english = english
        self.log = log

    def __str__(self) -> str:
        parts = [f"Det går inte: {self.swedish}", f"Problem: {self.english}"]
        if self.log:
            parts.insert(0, self.log)
        return "\n".join(parts)


class Screen:
    """Lines of progress, each with the seconds since the start."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def elapsed(self) -> float:
        """Seconds since the launcher started."""
        return time.monotonic() - self._start

    def say(self, text: str) -> None:
        """One line of progress."""
        sys.stderr.write(f"[{self.elapsed():5.1f} s] {text}\n")
        sys.stderr.flush()

    def run(
        self, text: str, command: Words, *, environment: Mapping[str, str], folder: Path
    ) -> tuple[int, str]:
        """Run a command silently under a line of progress; gives its exit code and output.

        A line every ten seconds tells that it is still at work.
        """
        self.say(f"{text} …")
        told = time.monotonic()
        with tempfile.TemporaryFile() as log:
            process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=folder,
            )
            try:
                while True:
                    try:
                        code = process.wait(timeout=1)
                        break
                    except subprocess.TimeoutExpired:
                        if time.monotonic() - told >= HEARTBEAT_SECONDS:
                            told = time.monotonic()
                            self.say(f"{text} … pågår")
            finally:
                stop(process)
            log.seek(0)
            return code, log.read().decode("utf-8", "replace")


def tail(output: str) -> str:
    """The last lines of an output, indented, for a message about what failed."""
    lines = [line for line in output.splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in lines[-LINES_OF_LOG:])


def stop(process: subprocess.Popen[bytes], *, seconds: float = 10) -> None:
    """End a child kindly, and by force when it has not gone after `seconds` or a second Ctrl-C."""
    if process.poll() is not None:
        return
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        process.wait(timeout=seconds)
    if process.poll() is None:
        process.kill()
        process.wait()


def stop_session(process: subprocess.Popen[bytes], *, seconds: float = 10) -> None:
    """End a child that leads a session of its own, and whatever it leaves behind there."""
    stop(process, seconds=seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
