"""A record that goes to another unit, and two records that turn out to be of one person."""

from collections.abc import Callable
from datetime import datetime

from kvinnofrid.access.policy import ZONE
from kvinnofrid.accounts.models import Unit
from kvinnofrid.records import queries
from kvinnofrid.records.models import Assignment, Block
from kvinnofrid.records.operations.folders import Folder, T
from kvinnofrid.records.operations.guarded import Asked, Done, log, on_record
from kvinnofrid.records.permissions import Found, R, RecordMissing, demand_of, get_record


class NoSuchUnitError(ValueError):
    """A record can only go to another open unit of its own organisation."""


def move_to(folder: Folder[R], unit: Unit, *, by: str, now: datetime) -> None:
    """Let the record be of another unit. Blocks and protection stay; whoever had it has it no more.

    Raises NoSuchUnitError.
    """
    record = folder.record
    today = now.astimezone(ZONE).date()
    ended = unit.valid_to is not None and unit.valid_to <= today
    if unit.organisation_id != record.organisation_id or unit.pk == record.unit_id or ended:
        raise NoSuchUnitError
    record.unit_id = unit.pk
    folder.store("unit")
    Assignment.objects.filter(record=record.pk, ended_at__isnull=True).update(
        ended_at=now, ended_by=by
    )


def on_both(
    asked: Asked[R], other_id: object, work: Callable[[Folder[R], Folder[R]], Done[T]]
) -> T:
    """Do work on two records if the policy allows it of both; a line in the log for each."""

    def both(found: Found[R]) -> Done[T]:
        other = get_record(asked.model, other_id, lock=True)
        if other is None or other.pk == found.record.pk:
            raise RecordMissing
        actor = queries.with_openings(asked.by, now=asked.now)
        second = demand_of(other, actor=actor, action=asked.action, now=asked.now)
        done = work(Folder(found), Folder(second))
        log(asked, other, outcome="allowed", details=done.details)
        return done

    return on_record(asked, both, lock=True, together_with=other_id)


def take_over_guards(keep: Folder[R], gone: Folder[R], *, by: str, now: datetime) -> None:
    """Let whoever is blocked from the one be blocked from the other, and who has it have it."""
    kept = {(one.user_id, bytes(one.token or b"")) for one in queries.active_blocks(keep.record.pk)}
    for block in queries.active_blocks(gone.record.pk):
        if (block.user_id, bytes(block.token or b"")) not in kept:
            Block.objects.create(
                organisation_id=keep.record.organisation_id,
                record=keep.record.pk,
                user_id=block.user_id,
                token=block.token,
                reason=block.reason,
                by_id=block.by_id,
                at=block.at,
            )
    for held in Assignment.objects.filter(record=gone.record.pk, ended_at__isnull=True):
        whom = {"user": held.user} if held.user else {"team": held.team}
        Assignment.objects.get_or_create(
            record=keep.record.pk,
            ended_at=None,
            **whom,
            defaults={"organisation_id": keep.record.organisation_id, "by_id": by, "at": now},
        )
