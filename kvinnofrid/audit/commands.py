"""The command `audit`: prove the log, sign its heads and send them out, make the key."""

import argparse
import os
import sys
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kvinnofrid.audit import operations, rules, signing, verification, words
from kvinnofrid.audit.chain import Fault
from kvinnofrid.audit.operations.heads import Exported
from kvinnofrid.audit.report import tell_fault
from kvinnofrid.command import Command, CommandError
from kvinnofrid.spreadsheets.writing import Sheet, csv_bytes, xlsx_bytes

SHOWN_FAULTS = 200
SHORTEST_WAIT, LONGEST_WAIT = 60, 86_400


def _arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="what", metavar="VAD", required=True)
    verify = actions.add_parser("verify", help="pröva att loggen är hel och oförändrad")
    verify.add_argument("--heads", type=Path, metavar="FIL", help="mottagarens fil med huvuden")
    verify.add_argument(
        "--keys", type=Path, metavar="FIL", help="öppna nycklar; annars den egna nyckelns"
    )
    verify.add_argument("--organisation", metavar="ID", help="bara en organisations kedja")
    verify.add_argument("--lang", choices=("sv", "en"), default="sv", help="språk i svaret")
    extract = actions.add_parser("extract", help="allt som har gjorts med en akt, som tabell")
    extract.add_argument("--organisation", required=True, metavar="ID")
    extract.add_argument("--kind", default="record", metavar="SLAG", help="slag av objekt")
    extract.add_argument("--object", required=True, metavar="ID", help="aktens eget id")
    extract.add_argument("--by", required=True, metavar="ID", help="vem som tar ut utdraget")
    extract.add_argument("--out", required=True, type=Path, metavar="FIL", help=".csv eller .xlsx")
    extract.add_argument("--lang", choices=("sv", "en"), default="sv", help="språk i utdraget")
    export = actions.add_parser("export-heads", help="underteckna huvudena och skicka ut dem")
    export.add_argument(
        "--every", type=int, metavar="SEKUNDER", help="fortsätt, och gör det så här ofta"
    )
    actions.add_parser("make-key", help="gör nyckeln som undertecknar huvudena")
    actions.add_parser("public-key", help="skriv ut den öppna nyckeln, att spara utanför servern")


def _run(arguments: argparse.Namespace) -> int:
    run = {
        "verify": _verify,
        "export-heads": _export,
        "extract": _extract,
        "make-key": _make_key,
        "public-key": _public_key,
    }
    return run[arguments.what](arguments)


# The key


def _make_key(_arguments: argparse.Namespace) -> int:
    made_for = signing.PRODUCTION if settings.MODE == "production" else signing.DEVELOPMENT
    try:
        signing.make_key(settings.AUDIT_KEY_FILE, made_for=made_for)
    except FileExistsError:
        raise CommandError(
            f"Det finns redan en nyckel i {settings.AUDIT_KEY_FILE}. Flytta undan den om den ska"
            " bytas, och spara dess öppna nyckel: gamla huvuden prövas med den."
        ) from None
    except OSError as error:
        raise CommandError(
            f"Det går inte att skriva {settings.AUDIT_KEY_FILE}: {error.strerror}."
        ) from error
    purpose = "" if settings.MODE == "production" else ", för prov (KV_MODE är inte production)"
    sys.stdout.write(f"Nyckeln finns i {settings.AUDIT_KEY_FILE}{purpose}.\n")
    return 0


def _public_key(_arguments: argparse.Namespace) -> int:
    sys.stdout.write(signing.public_text(operations.signing_key().public))
    return 0


# Heads


def _export(arguments: argparse.Namespace) -> int:
    if arguments.every is None:
        return _tell_export(operations.send_heads(now=timezone.now()))
    if not SHORTEST_WAIT <= arguments.every <= LONGEST_WAIT:
        raise CommandError(f"--every ska vara mellan {SHORTEST_WAIT} och {LONGEST_WAIT}.")
    while True:
        _tell_export(operations.send_heads(now=timezone.now()))
        sys.stdout.flush()
        time.sleep(arguments.every)


