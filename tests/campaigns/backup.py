"""Backup and restore while others write: what comes out is what was there in one moment.

Makes a database of its own, lets two processes write to it without pause, and in each cycle backs
it up and restores it into another database. It fails when a table's rows differ, when a
transaction is there by half, when something that was acknowledged before the backup began is
missing, when an audit chain does not hold, or when a record destroyed since is there again.
"""

import contextlib
import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

import pyrage
from django.db import connection, transaction
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from kvinnofrid.audit.operations import record
from kvinnofrid.audit.verification import stored_faults
from kvinnofrid.backup import operations
from kvinnofrid.backup.databases import Settings, current_settings, in_place_of_default, migrate
from kvinnofrid.backup.rules import Manifest, differences
from kvinnofrid.config.database import database_settings
from kvinnofrid.organisations.models import Organisation, OrganisationVersion
from tests.campaigns.campaign import Campaign, Result, Tell

PROJECT = Path(__file__).resolve().parents[2]
WRITERS = 2
VERSIONS = 5
DAY = date(2026, 1, 1)
MARK = "campaign"
WRITER = """
import pathlib, sys, django
django.setup()
from tests.campaigns.backup import write
write(int(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]))
"""


@dataclass(frozen=True)
class Bases:
    """The database that is written to, and the one that backups are restored into."""

    source: Settings
    target: Settings
    address: str
    """KV_DATABASE_URL of the source; empty on SQLite."""


@contextlib.contextmanager
def _bases(folder: Path) -> Iterator[Bases]:
    known = current_settings()
    if connection.vendor == "sqlite":
        for name in ("source", "target"):
            (folder / name).mkdir()
        yield Bases(
            database_settings("", folder / "source"), database_settings("", folder / "target"), ""
        )
        return
    names = [f"kv_campaign_{secrets.token_hex(6)}" for _ in range(2)]
    with in_place_of_default(known) as beside, beside.cursor() as cursor:
        for name in names:
            cursor.execute(f"CREATE SCHEMA {name}")
    of = [
        {**known, "OPTIONS": {**known["OPTIONS"], "options": f"-c search_path={n}"}} for n in names
    ]
    try:
        yield Bases(
            of[0],
            of[1],
            f"postgresql://{quote(known['USER'])}:{quote(known['PASSWORD'])}@/{known['NAME']}"
            f"?host={quote(known['HOST'], safe='')}&port={known['PORT']}"
            f"&options={quote(f'-csearch_path={names[0]}')}",
        )
    finally:
        with in_place_of_default(known) as beside, beside.cursor() as cursor:
            for name in names:
                cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")


def write(number: int, acknowledged: Path, seed: int) -> None:
    """Write until ended: an organisation and its versions at a time, some of them destroyed again.

    After each transaction its number is noted in a file, as a page would be answered.
    """
    chance = random.Random(f"{seed}-{number}")
    count = 0
    with acknowledged.open("r+b") as noted:
        while True:
            count += 1
            with transaction.atomic():
                one = Organisation.objects.create(
                    kind="national_body", reference=f"{MARK}-{number}-{count}", valid_from=DAY
                )
                for version in range(VERSIONS):
                    OrganisationVersion.objects.create(
                        organisation=one,
                        code=f"{count}",
                        name=f"{chance.random()} \\N\tåäö",
                        full_name="",
                        sort_key="",
                        valid_from=DAY.replace(year=1000 + version),
                    )
                if chance.random() < 0.1:
                    OrganisationVersion.objects.filter(organisation=one).update(name="rättat")
                record(
                    organisation=f"{MARK}-{count % 2}",
                    actor=f"{number}",
                    action="campaign.write",
                    object_kind="organisation",
                    object_id=f"{one.pk}",
                    outcome="allowed",
                    now=timezone.now(),
                )
            noted.seek(0)
            noted.write(b"%12d" % count)
            noted.flush()
            time.sleep(chance.random() / 100)


