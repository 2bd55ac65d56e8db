"""The making of a release as it goes on beside the pages: begun, begun again, broken off.

It is done in a process of its own, which a restart of the server leaves in peace. It gives a sign
of life now and then; when it has none left to give it is begun again.
"""

import os
import subprocess
import sys
from datetime import datetime
from threading import Thread
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kvinnofrid.access.values import OPERATOR, Actor, Organisation
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.catalogue import Text, load_shipped
from kvinnofrid.releases import snapshots
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations.deciding import approved
from kvinnofrid.releases.operations.shared import PROPOSE, ReleaseError, find, log, nation
from kvinnofrid.releases.rules import MOST_ATTEMPTS, Step, silent

Status = Release.Status
NOT_MAKING = Text(
    sv="Utgåvan görs inte längre, så det finns inget att avbryta. Läs in sidan igen.",
    en="The release is not being made any more, so there is nothing to break off. Load the page"
    " again.",
)
NOT_AGAIN = Text(
    sv="Den här utgåvan behöver inte göras om: den görs, väntar på beslut eller är beslutad.",
    en="This release need not be made again: it is being made, waits for a decision or has one.",
)
BROKEN_OFF = Text(
    sv="Någon avbröt arbetet. Inget av det sparades.",
    en="Somebody broke the work off. Nothing of it was kept.",
)
TIRED = Text(
    sv=f"Arbetet har stannat {MOST_ATTEMPTS} gånger utan att säga varför, senast i det steg som"
    " visas. Servern kan ha startats om eller minnet ha tagit slut. Fråga driften, och gör om.",
    en=f"The work has stopped {MOST_ATTEMPTS} times without saying why, the last time at the step"
    " that is shown. The server may have been restarted, or memory have run out. Ask whoever runs"
    " it, and make it again.",
)


def start_making(release: UUID) -> None:
    """Begin to make a proposed release in a process of its own, which goes on by itself."""
    words = ["release", "make", str(release), "--attempt", str(attempt_of(release))]
    process = subprocess.Popen(  # noqa: S603 - a fixed command of our own
        [sys.executable, "-m", "kvinnofrid", *words],
        cwd=settings.PROJECT,
        env=os.environ | {"KV_DATA": str(settings.DATA)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    Thread(target=process.wait, daemon=True).start()


def attempt_of(release: UUID) -> int:
    """Which attempt to make a release is the latest. Raises NoSuchReleaseError."""
    return find(release).attempt


def alive(*, release: UUID, attempt: int, now: datetime) -> bool:
    """Note a sign of life of an attempt; False when it has been broken off or begun again."""
    going_on = Release.objects.filter(pk=release, attempt=attempt, status=Status.MAKING)
    return bool(going_on.update(told_at=now))


@transaction.atomic
def break_off(*, release: UUID, by: Actor, now: datetime) -> None:
    """Break off the making. The process notices, and stops. Raises ReleaseError."""
    demand(by, PROPOSE, Organisation(nation(now)), now=now)
    row = find(release, lock=True)
    if row.status != Status.MAKING:
        raise ReleaseError(NOT_MAKING)
    give_up(row, BROKEN_OFF, now)
    log(row, PROPOSE, by, now, "broken-off")


@transaction.atomic
def make_again(*, release: UUID, by: Actor, now: datetime) -> None:
    """Let a release be made anew: its making failed or fell silent, or others have come between.

    Facts are read anew. Whoever asks for it has proposed it, so that another decides. The caller
    starts the making when this is stored. Raises ReleaseError.
    """
    demand(by, PROPOSE, Organisation(nation(now)), now=now)
    row = find(release, lock=True)
    if not may_be_made_again(row, now=now):
        raise ReleaseError(NOT_AGAIN)
    row.proposed_by_id, row.proposed_at = UUID(by.id), now
    row.catalogue = load_shipped().digest
    _begin(row, now)
    log(row, PROPOSE, by, now, "begun-again")


def may_be_made_again(row: Release, *, now: datetime) -> bool:
    """Whether the making has ended without anything to decide on that can still be approved."""
    if row.status == Status.MAKING:
        return silent(row.told_at, now)
    if row.status == Status.PROPOSED:
        outrun = row.against != approved(synthetic=row.synthetic)
        return outrun or row.catalogue != load_shipped().digest
    return row.status == Status.FAILED


def _begin(row: Release, now: datetime) -> None:
    row.tables.all().delete()
    row.status, row.step, row.told, row.told_en = Status.MAKING, Step.WAITING, "", ""
    row.begun_at = row.told_at = now
    before, row.attempt = row.attempt, row.attempt + 1
    row.checks, row.against, row.made_from, row.method = [], [], {}, {}
    row.save()
    transaction.on_commit(lambda: snapshots.remove(row.pk, before))


def give_up(row: Release, why: Text, now: datetime) -> None:
    """Note that a making came to nothing, and why; its snapshot goes with it."""
    row.status, row.told, row.told_en, row.told_at = Status.FAILED, why.sv, why.en, now
    row.save(update_fields=["status", "told", "told_en", "told_at"])
    transaction.on_commit(lambda: snapshots.remove(row.pk))


def revive(*, now: datetime) -> int:
    """Begin again what has fallen silent; give up what has done so too often. How many begun."""
    begun = 0
    for pk in Release.objects.filter(status=Status.MAKING).values_list("pk", flat=True):
        with transaction.atomic():
            row = find(pk, lock=True)
            if row.status != Status.MAKING or not silent(row.told_at, now):
                continue
            if row.attempt >= MOST_ATTEMPTS:
                give_up(row, TIRED, now)
                log(row, PROPOSE, OPERATOR, now, "given-up")
                continue
            _begin(row, now)
            log(row, PROPOSE, OPERATOR, now, "begun-again")
        start_making(pk)
        begun += 1
    return begun
