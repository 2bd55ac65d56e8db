"""A small world of people and records: as values for the oracle, and as rows of the database.

The values are made first and by themselves; the rows are written from them. What the program makes
of the rows can so be compared with what the policy says of the values.
"""

import random
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

from django.db import transaction

from kvinnofrid.access import values
from kvinnofrid.access.roles import ROLES, Role
from kvinnofrid.access.values import Actor, BreakGlass, Period, Record
from kvinnofrid.accounts.models import (
    Cover,
    IdentityToken,
    Leave,
    Membership,
    OrganisationSecurity,
    Team,
    TeamMember,
    Unit,
    User,
)
from kvinnofrid.records import vault
from kvinnofrid.records.models import Assignment, Block, BreakGlassOpening, Clearance
from kvinnofrid.records.row_security import stay_within
from kvinnofrid.records.rules import ProtectedIdentity
from kvinnofrid.records.scoping import writing
from tests.accounts.people import organisation
from tests.records_app.models import Case

CODES = ("0380", "0305")
ROLE_CHOICES = (*[Role.CASEWORKER] * 6, *[Role.UNIT_MANAGER] * 3, *Role)
NAMES = ("Asta", "Britt", "Cleo", "Dagny", "Elsa", "Frida")
_serial = count(1)


class Person(NamedTuple):
    """A user's row, and the user as the policy should know them."""

    user: User
    actor: Actor


@dataclass(frozen=True)
class Told:
    """A record as the policy should know it, and what is written in it."""

    facts: Record
    texts: Mapping[str, str]


@dataclass(frozen=True)
class World:
    """All people and all records."""

    people: tuple[Person, ...]
    records: tuple[Told, ...]


@dataclass
class _Places:
    organisations: list[str]
    units: dict[str, list[Unit]]
    teams: dict[str, list[Team]]


def make(chance: random.Random, *, people: int, records: int, now: datetime) -> World:
    """Make a world, in one transaction."""
    with transaction.atomic():
        places = _places(now)
        stay_within(places.organisations)
        persons = [_person(chance, places, now) for _ in range(people)]
        keys = {one: vault.new_key(int(one)) for one in places.organisations}
        covers = _covers(chance, places, persons, now)
        told = [_record(chance, places, persons, keys, covers, now) for _ in range(records)]
        persons = [_with_openings(chance, one, told, now) for one in persons]
    return World(tuple(persons), tuple(told))


def _places(now: datetime) -> _Places:
    organisations = [str(organisation(code)) for code in CODES]
    units: dict[str, list[Unit]] = {}
    teams: dict[str, list[Team]] = {}
    for one, level in zip(organisations, (2, 3), strict=True):
        OrganisationSecurity.objects.get_or_create(
            organisation_id=int(one), defaults={"required_assurance": level}
        )
        units[one] = [
            Unit.objects.create(
                organisation_id=int(one), name=f"Enhet {next(_serial)}", valid_from=now.date()
            )
            for _ in range(2)
        ]
        for unit in units[one]:
            teams[str(unit.pk)] = [
                Team.objects.create(unit=unit, name=f"Team {n}") for n in range(2)
            ]
    return _Places(organisations, units, teams)


def _level(organisation: str, places: _Places) -> int:
    return 2 if organisation == places.organisations[0] else 3


def _period(chance: random.Random, now: datetime, *, holds: bool) -> Period:
    today = now.date()
    if holds:
        return Period(today - timedelta(9), today + timedelta(9) if chance.randrange(2) else None)
    if chance.randrange(2):
        return Period(today + timedelta(2))
    return Period(today - timedelta(9), today - timedelta(1))


