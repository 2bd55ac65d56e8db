"""The one question about one record, and the one answer when there is nothing to see."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Actor, Decision, Reason
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.database.queries import Objects
from kvinnofrid.records import queries
from kvinnofrid.records.models import GuardedRecord
from kvinnofrid.records.queries import NO_PROPOSAL, Proposal

R = TypeVar("R", bound=GuardedRecord)


class RecordMissing(DeniedError):  # noqa: N818 - the name says what is wrong
    """There is no such record, or none that the actor may know of: nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(Decision(False, Reason.NOT_ASSIGNED, as_missing=True))


@dataclass(frozen=True, slots=True)
class Found(Generic[R]):
    """A record that the actor may do this to, and the decision that says what of it to show."""

    record: R
    decision: Decision


def get_record(model: type[R], public_id: object, *, lock: bool = False) -> R | None:
    """The record with that id, for a decision about it; None for what is no id."""
    key = queries.as_id(public_id)
    if key is None:
        return None
    return _one(model, lock).first(key=key)


@cache
def _one(model: type[R], lock: bool) -> Objects[R]:
    def build(key: UUID) -> QuerySet[R]:
        found = model.objects.unscoped(because="a decision about one record").filter(pk=key)
        return found.select_for_update() if lock else found

    return Objects(model, build, key=UUIDField())


def demand_of(
    record: R | None,
    *,
    actor: Actor,
    action: str,
    now: datetime,
    proposal: Proposal = NO_PROPOSAL,
) -> Found[R]:
    """The decision about a record, if a yes. Raises RecordMissing, or DeniedError in words."""
    if record is None:
        raise RecordMissing
    known = queries.as_policy_knows(record, now=now, proposal=proposal)
    decision = decide(actor, action, known, now)
    if decision.as_missing:
        raise RecordMissing
    if not decision:
        raise DeniedError(decision)
    return Found(record, decision)
