"""Deciding on a release as another person: rejected, or numbered, frozen and signed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit.operations import seal
from kvinnofrid.catalogue import Text, load_shipped
from kvinnofrid.releases import queries, snapshots
from kvinnofrid.releases.models import Release, ReleaseLine
from kvinnofrid.releases.operations.shared import APPROVE, ReleaseError, find, log, place_of
from kvinnofrid.releases.rules import not_before, signed_message

Status = Release.Status
ALREADY = Text(
    sv="Någon har redan beslutat om utgåvan.", en="Somebody has decided on the release already."
)
NOT_READY = Text(
    sv="Utgåvan är inte färdig att besluta om.", en="The release is not ready to be decided on."
)
OUTRUN = Text(
    sv="En annan utgåva har godkänts sedan den här gjordes, och de två är inte prövade mot"
    " varandra. Gör om förslaget.",
    en="Another release has been approved since this one was made, and the two are not tried"
    " against each other. Propose it anew.",
)
OTHER_CATALOGUE = Text(
    sv="Katalogen har ändrats sedan utgåvan gjordes. Gör om förslaget.",
    en="The catalogue has changed since the release was made. Propose it anew.",
)
STOPPED = Text(
    sv="En kontroll stoppar utgåvan. Se vad den säger, och gör om förslaget.",
    en="A check stops the release. See what it says, and propose it anew.",
)
BROKEN = Text(
    sv="Det som är sparat är inte det som gjordes. Gör om förslaget.",
    en="What is stored is not what was made. Propose it anew.",
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of it: the number of an approved release, None for a rejected one."""

    number: int | None


def decide_on(*, release: UUID, yes: bool, by: Actor, now: datetime) -> Decided:
    """Approve or reject, as another person than who proposed it.

    An approved one gets the next number, is signed together with the digest of the one before it,
    and is read by everybody when its embargo is over. One approval waits for another, so that
    each release is tried against all before it. Raises DeniedError, NoSuchReleaseError and
    ReleaseError; a key that signs and cannot be read is a CommandError.
    """
    with transaction.atomic():
        line, _ = ReleaseLine.objects.select_for_update().get_or_create(pk=1)
        row = find(release, lock=True)
        demand(by, APPROVE, place_of(row, now), now=now)
        if row.status in {Status.APPROVED, Status.REJECTED}:
            raise ReleaseError(ALREADY)
        if row.status != Status.PROPOSED:
            raise ReleaseError(NOT_READY)
        row.decided_by_id = UUID(by.id)
        row.decided_at = not_before(now, row.proposed_at, line.last_at)
        if yes:
            _try(row)
            row.publish_at = not_before(row.publish_at, row.decided_at)
            number_and_sign(row, line)
        else:
            row.status = Status.REJECTED
        row.save()
        log(row, APPROVE, by, now, str(row.status), **_which(row))
        transaction.on_commit(lambda: snapshots.remove(row.pk))
    return Decided(row.number)


def _try(row: Release) -> None:
    """Everything that may have changed since it was made; raises ReleaseError."""
    if row.against != approved(synthetic=row.synthetic):
        raise ReleaseError(OUTRUN)
    if row.catalogue != load_shipped().digest:
        raise ReleaseError(OTHER_CATALOGUE)
    if any(one["stops"] for one in row.checks):
        raise ReleaseError(STOPPED)
    try:
        for table in queries.tables_of(row).values():
            del table
    except queries.BrokenReleaseError:
        raise ReleaseError(BROKEN) from None
    try:
        snapshots.prove(row.pk, row.attempt, row.made_from)
    except snapshots.WrongSnapshotError as error:
        raise ReleaseError(error.text) from None
    older = row.supersedes
    if older is not None and older.superseding.filter(status=Status.APPROVED).exists():
        raise ReleaseError(
            Text(
                sv=f"Utgåva {older.number} har redan ersatts av en annan.",
                en=f"Release {older.number} has been superseded by another already.",
            )
        )


def approved(*, synthetic: bool) -> list[list[object]]:
    """Number and digest of every approved release, in order: what a new one is tried against."""
    found = Release.objects.filter(status=Status.APPROVED, synthetic=synthetic).order_by("number")
    return [[number, digest] for number, digest in found.values_list("number", "digest")]


def number_and_sign(row: Release, line: ReleaseLine) -> None:
    """Give it the next number, freeze and sign it; the caller holds the line and saves the row."""
    row.status, row.number = Status.APPROVED, line.last_number + 1
    row.digest = queries.frozen_of(row).digest
    made = seal(signed_message(row.digest))
    row.signature, row.public_key = made.signature, made.public_key
    line.last_number, line.last_digest, line.last_at = row.number, row.digest, row.decided_at
    line.save()


def _which(row: Release) -> dict[str, str]:
    if row.number is None:
        return {}
    return {"export_id": str(row.number), "subject": row.digest}
