"""Reading, choosing and judging: each asks the policy, and each is an event of the log itself."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from kvinnofrid.access.values import Actor, Organisation, Record
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.accounts.queries import tokens_of
from kvinnofrid.audit import operations as audit
from kvinnofrid.audit import queries
from kvinnofrid.audit.models import ReviewBatch, ReviewCase
from kvinnofrid.audit.operations import ReviewError
from kvinnofrid.audit.queries import LOCAL, ChainProof, LoggedEvent, Outcome, ReviewOutcome
from kvinnofrid.log_review.kinds import logged_kinds
from kvinnofrid.log_review.permissions import Sight

__all__ = ["ReviewError"]


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case and its event, as whoever reads them may know of."""

    case: ReviewCase
    event: LoggedEvent


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event, what the same actor did around it, and the cases that it is in."""

    event: LoggedEvent
    around: Sequence[LoggedEvent]
    cases: Sequence[ReviewCase]


@transaction.atomic
def read_reviews(
    *, organisation: str, by: Actor, now: datetime
) -> tuple[list[ReviewBatch], list[ReadCase]]:
    """All reviews of an organisation, newest first, and their cases, after that has been logged."""
    demand(by, "log.read", Organisation(organisation), now=now)
    batches = queries.batches(organisation)
    found = _shown(queries.cases(organisation), by, organisation, now)
    _looked_at(organisation, by, now)
    return batches, found


@transaction.atomic
def read_review(
    *, organisation: str, batch: int, by: Actor, now: datetime
) -> tuple[ReviewBatch, list[ReadCase]] | None:
    """One review and its cases, after that has been logged; None if there is no such review."""
    demand(by, "log.read", Organisation(organisation), now=now)
    review = queries.batch(organisation, id=batch)
    found = _shown(queries.cases(organisation, batch=batch), by, organisation, now)
    _looked_at(organisation, by, now, batch=str(batch))
    return None if review is None else (review, found)


def read_event(*, organisation: str, number: int, by: Actor, now: datetime) -> ReadEvent | None:
    """An event with its surroundings, after that has been logged.

    None if there is none that the actor may know of: which of the two is not told.
    """
    demand(by, "log.read", Organisation(organisation), now=now)
    sight = Sight(by, organisation, now=now)
    around = audit.read_events(
        organisation=organisation, number=number, by=by.id, now=now, shown=sight
    )
    here = next((one for one in around if one.number == number), None)
    if here is None:
        return None
    return ReadEvent(here, around, queries.cases_of_event(organisation, number=number))


def draw(
    *, organisation: str, first: date, last: date, sample: int, by: Actor, now: datetime
) -> ReviewBatch:
    """A new review of the days from the first to the last, both included. Raises ReviewError.

    Of today it takes what has happened so far.
    """
    demand(by, "log.draw", Organisation(organisation), now=now)
    return audit.make_batch(
        organisation=organisation,
        first=_midnight(first),
        until=now if last == now.astimezone(LOCAL).date() else _midnight(last + timedelta(days=1)),
        sample=sample,
        seed=secrets.token_hex(16),
        by=by.id,
        now=now,
        shown=Sight(by, organisation, now=now),
    )


def judge(
    *,
    organisation: str,
    event: int,
    case: int,
    outcome: ReviewOutcome,
    note: str,
    by: Actor,
    now: datetime,
) -> ReviewCase | None:
    """Say what came of a case of an event. Raises ReviewError.

    None if there is no such case that the actor may know of.
    """
    found = {one.pk: one for one in queries.cases_of_event(organisation, number=event)}.get(case)
    logged = None if found is None else queries.logged_event(found)
    known = logged is not None and Sight(by, organisation, now=now)(logged)
    actor = logged.actor if logged is not None and known else None
    if actor is None:
        demand(by, "log.read", Organisation(organisation), now=now)
        return None
    tokens = tokens_of(actor, organisation=organisation)
    demand(by, "log.review", Organisation(organisation, actor, tokens), now=now)
    return audit.judge(
        organisation=organisation, case=case, outcome=outcome, note=note, by=by.id, now=now
    )


def extract(
    *, organisation: str, object_id: str, by: Actor, now: datetime
) -> Sequence[LoggedEvent] | None:
    """Everything that the log says of a record, after that has been logged.

    None if there is no such record, or none that the actor may know of.
    """
    for name, kind in logged_kinds().items():
        record: Record | None = kind.guarded(organisation, [object_id], now=now).get(object_id)
        if record is not None:
            demand(by, "log.extract", record, now=now)
            return audit.read_extract(
                organisation=organisation, object_kind=name, object_id=object_id, by=by.id, now=now
            )
    return None


@transaction.atomic
def prove(*, organisation: str, language: str, by: Actor, now: datetime) -> ChainProof:
    """Prove the organisation's chain, after that has been logged."""
    demand(by, "log.verify", Organisation(organisation), now=now)
    audit.record(
        organisation=organisation,
        actor=by.id,
        action="log.verify",
        object_kind="audit_log",
        object_id=organisation,
        outcome=Outcome.ALLOWED,
        now=now,
    )
    return queries.proof_of_chain(organisation, language)


def _shown(
    cases: Sequence[ReviewCase], by: Actor, organisation: str, now: datetime
) -> list[ReadCase]:
    sight = Sight(by, organisation, now=now)
    logged = [queries.logged_event(case) for case in cases]
    known = {one.id: one for one in sight.shown(logged)}
    return [ReadCase(case, known[case.event_id]) for case in cases if case.event_id in known]


def _looked_at(organisation: str, by: Actor, now: datetime, **details: str) -> None:
    audit.record(
        organisation=organisation,
        actor=by.id,
        action="log.read",
        object_kind="audit_log",
        object_id=organisation,
        outcome=Outcome.ALLOWED,
        now=now,
        details=details,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
