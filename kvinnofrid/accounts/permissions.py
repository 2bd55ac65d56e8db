"""The question that every guarded page, job and write asks, and what a no is answered with."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest

from kvinnofrid.access.policy import decide
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Actor, Decision, Object, Organisation, Reason, Unit
from kvinnofrid.accounts.queries import actor_for


class DeniedError(Exception):
    """The policy said no. Carries the decision, whose words may be shown to the actor."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reason)
        self.decision = decision


def demand(actor: Actor, action: str, obj: Object, *, now: datetime) -> Decision:
    """The decision, if it is a yes. Raises DeniedError. `now` is in the local time zone."""
    decision = decide(actor, action, obj, now)
    if not decision:
        raise DeniedError(decision)
    return decision


def require(request: HttpRequest, action: str, obj: Object, *, now: datetime) -> Decision:
    """What a view asks for the object of its declared action; the guard sees that it asked.

    Raises DeniedError, which the guard turns into the right answer.
    """
    note(request, action)
    return demand(actor_for(request), action, obj, now=now)


def require_first(
    request: HttpRequest, action: str, places: Sequence[str], *, now: datetime
) -> Decision:
    """What a view asks that begins at no organisation: of the first of `places`.

    Of the first where the actor works when there are none, so that the refusal says why.
    """
    held = places or [one.organisation for one in actor_for(request).memberships]
    return require(request, action, Organisation(held[0] if held else "0"), now=now)


def places_for(actor: Actor, action: str, *, now: datetime) -> tuple[str, ...]:
    """The organisations in which the actor may do an action of organisations or units, by name.

    Those included where nothing but a second factor given anew is lacking. For an action of units,
    who holds a role in a whole organisation is asked about any of its units.
    """
    of_units = action in TABLE and TABLE[action].on is Unit
    held: set[Organisation | Unit] = {
        Unit(one.organisation, one.unit or "0") if of_units else Organisation(one.organisation)
        for one in actor.memberships
    }
    decided = ((one.organisation, decide(actor, action, one, now)) for one in held)
    allowed = {one for one, said in decided if said or said.reason is Reason.CONFIRM_AGAIN}
    return tuple(sorted(allowed))


def note(request: HttpRequest, action: str) -> None:
    """Remember that the policy was asked about the action in this request."""
    asked(request).add(action)


def asked(request: HttpRequest) -> set[str]:
    """The actions that the policy has been asked about in this request."""
    if not hasattr(request, "_asked"):
        request._asked = set()  # type: ignore[attr-defined]
    found: set[str] = request._asked  # type: ignore[attr-defined]
    return found
