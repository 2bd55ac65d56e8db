"""The command `campaign`: long trials that are run now and then. They live beside the tests."""

import argparse
import importlib
import importlib.util
import pkgutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.conf import settings

from kvinnofrid.command import Command, CommandError

PACKAGE = "tests.campaigns"
SHOWN_FAILURES = 50
SILENT_MINUTES = 10
"""A campaign that has not said how far it has come for so long is broken off."""


class BrokenOff(BaseException):
    """The campaign stood still, or the time that it was given is over."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAMN", help="vilken; se --list")
    parser.add_argument("--list", action="store_true", help="visa vilka som finns")
    parser.add_argument("--n", type=int, help="hur många försök")
    parser.add_argument("--seed", type=int, default=1, help="samma frö prövar samma saker")
    parser.add_argument("--minutes", type=int, default=240, help="avbryt efter så många minuter")


def _names() -> list[str]:
    """The campaigns there are; CommandError where the tests did not come along."""
    if str(settings.PROJECT) not in sys.path:
        sys.path.append(str(settings.PROJECT))
    try:
        package = importlib.import_module(PACKAGE)
    except ModuleNotFoundError as error:
        raise CommandError(
            "Provkampanjerna ligger i mappen tests/, som inte finns här. Kör kommandot i en klon "
            "av hela projektet."
        ) from error
    found = (f"{PACKAGE}.{one.name}" for one in pkgutil.iter_modules(package.__path__))
    return [name.rpartition(".")[2] for name in found if name != f"{PACKAGE}.campaign"]


def _campaign(name: str) -> Any:
    try:
        return importlib.import_module(f"{PACKAGE}.{name}").CAMPAIGN
    except ModuleNotFoundError as error:
        raise CommandError(
            f"Kampanjen {name} behöver paketet {error.name}, som hör till testerna. Kör ./kv test "
            "en gång först, så installeras det."
        ) from error


def _run(arguments: argparse.Namespace) -> int:
    names = _names()
    if arguments.list:
        for name in names:
            campaign = _campaign(name)
            sys.stdout.write(f"{name:<12} {campaign.help} (n = {campaign.n})\n")
        return 0
    if arguments.name not in names:
        raise CommandError(f"Ange en kampanj: {', '.join(names)}.")
    campaign = _campaign(arguments.name)
    n = campaign.n if arguments.n is None else arguments.n
    if n < 1:
        raise CommandError("--n ska vara minst 1.")
    begun = time.monotonic()
    failures: list[str] = []
    own: dict[str, object] = {}
    try:
        with _limited(60 * arguments.minutes) as tell:
            result = campaign.run(n, arguments.seed, tell)
        failures, own = [*result.failures], dict(result.figures)
    except BrokenOff as why:
        failures = [str(why)]
    _tell("")
    for failure in failures[:SHOWN_FAILURES]:
        sys.stdout.write(f"{failure}\n")
    figures = {
        "campaign": arguments.name,
        "n": n,
        "seed": arguments.seed,
        "failures": len(failures),
        "seconds": f"{time.monotonic() - begun:.1f}",
        **own,
    }
    sys.stdout.write(" ".join(f"{key}={value}" for key, value in figures.items()) + "\n")
    return 1 if failures else 0


@contextmanager
def _limited(seconds: int) -> Iterator[Callable[[str], None]]:
    """What tells how far it has come; raises BrokenOff after the seconds, or when it is silent."""
    until = time.monotonic() + seconds
    last = "ingenting sagt än"

    def wind_up() -> tuple[float, float]:
        left = max(0.001, until - time.monotonic())
        return signal.setitimer(signal.ITIMER_REAL, min(60 * SILENT_MINUTES, left))

    def tell(said: str) -> None:
        nonlocal last
        last = said
        wind_up()
        _tell(said)

    def broken_off(_signal: int, _frame: FrameType | None) -> None:
        if time.monotonic() >= until:
            raise BrokenOff(f"Avbruten när tiden var ute: {seconds // 60} minuter. Sist: {last}.")
        raise BrokenOff(f"Avbruten efter {SILENT_MINUTES} minuter utan framsteg. Sist: {last}.")

    before = signal.signal(signal.SIGALRM, broken_off)
    timer = wind_up()
    try:
        yield tell
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, before)


def _tell(said: str) -> None:
    """How far it has come: over the last line on a screen, on a line of its own in a log."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{said}")
    elif said:
        sys.stderr.write(f"{said}\n")
    sys.stderr.flush()


COMMANDS: tuple[Command, ...] = (
    Command(
        "campaign",
        "Kör en provkampanj ur tests/campaigns.",
        _run,
        _arguments,
        action="system.operate",
    ),
)
