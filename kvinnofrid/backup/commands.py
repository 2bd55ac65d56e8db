"""The commands of backups: make, prove, restore, keys, and the system's trial of itself."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from kvinnofrid.accounts import operations as accounts
from kvinnofrid.audit import operations as audit
from kvinnofrid.backup import operations
from kvinnofrid.backup.backup_keys import new_key, read_identities, recipients_for
from kvinnofrid.backup.errors import BackupError, explained
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.backup.queries import tests_end
from kvinnofrid.backup.rules import is_due
from kvinnofrid.backup.trials import run_all
from kvinnofrid.command import Command, CommandError

Run = Callable[[argparse.Namespace], int]
EVERY_HOURS = 23
"""A little less than a day, so that an hourly start makes it once a day."""


def _ended(number: int, _frame: FrameType | None) -> None:
    """Let what is half-done be cleared away before the process ends."""
    sys.exit(128 + number)


def _told(run: Run) -> Run:
    @wraps(run)
    def wrapped(arguments: argparse.Namespace) -> int:
        before = signal.signal(signal.SIGTERM, _ended)
        try:
            return run(arguments)
        except BackupError as error:
            raise CommandError(error.in_language(arguments.lang)) from error
        finally:
            signal.signal(signal.SIGTERM, before)

    return wrapped


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("sv", "en"), default="sv", help="språk i svaret")


def _say(language: str, swedish: str, english: str) -> None:
    sys.stdout.write((english if language == "en" else swedish) + "\n")


def _recipients() -> list[str]:
    return list(
        recipients_for(
            path=settings.BACKUP_RECIPIENTS,
            data=settings.DATA,
            production=settings.MODE == "production",
            now=timezone.now(),
        )
    )


# Keys


def _key_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["new"], help="new: gör ett nytt nyckelpar")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FIL", help="den hemliga nyckeln"
    )
    _language(parser)


@_told
def _key(arguments: argparse.Namespace) -> int:
    sys.stdout.write(f"{new_key(out=arguments.out, now=timezone.now())}\n")
    return 0


# Backup


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FIL|MAPP",
        help="en ny fil som slutar på .age, eller en mapp; annars KV_BACKUPS",
    )
    _language(parser)


@_told
def _backup(arguments: argparse.Namespace) -> int:
    begun = time.monotonic()
    made = operations.make_backup(
        out=arguments.out or settings.BACKUPS, recipients=_recipients(), now=timezone.now()
    )
    sys.stdout.write(
        f"file={made.path} kind={made.manifest.kind} tables={len(made.manifest.tables)}"
        f" rows={made.manifest.rows} bytes={made.size} seconds={time.monotonic() - begun:.1f}\n"
    )
    return 0


# Verification


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FIL", help="säkerhetskopian")
    parser.add_argument("--key", type=Path, required=True, metavar="FIL", help="hemlig nyckel")
    parser.add_argument(
        "--deep", action="store_true", help="läs också varje index, och pröva loggens kedjor"
    )
    _language(parser)


@_told
def _verify(arguments: argparse.Namespace) -> int:
    begun = time.monotonic()
    identities = read_identities(arguments.key)
    found = operations.verify(file=arguments.file, identities=identities, deep=arguments.deep)
    for line in found.differences:
        sys.stdout.write(f"{line}\n")
    manifest = found.manifest
    sys.stdout.write(
        f"file={arguments.file} created={manifest.created.isoformat(timespec='seconds')}"
        f" kind={manifest.kind} program={manifest.program} tables={len(manifest.tables)}"
        f" rows={manifest.rows} chains={len(manifest.chain_heads)}"
        f" deep={'yes' if arguments.deep else 'no'} differences={len(found.differences)}"
        f" seconds={time.monotonic() - begun:.1f}\n"
    )
    return 1 if found.differences else 0


# Restore


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FIL", help="säkerhetskopian")
    parser.add_argument("--key", type=Path, required=True, metavar="FIL", help="hemlig nyckel")
    parser.add_argument(
        "--into", metavar="MAPP|ADRESS", help="en annan datamapp, eller postgresql://…"
    )
    parser.add_argument("--yes", action="store_true", help="ersätt en databas som inte är tom")
    _language(parser)


def _elsewhere(arguments: argparse.Namespace) -> int:
    """The same command, run with another data folder or database."""
    environment = {
        **os.environ,
        "KV_BACKUP_RECIPIENTS": str(settings.BACKUP_RECIPIENTS),
        "KV_BACKUPS": str(settings.BACKUPS),
    }
    if "://" in arguments.into:
        environment["KV_DATABASE_URL"] = arguments.into
    else:
        environment.pop("KV_DATABASE_URL", None)
        environment["KV_DATA"] = str(Path(arguments.into).resolve())
        with explained(arguments.into):
            Path(arguments.into).mkdir(parents=True, exist_ok=True)
    words = ["restore", str(arguments.file), "--key", str(arguments.key), "--lang", arguments.lang]
    if arguments.yes:
        words.append("--yes")
    return subprocess.call([sys.executable, "-m", "kvinnofrid", *words], env=environment)  # noqa: S603


@_told
def _restore(arguments: argparse.Namespace) -> int:
    if arguments.into is not None:
        return _elsewhere(arguments)
    identities = read_identities(arguments.key)
    done = operations.restore(
        file=arguments.file,
        identities=identities,
        replace=arguments.yes,
        recipients=_recipients() if arguments.yes else [],
        backups=settings.BACKUPS,
        now=timezone.now(),
    )
    language = arguments.lang
    rows, created = done.manifest.rows, done.manifest.created.isoformat(timespec="seconds")
    _say(
        language,
        f"Återställt: {rows} rader ur kopian från {created}.",
        f"Restored: {rows} rows from the backup of {created}.",
    )
    if done.migrated:
        _say(
            language,
            "Kopian var från en äldre version; databasen har fått den här versionens form.",
            "The backup was from an older version; the database now has the form of this one.",
        )
    for line in done.after:
        sys.stdout.write(f"{line}\n")
    if done.kept is not None:
        _say(
            language,
            f"Det som ersattes finns i {done.kept}.",
            f"What was replaced is in {done.kept}.",
        )
    if done.unread:
        _say(
            language,
            "Den ersatta databasen gick inte att läsa, så det är okänt vad som förstörts i den "
            "sedan kopian gjordes. Gå igenom gallringsbesluten och gör om dem.",
            "The database that was replaced could not be read, so it is not known what had been "
            "destroyed in it since. Go through the decisions to destroy and carry them out again.",
        )
    _say(
        language,
        "Gör nu så här: starta servern, logga in och se att det senaste du minns finns där, och "
        "gör en ny säkerhetskopia med ./kv backup.",
        "Now do this: start the server, sign in and see that the latest you remember is there, "
        "and make a new backup with ./kv backup.",
    )
    return 0


# Trial


def _tell(result: SelfTest) -> None:
    sys.stdout.write(
        f"self-test={result.kind} passed={'yes' if result.passed else 'no'} {result.summary}\n"
    )


@_told
def _self_test(_arguments: argparse.Namespace) -> int:
    results = run_all(recipients=_recipients(), now=timezone.now())
    for result in results:
        _tell(result)
    return 0 if all(result.passed for result in results) else 1


# What is to happen by itself


@_told
def _upkeep(_arguments: argparse.Namespace) -> int:
    """Send the heads, clear away what has expired, and the trial once a day; each by itself."""
    now, failed = timezone.now(), False
    cleared = accounts.clear_expired(now=now)
    sys.stdout.write(f"cleared_attempts={cleared.attempts} cleared_sessions={cleared.sessions}\n")
    for name in settings.UPKEEP:
        sys.stdout.write(f"{import_string(name)(now=now)}\n")
    try:
        sent = audit.send_heads(now=now)
    except CommandError as error:
        sys.stdout.write(f"heads=failed {error}\n")
        failed = True
    else:
        sys.stdout.write(
            f"heads_signed={sent.signed} heads_taken={sent.acknowledged}"
            f" heads_waiting={sent.waiting} faults={len(sent.faults)} {sent.refusal}\n"
        )
        failed = bool(sent.refusal or sent.faults)
    if not is_due(last=tests_end(), now=now, every_hours=EVERY_HOURS):
        return int(failed)
    results = run_all(recipients=_recipients(), now=now)
    for result in results:
        _tell(result)
    return int(failed or not all(result.passed for result in results))


OPERATE = "system.operate"

COMMANDS: tuple[Command, ...] = (
    Command(
        "backup",
        "Säkerhetskopiera databasen, krypterat, medan den används.",
        _backup,
        _backup_arguments,
        action=OPERATE,
    ),
    Command(
        "verify-backup",
        "Pröva en säkerhetskopia genom att återställa den vid sidan av.",
        _verify,
        _verify_arguments,
        action=OPERATE,
    ),
    Command(
        "restore",
        "Återställ databasen ur en säkerhetskopia.",
        _restore,
        _restore_arguments,
        action=OPERATE,
    ),
    Command(
        "backup-key", "Gör ett nyckelpar för säkerhetskopior.", _key, _key_arguments, action=OPERATE
    ),
    Command(
        "self-test",
        "Pröva kopia och återställning, logg, nycklar, disk och databasens form.",
        _self_test,
        _language,
        action=OPERATE,
    ),
    Command(
        "upkeep",
        "Det som ska ske varje timme: loggens huvuden, rensning, självkontroll en gång om dygnet.",
        _upkeep,
        _language,
        action=OPERATE,
    ),
)
