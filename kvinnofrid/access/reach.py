"""How far an actor reaches with an action among all records: what a list is filtered by.

The same rules as `decide`, turned around: not "may this one be reached" but "which may". Blocks and
the protected tier are facts of each record and stay with whoever filters.
"""

from dataclasses import dataclass, field
from datetime import datetime

from kvinnofrid.access.policy import OPEN_FOR, ZONE, memberships_in_force
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Actor, Record, Scope

Place = tuple[str, str]
"""An organisation and one of its units."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an actor reaches records with an action. An empty one reaches nothing.

    `organisations` and `units` are reached whole; in `team_units` only what is assigned, covered
    for or a team's. `opened` are the records that an emergency opening reaches, in `opened_in`.
    `also_protected`: protected records too, without clearance, but never through an opening.
    """

    organisations: frozenset[str] = frozenset()
    units: frozenset[Place] = frozenset()
    team_units: frozenset[Place] = frozenset()
    opened: frozenset[str] = frozenset()
    opened_in: frozenset[str] = frozenset()
    also_protected: bool = False


@dataclass(slots=True)
class _Gathered:
    """Places by how far they are reached."""

    found: dict[Scope, set[Place]] = field(default_factory=lambda: {one: set() for one in Scope})

    def units(self, scope: Scope) -> frozenset[Place]:
        return frozenset(self.found[scope])

    @property
    def organisations(self) -> frozenset[str]:
        return frozenset(place[0] for place in self.found[Scope.ORGANISATION])


def reach(actor: Actor, action: str, now: datetime) -> Reach:
    """How far the actor reaches records with the action now, before blocks and clearances.

    Raises ValueError for an action that is not about records, or asks for more than a role: what
    needs a second factor or a second person is asked for one record at a time.
    """
    row = TABLE[action]
    if row.on is not Record or row.confirm or row.by_two:
        raise ValueError(f"{action} is not asked for many records at once")
    if not actor.id or not organisations_of(actor, now):
        return Reach()
    places, glass = _gather(actor, action, now), _gather(actor, "record.break_glass", now)
    return Reach(
        places.organisations,
        places.units(Scope.UNIT),
        places.units(Scope.TEAM),
        frozenset(one.record for one in actor.break_glass if now < one.until <= now + OPEN_FOR)
        if row.through_glass
        else frozenset(),
        glass.organisations if row.through_glass else frozenset(),
        row.also_protected,
    )


def _gather(actor: Actor, action: str, now: datetime) -> _Gathered:
    gathered = _Gathered()
    by = TABLE[action].by
    for one in memberships_in_force(actor, now.astimezone(ZONE).date()):
        if one.role in by:
            gathered.found[by[one.role]].add((one.organisation, one.unit or ""))
    return gathered


def organisations_of(actor: Actor, now: datetime) -> tuple[str, ...]:
    """The organisations where the actor has access today, in order; none when it has ended."""
    today = now.astimezone(ZONE).date()
    if actor.ended is not None and actor.ended <= today:
        return ()
    return tuple(sorted({one.organisation for one in memberships_in_force(actor, today)}))
