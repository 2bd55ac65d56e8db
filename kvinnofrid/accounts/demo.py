"""Made-up users of the demo: one for each role, in real organisations, marked as made up."""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kvinnofrid.access.roles import ROLES, Role
from kvinnofrid.access.values import Actor
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import Membership, Unit, User
from kvinnofrid.accounts.operations.identity import OWN, keep, tokens_for
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.keys.identity import read_identity, today_in_sweden
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.models import Kind

UNIT = "Mottagningen mot våld (demo)"
OTHER_UNIT = "Barn och familj (demo)"


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up user: name, role, kind and code of the organisation, and the unit."""

    name: str
    role: Role
    kind: str
    code: str
    unit: str = ""

    @property
    def email(self) -> str:
        """An address in a domain that can receive nothing."""
        return f"{self.role}-{self.code}-{self.name.split()[0]}@demo.invalid".lower()


PEOPLE = (
    Person("Alva Demo", Role.CASEWORKER, Kind.MUNICIPALITY, "0380", UNIT),
    Person("Birk Demo", Role.CASEWORKER, Kind.MUNICIPALITY, "0380", OTHER_UNIT),
    Person("Cleo Demo", Role.UNIT_MANAGER, Kind.MUNICIPALITY, "0380", UNIT),
    Person("Disa Demo", Role.COORDINATOR, Kind.MUNICIPALITY, "0380"),
    Person("Eilo Demo", Role.BOARD_READER, Kind.MUNICIPALITY, "0380"),
    Person("Frej Demo", Role.LOG_REVIEWER, Kind.MUNICIPALITY, "0380"),
    Person("Gaia Demo", Role.ARCHIVIST, Kind.MUNICIPALITY, "0380"),
    Person("Hilde Demo", Role.SYSTEM_ADMINISTRATOR, Kind.MUNICIPALITY, "0380"),
    Person("Idun Demo", Role.CASEWORKER, Kind.MUNICIPALITY, "0305", UNIT),
    Person("Jarl Demo", Role.COUNTY_LEADER, Kind.COUNTY, "03"),
    Person("Kaia Demo", Role.COUNTY_BOARD_OFFICER, Kind.COUNTY, "03"),
    Person("Loke Demo", Role.GRANT_OFFICER, Kind.COUNTY, "03"),
    Person("Moa Demo", Role.NATIONAL_ANALYST, Kind.NATION, "0000"),
    Person("Nils Demo", Role.NATIONAL_ANALYST, Kind.NATION, "0000"),
)


NUMBERS = (
    "195501142284",
    "197703212394",
    "197902112387",
    "198012262385",
    "198211092385",
    "198409222380",
    "198608072396",
    "198807082386",
    "199006192398",
    "199205143028",
    "199404082399",
    "199602292394",
    "199801292385",
    "198501032398",
)
"""Test numbers that are nobody's, one for each of the people. Source: Skatteverket."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many users were made."""

    made: int

    def __str__(self) -> str:
        return f"Demoanvändare: {self.made} nya"


@transaction.atomic
def load_demo(*, data: Path, today: date) -> str | Loaded:  # noqa: ARG001  as every loader
    """Make the demo's users where they are missing; nothing at all unless the mode is demo."""
    if settings.MODE != "demo":
        return "Demoanvändare: inga, det är ingen demo"
    made = 0
    now = timezone.now()
    for person in PEOPLE:
        if not User.objects.filter(email=person.email).exists():
            _make(person, today=today, now=now)
            made += 1
    _identify(now=now)
    return Loaded(made)


def _identify(*, now: datetime) -> None:
    """Let it be known who they are, if the key service answers; else they may give it."""
    with contextlib.suppress(KeysError):
        for person, text in zip(PEOPLE, NUMBERS, strict=True):
            user = User.objects.get(email=person.email)
            if user.identity_tokens.exists():
                continue
            number = read_identity(text, today=today_in_sweden())
            places = queries.worked_in(user.pk, on=now.date())
            by = Actor(id=str(user.pk))
            keep(user, tokens_for(number, places), by=by, action=OWN, now=now)


def _make(person: Person, *, today: date, now: datetime) -> None:
    place = organisations.organisation_by_code(person.kind, person.code, on=today)
    user = User(email=person.email, full_name=person.name, synthetic=True, created_at=now)
    user.set_unusable_password()
    user.save()
    unit = None
    if ROLES[person.role].in_unit:
        unit, _ = Unit.objects.get_or_create(
            organisation_id=place.id, name=person.unit, defaults={"valid_from": today}
        )
    Membership.objects.create(
        user=user,
        organisation_id=place.id,
        unit=unit,
        role=person.role,
        valid_from=today,
        proposed_at=now,
        granted_at=now,
    )
