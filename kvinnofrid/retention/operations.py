"""Disposal [gallring]: proposed by one, decided by another, carried out thing by thing, remembered.

All are atomic and logged in the same transaction. What is destroyed is tried again at the moment
of destruction: a new entry or a hold since the decision spares it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from kvinnofrid.access.values import Actor
from kvinnofrid.retention.destruction import destroy_item
from kvinnofrid.retention.models import Disposal, DisposalItem, Hold
from kvinnofrid.retention.outside import record
from kvinnofrid.retention.permissions import may_know, require
from kvinnofrid.retention.queries import Preview as Preview
from kvinnofrid.retention.queries import decided_rules, due_items, preview


class RetentionError(ValueError):
    """A disposal cannot be made as asked; nothing was destroyed."""


class NotDecidedError(RetentionError):
    """The organisation has decided no rules, or none about that."""


class NothingDueError(RetentionError):
    """Nothing is due that is not in a disposal already."""


class WrongStatusError(RetentionError):
    """The disposal has not come so far, or has come further."""


@dataclass(frozen=True, slots=True)
class Carried:
    """How a disposal was carried out: how many were destroyed, spared and gone before."""

    destroyed: int
    spared: int
    gone: int


@transaction.atomic
def preview_as(*, organisation: str, by: Actor, now: datetime) -> Preview | None:
    """What is due, for somebody who may see it; `queries.preview` in the log."""
    require("retention.preview", organisation=organisation, by=by, now=now)
    found = preview(
        organisation,
        today=_day(now),
        seen=lambda concerns, object_id: may_know(
            organisation=organisation, concerns=concerns, object_id=object_id, by=by, now=now
        ),
    )
    record(
        organisation=organisation,
        by=by,
        action="retention.preview",
        object_kind="organisation",
        object_id=organisation,
        now=now,
        details={},
    )
    return found


@transaction.atomic
def propose(*, organisation: str, concerns: str, by: Actor, now: datetime) -> UUID:
    """Propose to destroy everything of a kind that is due today; the disposal's id.

    Raises NotAllowedError, NotDecidedError, NothingDueError.
    """
    require("retention.propose", organisation=organisation, by=by, now=now)
    rules = decided_rules(organisation, on=_day(now))
    rule = next((one for one in rules.rules if one.concerns == concerns), None) if rules else None
    if rules is None or rule is None:
        raise NotDecidedError(
            "Nämnden har inte beslutat någon gallringsregel för detta som gäller i dag. Lägg in"
            " beslutet i katalogen först; ett förslag räcker inte."
        )
    open_ones = DisposalItem.objects.filter(
        disposal__organisation=organisation,
        disposal__concerns=concerns,
        disposal__status__in=[Disposal.Status.PROPOSED, Disposal.Status.APPROVED],
        outcome=DisposalItem.Outcome.WAITING,
    )
    taken = set(open_ones.values_list("object_id", flat=True))
    items = [
        item
        for item in due_items(organisation, rule, today=_day(now))
        if item.object_id not in taken
        and may_know(
            organisation=organisation,
            concerns=concerns,
            object_id=item.object_id,
            by=by,
            now=now,
        )
    ]
    if not items:
        raise NothingDueError("Inget mer är moget att gallra.")
    disposal = Disposal.objects.create(
        organisation=organisation,
        concerns=concerns,
        rules=rules.id,
        version=rules.version,
        rule=rule.id,
        proposed_by=by.id,
        proposed_at=now,
    )
    DisposalItem.objects.bulk_create(
        DisposalItem(disposal=disposal, object_id=item.object_id, due_on=item.due_on)
        for item in items
    )
    _log(disposal, "retention.propose", by, now, count=len(items))
    return disposal.pk


@transaction.atomic
def approve(*, disposal: UUID, by: Actor, now: datetime) -> None:
    """Decide, as another than who proposed it, that a disposal shall be carried out."""
    found = _locked(disposal)
    _decide(found, Disposal.Status.APPROVED, by, now)


@transaction.atomic
def reject(*, disposal: UUID, by: Actor, now: datetime) -> None:
    """Decide, as another than who proposed it, that nothing of a disposal is destroyed."""
    found = _locked(disposal)
    _decide(found, Disposal.Status.REJECTED, by, now)


def carry_out(*, disposal: UUID, by: Actor, now: datetime) -> Carried:
    """Destroy what is still due of an approved disposal, each thing in a transaction of its own.

    May be called again after an interruption: what is done is not done twice. Raises
    NotAllowedError, WrongStatusError, a `keys` error or a TombstoneFileError; what was destroyed
    before it stays destroyed and remembered, the rest waits.
    """
    with transaction.atomic():
        found = _locked(disposal)
        require("retention.carry_out", organisation=found.organisation, by=by, now=now)
        if found.status != Disposal.Status.APPROVED:
            raise WrongStatusError("Gallringen är inte beslutad, eller redan verkställd.")
        _part_off_hidden(found, by, now)
    waiting = found.items.filter(outcome=DisposalItem.Outcome.WAITING).order_by("pk")
    for item in list(waiting.values_list("pk", flat=True)):
        destroy_item(item=item, by=by, today=_day(now), now=now)
    return _finish(disposal, by, now)


@transaction.atomic
def _finish(disposal: UUID, by: Actor, now: datetime) -> Carried:
    found = _locked(disposal)
    outcomes = list(found.items.values_list("outcome", flat=True))
    if found.status == Disposal.Status.APPROVED:
        found.status = Disposal.Status.CARRIED_OUT
        found.carried_out_by, found.carried_out_at = by.id, now
        found.save(update_fields=["status", "carried_out_by", "carried_out_at"])
        _log(found, "retention.carry_out", by, now, count=len(outcomes))
    return Carried(
        destroyed=outcomes.count(DisposalItem.Outcome.DESTROYED),
        spared=outcomes.count(DisposalItem.Outcome.SPARED),
        gone=outcomes.count(DisposalItem.Outcome.GONE),
    )


@transaction.atomic
def place_hold(
    *,
    organisation: str,
    reference: str,
    by: Actor,
    now: datetime,
    concerns: str = "",
    object_id: str = "",
) -> UUID:
    """Let nothing be destroyed from today, of one thing, of a kind or of everything; the hold's id.

    `reference` is a register number or a code, nothing about a person.
    """
    require("retention.hold", organisation=organisation, by=by, now=now)
    hold = Hold.objects.create(
        organisation=organisation,
        concerns=concerns,
        object_id=object_id,
        first=_day(now),
        reference=reference,
        by=by.id,
    )
    _log_hold(hold, "retention.hold", by, now)
    return hold.pk


@transaction.atomic
def lift_hold(*, hold: UUID, by: Actor, now: datetime) -> None:
    """End a hold today. It takes another than who placed it, since it lets things be destroyed."""
    found = Hold.objects.select_for_update().get(pk=hold)
    require(
        "retention.lift_hold",
        organisation=found.organisation,
        by=by,
        now=now,
        proposed_by=found.by,
    )
    if found.until is not None:
        raise WrongStatusError("Bevarandestoppet är redan hävt.")
    found.until, found.lifted_by = _day(now), by.id
    found.save(update_fields=["until", "lifted_by"])
    _log_hold(found, "retention.lift_hold", by, now)


def _decide(disposal: Disposal, status: Disposal.Status, by: Actor, now: datetime) -> None:
    require(
        "retention.approve",
        organisation=disposal.organisation,
        by=by,
        now=now,
        proposed_by=disposal.proposed_by,
    )
    if disposal.status != Disposal.Status.PROPOSED:
        raise WrongStatusError("Gallringen är redan beslutad.")
    _part_off_hidden(disposal, by, now)
    disposal.status, disposal.decided_by, disposal.decided_at = status, by.id, now
    disposal.save(update_fields=["status", "decided_by", "decided_at"])
    verb = "approve" if status == Disposal.Status.APPROVED else "reject"
    _log(disposal, f"retention.{verb}", by, now, count=disposal.items.count())


def _part_off_hidden(disposal: Disposal, by: Actor, now: datetime) -> None:
    """Leave what is blocked for the actor to somebody else, in a disposal of its own.

    To the actor it is as if it had never been there. Raises Disposal.DoesNotExist when all is so.
    """
    waiting = disposal.items.filter(outcome=DisposalItem.Outcome.WAITING)
    hidden = [
        item.pk
        for item in waiting
        if not may_know(
            organisation=disposal.organisation,
            concerns=disposal.concerns,
            object_id=item.object_id,
            by=by,
            now=now,
        )
    ]
    if not hidden:
        return
    if len(hidden) == disposal.items.count():
        raise Disposal.DoesNotExist
    other = Disposal.objects.get(pk=disposal.pk)
    other.pk, other._state.adding = uuid4(), True
    other.save(force_insert=True)
    waiting.filter(pk__in=hidden).update(disposal=other)


def _locked(disposal: UUID) -> Disposal:
    return Disposal.objects.select_for_update().get(pk=disposal)


def _log(disposal: Disposal, action: str, by: Actor, now: datetime, *, count: int) -> None:
    record(
        organisation=disposal.organisation,
        by=by,
        action=action,
        object_kind="disposal",
        object_id=str(disposal.pk),
        now=now,
        details={"rule": disposal.rule, "version": disposal.version, "count": str(count)},
    )


def _log_hold(hold: Hold, action: str, by: Actor, now: datetime) -> None:
    record(
        organisation=hold.organisation,
        by=by,
        action=action,
        object_kind=hold.concerns or "organisation",
        object_id=hold.object_id or hold.organisation,
        now=now,
        details={"subject": str(hold.pk)},
    )


def _day(now: datetime) -> date:
    return now.astimezone(timezone.get_default_timezone()).date()
