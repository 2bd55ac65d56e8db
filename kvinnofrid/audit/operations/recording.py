"""Adding events, in the transaction of what they tell of."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kvinnofrid.audit import chain, rules, stored_rows

NOTHING: Mapping[str, str] = {}


class NotInTransactionError(RuntimeError):
    """An event was to be recorded outside the transaction of what it tells of."""

    def __init__(self) -> None:
        super().__init__(
            "audit.operations.record() must be called inside transaction.atomic(), together with"
            " the read or write that it tells of"
        )


def record(
    *,
    organisation: str,
    actor: str,
    action: str,
    object_kind: str,
    object_id: str,
    outcome: str,
    now: datetime,
    details: Mapping[str, str] = NOTHING,
) -> None:
    """Add an event to the organisation's chain. Call it before anything is returned.

    It holds the organisation's chain until the transaction ends, so call it last. Names are
    opaque strings, `outcome` one of `rules.Outcome`, `details` from the list `rules.DETAILS`.
    Raises NotInTransactionError outside a transaction and `rules.UnfitEventError` for what may not
    stand in the log; either way the caller must not go on.
    """
    record_many(
        organisation=organisation,
        actor=actor,
        action=action,
        object_kind=object_kind,
        object_ids=(object_id,),
        outcome=outcome,
        now=now,
        details=details,
    )


def record_many(
    *,
    organisation: str,
    actor: str,
    action: str,
    object_kind: str,
    object_ids: Sequence[str],
    outcome: str,
    now: datetime,
    details: Mapping[str, str] = NOTHING,
) -> None:
    """Add an event for each object of a list that was read; otherwise as `record`.

    An empty list adds nothing: nothing was shown.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransactionError
    names = {"organisation": organisation, "actor": actor, "action": action, "kind": object_kind}
    for field, value in names.items():
        rules.checked_name(field, value)
    for object_id in object_ids:
        rules.checked_name("object_id", object_id)
    outcome = _outcome(outcome)
    rules.canonical_details(details)
    if not object_ids:
        return
    head, last_at = stored_rows.held_head(organisation)
    at, noted = rules.time_of_event(now, last_at)
    said = rules.canonical_details({**details, **noted} if noted else details)
    moment = chain.microseconds(at)
    events = []
    for object_id in object_ids:
        words = (organisation, actor, action, object_kind, object_id, outcome, said)
        texts = (*(word.encode() for word in words), head.hash)
        head = chain.Head(head.number + 1, chain.event_hash(head.number + 1, moment, texts))
        events.append(chain.Row(head.number, moment, texts, head.hash))
    stored_rows.append(organisation, events, at=at)


def _outcome(text: str) -> str:
    try:
        return rules.Outcome(text).value
    except ValueError:
        raise rules.UnfitEventError("outcome must be one of " + ", ".join(rules.Outcome)) from None
