"""The command that checks a catalogue somebody has edited: `./kv check`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from kvinnofrid.command import Command

from .entries import LANGUAGES, Text
from .loader import SHIPPED, check
from .problems import CatalogueError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `check`."""
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        help="mapp med definitioner; annars KV_CATALOGUE eller den medföljande katalogen",
    )
    parser.add_argument("--lang", choices=LANGUAGES, default="sv", help="språk i svaret")


def run(args: argparse.Namespace) -> int:
    """Print the result; 0 when the catalogue is sound, 1 when something is to be put right."""
    path: Path = args.path or Path(os.environ.get("KV_CATALOGUE") or SHIPPED)
    problems = check(path)
    if problems:
        sys.stderr.write(CatalogueError(tuple(problems)).in_language(args.lang) + "\n")
        return 1
    sound = Text(sv=f"Katalogen {path} är hel.", en=f"The catalogue {path} is sound.")
    sys.stdout.write(sound.in_language(args.lang) + "\n")
    return 0


COMMANDS = (
    Command(
        name="check",
        help="Kontrollera katalogen med definitioner och säg allt som behöver rättas.",
        run=run,
        add_arguments=add_arguments,
        action="page.read",
    ),
)
