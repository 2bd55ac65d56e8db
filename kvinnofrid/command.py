"""What a command is: the type that domains declare theirs with. See `config/commands.py`."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass


class CommandError(Exception):
    """A command cannot be done as asked; its text is printed as it stands, exit code 2."""


def _no_arguments(parser: argparse.ArgumentParser) -> None:
    """For a command that takes none."""


@dataclass(frozen=True)
class Command:
    """A command: its name, a line of help in Swedish, its arguments and what it does.

    `run` returns the exit code: 0 done, 1 done but something was found wrong, 2 could not be done.
    `action` is the action of the policy that it is for: what is published, or running the system.
    A test fails on a command without one.
    """

    name: str
    help: str
    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None] = _no_arguments
    action: str = ""
