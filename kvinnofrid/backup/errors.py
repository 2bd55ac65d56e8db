"""What can go wrong with a backup, told in Swedish and English: what, where and what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError

from kvinnofrid.command import CommandError

TEXTS: dict[str, tuple[str, str]] = {
    "no-database": (
        "Det finns ingen databas att säkerhetskopiera i {where}. Starta systemet en gång, eller "
        "peka ut rätt datamapp med --data eller KV_DATA.",
        "There is no database to back up in {where}. Start the system once, or point out the "
        "right data folder with --data or KV_DATA.",
    ),
    "disk-full": (
        "Det gick inte att skriva i {where}: disken är full eller filen blev större än den får. "
        "Frigör plats, eller välj en annan disk med --out. Inget halvfärdigt är kvar.",
        "Could not write in {where}: the disk is full, or the file grew larger than it may. Make "
        "room, or choose another disk with --out. Nothing half-done is left.",
    ),
    "cannot-write": (
        "Det gick inte att läsa eller skriva i {where}: {why}. Inget halvfärdigt är kvar.",
        "Could not read or write in {where}: {why}. Nothing half-done is left.",
    ),
    "exists": (
        "{where} finns redan och skrivs inte över. Välj ett annat namn.",
        "{where} is there already and is not written over. Choose another name.",
    ),
    "database": (
        "Databasen svarade inte som den skulle: {why}. Inget har ändrats.",
        "The database did not answer as it should: {why}. Nothing has been changed.",
    ),
    "unsound": (
        "Databasen är inte hel, och en säkerhetskopia av den vore det inte heller: {why}. "
        "Återställ från den senaste kopian som är hel.",
        "The database is not sound, nor would a backup of it be: {why}. Restore the latest "
        "backup that is.",
    ),
    "no-recipients": (
        "Ingen öppen nyckel att kryptera till finns i {where}. Gör ett nyckelpar på en annan "
        "dator med ./kv backup-key new --out FIL, och skriv den öppna nyckeln på en rad i filen.",
        "There is no public key to encrypt for in {where}. Make a pair of keys on another "
        "machine with ./kv backup-key new --out FILE, and write the public key on a line there.",
    ),
    "bad-recipient": (
        "”{what}” i {where} är ingen öppen nyckel; den ska börja med age1.",
        '"{what}" in {where} is no public key; it begins with age1.',
    ),
    "development-key": (
        "Den öppna nyckeln i {where} gjordes för prov på den här datorn och får inte användas i "
        "drift. Gör ett nyckelpar på en annan dator med ./kv backup-key new --out FIL.",
        "The public key in {where} was made for trials on this machine and may not be used in "
        "production. Make a pair on another machine with ./kv backup-key new --out FILE.",
    ),
    "bad-key": (
        "{where} innehåller ingen hemlig nyckel (en rad som börjar med AGE-SECRET-KEY-1).",
        "{where} holds no secret key (a line that begins with AGE-SECRET-KEY-1).",
    ),
    "wrong-key": (
        "Nyckeln passar inte till {where}. Kopian är krypterad till en annan nyckel, eller skadad "
        "i sin början.",
        "The key does not fit {where}. The backup is encrypted for another key, or damaged in its "
        "beginning.",
    ),
    "not-a-backup": (
        "{where} är ingen säkerhetskopia från Kvinnofrid.",
        "{where} is not a backup from Kvinnofrid.",
    ),
    "damaged": (
        "{where} är skadad eller avkortad ({why}). Använd en annan kopia.",
        "{where} is damaged or cut short ({why}). Use another backup.",
    ),
    "newer": (
        "{where} är gjord av en nyare version av programmet än den här ({why}). Uppgradera "
        "programmet först.",
        "{where} was made by a later version of the program than this one ({why}). Upgrade the "
        "program first.",
    ),
    "other-kind": (
        "{where} är en kopia av {kind}, men databasen här är {here}. Ange en mapp (SQLite) eller "
        "en adress som börjar med postgresql:// med --into, eller med KV_DATABASE_URL.",
        "{where} is a backup of {kind}, but the database here is {here}. Give a folder (SQLite) "
        "or an address that begins with postgresql:// with --into, or KV_DATABASE_URL.",
    ),
    "not-empty": (
        "Databasen i {where} är inte tom. Med --yes ersätts den, sedan en säkerhetskopia av den "
        "har gjorts; stoppa servern först.",
        "The database in {where} is not empty. With --yes it is replaced, after a backup of it "
        "has been made; stop the server first.",
    ),
    "differs": (
        "Det som kom ut ur {where} är inte det som gick in: {why}. Inget har ändrats; använd en "
        "annan kopia.",
        "What came out of {where} is not what went in: {why}. Nothing has been changed; use "
        "another backup.",
    ),
    "extension": (
        "Tillägget {what} ligger i schemat som ska bytas ut. Flytta det till ett eget schema "
        "(ALTER EXTENSION … SET SCHEMA …), eller återställ i en tom databas med --into.",
        "The extension {what} lies in the schema that is to be replaced. Move it to a schema of "
        "its own (ALTER EXTENSION … SET SCHEMA …), or restore into an empty database with --into.",
    ),
    "in-use": (
        "Databasen används och kunde inte bytas ut. Stoppa servern och försök igen.",
        "The database is in use and could not be replaced. Stop the server and try again.",
    ),
    "after-restore": (
        "Det som förstörts sedan kopian gjordes kunde inte förstöras på nytt ({why}). Databasen "
        "är därför inte utbytt.",
        "What was destroyed since the backup was made could not be destroyed anew ({why}). "
        "Therefore the database has not been replaced.",
    ),
}

FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
FULL_SQLITE = ("database or disk is full", "disk i/o error")


class BackupError(CommandError):
    """Something could not be done; `key` is the entry in `TEXTS`."""

    def __init__(self, key: str, **about: object) -> None:
        self.key = key
        self.about = about
        super().__init__(self.in_language("sv"))

    def in_language(self, language: str) -> str:
        """The same in Swedish or English."""
        return TEXTS[self.key][language == "en"].format(**self.about)


@contextmanager
def explained(where: object) -> Iterator[None]:
    """Turn what the disk and the database say inside into a BackupError."""
    try:
        yield
    except (sqlite3.Error, DatabaseError) as error:
        said = str(error).lower()
        if isinstance(error, sqlite3.OperationalError | OperationalError) and said in FULL_SQLITE:
            raise BackupError("disk-full", where=where) from error
        raise BackupError("database", why=str(error).strip()) from error
    except OSError as error:
        if error.errno in FULL:
            raise BackupError("disk-full", where=where) from error
        raise BackupError("cannot-write", where=where, why=error.strerror or error) from error
