"""What a sign-in is worth, when it ends and when an invitation holds. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

ABSOLUTE = timedelta(hours=8)
"""How long a session lasts however much it is used."""
CLOCK_SLACK = timedelta(minutes=2)
"""How far a clock may have been set back before a session ends: its age can no longer be told."""
INVITATION_LASTS = timedelta(days=7)
ASLEEP = 9
"""An assurance that no sign-in has: a membership that demands it sleeps."""


class Way(StrEnum):
    """In what way somebody signed in."""

    PASSWORD = "password"  # noqa: S105  the name of a way in
    PASSKEY = "passkey"
    SERVICE = "service"
    DEMO = "demo"


class Ended(StrEnum):
    """Why a session has ended."""

    IDLE = "idle"
    TOO_OLD = "too_old"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a sign-in that was taken: how, when, and whether it was a second factor.

    `level` is the assurance that an organisation's sign-in service vouched for, else 0.
    """

    method: str
    at: datetime
    kind: str = ""
    passwordless: bool = False
    level: int = 0
    service: str = ""


def is_second_factor(step: Step) -> bool:
    """Whether the step proves more than a password: app, key, recovery code, a strong service."""
    return step.method in {"mfa", "demo"} or (step.method == "service" and step.level >= 2)


def assurance(steps: Sequence[Step]) -> int:
    """The level of a sign-in, 0–3: 0 nothing, 1 one factor, 2 two factors, 3 as vouched for."""
    vouched = max((step.level for step in steps if step.method == "service"), default=0)
    first = any(
        step.method in {"password", "service", "demo"} or step.passwordless for step in steps
    )
    if not first:
        return 0
    return max(vouched, 2 if any(map(is_second_factor, steps)) else 1)


def way(steps: Sequence[Step]) -> Way:
    """The way that the sign-in began."""
    for step in steps:
        if step.method == "service":
            return Way.SERVICE
        if step.method == "demo":
            return Way.DEMO
        if step.passwordless:
            return Way.PASSKEY
    return Way.PASSWORD


def service(steps: Sequence[Step]) -> str:
    """The organisation whose service signed the user in; empty when it was none."""
    return next((step.service for step in steps if step.method == "service"), "")


def confirmed_at(steps: Sequence[Step]) -> datetime | None:
    """When a second factor was last given."""
    return max((step.at for step in steps if is_second_factor(step)), default=None)


def ended(*, started: datetime, seen: datetime, idle: timedelta, now: datetime) -> Ended | None:
    """Why a session that began and was last used at these times is over; None while it lasts."""
    if now < seen - CLOCK_SLACK or now < started - CLOCK_SLACK:
        return Ended.CLOCK
    if now - started >= ABSOLUTE:
        return Ended.TOO_OLD
    if now - seen >= idle:
        return Ended.IDLE
    return None


def step_of(record: dict[str, object]) -> Step:
    """A step as the session keeps it: `method`, `at` in seconds, `type`, `passwordless`…"""
    at, level = record.get("at", 0), record.get("level", 0)
    return Step(
        method=str(record.get("method", "")),
        at=datetime.fromtimestamp(float(at) if isinstance(at, int | float) else 0, UTC),
        kind=str(record.get("type", "")),
        passwordless=record.get("passwordless") is True,
        level=level if isinstance(level, int) else 0,
        service=str(record.get("service", "")),
    )


class Demands(Protocol):
    """What an organisation demands of a sign-in."""

    required_assurance: int
    allows_password: bool
    allows_passkey: bool
    allows_service: bool


def required(demands: Demands | None, organisation: str, came: Way, vouching: str) -> int:
    """The assurance that a membership demands of a sign-in that came in this way.

    A service vouches for the memberships of its own organisation alone: what one organisation
    says of a person can never open another.
    """
    if came is Way.SERVICE and vouching != organisation:
        return ASLEEP
    if demands is None:
        return 2
    open_ways = {
        Way.PASSWORD: demands.allows_password,
        Way.PASSKEY: demands.allows_passkey,
        Way.SERVICE: demands.allows_service,
        Way.DEMO: True,
    }
    return demands.required_assurance if open_ways[came] else ASLEEP


def usable(
    *, expires: datetime, used: datetime | None, revoked: datetime | None, now: datetime
) -> bool:
    """Whether an invitation may still be used."""
    return used is None and revoked is None and now < expires
