"""A disk that becomes full while records are saved: a clear no, nothing lost, pages still come.

The data folder lies on a small disk in memory that only this process and its children see.
"""

import os
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.audit.verification import stored_faults
from tests.accounts.people import sign_in
from tests.records.people import Colleague, colleague, new_case, row

MOST_LEFT = 200_000
LONGEST_TEXT = 40_000
MOST_SAVES = 200


@dataclass
class Trial:
    """One who saves to one record until the disk is full."""

    who: Colleague
    record: str
    client: Client
    chance: random.Random
    version: int = 1
    notes: str = ""

    def save(self, key: str, notes: str) -> Any:
        """A save to the version that was last acknowledged."""
        asked = {"version": str(self.version), "notes": notes, "key": key}
        response = self.client.post(f"/akter/{self.record}/spara/", asked)
        if response.status_code == 302:
            self.version += 1
            self.notes = notes
        return response

    def run(self) -> Iterator[str]:
        """Fill the disk, save until there is no room, and free it: what was wrong."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ballast = Path(settings.DATA) / "ballast"
        _fill(ballast, self.chance.randrange(MOST_LEFT))
        key, notes = "", ""
        try:
            for _ in range(MOST_SAVES):
                key = uuid.UUID(int=self.chance.getrandbits(128)).hex
                notes = self.chance.choice("abcå") * self.chance.randrange(1, LONGEST_TEXT)
                refused = self.save(key, notes)
                if refused.status_code != 302:
                    break
            else:
                yield "the disk never became full"
                return
            yield from _unclear(refused)
            yield from self.read_meanwhile()
        finally:
            ballast.unlink()
        yield from self.look_after(key, notes)

    def read_meanwhile(self) -> Iterator[str]:
        """What is open to all is still read; a record is read and logged, or not at all."""
        if Client(raise_request_exception=False).get("/omraden/").status_code != 200:
            yield "a public page did not come while the disk was full"
        logged = AuditEvent.objects.count()
        page = self.client.get(f"/akter/{self.record}/")
        if page.status_code == 200:
            if AuditEvent.objects.count() == logged:
                yield "a record was read and not logged"
        else:
            yield from _unclear(page)

    def look_after(self, key: str, notes: str) -> Iterator[str]:
        """Nothing acknowledged is lost, the base is whole, and the same save now goes through."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            said = cursor.fetchone()[0]
        if said != "ok":
            yield f"the database is damaged: {said}"
        yield from stored_faults()
        found = row(_Named(self.record))  # type: ignore[arg-type]
        if found.version != self.version:
            yield f"version {found.version} is stored, {self.version} was acknowledged"
        if self.notes and self.notes not in self.client.get(f"/akter/{self.record}/").text:
            yield "what was acknowledged is not there"
        if self.save(key, notes).status_code != 302:
            yield "the save does not go through when there is room again"


@dataclass(frozen=True)
class _Named:
    record: str


def trials(n: int, seed: int) -> Iterator[list[str]]:
    """Fill the disk n times; for each, what was wrong."""
    chance = random.Random(seed)
    for number in range(n):
        who = colleague(f"Asta {seed}-{number}")
        client = Client(raise_request_exception=False)
        sign_in(client, who.user)
        case = new_case(who, key=f"{number}")
        yield list(Trial(who, case.record, client, chance).run())


def _fill(ballast: Path, left: int) -> None:
    """Take all room on the disk but so many bytes."""
    free = os.statvfs(ballast.parent)
    whole = free.f_bavail * free.f_frsize - left
    with ballast.open("wb") as file:
        while whole > 0:
            whole -= file.write(b"\0" * min(whole, 65_536))


def _unclear(response: Any) -> Iterator[str]:
    if response.status_code != 503:
        yield f"a full disk was answered with {response.status_code}"
    elif "inte sparat" not in response.text and "Nyckeltjänsten" not in response.text:
        yield "the answer does not say that nothing was saved"
