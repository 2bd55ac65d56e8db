"""The command that tries XLSForms before they are taken in: `./kv xlsform check`."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from kvinnofrid.catalogue.entries import LANGUAGES
from kvinnofrid.command import Command

from .xlsform import read_xlsform


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `xlsform`."""
    actions = parser.add_subparsers(dest="action", metavar="VAD", required=True)
    check = actions.add_parser("check", help="säg vad som kan läsas in, en rad JSON för varje fil")
    check.add_argument("files", nargs="+", metavar="FIL")
    check.add_argument("--lang", choices=LANGUAGES, default="sv", help="språk i svaret")


def run(args: argparse.Namespace) -> int:
    """Print one line of JSON for each file; 0 when every one can be taken in, otherwise 1."""
    sound = True
    today = datetime.now().astimezone().date()
    for name in args.files:
        read = read_xlsform(Path(name), filename=name, today=today)
        sound = sound and read.report.ok
        line = {
            "file": name,
            "ok": read.report.ok,
            "items": 0 if read.instrument is None else len(read.instrument.items),
            "carried": dict(read.report.carried),
            "not_carried": [
                {"about": lost.about, "what": lost.what, "why": lost.in_language(args.lang)}
                for lost in read.report.not_carried
            ],
            "errors": [error.in_language(args.lang) for error in read.report.errors],
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")
        sys.stdout.flush()
    return 0 if sound else 1


COMMANDS = (
    Command(
        name="xlsform",
        help="Pröva formulär i XLSForm innan de läses in.",
        run=run,
        add_arguments=add_arguments,
        action="page.read",
    ),
)
