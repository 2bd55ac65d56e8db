"""A unit's own interventions: added, given another name, retired. Nothing is ever removed."""

import uuid
from datetime import datetime

from django.db import transaction

from kvinnofrid.access.values import Actor
from kvinnofrid.access.values import Unit as UnitValue
from kvinnofrid.accounts.models import Unit
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit import operations as audit
from kvinnofrid.follow_up import codes
from kvinnofrid.follow_up.models import LocalIntervention
from kvinnofrid.follow_up.rules import ImpossibleError, Wrong

MANAGE = "unit.interventions"


def in_use(*, unit: uuid.UUID) -> list[LocalIntervention]:
    """The unit's own interventions that can be given now, in order of name."""
    return list(LocalIntervention.objects.filter(unit=unit, ended_at=None).order_by("name"))


def retired(*, unit: uuid.UUID) -> list[LocalIntervention]:
    """Those that have ended, the latest first. What has another name now is not among them."""
    found = LocalIntervention.objects.filter(unit=unit, ended_at__isnull=False, next=None)
    return list(found.order_by("-ended_at"))


def former_names(one: LocalIntervention) -> list[LocalIntervention]:
    """The versions before this one, the latest first."""
    found = []
    while one.previous is not None:
        one = one.previous
        found.append(one)
    return found


def names_of(ids: "set[uuid.UUID]") -> dict[uuid.UUID, str]:
    """The names under which interventions were given, by the version that was chosen."""
    return dict(LocalIntervention.objects.filter(pk__in=ids).values_list("pk", "name"))


def chosen(*, id: object, unit: object, kind: str) -> LocalIntervention:
    """A version that may be given in the unit as this kind. Raises UnknownCodeError."""
    found = LocalIntervention.objects.filter(pk=id, unit=unit, kind=kind, ended_at=None).first()  # type: ignore[misc]
    if found is None:
        raise codes.UnknownCodeError(codes.INTERVENTION)
    return found


@transaction.atomic
def add_local(*, unit: Unit, kind: str, name: str, by: Actor, now: datetime) -> LocalIntervention:
    """Add one. Raises DeniedError, ImpossibleError for a name that is used, UnknownCodeError."""
    _demand(unit, by, now)
    if kind not in {one.code for one in codes.code_list(codes.INTERVENTION).codes}:
        raise codes.UnknownCodeError(codes.INTERVENTION)
    return _made(unit, kind, name, by, now, "begin")


@transaction.atomic
def rename_local(
    *, unit: Unit, local: object, name: str, by: Actor, now: datetime
) -> LocalIntervention:
    """Give one another name from now on; where it has been given it keeps the one it had."""
    _demand(unit, by, now)
    found = _open(unit, local)
    if found.name == name.strip():
        return found
    _end(found, by, now)
    return _made(unit, found.kind, name, by, now, "rename", previous=found)


@transaction.atomic
def retire_local(*, unit: Unit, local: object, by: Actor, now: datetime) -> None:
    """Let nobody choose it from now on. Raises ImpossibleError when it has ended already."""
    _demand(unit, by, now)
    found = _open(unit, local)
    _end(found, by, now)
    _log(found, by, now, "close")


def _demand(unit: Unit, by: Actor, now: datetime) -> None:
    demand(by, MANAGE, UnitValue(str(unit.organisation_id), str(unit.pk)), now=now)


def _open(unit: Unit, local: object) -> LocalIntervention:
    every = LocalIntervention.objects.select_for_update()
    found = every.filter(pk=local, unit=unit, ended_at=None).first()  # type: ignore[misc]
    if found is None:
        raise ImpossibleError(Wrong.RETIRED)
    return found


def _end(found: LocalIntervention, by: Actor, now: datetime) -> None:
    found.ended_at, found.ended_by_id = now, uuid.UUID(by.id)
    found.save(update_fields=["ended_at", "ended_by"])


def _made(
    unit: Unit,
    kind: str,
    name: str,
    by: Actor,
    now: datetime,
    method: str,
    previous: LocalIntervention | None = None,
) -> LocalIntervention:
    wanted = " ".join(name.split())
    if not wanted:
        raise ImpossibleError(Wrong.NO_NAME, "name")
    if any(one.name.casefold() == wanted.casefold() for one in in_use(unit=unit.pk)):
        raise ImpossibleError(Wrong.NAME_USED, "name")
    made = LocalIntervention.objects.create(
        organisation_id=unit.organisation_id,
        unit=unit,
        kind=kind,
        name=wanted,
        previous=previous,
        by_id=uuid.UUID(by.id),
        at=now,
    )
    _log(made, by, now, method)
    return made


def _log(one: LocalIntervention, by: Actor, now: datetime, method: str) -> None:
    audit.record(
        organisation=str(one.organisation_id),
        actor=by.id,
        action=MANAGE,
        object_kind="local_intervention",
        object_id=str(one.pk),
        outcome="allowed",
        now=now,
        details={"method": method, "unit": str(one.unit_id)},
    )