@contextlib.contextmanager
def _writers(folder: Path, bases: Bases, seed: int) -> Iterator[list[Path]]:
    files = [folder / f"acknowledged-{number}" for number in range(WRITERS)]
    environment = {**os.environ, "KV_DATA": str(folder / "source"), "KV_MODE": "demo"}
    environment["DJANGO_SETTINGS_MODULE"] = "kvinnofrid.config.settings"
    environment["PYTHONPATH"] = str(PROJECT)
    environment["KV_DATABASE_URL"] = bases.address
    processes = []
    try:
        for number, file in enumerate(files):
            file.write_bytes(b"%12d" % 0)
            words = ["-c", WRITER, str(number), str(file), str(seed)]
            processes.append(
                subprocess.Popen([sys.executable, *words], env=environment, cwd=PROJECT)
            )
        until = time.monotonic() + 60
        while not all(map(_acknowledged, files)) and time.monotonic() < until:
            time.sleep(0.05)
        yield files
        if any(process.poll() is not None for process in processes):
            raise RuntimeError("a writer ended by itself")
    finally:
        for process in processes:
            process.kill()
            process.wait(timeout=30)


def _acknowledged(file: Path) -> int:
    return int(file.read_bytes() or b"0")


def destroy_again(*, replaced: str | None, backed_up: datetime) -> str:
    """The hook of the campaign: what the replaced database has not, has been destroyed."""
    kept = set(Organisation.objects.using(replaced).values_list("reference", flat=True))
    gone, _ = Organisation.objects.filter(reference=DESTROYED).exclude(reference__in=kept).delete()
    return f"{gone}"


DESTROYED = f"{MARK}-destroyed"


def _cycle(bases: Bases, files: list[Path], folder: Path, *, destroy: bool) -> Iterator[str]:
    identity = pyrage.x25519.Identity.generate()
    public = [str(identity.to_public())]
    before = [_acknowledged(file) for file in files]
    if destroy:
        Organisation.objects.create(kind="nation", reference=DESTROYED, valid_from=DAY)
    made = operations.make_backup(out=folder / "backups", recipients=public, now=timezone.now())
    if destroy:
        Organisation.objects.filter(reference=DESTROYED).delete()
    hooks = [f"{__name__}.destroy_again"] if destroy else []
    with in_place_of_default(bases.target), override_settings(AFTER_RESTORE=hooks):
        operations.restore(
            file=made.path,
            identities=[identity],
            replace=True,
            recipients=public,
            backups=folder / "backups",
            now=timezone.now(),
        )
        yield from _faults(made.manifest, before, destroyed=destroy)
    shutil.rmtree(folder / "backups")


def _faults(manifest: Manifest, before: list[int], *, destroyed: bool) -> Iterator[str]:
    found = dict(operations.Engine(current_settings()).facts())
    expected = dict(manifest.tables)
    if destroyed:
        del found["organisations_organisation"], expected["organisations_organisation"]
    if Organisation.objects.filter(reference=DESTROYED).exists():
        yield "a destroyed record is there again"
    yield from differences(expected, found)
    yield from stored_faults()
    if any(before) and not manifest.chain_heads:
        yield "the audit chains are not in the backup"
    halves = Organisation.objects.filter(reference__startswith=MARK).annotate(
        number=Count("versions")
    )
    for one in halves.exclude(number=VERSIONS).values_list("reference", flat=True)[:5]:
        yield f"{one} is there by half"
    for writer, count in enumerate(before):
        there = Organisation.objects.filter(reference__startswith=f"{MARK}-{writer}-").count()
        if there < count:
            yield f"writer {writer}: {count} transactions were acknowledged, {there} are there"


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures: list[str] = []
    slowest = 0.0
    with (
        tempfile.TemporaryDirectory(prefix="kvinnofrid-backup-") as name,
        contextlib.ExitStack() as s,
    ):
        folder = Path(name)
        s.enter_context(override_settings(DATA=folder / "work", DATA_CHECKS=[]))
        bases = s.enter_context(_bases(folder))
        with in_place_of_default(bases.target) as target:
            migrate(target)
        migrate(s.enter_context(in_place_of_default(bases.source)))
        files = s.enter_context(_writers(folder, bases, seed))
        for number in range(n):
            begun = time.monotonic()
            found = list(_cycle(bases, files, folder, destroy=number % 2 == 1))
            failures += [f"cycle {number} of seed {seed}: {fault}" for fault in found]
            slowest = max(slowest, time.monotonic() - begun)
            tell(f"{number + 1} av {n}")
        written = sum(map(_acknowledged, files))
        figures = {
            "database": connection.vendor,
            "transactions": written,
            "slowest_s": f"{slowest:.1f}",
        }
    return Result(failures, figures)


CAMPAIGN = Campaign("Säkerhetskopiera och återställ medan andra skriver.", 100, _campaign)
