"""The command that writes the policy as a document and checks it: `./kv policy`."""

import argparse
import sys
from pathlib import Path

from kvinnofrid.access.rendering import document
from kvinnofrid.command import Command, CommandError

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "policy.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `policy`."""
    parser.add_argument(
        "what",
        choices=("render", "check"),
        metavar="render|check",
        help="render skriver dokumentet, check säger om det stämmer med tabellen",
    )
    parser.add_argument("--out", type=Path, default=DOCUMENT, metavar="FIL", help="vilken fil")


def run(args: argparse.Namespace) -> int:
    """Write the document, or say whether it is current; 1 when it is not."""
    path: Path = args.out
    try:
        if args.what == "render":
            path.write_text(document(), encoding="utf-8")
            sys.stdout.write(f"Åtkomstpolicyn är skriven till {path}.\n")
            return 0
        current = path.read_text(encoding="utf-8") == document()
    except OSError as error:
        raise CommandError(
            f"{path} går inte att läsa eller skriva: {error.strerror}. Ange en annan fil med --out."
        ) from error
    if current:
        sys.stdout.write(f"{path} stämmer med åtkomstpolicyn.\n")
        return 0
    sys.stderr.write(f"{path} är inte som åtkomstpolicyn. Kör ./kv policy render.\n")
    return 1


COMMANDS = (
    Command(
        name="policy",
        help="Skriv åtkomstpolicyn som dokument (render) eller kontrollera det (check).",
        run=run,
        add_arguments=add_arguments,
        action="system.operate",
    ),
)
