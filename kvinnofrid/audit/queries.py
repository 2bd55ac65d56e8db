"""What is asked of the log. Reading it for a person goes by `operations`, which log the reading."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from kvinnofrid.audit.models import AuditEvent, ReviewBatch, ReviewCase, SignedHead
from kvinnofrid.audit.review_rules import LoggedEvent, ReviewOutcome


def events_of_period(
    organisation: str, *, first: datetime, until: datetime
) -> Iterator[LoggedEvent]:
    """An organisation's events from a moment up to, not including, another, in order."""
    found = AuditEvent.objects.filter(organisation=organisation, at__gte=first, at__lt=until)
    return (_logged(event) for event in found.order_by("number").iterator(chunk_size=5000))


def events_of_object(organisation: str, *, object_kind: str, object_id: str) -> list[LoggedEvent]:
    """Everything that was done, or refused, with one object, in order."""
    found = AuditEvent.objects.filter(
        organisation=organisation, object_kind=object_kind, object_id=object_id
    )
    return [_logged(event) for event in found.order_by("number")]


def events_around(organisation: str, *, number: int, each_way: int = 10) -> list[LoggedEvent]:
    """An event and what the same actor did just before and after it, in order; empty if unknown."""
    chain = AuditEvent.objects.filter(organisation=organisation)
    event = chain.filter(number=number).first()
    if event is None:
        return []
    same = chain.filter(actor=event.actor)
    before = same.filter(number__lt=number).order_by("-number")[:each_way]
    after = same.filter(number__gt=number).order_by("number")[:each_way]
    return [_logged(one) for one in (*reversed(before), event, *after)]


def cases(organisation: str, *, batch: int | None = None) -> list[ReviewCase]:
    """The cases of an organisation's reviews, or of one, with their events, in order."""
    found = ReviewCase.objects.filter(organisation=organisation)
    if batch is not None:
        found = found.filter(batch=batch)
    return list(found.select_related("event", "batch").order_by("batch", "event__number"))


def logged_event(case: ReviewCase) -> LoggedEvent:
    """The event of a case as a reviewer reads it."""
    return _logged(case.event)


def batches(organisation: str) -> list[ReviewBatch]:
    """The reviews of an organisation, newest first."""
    return list(ReviewBatch.objects.filter(organisation=organisation).order_by("-first", "-id"))


def outcomes(organisation: str) -> dict[int, dict[ReviewOutcome, int]]:
    """How many cases of each review ended in what, by the review's id; none is left out as 0."""
    counted = (
        ReviewCase.objects.filter(organisation=organisation)
        .order_by()
        .values_list("batch", "outcome")
        .annotate(Count("id"))
    )
    found: dict[int, dict[ReviewOutcome, int]] = {}
    for batch, outcome, count in counted:
        found.setdefault(batch, dict.fromkeys(ReviewOutcome, 0))[ReviewOutcome(outcome)] = count
    return found


def last_acknowledged() -> datetime | None:
    """When the outside receiver last took a signed head; None if it never has."""
    found = SignedHead.objects.exclude(acknowledged=None).order_by("-acknowledged")
    return found.values_list("acknowledged", flat=True).first()


def waiting_heads() -> int:
    """How many signed heads the outside receiver has not taken yet."""
    return SignedHead.objects.filter(acknowledged=None).count()


def _logged(event: AuditEvent) -> LoggedEvent:
    return LoggedEvent(
        id=event.pk,
        organisation=event.organisation,
        number=event.number,
        at=event.at,
        actor=event.actor,
        action=event.action,
        object_kind=event.object_kind,
        object_id=event.object_id,
        outcome=event.outcome,
        details=json.loads(event.details),
    )
