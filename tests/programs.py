"""Programs in processes of their own, for crowds, kills and long trials: none outlives its caller.

A module of programs runs `main` with its functions by name, and a test or a campaign runs one of
them by `finish`, or `lines` to hear of it meanwhile.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


@contextmanager
def begun(
    module: str, environment: Mapping[str, str], *words: str, within: Sequence[str] = ()
) -> Iterator["subprocess.Popen[str]"]:
    """A program at work, whose stdout can be read; killed at the end if it is not done by then.

    `within` are words that run others in surroundings of their own.
    """
    process = subprocess.Popen(
        [*within, sys.executable, "-m", module, *words],
        env=dict(environment),
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines(
    module: str, environment: Mapping[str, str], *words: str, within: Sequence[str] = ()
) -> Iterator[str]:
    """What a program says, line by line; raises RuntimeError if it fails."""
    with begun(module, environment, *words, within=within) as process:
        assert process.stdout is not None
        for line in process.stdout:
            yield line.rstrip("\n")
        if process.wait(timeout=30):
            raise RuntimeError(f"{module} {' '.join(words)} ended with {process.returncode}")


def finish(module: str, environment: Mapping[str, str], *words: str) -> list[str]:
    """All that a program said, when it is done; raises RuntimeError if it failed."""
    return list(lines(module, environment, *words))


def say(line: str) -> None:
    """Say a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(programs: Mapping[str, Callable[..., None]]) -> None:
    """Do what the words of the command line say, and end when whoever began it has ended."""
    import django

    end_with_caller()
    django.setup()
    programs[sys.argv[1]](*sys.argv[2:])


def end_with_caller() -> None:
    """Let this process end when whoever began it has ended, which closes its stdin."""

    def wait() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 1):
                pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
