"""What a service's word is worth here, and how long an attempt to sign in lasts. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from kvinnofrid.catalogue import AssuranceLevels

ATTEMPT_LASTS = timedelta(minutes=10)
"""From the button to the answer: time to find the card and type the code."""
OWN_HIGHEST = 2
"""The highest level that an organisation may itself say a value stands for: two factors."""
CLOCK_SLACK = timedelta(minutes=5)
"""How much older than the attempt a sign-in that was asked for anew may seem."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What signing in through a service rests on. Two agree on every change of it.

    `issuer` is the service's name for itself: the issuer of OpenID Connect, the entity id of SAML.
    `secret` names a file. `endpoints` are what an OpenID service says of itself, `metadata` the XML
    of a SAML service. An empty `subject_name` or `level_name` is what the protocol has for it.
    `own_levels` are values that the organisation itself says what they stand for.
    """

    issuer: str = ""
    client_id: str = ""
    secret: str = ""
    endpoints: dict[str, Any] = field(default_factory=dict)
    metadata: str = ""
    subject_name: str = ""
    level_name: str = ""
    own_levels: dict[str, int] = field(default_factory=dict)
    accepts_uncertified: bool = False
    asks_for_level: bool = True

    def stored(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    def digest(self) -> str:
        """Names exactly these settings."""
        return hashlib.sha256(json.dumps(self.stored(), sort_keys=True).encode()).hexdigest()


def settings_of(stored: Mapping[str, Any]) -> Settings:
    """The settings that were kept."""
    known = {one.name for one in fields(Settings)}
    return Settings(**{name: value for name, value in stored.items() if name in known})


@dataclass(frozen=True, slots=True)
class Worth:
    """What a value of assurance stands for."""

    level: int
    certified: bool


def in_force(versions: Iterable[AssuranceLevels], *, on: date) -> dict[str, Worth]:
    """The values that hold on a day, by how they are sent."""
    return {
        one.value: Worth(one.level, one.certified)
        for version in versions
        if version.holds_on(on)
        for one in version.values
    }


def level_of(
    sent: Iterable[str],
    *,
    values: Mapping[str, Worth],
    own: Mapping[str, int],
    accepts_uncertified: bool,
) -> int:
    """The level of a sign-in by what the service sent, 0–3: the best value that counts, else 0.

    What the catalogue knows an organisation cannot say otherwise of.
    """
    found = [0]
    for value in sent:
        worth = values.get(value)
        if worth is None:
            found.append(min(own.get(value, 0), OWN_HIGHEST))
        elif worth.certified or accepts_uncertified:
            found.append(worth.level)
    return max(found)


def enough(
    required: int,
    *,
    values: Mapping[str, Worth],
    own: Mapping[str, int],
    accepts_uncertified: bool,
) -> list[str]:
    """The values that reach a required level, the lowest first: what the service is asked for."""
    known = {**{name: Worth(level, True) for name, level in own.items()}, **values}
    reached = {
        name: level_of([name], values=values, own=own, accepts_uncertified=accepts_uncertified)
        for name in known
    }
    return sorted(
        (name for name, level in reached.items() if level >= required),
        key=lambda name: (reached[name], name),
    )


def over(*, expires: datetime, now: datetime) -> bool:
    """Whether an attempt has taken too long."""
    return now >= expires


def is_fresh(*, authenticated: datetime | None, begun: datetime) -> bool:
    """Whether the person proved who they are after we asked, as far as two clocks can tell."""
    return authenticated is not None and authenticated >= begun - CLOCK_SLACK
