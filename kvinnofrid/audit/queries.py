"""What is asked of the log. Reading it for a person goes by `operations`, which log the reading."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db.models import Count, QuerySet

from kvinnofrid.audit.chain import Fault
from kvinnofrid.audit.models import AuditEvent, ChainHead, ReviewBatch, ReviewCase, SignedHead
from kvinnofrid.audit.report import tell_fault
from kvinnofrid.audit.review_rules import (
    LARGEST_SAMPLE,
    LOCAL,
    LONGEST_NOTE,
    TRANSITIONS,
    LoggedEvent,
    ReviewOutcome,
    words_of,
)
from kvinnofrid.audit.rules import Outcome
from kvinnofrid.audit.signing import KeyFileError, key_id, read_key
from kvinnofrid.audit.verification import Proof, kept_heads, verify
from kvinnofrid.audit.words import action_in_words, facts_in_words, outcome_in_words

__all__ = [
    "LARGEST_SAMPLE",
    "LOCAL",
    "LONGEST_NOTE",
    "TRANSITIONS",
    "ChainProof",
    "LogProof",
    "LoggedEvent",
    "Outcome",
    "ReviewOutcome",
    "Shown",
    "action_in_words",
    "batch",
    "batches",
    "cases",
    "cases_of_event",
    "event",
    "events_around",
    "events_of_object",
    "events_of_period",
    "facts_in_words",
    "last_acknowledged",
    "logged_event",
    "outcome_in_words",
    "outcomes",
    "proof_of_chain",
    "proof_of_log",
    "unvouched_chains",
    "waiting_heads",
    "words_of",
]


@dataclass(frozen=True, slots=True)
class ChainProof:
    """What the proof of one chain found: faults in words, and how many signed heads it met.

    Without `has_key` no signed head could be checked, and a cut end is not seen.
    """

    faults: tuple[str, ...]
    heads: int
    has_key: bool


@dataclass(frozen=True, slots=True)
class LogProof:
    """What the proof of every chain found: how much was read, and the faults in words, some."""

    events: int
    chains: int
    heads: int
    faults: tuple[str, ...]


Shown = Callable[[LoggedEvent], bool]
"""Whether whoever reads may know of an event. Counts, too, are of what is shown."""


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


def event(organisation: str, *, number: int) -> LoggedEvent | None:
    """An event by its number; None if there is none."""
    found = AuditEvent.objects.filter(organisation=organisation, number=number).first()
    return None if found is None else _logged(found)


def _everything(_event: LoggedEvent) -> bool:
    return True


def events_around(
    organisation: str, *, number: int, each_way: int = 10, shown: Shown = _everything
) -> list[LoggedEvent]:
    """An event and what the same actor did just before and after it, in order; empty if unknown.

    What is not `shown` takes no place: as many others stand around as if it did not exist.
    """
    here = event(organisation, number=number)
    if here is None or not shown(here):
        return []
    same = AuditEvent.objects.filter(organisation=organisation, actor=here.actor)
    before = same.filter(number__lt=number).order_by("-number")
    after = same.filter(number__gt=number).order_by("number")
    return [
        *reversed(_first(before, each_way, shown)),
        here,
        *_first(after, each_way, shown),
    ]


def _first(found: QuerySet[AuditEvent], most: int, shown: Shown) -> list[LoggedEvent]:
    logged = map(_logged, found.iterator(chunk_size=100))
    return list(islice(filter(shown, logged), most))


def cases(organisation: str, *, batch: int | None = None) -> list[ReviewCase]:
    """The cases of an organisation's reviews, or of one, with their events, in order."""
    found = ReviewCase.objects.filter(organisation=organisation)
    if batch is not None:
        found = found.filter(batch=batch)
    return list(found.select_related("event", "batch").order_by("batch", "event__number"))


def cases_of_event(organisation: str, *, number: int) -> list[ReviewCase]:
    """The cases that an event is in, one for each review that chose it, oldest first."""
    found = ReviewCase.objects.filter(organisation=organisation, event__number=number)
    return list(found.select_related("event", "batch").order_by("batch"))


def batch(organisation: str, *, id: int) -> ReviewBatch | None:
    """A review of the organisation; None if there is none."""
    return ReviewBatch.objects.filter(organisation=organisation, pk=id).first()


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


def last_acknowledged(organisation: str | None = None) -> datetime | None:
    """When the outside receiver last took a signed head, of all or one; None if it never has."""
    found = _heads(organisation).exclude(acknowledged=None).order_by("-acknowledged")
    return found.values_list("acknowledged", flat=True).first()


def waiting_heads(organisation: str | None = None) -> int:
    """How many signed heads, of all or one, the outside receiver has not taken yet."""
    return _heads(organisation).filter(acknowledged=None).count()


def proof_of_chain(organisation: str, language: str) -> ChainProof:
    """Prove one organisation's chain against the heads that the database keeps and its key signed.

    What has been sent out stands firmer: only the receiver's own file shows that heads, too, were
    taken away here.
    """
    keys = _own_keys()
    heads, faults = kept_heads(organisation, keys)
    proof = Proof()
    faults += verify(heads=heads, organisation=organisation, proof=proof)
    return ChainProof(tuple(tell_fault(one, language) for one in faults), proof.heads, bool(keys))


def proof_of_log(language: str, *, most_faults: int = 20) -> LogProof:
    """Prove every chain against the heads that the database keeps; see `proof_of_chain`."""
    keys, proof = _own_keys(), Proof()
    heads: dict[str, Mapping[int, bytes]] = {}
    faults: list[Fault] = []
    for organisation in ChainHead.objects.order_by("pk").values_list("pk", flat=True):
        kept, forged = kept_heads(organisation, keys)
        heads.update(kept)
        faults += forged
    faults += islice(verify(heads=heads, proof=proof), most_faults)
    told = tuple(tell_fault(one, language) for one in faults[:most_faults])
    return LogProof(proof.events, proof.chains, proof.heads, told)


def _own_keys() -> dict[str, Ed25519PublicKey]:
    try:
        public = read_key(settings.AUDIT_KEY_FILE).public
    except KeyFileError:
        return {}
    return {key_id(public): public}


def unvouched_chains(*, before: datetime) -> int:
    """How many chains have an event older than a moment that no receiver outside vouches for."""
    found = 0
    for chain in ChainHead.objects.filter(number__gt=0):
        taken = SignedHead.objects.filter(organisation=chain.pk).exclude(acknowledged=None)
        last = taken.order_by("-number").values_list("number", flat=True).first() or 0
        after = AuditEvent.objects.filter(organisation=chain.pk, number__gt=last, at__lt=before)
        found += after.exists()
    return found


def _heads(organisation: str | None) -> QuerySet[SignedHead]:
    heads = SignedHead.objects.all()
    return heads if organisation is None else heads.filter(organisation=organisation)


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
