"""The command line: one parser made of the commands that the domains declare.

A domain with commands has `commands.py` with `COMMANDS`, a tuple of `Command`.
Django's own `migrate`, `collectstatic` and the like are reached by their names.
"""

import argparse
import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence

from kvinnofrid.catalogue import CatalogueError
from kvinnofrid.command import Command, CommandError
from kvinnofrid.config.domains import DOMAINS

BELOW_DJANGO = (
    "kvinnofrid.catalogue",
    "kvinnofrid.keys",
    "kvinnofrid.access",
    "kvinnofrid.questionnaires",
    "kvinnofrid.disclosure",
)
DJANGO_COMMANDS = frozenset(
    {"migrate", "makemigrations", "collectstatic", "shell", "dbshell", "showmigrations"}
)


def declared_commands() -> dict[str, Command]:
    """The commands of all domains by name, in the order of the registry."""
    found: dict[str, Command] = {}
    modules = [
        f"{package}.commands"
        for package in (*BELOW_DJANGO, *(domain.package for domain in DOMAINS))
    ]
    own = [f"kvinnofrid.config.{name}" for name in ("loading", "messages", "campaigns")]
    for module in (*own, *modules):
        if importlib.util.find_spec(module) is None:
            continue
        for command in importlib.import_module(module).COMMANDS:
            if command.name in found:
                raise ValueError(f"two commands are named {command.name!r}")
            found[command.name] = command
    return found


def build_parser() -> argparse.ArgumentParser:
    """The parser of all declared commands."""
    parser = argparse.ArgumentParser(prog="./kv", description="Kvinnofrids kommandon")
    subparsers = parser.add_subparsers(dest="command", metavar="KOMMANDO", required=True)
    for command in declared_commands().values():
        subparser = subparsers.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(subparser)
    return parser


def main(argv: Sequence[str]) -> int:
    """Run one command; the return value is the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvinnofrid.config.settings")
    import django

    django.setup()
    from django.db import DatabaseError

    try:
        return _run(argv)
    except DatabaseError as error:
        print(_no_database(error), file=sys.stderr)  # noqa: T201
        return 2


def _no_database(error: Exception) -> str:
    from django.conf import settings

    return (
        f"Databasen går inte att använda: {error}\n"
        f"Data söks i {settings.DATA}. Stämmer det inte, ange mappen med KV_DATA. Är den ny eller"
        " äldre än programmet, kör ./kv start, som sätter upp den."
    )


def _run(argv: Sequence[str]) -> int:
    if argv and argv[0] in DJANGO_COMMANDS:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["kv", *argv])
        return 0
    if argv and argv[0] == "help":
        for command in declared_commands().values():
            sys.stdout.write(f"  ./kv {command.name:<15} {command.help}\n")
        return 0
    arguments = build_parser().parse_args(argv)
    try:
        return declared_commands()[arguments.command].run(arguments)
    except (CommandError, CatalogueError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