def _person(chance: random.Random, places: _Places, now: datetime) -> Person:
    ended = None if chance.randrange(30) else now.date() - timedelta(1)
    name = f"Person {next(_serial)}"
    user = User(
        email=f"p{next(_serial)}-{secrets.token_hex(4)}@example.se",
        full_name=name,
        created_at=now,
        ended=ended,
        is_active=ended is None,
    )
    user.set_unusable_password()
    user.save()
    leave: tuple[Period, ...] = ()
    if not chance.randrange(15):
        leave = (_period(chance, now, holds=bool(chance.randrange(2))),)
        Leave.objects.create(user=user, first=leave[0].first, until=leave[0].until)
    memberships = tuple(_memberships(chance, places, user, now))
    tokens = _tokens(chance, places, user)
    actor = Actor(
        str(user.pk),
        memberships,
        frozenset(tokens.values()),
        frozenset(_teams(chance, places, user, now)),
        leave,
        ended,
        assurance=(2, 2, 2, 3, 3, 3, 3, 1)[chance.randrange(8)],
        confirmed_at=now if chance.randrange(4) else None,
        identified_in=frozenset(tokens),
    )
    return Person(user, actor)


def _memberships(
    chance: random.Random, places: _Places, user: User, now: datetime
) -> list[values.Membership]:
    found: dict[tuple[str, str, Role], values.Membership] = {}
    for _ in range((1, 1, 1, 2, 2, 0)[chance.randrange(6)]):
        role = chance.choice(ROLE_CHOICES)
        one = chance.choice(places.organisations)
        unit = chance.choice(places.units[one]) if ROLES[role].in_unit else None
        period = _period(chance, now, holds=bool(chance.randrange(8)))
        if (one, str(unit), role) in found:
            continue
        found[one, str(unit), role] = values.Membership(
            one, role, period, str(unit.pk) if unit else None, _level(one, places)
        )
        Membership.objects.create(
            user=user,
            organisation_id=int(one),
            unit=unit,
            role=role,
            valid_from=period.first,
            valid_to=period.until,
            proposed_at=now,
            granted_at=now,
        )
    return list(found.values())


def _tokens(chance: random.Random, places: _Places, user: User) -> dict[str, bytes]:
    found = {}
    for one in places.organisations:
        if chance.randrange(6):
            found[one] = secrets.token_bytes(32)
            IdentityToken.objects.create(user=user, organisation_id=int(one), token=found[one])
    return found


def _teams(chance: random.Random, places: _Places, user: User, now: datetime) -> list[str]:
    found = []
    for teams in places.teams.values():
        for team in teams:
            if not chance.randrange(6):
                found.append(str(team.pk))
                TeamMember.objects.create(
                    team=team, user=user, valid_from=now.date() - timedelta(1)
                )
    return found


class _Covering(NamedTuple):
    unit: str
    absent: str
    covering: str


