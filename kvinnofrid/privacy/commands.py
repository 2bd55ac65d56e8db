"""The command `privacy-papers`: the papers a municipality needs before it may use the system."""

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from kvinnofrid.command import Command, CommandError
from kvinnofrid.privacy.queries import UnknownOrganisationError

OPERATOR = "operator"
FORMS = ("docx", "md", "pdf")
MONTH = timedelta(days=30)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="MAPP", help="dit de skrivs")
    parser.add_argument("--organisation", metavar="KOD", help="till exempel 1780; annars alla")
    parser.add_argument(
        "--format", choices=FORMS, action="append", help="pdf om inget anges; kan upprepas"
    )
    parser.add_argument("--from", dest="first", type=_day, metavar="DAG", help="incidentens början")
    parser.add_argument("--until", type=_day, metavar="DAG", help="incidentens sista dag")
    parser.add_argument("--person", default="", metavar="ID", help="bara det som personen gjort")
    parser.add_argument("--record", default="", metavar="ID", help="bara det som rör akten")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("skriv dagen som 2026-11-22") from None


def _run(arguments: argparse.Namespace) -> int:
    from kvinnofrid.privacy.operations import write_papers  # Word and its XML: kept from start-up

    today = timezone.localdate()
    until = arguments.until or today
    first = arguments.first or until - MONTH
    if first > until:
        raise CommandError(f"Perioden börjar {first}, efter sin sista dag {until}.")
    try:
        written = write_papers(
            folder=arguments.out,
            forms=tuple(dict.fromkeys(arguments.format or ["pdf"])),
            code=arguments.organisation,
            first=first,
            until=until,
            person=arguments.person,
            record=arguments.record,
            by=OPERATOR,
            today=today,
            now=timezone.now(),
        )
    except UnknownOrganisationError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            f"Det går inte att skriva i {arguments.out}: {error.strerror}."
        ) from error
    for path in written:
        sys.stdout.write(f"{path}\n")
    return 0


COMMANDS: tuple[Command, ...] = (
    Command(
        "privacy-papers",
        "Skriv dataskyddshandlingarna ur den installation som körs.",
        _run,
        _arguments,
        action="system.operate",
    ),
)
