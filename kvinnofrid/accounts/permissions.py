"""The question that every guarded page, job and write asks, and what a no is answered with."""

from datetime import datetime

from django.http import HttpRequest

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Actor, Decision, Object, Organisation, Reason
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


def places_for(actor: Actor, action: str, *, now: datetime) -> tuple[str, ...]:
    """The organisations in which the actor may do an action of organisations, in order of name.

    Those included where nothing but a second factor given anew is lacking.
    """
    held = sorted({one.organisation for one in actor.memberships})
    decided = ((one, decide(actor, action, Organisation(one), now)) for one in held)
    return tuple(one for one, said in decided if said or said.reason is Reason.CONFIRM_AGAIN)


def note(request: HttpRequest, action: str) -> None:
    """Remember that the policy was asked about the action in this request."""
    asked(request).add(action)


def asked(request: HttpRequest) -> set[str]:
    """The actions that the policy has been asked about in this request."""
    if not hasattr(request, "_asked"):
        request._asked = set()  # type: ignore[attr-defined]
    found: set[str] = request._asked  # type: ignore[attr-defined]
    return found