def _covers(
    chance: random.Random, places: _Places, persons: list[Person], now: datetime
) -> list[_Covering]:
    found = []
    units = [unit for units in places.units.values() for unit in units]
    for _ in range(len(persons) // 2):
        absent, covering = chance.sample(persons, 2)
        unit = chance.choice(units)
        holds = bool(chance.randrange(3))
        period = _period(chance, now, holds=holds)
        Cover.objects.create(
            unit=unit,
            absent=absent.user,
            covering=covering.user,
            first=period.first,
            until=period.until or period.first + timedelta(30),
        )
        if holds:
            found.append(_Covering(str(unit.pk), absent.actor.id, covering.actor.id))
    return found


def _some(chance: random.Random, of: list[Person], most: int) -> list[Person]:
    return chance.sample(of, min(len(of), chance.randrange(most + 1)))


def _record(
    chance: random.Random,
    places: _Places,
    persons: list[Person],
    keys: dict[str, tuple[bytes, bytes]],
    covers: list[_Covering],
    now: datetime,
) -> Told:
    one = chance.choice(places.organisations)
    unit = chance.choice(places.units[one])
    near = [
        p
        for p in persons
        if any(m.unit == str(unit.pk) for m in p.actor.memberships) or not chance.randrange(4)
    ]
    assigned = _some(chance, near, 3)
    teams = [team for team in places.teams[str(unit.pk)] if not chance.randrange(3)]
    hidden = not chance.randrange(4)
    blocked = _some(chance, near, 2) if hidden else []
    tokens = [
        token
        for p in (_some(chance, near, 2) if hidden and chance.randrange(2) else [])
        for token in p.actor.tokens
    ]
    protected = not chance.randrange(5)
    cleared = _some(chance, near, 3) if protected or not chance.randrange(5) else []
    names = {p.actor.id for p in assigned}
    facts = Record(
        str(uuid.uuid4()),
        one,
        str(unit.pk),
        frozenset(names),
        frozenset(c.covering for c in covers if c.unit == str(unit.pk) and c.absent in names),
        frozenset(str(team.pk) for team in teams),
        frozenset(p.actor.id for p in blocked),
        frozenset(tokens),
        protected,
        frozenset(p.actor.id for p in cleared),
    )
    texts = {
        "name": f"{chance.choice(NAMES)} Påhitt {next(_serial)}",
        "address": f"Gatan {next(_serial)}",
        "notes": f"Anteckning {next(_serial)}",
        "stage": "utredning",
    }
    _write_record(facts, texts, keys[one], now)
    _write_companions(facts, persons, now, assigned, teams, blocked, tokens, cleared)
    return Told(facts, texts)


def _write_record(
    facts: Record, texts: Mapping[str, str], keys: tuple[bytes, bytes], now: datetime
) -> None:
    plain, wrapped = keys
    case = Case(
        pk=uuid.UUID(facts.id),
        organisation_id=int(facts.organisation),
        unit_id=uuid.UUID(facts.unit),
        created_at=now,
        data_key=wrapped,
        protected=facts.protected,
        protected_identity=ProtectedIdentity.NONE,
        stage=texts["stage"],
    )
    sealed = {name: text for name, text in texts.items() if name != "stage"}
    for name, value in vault.seal(plain, case, 1, sealed).items():
        setattr(case, name, value)
    with writing():
        case.save(force_insert=True)


def _write_companions(
    facts: Record,
    persons: list[Person],
    now: datetime,
    assigned: list[Person],
    teams: list[Team],
    blocked: list[Person],
    tokens: list[bytes],
    cleared: list[Person],
) -> None:
    about: dict[str, Any] = {
        "organisation_id": int(facts.organisation),
        "record": uuid.UUID(facts.id),
    }
    by = persons[0].user
    Assignment.objects.bulk_create(
        [Assignment(**about, user=p.user, by=by, at=now) for p in assigned]
        + [Assignment(**about, team=team, by=by, at=now) for team in teams]
    )
    Block.objects.bulk_create(
        [Block(**about, user=p.user, reason="close", by=by, at=now) for p in blocked]
        + [Block(**about, token=token, reason="party", by=by, at=now) for token in tokens]
    )
    others = [p.user for p in persons[:3]]
    for person in cleared:
        two = [user for user in others if user != person.user][:2]
        Clearance.objects.create(
            **about,
            user=person.user,
            proposed_by=two[0],
            proposed_at=now,
            approved_by=two[1],
            approved_at=now,
        )


def _with_openings(
    chance: random.Random, person: Person, told: list[Told], now: datetime
) -> Person:
    openings = []
    for one in chance.sample(told, min(len(told), chance.randrange(4))):
        minutes = (-1, 30, 59)[chance.randrange(3)]
        until = now + timedelta(minutes=minutes)
        openings.append(BreakGlass(one.facts.id, until))
        BreakGlassOpening.objects.create(
            organisation_id=int(one.facts.organisation),
            record=uuid.UUID(one.facts.id),
            user=person.user,
            reason="life",
            text=b"",
            at=until - timedelta(hours=1),
            until=until,
        )
    return Person(person.user, replace(person.actor, break_glass=tuple(openings)))
