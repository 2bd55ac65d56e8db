"""The decision. Pure, and the only one: everything that shows or changes anything asks it.

The order is a promise: organisation, block, protected tier, assignment, role, field. What an
earlier step denies no later step can allow, so a block beats an emergency opening.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from kvinnofrid.access.actions import Action
from kvinnofrid.access.roles import ENDS, GRANTS, GRANTS_BY_TWO, ROLES, Role, conflict
from kvinnofrid.access.table import TABLE
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

OPEN_FOR = timedelta(minutes=60)
"""How long an emergency opening lasts; one that claims to last longer is not believed."""

ZONE = ZoneInfo("Europe/Stockholm")
"""Where a day begins and ends, for memberships and leave."""


def decide(actor: Actor, action: str, obj: Object, now: datetime) -> Decision:
    """Whether the actor may do the action to the object now, and what of it may be shown.

    `now` is an aware time; another is refused with `ValueError`. Memberships hold by the Swedish
    day. Anything unknown is denied. A denial about a record answers as missing unless the actor
    may find the record, or lacks nothing but a second factor or another person for the action.
    """
    if now.utcoffset() is None:
        raise ValueError("the policy was asked with a time without time zone: give an aware time")
    row = TABLE.get(action)
    if row is None:
        return _missing(Reason.UNKNOWN_ACTION)
    if type(obj) is not row.on:
        return _missing(Reason.WRONG_OBJECT)
    if row.everybody:
        return Decision(True, Reason.ALLOWED)
    if not actor.id:
        return _denied(Reason.NOT_SIGNED_IN, obj)
    today = now.astimezone(ZONE).date()
    if actor.ended is not None and actor.ended <= today:
        return _denied(Reason.NOT_ACTIVE, obj)
    if isinstance(obj, Own):
        return _own(actor, row, obj, now)
    held = list(memberships_in_force(actor, today))
    if not held:
        return _denied(Reason.NOT_ACTIVE, obj)
    return _within(actor, row, cast(_InOrganisation, obj), held, now)


def _within(
    actor: Actor, row: Action, obj: _InOrganisation, held: list[Membership], now: datetime
) -> Decision:
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


def _denied(reason: Reason, obj: Object) -> Decision:
    """What is said to somebody who has no access at all: nothing of a record, else the reason."""
    return Decision(False, reason, as_missing=isinstance(obj, Record))


def _own(actor: Actor, row: Action, obj: Own, now: datetime) -> Decision:
    if actor.id != obj.user:
        return _missing(Reason.NOT_ASSIGNED)
    if row.confirm and not _is_fresh(actor, now):
        return _no(Reason.CONFIRM_AGAIN)
    return Decision(True, Reason.ALLOWED)


def _is_fresh(actor: Actor, now: datetime) -> bool:
    """Whether the second factor was given in the last minutes."""
    return actor.confirmed_at is not None and now - CONFIRMED_FOR < actor.confirmed_at <= now


def memberships_in_force(actor: Actor, day: date) -> Iterator[Membership]:
    """The memberships that hold on a day: none on leave, malformed, or signed in too weakly."""
    if any(leave.holds(day) for leave in actor.leave):
        return
    for one in actor.memberships:
        if (
            one.period.holds(day)
            and actor.assurance >= one.required_assurance
            and _is_placed(one.role, one.unit)
        ):
            yield one


def _is_placed(role: Role, unit: str | None) -> bool:
    """Whether a role of units has a unit, and a role of the whole organisation has none."""
    return ROLES[role].in_unit == (unit is not None)


def _record(
    actor: Actor, row: Action, record: Record, here: list[Membership], now: datetime
) -> Decision:
    if _is_blocked(actor, record):
        return _missing(Reason.BLOCKED)
    closed = record.protected and actor.id not in record.cleared
    if closed and not row.also_protected:
        return _missing(Reason.PROTECTED)
    if _reaches(row, actor, here, record):
        return _finish(actor, row, record, now)
    if closed:
        return _missing(Reason.PROTECTED)
    if row.through_glass and _through_glass(actor, record, here, now):
        return Decision(True, Reason.BREAK_GLASS, fields=row.fields)
    may_find = _reaches(TABLE["record.find"], actor, here, record)
    return _no(Reason.NO_ROLE) if may_find else _missing(Reason.NOT_ASSIGNED)


def _is_blocked(actor: Actor, record: Record) -> bool:
    """Whether the record is blocked for the actor, or the actor cannot be told from those."""
    if actor.id in record.blocked_users:
        return True
    return bool(record.blocked_tokens) and (
        record.organisation not in actor.identified_in
        or not actor.tokens.isdisjoint(record.blocked_tokens)
    )


def _reaches(row: Action, actor: Actor, here: list[Membership], record: Record) -> bool:
    return any(one.role in row.by and _covers(row.by[one.role], actor, one, record) for one in here)


def _covers(scope: Scope, actor: Actor, membership: Membership, record: Record) -> bool:
    if scope is Scope.ORGANISATION:
        return True
    if membership.unit != record.unit:
        return False
    if scope is Scope.UNIT or actor.id in record.assigned or actor.id in record.covering:
        return True
    return not actor.teams.isdisjoint(record.teams)


def _through_glass(actor: Actor, record: Record, here: list[Membership], now: datetime) -> bool:
    """An emergency opening of this record that still holds, by somebody who may make one."""
    return _reaches(TABLE["record.break_glass"], actor, here, record) and any(
        opening.record == record.id and now < opening.until <= now + OPEN_FOR
        for opening in actor.break_glass
    )


def _finish(actor: Actor, row: Action, obj: _InOrganisation, now: datetime) -> Decision:
    """What remains when the role allows: the second factor, the second person, the fields."""
    if row.confirm and not _is_fresh(actor, now):
        return _no(Reason.CONFIRM_AGAIN)
    if row.by_two and not _is_second(actor, row, obj):
        return _no(Reason.SAME_PERSON)
    if row.identified and not _all_known(actor, row, obj):
        return _no(Reason.UNIDENTIFIED)
    return Decision(True, Reason.ALLOWED, fields=row.fields)


def _is_second(actor: Actor, row: Action, obj: _InOrganisation) -> bool:
    """Whether another person has proposed it, and it is not for the actor where that matters.

    Persons count, not accounts: the same token is the same person.
    """
    if isinstance(obj, Unit) or obj.proposed_by in (None, actor.id):
        return False
    if not actor.tokens.isdisjoint(obj.proposer_tokens):
        return False
    if isinstance(obj, Grant):
        return obj.proposed_by != obj.user
    return not (row.for_another and isinstance(obj, Record)) or (
        obj.proposed_for not in (None, actor.id) and actor.tokens.isdisjoint(obj.subject_tokens)
    )


def _all_known(actor: Actor, row: Action, obj: _InOrganisation) -> bool:
    """Whether it is known who each of those is who must be different persons."""
    if isinstance(obj, Unit) or obj.organisation not in actor.identified_in:
        return False
    if row.for_another and isinstance(obj, Record) and not obj.subject_tokens:
        return False
    return bool(obj.proposer_tokens)


def _plain(
    actor: Actor, row: Action, obj: Unit | Organisation, here: list[Membership], now: datetime
) -> Decision:
    for one in here:
        scope = row.by.get(one.role)
        if scope is Scope.ORGANISATION or (
            scope is Scope.UNIT and isinstance(obj, Unit) and one.unit == obj.unit
        ):
            return _finish(actor, row, obj, now)
    return _no(Reason.NO_ROLE)


def _grant(
    actor: Actor, row: Action, grant: Grant, here: list[Membership], now: datetime
) -> Decision:
    """Memberships are given downward, within one's own, never to oneself, never in conflict."""
    roles = [one for one in here if one.role in row.by]
    if not roles:
        return _no(Reason.NO_ROLE)
    if row.name in _OF_ANOTHER and grant.user == actor.id:
        return _no(Reason.NOT_DOWNWARD)
    if row.name in {"membership.end", *_OF_ANOTHER}:
        may = any(_is_within(one, row, grant, ENDS) for one in roles)
        return _finish(actor, row, grant, now) if may else _no(Reason.NOT_DOWNWARD)
    if grant.user == actor.id or not _is_placed(grant.role, grant.unit):
        return _no(Reason.NOT_DOWNWARD)
    if not any(_may_give(one, row, grant) for one in roles):
        return _no(Reason.NOT_DOWNWARD)
    if any(conflict(grant.role, role) for role in grant.holds):
        return _no(Reason.ROLES_CONFLICT)
    return _finish(actor, row, grant, now)


_OF_ANOTHER = frozenset({"membership.identify", "membership.correct"})
"""What is said of whoever holds a membership: never of oneself, else by those who could end it."""


def _may_give(one: Membership, row: Action, grant: Grant) -> bool:
    if row.name == "membership.approve":
        return grant.role in GRANTS_BY_TWO
    return _is_within(one, row, grant, GRANTS)


def _is_within(
    one: Membership, row: Action, grant: Grant, reach: dict[Role, frozenset[Role]]
) -> bool:
    """Whether the grant is in the membership's unit or organisation, and of a role it reaches."""
    here = row.by[one.role] is Scope.ORGANISATION or one.unit == grant.unit
    return here and grant.role in reach.get(one.role, frozenset())
