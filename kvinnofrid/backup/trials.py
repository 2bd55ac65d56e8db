"""What the system tries in itself besides its backup: log, heads, keys, disk, and its own form."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from kvinnofrid.audit import queries as audit
from kvinnofrid.backup.errors import explained
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.backup.operations import SUFFIX, self_test
from kvinnofrid.backup.rules import room_is_left
from kvinnofrid.backup.version import program
from kvinnofrid.keys.client import KeyClient
from kvinnofrid.keys.errors import KeysError

HEADS_WITHIN = timedelta(hours=3)
"""How long an event may wait until somebody outside vouches for it: three hourly exports."""
COPY_WITHIN = timedelta(hours=26)
"""How old the newest real backup may be in production: a night, and two hours to make it in."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a trial found: whether it passed, and figures as `key=value` or what went wrong."""

    passed: bool
    summary: str


def run_all(*, recipients: Sequence[str], now: datetime) -> list[SelfTest]:
    """Try everything, in the order of the kinds, and keep what was found.

    A trial that breaks is one that did not pass; the others are made all the same. Raises
    BackupError only if a result cannot be stored.
    """
    kept = [self_test(recipients=recipients, now=now)]
    return kept + [_kept(kind, trial, now) for kind, trial in TRIALS.items()]


def _kept(kind: SelfTest.Kind, trial: Callable[[datetime], Finding], now: datetime) -> SelfTest:
    begun = timezone.now()
    try:
        found = trial(now)
    except Exception as error:  # whatever is broken is what the trial is to tell
        found = Finding(False, f"{type(error).__name__}: {error}"[:500])
    with explained(settings.DATA):
        return SelfTest.objects.create(
            kind=kind,
            started=begun,
            finished=max(begun, timezone.now()),
            passed=found.passed,
            summary=found.summary,
        )


def copies(now: datetime) -> Finding:
    """Whether the nightly backup has been made. Outside production nobody promises one."""
    made = sorted(_copies(), key=lambda path: path.stat().st_mtime)
    if not made:
        return Finding(settings.MODE != "production", "files=0")
    age = now.timestamp() - made[-1].stat().st_mtime
    fresh = settings.MODE != "production" or age <= COPY_WITHIN.total_seconds()
    return Finding(fresh, f"files={len(made)} newest_hours={max(age, 0) / 3600:.1f}")


def chains(_now: datetime) -> Finding:
    """Whether every chain of the log is whole."""
    proof = audit.proof_of_log("sv")
    figures = f"chains={proof.chains} events={proof.events} heads={proof.heads}"
    said = [f"{figures} faults={len(proof.faults)}", *proof.faults]
    return Finding(not proof.faults, "\n".join(said))


def heads(now: datetime) -> Finding:
    """Whether somebody outside vouches for all but the last hours of the log."""
    late = audit.unvouched_chains(before=now - HEADS_WITHIN)
    return Finding(not late, f"waiting={audit.waiting_heads()} late_chains={late}")


def key_service(_now: datetime) -> Finding:
    """Whether the key service answers and has every key that it should."""
    client = KeyClient(settings.KEY_SOCKET)
    try:
        health = client.health()
    except KeysError as error:
        return Finding(False, error.message("sv"))
    finally:
        client.close()
    fit = settings.MODE != "production" or not health.development
    figures = f"keys={health.keys} missing={health.missing}"
    made_for = f" development={'yes' if health.development else 'no'}"
    return Finding(fit and not health.missing, figures + made_for)


def disk(_now: datetime) -> Finding:
    """Whether the data folder, and that of the backups, have room for what comes."""
    largest = max((path.stat().st_size for path in _copies()), default=0)
    free = min(
        shutil.disk_usage(folder).free
        for folder in (Path(settings.DATA), Path(settings.BACKUPS))
        if folder.exists()
    )
    return Finding(room_is_left(free=free, largest_backup=largest), f"free_bytes={free}")


def program_and_database(_now: datetime) -> Finding:
    """Whether the database has the form that this version of the program expects."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    said = f"program={program()} database={connection.vendor} waiting_migrations={len(plan)}"
    return Finding(not plan, said)


TRIALS: Mapping[SelfTest.Kind, Callable[[datetime], Finding]] = {
    SelfTest.Kind.COPIES: copies,
    SelfTest.Kind.CHAINS: chains,
    SelfTest.Kind.HEADS: heads,
    SelfTest.Kind.KEY_SERVICE: key_service,
    SelfTest.Kind.DISK: disk,
    SelfTest.Kind.PROGRAM: program_and_database,
}
"""Every trial but that of the backup itself, by its kind."""


def _copies() -> list[Path]:
    folder = Path(settings.BACKUPS)
    return list(folder.glob(f"kvinnofrid-*{SUFFIX}")) if folder.is_dir() else []
