"""The command `release`: make one that is proposed, prove those there are, write the demo's."""

import argparse
import sys
import time
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from kvinnofrid.command import Command, CommandError
from kvinnofrid.releases import operations
from kvinnofrid.releases.operations import NoSuchReleaseError, ReleaseError


def _arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="what", metavar="VAD", required=True)
    make = actions.add_parser("make", help="gör en föreslagen utgåva färdig att besluta om")
    make.add_argument("release", type=UUID, metavar="ID")
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
        operations.make(release=arguments.release, now=timezone.localtime(), tell=tell)
    except NoSuchReleaseError:
        raise CommandError("Det finns ingen sådan utgåva att göra.") from None
    except ReleaseError as error:
        raise CommandError(str(error)) from None
    tell("Färdig att besluta om.")
    return 0


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
