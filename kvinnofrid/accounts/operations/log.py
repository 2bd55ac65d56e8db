"""The events of this domain, in the log of the organisation that they concern."""

from datetime import date, datetime

from kvinnofrid.access.values import OPERATOR, Actor
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import User
from kvinnofrid.audit import operations as audit

UNKNOWN = "unknown"
"""Whoever did not come in: it need not be the user whose name was given."""


def event(
    action: str,
    *,
    organisation: str,
    user: User | None,
    actor: str,
    outcome: str,
    now: datetime,
    **details: str,
) -> None:
    """Log what concerns a user's account, in an organisation's chain."""
    audit.record(
        organisation=organisation,
        actor=actor,
        action=action,
        object_kind="user",
        object_id=UNKNOWN if user is None else str(user.pk),
        outcome=outcome,
        now=now,
        details=details,
    )


def written(
    action: str,
    *,
    organisation: int,
    by: Actor | None,
    kind: str,
    id: object,
    now: datetime,
    outcome: str = "allowed",
    **details: str,
) -> None:
    """Log that something was done or refused, in the transaction in which it is."""
    audit.record(
        organisation=str(organisation),
        actor=(by or OPERATOR).id,
        action=action,
        object_kind=kind,
        object_id=str(id),
        outcome=outcome,
        now=now,
        details=details,
    )


def written_where_held(
    action: str, *, user: User, now: datetime, today: date, **details: str
) -> None:
    """Log what a user did with the own account, in every organisation where a role is held."""
    held = queries.holding(today).filter(user=user).values_list("organisation_id", flat=True)
    for organisation in sorted(set(held)):
        event(
            action,
            organisation=str(organisation),
            user=user,
            actor=str(user.pk),
            outcome="allowed",
            now=now,
            **details,
        )
