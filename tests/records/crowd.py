"""Many who edit the same records at once: what was acknowledged must all be there afterwards."""

import random
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import OperationalError, connection

from kvinnofrid.access.roles import Role
from kvinnofrid.records import operations
from kvinnofrid.records.rules import Conflict, Saved
from tests.records.people import Colleague, colleague, new_case
from tests.records_app.models import Case

EDITORS_PER_RECORD = 5
SECONDS_A_SAVE = 600
TOLD_EVERY = 2
"""Seconds."""


@dataclass
class Editor:
    """Somebody who adds marks to the notes of random records, each mark in a save of its own."""

    who: Colleague
    chance: random.Random
    cases: list[Saved]
    acknowledged: list[tuple[str, str, int]] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def work(self, saves: int) -> None:
        """Add the marks, trying again after each conflict with what was then stored."""
        try:
            for _ in range(saves):
                self._add(self.chance.choice(self.cases).record, f"{uuid.uuid4().hex[:12]};")
        finally:
            connection.close()

    def _add(self, record: str, mark: str) -> None:
        seen: tuple[int, str] | None = None
        until = time.monotonic() + SECONDS_A_SAVE
        while time.monotonic() < until:
            try:
                seen = seen or self._read(record)
                answer = self._save(record, seen, mark)
            except OperationalError:  # the database was busy: nothing was acknowledged
                self.counted["busy"] += 1
                continue
            if isinstance(answer, Saved):
                self.acknowledged.append((record, mark, answer.version))
                return
            self.counted["conflicts"] += 1
            seen = (answer.version, answer.differences[0].stored)
        raise RuntimeError(f"a save to {record} did not come through in {SECONDS_A_SAVE} s")

    def _read(self, record: str) -> tuple[int, str]:
        reading = operations.read(
            model=Case, public_id=record, by=self.who.actor, now=datetime.now(UTC)
        )
        return reading.version, reading.values["notes"]

    def _save(self, record: str, seen: tuple[int, str], mark: str) -> Saved | Conflict:
        return operations.write(
            model=Case,
            public_id=record,
            version=seen[0],
            change=operations.Change({"notes": seen[1] + mark}),
            by=self.who.actor,
            now=datetime.now(UTC),
            idempotency_key=mark + uuid.uuid4().hex,
        )


def run(editors: int, saves: int, chance: random.Random) -> Iterator[str]:
    """Let them work, and say how far they have come; then each save that was lost or done twice.

    The last line has the counts.
    """
    boss = colleague("Cleo Chef", Role.UNIT_MANAGER)
    empty = operations.Change({"notes": ""})
    cases = [
        new_case(boss, key=f"case-{n}", change=empty)
        for n in range(max(2, editors // EDITORS_PER_RECORD))
    ]
    crew = [
        Editor(
            colleague(f"Ed {n}", Role.UNIT_MANAGER), random.Random(chance.getrandbits(64)), cases
        )
        for n in range(editors)
    ]
    connection.close()
    with ThreadPoolExecutor(editors) as pool:
        work = [pool.submit(editor.work, saves) for editor in crew]
        while wait(work, timeout=TOLD_EVERY).not_done:
            yield f"done {sum(len(editor.acknowledged) for editor in crew)}"
    for one in work:
        one.result()
    yield from lost(crew, cases, boss)
    counted = sum((editor.counted for editor in crew), Counter[str]())
    done = sum(len(editor.acknowledged) for editor in crew)
    yield f"counts saves={done} conflicts={counted['conflicts']} busy={counted['busy']}"


def lost(crew: list[Editor], cases: list[Saved], boss: Colleague) -> Iterator[str]:
    """What was acknowledged but is not there once, and versions that were given twice."""
    saved = [one for editor in crew for one in editor.acknowledged]
    for case in cases:
        reading = operations.read(
            model=Case, public_id=case.record, by=boss.actor, now=datetime.now(UTC)
        )
        marks = [mark for record, mark, _ in saved if record == case.record]
        versions = {version for record, _, version in saved if record == case.record}
        for mark in marks:
            times = reading.values["notes"].count(mark)
            if times != 1:
                yield f"failure {mark} is in {case.record} {times} times"
        if len(versions) != len(marks) or reading.version != 1 + len(marks):
            yield f"failure {case.record} has version {reading.version} after {len(marks)} saves"