def _tell_export(done: Exported) -> int:
    sys.stdout.write(
        f"Huvuden undertecknade: {done.signed}. Mottagna: {done.acknowledged}."
        f" Väntar: {done.waiting}.\n"
    )
    if done.refusal:
        sys.stderr.write(f"{done.refusal} De som väntar skickas igen nästa gång.\n")
    for fault in done.faults[:SHOWN_FAULTS]:
        sys.stderr.write(f"{tell_fault(fault, 'sv')}\n")
    if done.faults:
        sys.stderr.write("Kedjor med fel undertecknas inte. Se docs/how-to/granska-loggen.md.\n")
    return 1 if done.refusal or done.faults else 0


# The proof


def _verify(arguments: argparse.Namespace) -> int:
    swedish = arguments.lang == "sv"
    begun = time.monotonic()
    heads, forged = _heads(arguments)
    proof = verification.Proof()
    count = 0
    found = verification.verify(heads=heads, organisation=arguments.organisation, proof=proof)
    for fault in forged:
        count += 1
        sys.stdout.write(f"{tell_fault(fault, arguments.lang)}\n")
    for fault in found:
        count += 1
        if count <= SHOWN_FAULTS:
            sys.stdout.write(f"{tell_fault(fault, arguments.lang)}\n")
    if arguments.organisation and arguments.organisation not in proof.organisations:
        raise CommandError(f"Loggen har inget om organisationen {arguments.organisation}.")
    seconds = time.monotonic() - begun
    figures = (proof.events, proof.chains, proof.heads, count)
    if swedish:
        said = "{} händelser i {} kedjor prövade mot {} undertecknade huvuden på {:.1f} s. Fel: {}."
    else:
        said = "{} events in {} chains proved against {} signed heads in {:.1f} s. Faults: {}."
    sys.stdout.write(said.format(*figures[:3], seconds, figures[3]) + "\n")
    if arguments.heads is None:
        sys.stdout.write(
            "Utan mottagarens huvuden (--heads) syns inte att slutet är borttaget eller att hela"
            " kedjan är utbytt.\n"
            if swedish
            else "Without the receiver's heads (--heads) a cut tail or a replaced chain is not"
            " seen.\n"
        )
    return 1 if count else 0


def _heads(
    arguments: argparse.Namespace,
) -> tuple[verification.SignedHeads, list[Fault]]:
    if arguments.heads is None:
        return {}, []
    try:
        if arguments.keys is None:
            public = operations.signing_key().public
            keys = {signing.key_id(public): public}
        else:
            keys = signing.read_public_keys(arguments.keys.read_text(encoding="utf-8"))
        with arguments.heads.open(encoding="utf-8", errors="replace") as lines:
            heads, faults = verification.read_heads(lines, keys)
    except signing.KeyFileError as error:
        raise CommandError(str(error)) from error
    except (OSError, ValueError) as error:
        raise CommandError(f"Filen går inte att läsa: {error}.") from error
    if arguments.organisation:
        faults = [fault for fault in faults if fault.organisation == arguments.organisation]
    return heads, faults


# An extract


def _extract(arguments: argparse.Namespace) -> int:
    out: Path = arguments.out
    if out.suffix not in {".csv", ".xlsx"}:
        raise CommandError(f"{out}: filen ska heta något på .csv eller .xlsx.")
    try:
        events = operations.read_extract(
            organisation=arguments.organisation,
            object_kind=arguments.kind,
            object_id=arguments.object,
            by=arguments.by,
            now=timezone.now(),
        )
    except rules.UnfitEventError as error:
        raise CommandError(f"Utdraget går inte att logga och görs därför inte: {error}.") from error
    header, rows = words.headings(arguments.lang), words.rows(events, arguments.lang)
    content = (
        csv_bytes(header, rows)
        if out.suffix == ".csv"
        else xlsx_bytes([Sheet("Logg", header, rows)])
    )
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        raise CommandError(f"Det går inte att skriva {out}: {error.strerror}.") from error
    sys.stdout.write(f"{len(events)} händelser skrivna i {out}. Utdraget är loggat.\n")
    return 0


COMMANDS: tuple[Command, ...] = (
    Command(
        "audit",
        "Pröva händelseloggen och skicka ut dess huvuden.",
        _run,
        _arguments,
        action="system.operate",
    ),
)
