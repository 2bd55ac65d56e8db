"""What every operation is wrapped in: a transaction, the decision, the log, and the right no."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from django.db import connection, transaction

from kvinnofrid.access.reach import organisations_of
from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit import operations as audit
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.records import queries
from kvinnofrid.records.models import GuardedRecord
from kvinnofrid.records.permissions import Found, R, RecordMissing, demand_of, get_record
from kvinnofrid.records.queries import NO_PROPOSAL, Proposal
from kvinnofrid.records.row_security import reading_within, stay_within

T = TypeVar("T")
Details = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked(Generic[R]):
    """A question about one record: of what kind, which, who asks to do what, and when."""

    model: type[R]
    public_id: object
    by: Actor
    action: str
    now: datetime

    @property
    def kind(self) -> str:
        """The kind of record, as the log names it."""
        return kind_of(self.model)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What an operation came to, and the facts that its line in the log carries.

    `silent`: nothing was shown or filed that an earlier line of the log does not tell already, as
    when a draft is kept once more. Then there is no new line.
    """

    result: T
    details: Details = field(default_factory=dict)
    silent: bool = False


def kind_of(model: type[GuardedRecord]) -> str:
    """The name of a kind of record in the log."""
    return model._meta.label_lower


@contextmanager
def acting(by: Actor, *, now: datetime, reads: bool = False) -> Iterator[Actor]:
    """A transaction within the actor's organisations; the actor with emergency openings.

    What only reads begins none on SQLite, where everybody else who writes would wait for it: there
    its line in the log is a transaction of its own, done before anything is returned.
    """
    within = organisations_of(by, now)
    if reads:
        with reading_within(within):
            yield queries.with_openings(by, now=now)
        return
    with transaction.atomic():
        stay_within(within)
        yield queries.with_openings(by, now=now)


def on_record(
    asked: Asked[R],
    work: Callable[[Found[R]], Done[T]],
    *,
    lock: bool = False,
    proposal: Callable[[R], Proposal] | None = None,
    together_with: object = None,
) -> T:
    """Do the work on a record if the policy allows, and log it in the same transaction.

    Work that changes anything says `lock`; other work only reads. `together_with` is another record
    that the work locks too: both are locked in the same order whoever asks, so that two who do it
    from either side wait for each other and never deadlock.

    A no is logged too, in a chain that does not tell whether the record exists. When the key
    service fails, nothing is changed, and that is logged.
    """
    try:
        with acting(asked.by, now=asked.now, reads=not lock) as actor:
            if together_with is not None:
                for one in sorted((str(asked.public_id), str(together_with))):
                    get_record(asked.model, one, lock=True)
            record = get_record(asked.model, asked.public_id, lock=lock)
            try:
                found = demand_of(
                    record,
                    actor=actor,
                    action=asked.action,
                    now=asked.now,
                    proposal=proposal(record) if proposal and record is not None else NO_PROPOSAL,
                )
            except DeniedError as error:
                refused = error
                _log_no(asked, record, "denied", {"reason": _reason(error)})
            else:
                done = work(found)
                if not done.silent:
                    log(asked, found.record, outcome="allowed", details=done.details)
                return done.result
    except KeysError as error:
        log_failure(asked, error)
        raise
    raise refused


def _reason(error: DeniedError) -> str:
    return "missing" if isinstance(error, RecordMissing) else str(error.decision.reason.value)


def log(asked: Asked[R], record: GuardedRecord, *, outcome: str, details: Details) -> None:
    """Add a line to the chain of the record's organisation."""
    with noting():
        audit.record(
            organisation=str(record.organisation_id),
            actor=asked.by.id,
            action=asked.action,
            object_kind=asked.kind,
            object_id=str(record.pk),
            outcome=outcome,
            now=asked.now,
            details=details,
        )


def noting() -> AbstractContextManager[object]:
    """For what is added to the log: in the transaction that there is, else in one of its own."""
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def log_failure(asked: Asked[R], error: KeysError) -> None:
    """Say in the log that nothing was shown or changed, in a transaction of its own."""
    with acting(asked.by, now=asked.now):
        record = get_record(asked.model, asked.public_id)
        _log_no(asked, record, "failed", {"reason": type(error).__name__})


def _log_no(asked: Asked[R], record: R | None, outcome: str, details: Details) -> None:
    """A line where nothing was shown: with the record's organisation if the actor works there."""
    if not asked.by.id:
        return
    own = organisations_of(asked.by, asked.now)
    if not own:
        return
    here = str(record.organisation_id) if record is not None else own[0]
    with noting():
        audit.record(
            organisation=here if here in own else own[0],
            actor=asked.by.id,
            action=asked.action,
            object_kind=asked.kind,
            object_id=_name(asked.public_id),
            outcome=outcome,
            now=asked.now,
            details=details,
        )


def _name(public_id: object) -> str:
    """What was asked for, if it can be an id; free text never reaches the log."""
    found = queries.as_id(public_id)
    return "no-id" if found is None else str(found)
