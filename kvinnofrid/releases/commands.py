"""The command `release`: make one that is proposed, prove those there are, write the demo's."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from uuid import UUID

from django.db import OperationalError, connection
from django.utils import timezone

from kvinnofrid.command import Command, CommandError
from kvinnofrid.releases import operations
from kvinnofrid.releases.operations import NoSuchReleaseError, ReleaseError, making
from kvinnofrid.releases.rules import BEAT


def _arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="what", metavar="VAD", required=True)
    make = actions.add_parser("make", help="gör en föreslagen utgåva färdig att besluta om")
    make.add_argument("release", type=UUID, metavar="ID")
    make.add_argument("--attempt", type=int, help="bara om det är försök nummer så")
    actions.add_parser("verify", help="pröva att varje utgåva är den som undertecknades")
    demo = actions.add_parser("write-demo", help="skriv filen som en ny demo börjar med")
    demo.add_argument("number", type=int, metavar="NUMMER")
    demo.add_argument("out", type=Path, metavar="FIL")


def _run(arguments: argparse.Namespace) -> int:
    run = {"make": _make, "verify": _verify, "write-demo": _write_demo}
    return run[arguments.what](arguments)


def _make(arguments: argparse.Namespace) -> int:
    begun = time.monotonic()

    def tell(line: str) -> None:
        sys.stdout.write(f"[{time.monotonic() - begun:6.1f} s] {line}\n")
        sys.stdout.flush()

    try:
        with _beating(arguments.release), _stopped_by_a_signal():
            making.make(
                release=arguments.release,
                attempt=arguments.attempt,
                now=timezone.localtime(),
                tell=tell,
            )
    except NoSuchReleaseError:
        raise CommandError("Ingen sådan utgåva finns att göra, eller så görs den redan.") from None
    except making.BrokenOffError:
        raise CommandError("Utgåvan avbröts eller börjades om på annat håll.") from None
    except ReleaseError as error:
        if error.__cause__ is not None and not isinstance(error.__cause__, ValueError):
            raise CommandError(f"{error}\n{error.__cause__!r}") from error
        raise CommandError(str(error)) from None
    tell("Färdig att besluta om.")
    return 0


@contextmanager
def _beating(release: UUID) -> Iterator[None]:
    """Give signs of life while a release is made, so that nobody begins it again meanwhile."""
    attempt, over = operations.attempt_of(release), Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT.total_seconds()):
                with suppress(OperationalError):  # the database is busy: the next beat tells
                    operations.alive(release=release, attempt=attempt, now=timezone.now())
        finally:
            connection.close()

    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


@contextmanager
def _stopped_by_a_signal() -> Iterator[None]:
    """Let a process that is told to end say so, as one that is broken off at the keyboard does."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _verify(_arguments: argparse.Namespace) -> int:
    faults = operations.stored_faults()
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    sys.stdout.write(f"faults={len(faults)}\n")
    return 1 if faults else 0


def _write_demo(arguments: argparse.Namespace) -> int:
    try:
        operations.write_demo(arguments.out, number=arguments.number)
    except ValueError as error:
        raise CommandError(str(error)) from None
    sys.stdout.write(f"{arguments.out}: {arguments.out.stat().st_size} byte\n")
    return 0


COMMANDS: tuple[Command, ...] = (
    Command(
        "release",
        "Gör och pröva utgåvor av statistik.",
        _run,
        _arguments,
        action="system.operate",
    ),
)
