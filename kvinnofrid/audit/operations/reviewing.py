"""Looking at the log: every look is itself an event, and every outcome is kept with its reason."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kvinnofrid.audit import queries
from kvinnofrid.audit.models import ReviewBatch, ReviewCase
from kvinnofrid.audit.operations.recording import record
from kvinnofrid.audit.review_rules import (
    LARGEST_SAMPLE,
    LONGEST_NOTE,
    SAMPLE,
    TRANSITIONS,
    LoggedEvent,
    ReviewOutcome,
    draw,
    reasons,
)
from kvinnofrid.audit.rules import Outcome


class ReviewError(ValueError):
    """A review that cannot be done as asked. The text is for the reader."""


class OwnEventError(ReviewError):
    """Somebody was to judge what they did themselves."""

    def __init__(self) -> None:
        super().__init__(_("Ingen granskar sina egna händelser. Be en annan granskare."))


def _everything(_event: LoggedEvent) -> bool:
    return True


@transaction.atomic
def make_batch(
    *,
    organisation: str,
    first: datetime,
    until: datetime,
    sample: int,
    seed: str,
    by: str,
    now: datetime,
    shown: queries.Shown = _everything,
) -> ReviewBatch:
    """Choose what to look at in a period: all that a rule holds for, and a random sample.

    What is not `shown` to whoever chooses is chosen for other reviewers, beside the sample's size:
    who asked for twenty sees twenty.

    `seed` is drawn anew by the caller for each review and kept, so that the sample can be drawn
    again but not foreseen. Raises ReviewError for a period that is empty or not yet over.
    """
    if not first < until:
        raise ReviewError(_("Perioden ska sluta efter att den börjar."))
    if until > now:
        raise ReviewError(_("Perioden är inte slut. Granska till och med i dag."))
    if not 0 <= sample <= LARGEST_SAMPLE:
        raise ReviewError(
            _("Stickprovet ska vara mellan 0 och %(most)s.") % {"most": LARGEST_SAMPLE}
        )
    chosen: dict[int, list[str]] = {}
    read = 0

    def looked_at() -> Iterator[LoggedEvent]:
        nonlocal read
        period = queries.events_of_period(organisation, first=first, until=until)
        for event, codes in reasons(period):
            read += 1
            if codes:
                chosen[event.id] = list(codes)
            yield event

    events = looked_at()
    drawn = draw(events, seed=seed, size=sample, counted=shown)
    deque(events, maxlen=0)  # the rules see every event, also when none is drawn
    for event in drawn:
        chosen.setdefault(event.id, []).append(SAMPLE)
    batch = ReviewBatch.objects.create(
        organisation=organisation,
        first=first,
        until=until,
        seed=seed,
        sample=sample,
        read=read,
        by=by,
        at=now,
    )
    ReviewCase.objects.bulk_create(
        ReviewCase(batch=batch, organisation=organisation, event_id=id, why=why)
        for id, why in sorted(chosen.items())
    )
    details = {"count": str(len(chosen)), "batch": str(batch.pk), "seed": seed}
    _record(organisation, by, "log.draw", "audit_log", organisation, now, details)
    return batch


@transaction.atomic
def judge(
    *, organisation: str, case: int, outcome: ReviewOutcome, note: str, by: str, now: datetime
) -> ReviewCase:
    """Set what came of a case, with the reason in words; raises ReviewError.

    A final outcome is never changed, and nobody judges what they did themselves.
    """
    found = (
        ReviewCase.objects.select_for_update(of=("self",))
        .select_related("event")
        .filter(pk=case, organisation=organisation)
        .first()
    )
    if found is None:
        raise ReviewError(_("Ärendet finns inte."))
    note = note.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise ReviewError(_("Skriv varför, med högst %(most)s tecken.") % {"most": LONGEST_NOTE})
    if found.event.actor == by:
        raise OwnEventError
    if outcome not in TRANSITIONS[ReviewOutcome(found.outcome)]:
        raise ReviewError(_("Ärendet är redan bedömt, eller kan inte få den bedömningen."))
    found.outcome, found.note, found.by, found.at = outcome, note, by, now
    found.save(update_fields=["outcome", "note", "by", "at"])
    details = {"result": outcome.value, "batch": str(found.batch_id)}
    _record(organisation, by, "log.review", "audit_event", str(found.event.number), now, details)
    return found


@transaction.atomic
def read_events(
    *,
    organisation: str,
    number: int,
    by: str,
    now: datetime,
    shown: queries.Shown = _everything,
) -> list[LoggedEvent]:
    """An event and what the same actor did around it, after the reading has been logged.

    Empty when there is no such event, or it is not `shown`; that somebody asked is logged then too.
    """
    events = queries.events_around(organisation, number=number, shown=shown)
    mine = any(event.actor == by for event in events)
    details = {"subject": "self"} if mine else {}
    _record(organisation, by, "log.read", "audit_event", str(number), now, details)
    return events


@transaction.atomic
def read_extract(
    *, organisation: str, object_kind: str, object_id: str, by: str, now: datetime
) -> Sequence[LoggedEvent]:
    """Everything that the log says of one object, after the extract has been logged.

    The extract's own event is of the same object, so the next extract shows this one.
    """
    events = queries.events_of_object(organisation, object_kind=object_kind, object_id=object_id)
    details = {"count": str(len(events))}
    _record(organisation, by, "log.extract", object_kind, object_id, now, details)
    return events


def _record(
    organisation: str,
    by: str,
    action: str,
    object_kind: str,
    object_id: str,
    now: datetime,
    details: dict[str, str],
) -> None:
    record(
        organisation=organisation,
        actor=by,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        outcome=Outcome.ALLOWED,
        now=now,
        details=details,
    )
