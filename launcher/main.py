"""The command line of the launcher: which command, its options, and what an error looks like."""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from launcher.checks import run_tests
from launcher.keys import key_service
from launcher.locks import write_locks
from launcher.packages import ensure_packages, is_installed, read_stamp, require_installable
from launcher.places import Places, find_places, require_writable_data
from launcher.postgres import postgresql
from launcher.project import command_line, prepare, surroundings
from launcher.screen import LaunchError, Screen
from launcher.server import require_free_port, serve
from launcher.upkeep import upkeep

HELP = """\
Kvinnofrid – uppföljning av arbetet mot våld i nära relationer

  ./kv start [--port N] [--data MAPP] [--pg]   installera, läs in och starta på den här datorn
  ./kv test [--pg] [pytest-argument …]         kör alla kontroller och tester
  ./kv lock [--upgrade]                        skriv om requirements/*.lock (för underhållare)
  ./kv help                                    den här listan
  ./kv [--data MAPP] [--pg] KOMMANDO …         ett av kommandona nedan; --help efter det visar mer
"""
HELP_LATER = "Fler kommandon visas här när ./kv start har körts en gång.\n"
# They prepare nothing themselves: either they are the preparation, or they must work without it.
WITHOUT_PREPARATION = frozenset(
    {
        "check",
        "keys",
        "messages",
        "migrate",
        "makemigrations",
        "load",
        "collectstatic",
        "help",
        "policy",
        "protect",
        *("backup", "backup-key", "restore", "verify-backup"),
    }
)

WITH_KEYS = frozenset({"demo"})
"""Commands that seal texts: the key service runs meanwhile, unless one answers already."""


@dataclass(frozen=True)
class Request:
    """What is asked for: the command, its own words, and the options every command has."""

    command: str
    words: tuple[str, ...]
    data: str | None = None
    pg: bool = False
    port: int = 8000


class Parser(argparse.ArgumentParser):
    """A parser whose errors look like the launcher's other errors."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing usage."""
        raise LaunchError(f"kommandot går inte att tolka: {message}. Se ./kv help", message)


def port_number(text: str) -> int:
    """A port as typed."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} är ingen port; skriv ett tal från 1 till 65535")


def parse(argv: Sequence[str]) -> Request:
    """Read the command line. Options before the command hold for any; some take them after."""
    shared = Parser(prog="./kv", add_help=False, allow_abbrev=False)
    shared.add_argument("--data")
    shared.add_argument("--pg", action="store_true")
    front, rest = _split(argv)
    options = shared.parse_args(front)
    command, *words = rest or ["help"]
    if command in {"-h", "--help"}:
        command = "help"
    if command in {"test", "campaign"}:
        own, words = _take_pg(words)
        return Request(command, tuple(words), options.data, options.pg or own)
    if command == "start":
        shared.add_argument("--port", type=port_number, default=8000)
        options = shared.parse_args([*front, *words])
        return Request("start", (), options.data, options.pg, options.port)
    return Request(command, tuple(words), options.data, options.pg)


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """The options before the command, and the rest."""
    position = 0
    while position < len(argv) and argv[position].startswith("--") and argv[position] != "--help":
        position += 2 if argv[position] == "--data" else 1
    return list(argv[:position]), list(argv[position:])


def _take_pg(words: Sequence[str]) -> tuple[bool, list[str]]:
    return "--pg" in words, [word for word in words if word != "--pg"]


@contextlib.contextmanager
def _database(places: Places, screen: Screen, *, use_pg: bool) -> Iterator[str | None]:
    """The PostgreSQL address asked for by option or environment, else None for SQLite."""
    if use_pg:
        with postgresql(places, screen, for_tests=False) as address:
            yield address
    else:
        yield os.environ.get("KV_DATABASE_URL")


def start(places: Places, screen: Screen, request: Request) -> int:
    """Set up, load and serve; everything that can be refused at once is asked first."""
    require_free_port(request.port)
    require_installable(places, "base")
    require_writable_data(places)
    ensure_packages(places, screen, "base")
    with _database(places, screen, use_pg=request.pg) as address:
        environment = surroundings(places, mode="demo", database=address)
        with key_service(places, screen, environment) as environment:
            prepare(places, screen, environment, database=address)
            with upkeep(places, environment):
                serve(places, screen, environment, port=request.port, postgresql=bool(address))
    return 0


def prepares(request: Request) -> bool:
    """Whether the data must be up to date before the command runs."""
    return request.command not in WITHOUT_PREPARATION and "--help" not in request.words


def packages_for(request: Request) -> str:
    """The lock that a command needs: the campaigns live beside the tests and need theirs."""
    return "test" if request.command == "campaign" else "base"


def pass_on(places: Places, screen: Screen, request: Request) -> int:
    """Run a command of the project; its stdout is its own.

    In production nothing is migrated or loaded on the way: that is the operator's decision.
    """
    ensure_packages(places, screen, packages_for(request))
    with _database(places, screen, use_pg=request.pg) as address:
        mode = os.environ.get("KV_MODE", "demo")
        environment = surroundings(places, mode=mode, database=address)
        if mode != "production" and prepares(request):
            prepare(places, screen, environment, database=address)
        words = command_line(places, request.command, *request.words)
        if request.command in WITH_KEYS and mode != "production" and prepares(request):
            with key_service(places, screen, environment) as environment:
                return subprocess.call(words, env=environment)
        return subprocess.call(words, env=environment)


def show_help(places: Places, screen: Screen, request: Request) -> int:
    """The launcher's commands, and the project's when they can be asked for."""
    sys.stdout.write(HELP)
    sys.stdout.flush()
    if is_installed(places, "base", read_stamp(places)):
        return pass_on(places, screen, request)
    sys.stdout.write("\n" + HELP_LATER)
    return 0


def run(request: Request, screen: Screen) -> int:
    """Do what is asked for; the return value is the exit code."""
    places = find_places(os.environ, data=request.data)
    if request.command == "help":
        return show_help(places, screen, request)
    if request.command == "start":
        return start(places, screen, request)
    if request.command == "test":
        return run_tests(places, screen, request.words, use_pg=request.pg)
    if request.command == "lock":
        write_locks(places, screen, list(request.words))
        return 0
    return pass_on(places, screen, request)


def main(argv: Sequence[str]) -> int:
    """Run the launcher: 0 done (also when a server was ended by Ctrl-C), 130 interrupted."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    screen = Screen()
    command = ""
    try:
        request = parse(argv)
        command = request.command
        return run(request, screen)
    except LaunchError as problem:
        sys.stderr.write(f"\n{problem}\n")
        return 2
    except KeyboardInterrupt:
        screen.say("Avslutat.")
        return 0 if command == "start" else 130
