"""Made-up units and users of a made-up nation, marked as such; in a demo alone."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import Membership, Unit, User

ADDRESS = "@land.invalid"
"""Users of the nation have addresses that end so, which nobody can have."""
SHOWN = 3
"""Of so many units, the biggest, users are offered on the page where one signs in to the demo."""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to make: its number in the nation, organisation, name, and how many caseworkers."""

    number: int
    organisation: int
    name: str
    caseworkers: int


@dataclass(frozen=True, slots=True)
class MadeUnit:
    """A unit that was made, and its caseworkers."""

    unit: UUID
    caseworkers: tuple[UUID, ...]


def make_units(
    wanted: Sequence[NewUnit], *, seed: int, since: date, now: datetime
) -> list[MadeUnit]:
    """Make units, each with a manager and caseworkers. Their ids follow from the seed."""
    chance = random.Random(f"{seed}:units")  # noqa: S311 - nothing secret
    units, users, memberships, made = [], [], [], []
    for one in wanted:
        unit = Unit(
            id=_id(chance),
            organisation_id=one.organisation,
            name=one.name,
            valid_from=since,
        )
        units.append(unit)
        people = [
            (f"chef-{one.number:04}", f"Chef {one.number} Påhitt", Role.UNIT_MANAGER),
            *(
                (
                    f"handlaggare-{one.number:04}-{at:02}",
                    f"Handläggare {one.number}:{at} Påhitt",
                    Role.CASEWORKER,
                )
                for at in range(1, one.caseworkers + 1)
            ),
        ]
        workers = []
        for mail, name, role in people:
            user = User(
                id=_id(chance),
                email=f"{mail}{ADDRESS}",
                full_name=name,
                synthetic=True,
                created_at=now,
            )
            user.set_unusable_password()
            users.append(user)
            memberships.append(
                Membership(
                    id=_id(chance),
                    user=user,
                    organisation_id=one.organisation,
                    unit=unit,
                    role=role,
                    valid_from=since,
                    proposed_at=now,
                    granted_at=now,
                )
            )
            if role is Role.CASEWORKER:
                workers.append(user.pk)
        made.append(MadeUnit(unit.pk, tuple(workers)))
    with transaction.atomic():
        Unit.objects.bulk_create(units)
        User.objects.bulk_create(users)
        Membership.objects.bulk_create(memberships)
    return made


def _id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def units() -> list[UUID]:
    """The units of the nation."""
    return list(
        Membership.objects.filter(user__email__endswith=ADDRESS, unit__isnull=False)
        .values_list("unit", flat=True)
        .distinct()
    )


def remove_units() -> None:
    """Take away units and users. Who is still pointed to, as by a colleague's note, is closed."""
    found = units()
    with transaction.atomic():
        users = User.objects.filter(email__endswith=ADDRESS)
        Membership.objects.filter(Q(user__in=users) | Q(unit__in=found)).delete()
        for user in users:
            try:
                with transaction.atomic():
                    user.delete()
            except models.ProtectedError:
                user.is_active = False
                user.save(update_fields=["is_active"])
        for unit in Unit.objects.filter(pk__in=found):
            try:
                with transaction.atomic():
                    unit.delete()
            except models.ProtectedError:
                unit.valid_to = unit.valid_from
                unit.save(update_fields=["valid_to"])


def offered(email: str) -> bool:
    """Whether a made-up user is offered where one signs in: of a nation's, only a few are."""
    if not email.endswith(ADDRESS):
        return True
    number, _, worker = email.removesuffix(ADDRESS).partition("-")[2].partition("-")
    return int(number) <= SHOWN and worker in ("", "01")
