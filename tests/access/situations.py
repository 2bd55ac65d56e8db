"""Random situations for the policy: mostly near what is allowed, with some things out of place.

Purely random people and records would nearly always be strangers to each other. So the object is
made first, and a person who would fit it; then each fact may be disturbed.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import (
    NOBODY,
    Actor,
    BreakGlass,
    Grant,
    Membership,
    Object,
    Organisation,
    Own,
    Period,
    Public,
    Record,
    Unit,
)
from tests.access.oracle import KINDS, LETTER, LINES, OF_UNITS

USERS = ("anna", "bo", "cia", "dan")
ORGANISATIONS = ("o1", "o2")
UNITS = ("u1", "u2")
TEAMS = ("t1", "t2")
TOKENS = (b"1", b"2", b"3")
RECORDS = ("r1", "r2")
ACTIONS = (*LINES, "record.find", "record.read", "membership.propose", "record.steal")
ROLES = tuple(Role)
KIND_LIST = tuple(KINDS.values())


class Situation(NamedTuple):
    """Somebody about to do something to something."""

    actor: Actor
    action: str
    thing: Object
    now: datetime


def _some(chance: random.Random, of: tuple[str, ...], one_in: int) -> frozenset[str]:
    return frozenset(one for one in of if not chance.randrange(one_in))


def _one(chance: random.Random, of: tuple[str, ...]) -> str:
    return of[chance.randrange(len(of))]


def _maybe(chance: random.Random, of: tuple[str, ...]) -> str | None:
    return None if not chance.randrange(4) else _one(chance, of)


def _identity(chance: random.Random) -> frozenset[bytes]:
    """Who proposed it, or who it is for: sometimes not known, sometimes the actor."""
    which = chance.randrange(8)
    return frozenset() if not which else frozenset({TOKENS[0] if which == 1 else b"another"})


def thing_of(chance: random.Random, kind: type[Object]) -> Object:
    """Something of the kind."""
    organisation = _one(chance, ORGANISATIONS)
    if kind is Record:
        hidden = not chance.randrange(6)
        return Record(
            _one(chance, RECORDS),
            organisation,
            _one(chance, UNITS),
            _some(chance, USERS, 3),
            _some(chance, USERS, 4),
            _some(chance, TEAMS, 3),
            blocked_users=_some(chance, USERS, 2 if hidden else 25),
            blocked_tokens=frozenset(t for t in TOKENS if not chance.randrange(3 if hidden else 9)),
            protected=not chance.randrange(4),
            cleared=_some(chance, USERS, 3),
            proposed_by=_maybe(chance, USERS),
            proposed_for=_maybe(chance, USERS),
            proposer_tokens=_identity(chance),
            subject_tokens=_identity(chance),
        )
    if kind is Unit:
        return Unit(organisation, _one(chance, UNITS))
    if kind is Organisation:
        return Organisation(organisation, _maybe(chance, USERS), _identity(chance))
    if kind is Grant:
        role = ROLES[chance.randrange(len(ROLES))]
        in_unit = (LETTER[role] in OF_UNITS) != (not chance.randrange(15))
        return Grant(
            organisation,
            _one(chance, UNITS) if in_unit else None,
            role,
            _one(chance, USERS),
            frozenset(r for r in ROLES if not chance.randrange(12)),
            _maybe(chance, USERS),
            _identity(chance),
        )
    return Own(_one(chance, USERS)) if kind is Own else Public()


def _period(chance: random.Random, now: datetime, *, holds: bool) -> Period:
    """Days around now, close enough to midnight and to the first and last day to matter."""
    today = now.date()
    if holds:
        ends = today + timedelta(days=1 + chance.randrange(2)) if chance.randrange(2) else None
        return Period(today - timedelta(days=chance.randrange(3)), ends)
    if chance.randrange(2):
        return Period(today + timedelta(days=1 + chance.randrange(2)))
    return Period(today - timedelta(days=9), today - timedelta(days=chance.randrange(2)))


def membership_for(chance: random.Random, action: str, thing: Object, now: datetime) -> Membership:
    """A membership that would often do for the action on the thing."""
    fitting = tuple(LINES[action].reach) if action in LINES else ()
    role = Role(_one(chance, fitting)) if fitting and chance.randrange(6) else None
    role = role or ROLES[chance.randrange(len(ROLES))]
    organisation = getattr(thing, "organisation", None)
    if organisation is None or not chance.randrange(12):
        organisation = _one(chance, ORGANISATIONS)
    unit = getattr(thing, "unit", None)
    if unit is None or not chance.randrange(6):
        unit = _one(chance, UNITS)
    if (LETTER[role] in OF_UNITS) == (not chance.randrange(25)):
        unit = None
    period = _period(chance, now, holds=bool(chance.randrange(15)))
    return Membership(organisation, role, period, unit, 3 if not chance.randrange(12) else 2)


def actor_for(chance: random.Random, action: str, thing: Object, now: datetime) -> Actor:
    """Somebody who would often be let do the action."""
    if not chance.randrange(40):
        return NOBODY
    confirmed: datetime | None = now - timedelta(seconds=chance.randrange(590))
    if not chance.randrange(7):
        late = (None, -1, 0, 599, 600, 601)[chance.randrange(6)]
        confirmed = None if late is None else now - timedelta(seconds=late)
    return Actor(
        _one(chance, USERS),
        tuple(
            membership_for(chance, action, thing, now)
            for _ in range((0, 1, 1, 1, 1, 1, 2, 2, 2, 3)[chance.randrange(10)])
        ),
        tokens=frozenset(t for t in TOKENS if not chance.randrange(3)),
        identified_in=frozenset(o for o in ORGANISATIONS if chance.randrange(6)),
        teams=_some(chance, TEAMS, 3),
        leave=tuple(
            _period(chance, now, holds=not chance.randrange(3))
            for _ in range(int(not chance.randrange(15)))
        ),
        ended=None
        if chance.randrange(20)
        else now.date() + timedelta(days=chance.randrange(4) - 1),
        assurance=(1, *(2,) * 9, *(3,) * 10)[chance.randrange(20)],
        confirmed_at=confirmed,
        break_glass=tuple(
            BreakGlass(
                _one(chance, RECORDS),
                now + timedelta(minutes=(-1, 0, 1, 30, 60, 61)[chance.randrange(6)]),
            )
            for _ in range(chance.randrange(3))
        ),
    )


def situation(chance: random.Random) -> Situation:
    """The same situation for the same state of chance."""
    minute = chance.randrange(4 * 365 * 24 * 60)
    if not chance.randrange(3):  # about midnight, in Sweden or Greenwich
        minute = minute // 1440 * 1440 + (-121, -120, -61, -60, -1, 0)[chance.randrange(6)]
    now = datetime(2025, 1, 2, tzinfo=UTC) + timedelta(minutes=minute)
    action = _one(chance, ACTIONS)
    kind = LINES[action].on if action in LINES else Record
    if not chance.randrange(40):
        kind = KIND_LIST[chance.randrange(len(KIND_LIST))]
    thing = thing_of(chance, kind)
    return Situation(actor_for(chance, action, thing, now), action, thing, now)
