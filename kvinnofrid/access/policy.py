"""The decision. Pure, and the only one: everything that shows or changes anything asks it.

The order is a promise: organisation, block, protected tier, assignment, role, field. What an
earlier step denies no later step can allow, so a block beats an emergency opening.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import cast

from kvinnofrid.access.roles import GRANTS, GRANTS_BY_TWO, Role, conflict
from kvinnofrid.access.table import TABLE, Action
from kvinnofrid.access.values import (
    Actor,
    Decision,
    Grant,
    Membership,
    Object,
    Organisation,
    Own,
    Reason,
    Record,
    Scope,
    Unit,
)

_InOrganisation = Record | Unit | Organisation | Grant

CONFIRMED_FOR = timedelta(minutes=10)
"""How long a second factor counts as just given."""


def decide(actor: Actor, action: str, obj: Object, now: datetime) -> Decision:
    """Whether the actor may do the action to the object now, and what of it may be shown.

    `now` is an aware time in the organisation's own time zone, since memberships hold by the day.
    Anything unknown is denied. A denial about a record answers as missing unless the actor may
    know of the record anyway.
    """
    row = TABLE.get(action)
    if row is None:
        return _missing(Reason.UNKNOWN_ACTION)
    if type(obj) is not row.on:
        return _missing(Reason.WRONG_OBJECT)
    if row.everybody:
        return Decision(True, Reason.ALLOWED)
    if not actor.id:
        return _no(Reason.NOT_SIGNED_IN)
    if isinstance(obj, Own):
        return _own(actor, obj)
    return _within(actor, row, cast(_InOrganisation, obj), now)


def _within(actor: Actor, row: Action, obj: "_InOrganisation", now: datetime) -> Decision:
    held = tuple(_memberships(actor, now.date()))
    if not held:
        return _missing(Reason.NOT_ACTIVE) if isinstance(obj, Record) else _no(Reason.NOT_ACTIVE)
    here = [one for one in held if one.organisation == obj.organisation]
    if not here:
        return _missing(Reason.OTHER_ORGANISATION)
    if isinstance(obj, Record):
        return _record(actor, row, obj, here, now)
    if isinstance(obj, Grant):
        return _grant(actor, row, obj, here, now)
    return _plain(actor, row, obj, here, now)


def _no(reason: Reason) -> Decision:
    return Decision(False, reason)


def _missing(reason: Reason) -> Decision:
    return Decision(False, reason, as_missing=True)


def _own(actor: Actor, obj: Own) -> Decision:
    if actor.id == obj.user:
        return Decision(True, Reason.ALLOWED)
    return _missing(Reason.NOT_ASSIGNED)


def _memberships(actor: Actor, day: date) -> Iterator[Membership]:
    """The memberships that hold today: none on leave, none after leaving."""
    if (actor.ended is not None and actor.ended <= day) or any(
        leave.holds(day) for leave in actor.leave
    ):
        return
    for one in actor.memberships:
        if one.period.holds(day) and actor.assurance >= one.required_assurance:
            yield one


def _record(
    actor: Actor, row: Action, record: Record, here: list[Membership], now: datetime
) -> Decision:
    if actor.id in record.blocked_users or not actor.tokens.isdisjoint(record.blocked_tokens):
        return _missing(Reason.BLOCKED)
    clearing = row.name in _CLEARING
    if record.protected and actor.id not in record.cleared and not clearing:
        return _missing(Reason.PROTECTED)
    reached = {one.role for one in here if _reaches_any(actor, one, record)}
    if reached & row.by.keys() and any(
        _covers(row.by[one.role], actor, one, record) for one in here if one.role in row.by
    ):
        return _finish(actor, row, record.proposed_by, now)
    if row.through_glass and _through_glass(actor, record, here, now):
        return Decision(True, Reason.BREAK_GLASS, fields=row.fields)
    return _no(Reason.NO_ROLE) if reached else _missing(Reason.NOT_ASSIGNED)


_CLEARING = frozenset({"record.propose_clearance", "record.clear"})
"""What must be possible before anybody is cleared."""


def _reaches_any(actor: Actor, membership: Membership, record: Record) -> bool:
    """Whether the membership may know of the record: by what it may find."""
    scope = TABLE["record.find"].by.get(membership.role)
    return scope is not None and _covers(scope, actor, membership, record)


def _covers(scope: Scope, actor: Actor, membership: Membership, record: Record) -> bool:
    if scope is Scope.ORGANISATION:
        return True
    if membership.unit != record.unit:
        return False
    if scope is Scope.UNIT or actor.id in record.assigned:
        return True
    if scope is Scope.OWN:
        return False
    return actor.id in record.covering or not actor.teams.isdisjoint(record.teams)


def _through_glass(actor: Actor, record: Record, here: list[Membership], now: datetime) -> bool:
    """An emergency opening of this record that still holds, by somebody who works with records."""
    return any(one.role in TABLE["record.find"].by for one in here) and any(
        opening.record == record.id and now < opening.until for opening in actor.break_glass
    )


def _finish(actor: Actor, row: Action, proposed_by: str | None, now: datetime) -> Decision:
    """What remains when the role allows: the second factor, the second person, the fields."""
    if row.confirm and (
        actor.confirmed_at is None or not now - CONFIRMED_FOR < actor.confirmed_at <= now
    ):
        return _no(Reason.CONFIRM_AGAIN)
    if row.by_two and (proposed_by is None or proposed_by == actor.id):
        return _no(Reason.SAME_PERSON)
    return Decision(True, Reason.ALLOWED, fields=row.fields)


def _plain(
    actor: Actor, row: Action, obj: Unit | Organisation, here: list[Membership], now: datetime
) -> Decision:
    for one in here:
        scope = row.by.get(one.role)
        if scope is Scope.ORGANISATION or (
            scope is Scope.UNIT and isinstance(obj, Unit) and one.unit == obj.unit
        ):
            proposed_by = obj.proposed_by if isinstance(obj, Organisation) else None
            return _finish(actor, row, proposed_by, now)
    return _no(Reason.NO_ROLE)


def _grant(
    actor: Actor, row: Action, grant: Grant, here: list[Membership], now: datetime
) -> Decision:
    """Memberships are given downward, within one's own, never to oneself, never in conflict."""
    roles = [one for one in here if one.role in row.by]
    if not roles:
        return _no(Reason.NO_ROLE)
    ending = row.name == "membership.end"
    if grant.user == actor.id and not ending:
        return _no(Reason.NOT_DOWNWARD)
    if not any(_may_give(one, row, grant) for one in roles):
        return _no(Reason.NOT_DOWNWARD)
    if not ending and any(conflict(grant.role, role) for role in grant.holds):
        return _no(Reason.ROLES_CONFLICT)
    return _finish(actor, row, grant.proposed_by, now)


def _may_give(membership: Membership, row: Action, grant: Grant) -> bool:
    if row.name == "membership.approve":
        return grant.role in GRANTS_BY_TWO
    within = row.by[membership.role] is Scope.ORGANISATION or membership.unit == grant.unit
    return within and grant.role in GRANTS.get(membership.role, frozenset())


def needs_two(role: Role) -> bool:
    """Whether a membership with the role takes effect only when another has approved it."""
    return role in GRANTS_BY_TWO
