"""The command `retention`: what is due, in numbers, and the tombstones after a restore."""

import argparse
import sys
from datetime import datetime

from django.utils import timezone

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.command import Command, CommandError
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.organisations.queries import register
from kvinnofrid.retention.destruction import after_restore, write_lost_file
from kvinnofrid.retention.kinds import UnknownKindError
from kvinnofrid.retention.queries import Preview, RulePreview, preview
from kvinnofrid.retention.tombstone_file import TombstoneFileError


def _arguments(parser: argparse.ArgumentParser) -> None:
    does = parser.add_subparsers(dest="does", metavar="GÖR", required=True)
    seen = does.add_parser("preview", help="Visa i tal vad som är moget att gallra. Förstör inget.")
    seen.add_argument("organisation", help="kommunens eller organisationens kod, till exempel 1780")
    does.add_parser(
        "after-restore",
        help="Förstör på nytt det som en äldre säkerhetskopia har fört tillbaka.",
    )


def _run(arguments: argparse.Namespace) -> int:
    if arguments.does == "preview":
        return _preview(arguments.organisation)
    try:
        done = after_restore(by=OPERATOR, now=timezone.now())
    except KeysError as error:
        raise CommandError(error.message("sv")) from error
    except (TombstoneFileError, UnknownKindError) as error:
        raise CommandError(str(error)) from error
    _say(f"Förstörda på nytt: {done.destroyed_again}. Gravstenar tillagda: {done.remembered}.")
    return 0


def after_backup(*, replaced: str | None, backed_up: datetime) -> str:
    """What `./kv restore` calls. The file of tombstones knows what was destroyed.

    When a whole machine was lost, file and all, the file is written anew from the copy, and it is
    said that what was destroyed after the copy has come back.
    """
    written = write_lost_file() if replaced is None else 0
    if written:
        return (
            f"Gallring: gravstensfilen saknades och skrevs ur kopian, {written} rader. Det som"
            f" gallrades efter {timezone.localtime(backed_up):%Y-%m-%d %H:%M} har kommit tillbaka:"
            " gallra det igen."
        )
    done = after_restore(by=OPERATOR, now=timezone.now(), replaced=replaced)
    return f"Gallring: {done.destroyed_again} förstörda på nytt, {done.remembered} antecknade."


def _preview(code: str) -> int:
    today = timezone.localdate()
    known = register()
    found = [place for place in known.places if place.code == code and place.ended is None]
    ids = {place.id for place in found if place.valid_to is None}
    if not ids:
        raise CommandError(f"Ingen organisation har koden {code} i dag.")
    for organisation in sorted(ids):
        _say(known.place(organisation, on=today).full_name)
        seen = preview(str(organisation), today=today)
        if seen is None:
            raise CommandError("Katalogen har inga gallringsregler (kind: retention_rules).")
        _tell(seen)
    return 0


def _tell(seen: Preview) -> None:
    rules = seen.rules
    _say(f"{rules.title.sv}, version {rules.version}")
    if rules.decision is not None:
        _say(f"Beslut: {rules.decision.body} {rules.decision.on}, {rules.decision.reference}")
    else:
        _say("Detta är ett förslag. Inget kan gallras förrän nämnden har beslutat.")
    for row in seen.rows:
        _say(f"- {row.rule.name.sv}: {_figures(row)}")


def _figures(row: RulePreview) -> str:
    if not row.known:
        return "räknas inte, programmet kan ännu inte gallra detta"
    kept = sum((row.kept or {}).values())
    parts = [
        f"{row.total} finns",
        f"{row.due_now} mogna",
        f"{row.overdue} försenade",
        f"{kept} undantagna",
        f"{row.held} med bevarandestopp",
    ]
    if row.next_due is not None:
        parts.append(f"nästa mognar {row.next_due}")
    return ", ".join(parts)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


COMMANDS: tuple[Command, ...] = (
    Command(
        "retention",
        "Visa vad som är moget att gallra; gallra om efter en återläsning.",
        _run,
        _arguments,
        action="system.operate",
    ),
)
