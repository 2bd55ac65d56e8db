"""Make a backup, prove one, restore one, and try all of it."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pyrage
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from kvinnofrid.backup import postgresql_engine, sqlite_engine
from kvinnofrid.backup.databases import (
    REPLACED,
    Dump,
    Scratch,
    Settings,
    current_settings,
    in_place_of_default,
    known_migrations,
    migrate,
)
from kvinnofrid.backup.errors import BackupError, explained
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.backup.rules import Manifest, TableFacts, differences, unknown_migrations
from kvinnofrid.backup.sealing import seal, unseal
from kvinnofrid.backup.version import program
from kvinnofrid.backup.workspace import work_folder
from kvinnofrid.catalogue import load_shipped

SUFFIX = ".tar.gz.age"
Identities = Sequence[pyrage.x25519.Identity]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: where, what is in it, its size in bytes."""

    path: Path
    manifest: Manifest
    size: int


@dataclass(frozen=True, slots=True)
class Verified:
    """A backup that was tried: what it says, and everything that does not agree with that."""

    manifest: Manifest
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    `kept` is where the database that was replaced is now, None if there was nothing to keep;
    `unread` says that it could not be read, so that nobody knows what had been destroyed in it.
    """

    manifest: Manifest
    migrated: bool
    kept: Path | None
    unread: bool
    after: tuple[str, ...]


class Engine:
    """What differs between the databases."""

    def __init__(self, database: Settings) -> None:
        on_sqlite = database["ENGINE"].endswith("sqlite3")
        self._module: ModuleType = sqlite_engine if on_sqlite else postgresql_engine
        self.database = database
        self.kind: str = self._module.KIND
        self.place: object = self._module.place(database)

    def dump(self, folder: Path) -> Dump:
        """Copy the database into a folder as it is in one moment."""
        result: Dump = self._module.dump(self.database, folder)
        return result

    def scratch(self, folder: Path, manifest: Manifest) -> AbstractContextManager[Scratch]:
        """A database made of what has been unsealed into a folder."""
        result: AbstractContextManager[Scratch] = self._module.scratch(
            self.database, folder, manifest
        )
        return result

    def faults(self, *, deep: bool) -> list[str]:
        """What the database finds wrong in itself."""
        result: list[str] = self._module.faults(self.database, deep=deep)
        return result

    def facts(self) -> Mapping[str, TableFacts]:
        """Every table: columns, rows and digest."""
        result: Mapping[str, TableFacts] = self._module.facts(self.database)
        return result

    def is_empty(self) -> bool:
        """Whether there is nothing to lose."""
        return bool(self._module.is_empty(self.database))

    def put_in_place(self, scratch: Settings) -> None:
        """Let the database have the content of a scratch one."""
        self._module.put_in_place(scratch, self.database)


def make_backup(
    *, out: Path, recipients: Sequence[str], now: datetime, prefix: str = "kvinnofrid"
) -> Made:
    """Back up the database in use, while others write, for the holders of some secret keys.

    `out` is a new file, or a folder in which it gets a name by its time. Raises BackupError; then
    there is no file.
    """
    with explained(out):
        if out.suffix != ".age":
            out.mkdir(parents=True, exist_ok=True)
        path = out if out.suffix == ".age" else _unused(out, f"{prefix}-{now:%Y-%m-%d-%H%M%S}")
        if path.exists():
            raise BackupError("exists", where=path)
        engine = Engine(current_settings())
        with work_folder(settings.DATA) as folder:
            dump = engine.dump(folder)
            manifest = Manifest(
                created=now,
                kind=engine.kind,
                program=program(),
                catalogue=load_shipped().digest,
                migrations=dump.migrations,
                tables=dump.tables,
                sequences=dump.sequences,
                chain_heads=dump.chain_heads,
            )
            seal(
                folder=folder,
                names=dump.files,
                manifest=manifest,
                recipients=recipients,
                out=path,
            )
        return Made(path, manifest, path.stat().st_size)


def _unused(folder: Path, stem: str) -> Path:
    path, number = folder / f"{stem}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{SUFFIX}"
    return path


def _engine_for(manifest: Manifest, file: Path) -> Engine:
    """The engine that can take a backup up here. A SQLite file can be tried anywhere."""
    here = Engine(current_settings())
    if manifest.kind == here.kind:
        return here
    raise BackupError("other-kind", where=file, kind=manifest.kind, here=here.kind)


def _refuse_newer(manifest: Manifest, file: Path) -> None:
    unknown = unknown_migrations(manifest, known_migrations())
    if unknown:
        why = ", ".join(f"{app} {name}" for app, name in unknown[:3])
        raise BackupError("newer", where=file, why=why)


def _wrong(scratch: Scratch, manifest: Manifest, *, deep: bool) -> tuple[str, ...]:
    found = differences(manifest.tables, scratch.tables)
    return (*found, *Engine(scratch.settings).faults(deep=deep))


def verify(*, file: Path, identities: Identities, deep: bool) -> Verified:
    """Restore a backup beside the database in use and compare every table with its manifest.

    Deep reads every index, brings the scratch database to this program's schema and runs the
    domains' own checks in it. Raises BackupError when it does not come that far.
    """
    with explained(settings.DATA), work_folder(settings.DATA) as folder:
        manifest = unseal(file=file, identities=identities, folder=folder)
        _refuse_newer(manifest, file)
        if manifest.kind == sqlite_engine.KIND:
            engine = Engine({"ENGINE": "django.db.backends.sqlite3", "NAME": folder})
        else:
            engine = _engine_for(manifest, file)
        with engine.scratch(folder, manifest) as scratch:
            found = _wrong(scratch, manifest, deep=deep)
            if deep and not found:
                with in_place_of_default(scratch.settings) as connection:
                    migrate(connection)
                    for name in settings.DATA_CHECKS:
                        found += tuple(import_string(name)())
        return Verified(manifest, found)


def restore(
    *,
    file: Path,
    identities: Identities,
    replace: bool,
    recipients: Sequence[str],
    backups: Path,
    now: datetime,
) -> Restored:
    """Let the database in use have the content of a backup, after a backup of what it has.

    The new content is proved, migrated and handed to the domains' `after_restore` before it is
    put in place, all of it or nothing: a record destroyed since never shows. Raises BackupError;
    then the database is as it was.
    """
    with explained(settings.DATA), work_folder(settings.DATA) as folder:
        manifest = unseal(file=file, identities=identities, folder=folder)
        engine = _engine_for(manifest, file)
        _refuse_newer(manifest, file)
        empty, damaged = _state(engine)
        if not empty and not replace:
            raise BackupError("not-empty", where=engine.place)
        with engine.scratch(folder, manifest) as scratch:
            found = _wrong(scratch, manifest, deep=False)
            if found:
                raise BackupError("differs", where=file, why="; ".join(found[:5]))
            kept = None
            if not empty and not damaged:
                kept = make_backup(
                    out=backups, recipients=recipients, now=now, prefix="fore-aterstallning"
                ).path
            readable = engine.database if not empty and not damaged else None
            with in_place_of_default(scratch.settings, replaced=readable) as connection:
                migrated = migrate(connection)
                after = _after_restore(manifest, REPLACED if readable else None)
            if damaged:
                kept = sqlite_engine.set_aside(engine.database, now)
            engine.put_in_place(scratch.settings)
        return Restored(manifest, migrated, kept, damaged, after)


def _state(engine: Engine) -> tuple[bool, bool]:
    """Whether the database is empty, and whether it is damaged. Only a file can be damaged."""
    try:
        return engine.is_empty(), False
    except sqlite3.DatabaseError:
        return False, True


def _after_restore(manifest: Manifest, replaced: str | None) -> tuple[str, ...]:
    said: list[str] = []
    for name in settings.AFTER_RESTORE:
        hook: Any = import_string(name)
        try:
            said.append(str(hook(replaced=replaced, backed_up=manifest.created)))
        except Exception as error:
            raise BackupError(
                "after-restore", why=f"{name}: {str(error) or repr(error)}"
            ) from error
    return tuple(said)


def self_test(*, recipients: Sequence[str], now: datetime) -> SelfTest:
    """Back up, restore beside the database, compare, and note how it went.

    The trial's own backup is encrypted for a key that exists during the trial only: the key that
    opens the real ones is not on this machine. Raises BackupError only if the result can't be
    stored.
    """
    begun = time.monotonic()
    try:
        with explained(settings.DATA), work_folder(settings.DATA) as folder:
            identity = pyrage.x25519.Identity.generate()
            once = [*recipients, str(identity.to_public())]
            made = make_backup(out=folder / f"trial{SUFFIX}", recipients=once, now=now)
            verified = verify(file=made.path, identities=[identity], deep=True)
        passed = not verified.differences
        summary = (
            f"tables={len(made.manifest.tables)} rows={made.manifest.rows} bytes={made.size}"
            f" differences={len(verified.differences)} seconds={time.monotonic() - begun:.1f}"
        )
        if not passed:
            summary += "\n" + "\n".join(verified.differences[:20])
    except BackupError as error:
        passed, summary = False, str(error)
    with explained(settings.DATA):
        return SelfTest.objects.create(
            kind=SelfTest.Kind.BACKUP,
            started=now,
            finished=max(now, timezone.now()),
            passed=passed,
            summary=summary,
        )
