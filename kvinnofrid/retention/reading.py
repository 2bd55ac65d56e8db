"""What is read of disposals for somebody: each is asked of the policy and logged.

What is blocked for whoever reads is not there, in lists and in counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kvinnofrid.access.values import Actor
from kvinnofrid.catalogue import RetentionRule
from kvinnofrid.retention.kinds import retained_kinds
from kvinnofrid.retention.models import Disposal, DisposalItem, Hold, Tombstone
from kvinnofrid.retention.operations import preview_as
from kvinnofrid.retention.outside import record
from kvinnofrid.retention.permissions import may_know, require
from kvinnofrid.retention.queries import (
    DueItem,
    Preview,
    RulePreview,
    decided_rules,
    disposals,
    due_items,
)

TOMBSTONES_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ReadDisposal:
    """A disposal with those of its items that the reader may know of."""

    disposal: Disposal
    items: Sequence[DisposalItem]


@dataclass(frozen=True, slots=True)
class Overview:
    """The rules and what they would do, the disposals and the holds."""

    preview: Preview | None
    disposals: Sequence[ReadDisposal]
    holds: Sequence[Hold]


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule, what it would do, and what is due by it that is in no open disposal."""

    rule: RetentionRule
    decided: bool
    row: RulePreview
    due: Sequence[DueItem]


@transaction.atomic
def overview(*, organisation: str, by: Actor, now: datetime) -> Overview:
    """Everything about disposal in an organisation, in figures."""
    seen = preview_as(organisation=organisation, by=by, now=now)
    read = (_readable(one, by, now) for one in disposals(organisation))
    holds = Hold.objects.filter(organisation=organisation).order_by("-first", "pk")
    return Overview(
        seen,
        [one for one in read if one is not None],
        [hold for hold in holds if _may_know_hold(hold, by, now)],
    )


@transaction.atomic
def read_rule(*, organisation: str, rule: str, by: Actor, now: datetime) -> ReadRule | None:
    """A rule of those that hold, or of the proposal; None when there is none of that id."""
    seen = preview_as(organisation=organisation, by=by, now=now)
    row = next((one for one in seen.rows if one.rule.id == rule), None) if seen else None
    if seen is None or row is None:
        return None
    found: list[DueItem] = []
    if row.known and decided_rules(organisation, on=_day(now)) is not None:
        open_ones = _open_items(organisation, row.rule.concerns)
        found = [
            item
            for item in due_items(organisation, row.rule, today=_day(now))
            if item.object_id not in open_ones
            and _may_know(organisation, row.rule.concerns, item.object_id, by, now)
        ]
    return ReadRule(row.rule, seen.decided, row, found)


@transaction.atomic
def read_disposal(
    *, organisation: str, disposal: UUID, by: Actor, now: datetime
) -> ReadDisposal | None:
    """A disposal of the organisation; None when there is none that the reader may know of."""
    require("retention.preview", organisation=organisation, by=by, now=now)
    found = Disposal.objects.filter(organisation=organisation, pk=disposal).first()
    read = None if found is None else _readable(found, by, now)
    if read is None:
        return None
    record(
        organisation=organisation,
        by=by,
        action="retention.preview",
        object_kind="disposal",
        object_id=str(disposal),
        now=now,
        details={},
    )
    return read


@transaction.atomic
def read_tombstones(*, organisation: str, by: Actor, now: datetime) -> list[Tombstone]:
    """What remains of what was destroyed, the latest first."""
    require("retention.preview", organisation=organisation, by=by, now=now)
    record(
        organisation=organisation,
        by=by,
        action="retention.preview",
        object_kind="organisation",
        object_id=organisation,
        now=now,
        details={},
    )
    stones = Tombstone.objects.filter(organisation=organisation).order_by("-destroyed_at", "-pk")
    return list(stones[:TOMBSTONES_SHOWN])


def _readable(disposal: Disposal, by: Actor, now: datetime) -> ReadDisposal | None:
    """A disposal without what is hidden; None when nothing of it is left."""
    every = list(disposal.items.order_by("due_on", "pk"))
    shown = [
        item
        for item in every
        if item.outcome != DisposalItem.Outcome.WAITING
        or _may_know(disposal.organisation, disposal.concerns, item.object_id, by, now)
    ]
    return None if every and not shown else ReadDisposal(disposal, shown)


def _may_know(organisation: str, concerns: str, object_id: str, by: Actor, now: datetime) -> bool:
    return concerns not in retained_kinds() or may_know(
        organisation=organisation, concerns=concerns, object_id=object_id, by=by, now=now
    )


def _may_know_hold(hold: Hold, by: Actor, now: datetime) -> bool:
    return not hold.object_id or _may_know(
        hold.organisation, hold.concerns, hold.object_id, by, now
    )


def _open_items(organisation: str, concerns: str) -> set[str]:
    items = DisposalItem.objects.filter(
        disposal__organisation=organisation,
        disposal__concerns=concerns,
        disposal__status__in=[Disposal.Status.PROPOSED, Disposal.Status.APPROVED],
        outcome=DisposalItem.Outcome.WAITING,
    )
    return set(items.values_list("object_id", flat=True))


def _day(now: datetime) -> date:
    return now.astimezone(timezone.get_default_timezone()).date()
