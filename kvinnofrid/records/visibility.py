"""The decision of `access.policy.decide` about records, as a condition of the database."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.reach import Place, Reach
from kvinnofrid.access.values import Actor
from kvinnofrid.records.companions import Assignment, Block, Clearance

NOTHING = Q(pk__in=())


def visible(reach: Reach, actor: Actor, now: datetime) -> Q:
    """What a record must meet for the actor to reach it; the same order as the decision's."""
    reached = Q(organisation_id__in=reach.organisations) | _places(reach.units)
    if reach.team_units:
        reached |= _places(reach.team_units) & _is_teams(actor, now)
    opened = (
        Q(pk__in=_ids(reach.opened), organisation_id__in=reach.opened_in)
        if reach.opened
        else NOTHING
    )
    unlocked = Q(protected=False)
    if actor.id:
        unlocked |= Q(
            Exists(
                Clearance.objects.filter(
                    record=OuterRef("pk"),
                    user=uuid.UUID(actor.id),
                    approved_at__isnull=False,
                    ended_at__isnull=True,
                )
            )
        )
    protected = Q() if reach.also_protected else unlocked
    return ((reached & protected) | (opened & unlocked)) & ~blocked(actor)


def _places(places: Iterable[Place]) -> Q:
    found = NOTHING
    for organisation, unit in sorted(places):
        found |= Q(organisation_id=organisation, unit_id=unit)
    return found


def _ids(names: Iterable[str]) -> list[uuid.UUID]:
    return [uuid.UUID(name) for name in names]


def _is_teams(actor: Actor, now: datetime) -> Q:
    """Assigned to the actor, to somebody the actor covers for today, or to a team of theirs."""
    today = now.astimezone(ZONE).date()
    held = Assignment.objects.filter(record=OuterRef("pk"), ended_at__isnull=True)
    covered = held.filter(
        user__covered__covering=uuid.UUID(actor.id),
        user__covered__unit=OuterRef("unit_id"),
        user__covered__first__lte=today,
        user__covered__until__gt=today,
    )
    found = Q(Exists(held.filter(user=uuid.UUID(actor.id)))) | Q(Exists(covered))
    if actor.teams:
        found |= Q(Exists(held.filter(team_id__in=actor.teams)))
    return found


def blocked(actor: Actor) -> Q:
    """Blocked by name or identity; who has no identity here cannot be told from the blocked."""
    held = Block.objects.filter(record=OuterRef("pk"), lifted_at__isnull=True)
    named = Q(Exists(held.filter(user=uuid.UUID(actor.id)))) if actor.id else NOTHING
    known = Q(organisation_id__in=sorted(actor.identified_in))
    return (
        named
        | Q(Exists(held.filter(token__in=list(actor.tokens))))
        | (~known & Q(Exists(held.filter(token__isnull=False))))
    )
