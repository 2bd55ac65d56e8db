"""Which made-up units there are, where, how big, and how they differ. Pure: told all it needs."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from kvinnofrid.follow_up.rules import Target

SHARES_BELOW = 10_000
"""Inhabitants below which a municipality may let a neighbour of its county help its clients."""
SHARES = 0.6
SPECIALISES_FROM = 60_000
INHABITANTS_OF_A_UNIT = 120_000
MOST_EPISODES_OF_A_UNIT = 2_400
"""Where there are more inhabitants or episodes than these, there are several units alike."""
EPISODES_OF_A_CASEWORKER = 400
MOST_CASEWORKERS = 12

Targets = tuple[tuple[Target, float], ...]
MIXED: Targets = (
    (Target.VICTIM_SURVIVOR, 0.72),
    (Target.CHILD, 0.16),
    (Target.PERPETRATOR, 0.12),
)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality with the id of its organisation, its county's code, and its inhabitants."""

    organisation: int
    code: str
    county: str
    inhabitants: int


@dataclass(frozen=True, slots=True)
class Manner:
    """How a unit's results come out: that is what makes units differ.

    `level` how well things are when help begins, `gain` what changes, `wait` days until help
    begins, `leave` how many leave early, `careful` how many measurements are held.
    """

    level: float
    gain: float
    wait: float
    leave: float
    careful: float
    surveys: float


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit to make. `homes` are codes of municipalities that its clients live in, weighted."""

    number: int
    organisation: int
    name: str
    targets: Targets
    homes: tuple[tuple[str, float], ...]
    episodes: int
    caseworkers: int
    manner: Manner


def plan(
    municipalities: Sequence[Municipality], *, episodes: int, seed: int
) -> tuple[UnitPlan, ...]:
    """The units, the biggest first; together they have exactly so many episodes."""
    chance = random.Random(f"{seed}:plan")  # noqa: S311 - nothing secret
    busy = {one.code: one.inhabitants * chance.lognormvariate(0, 0.25) for one in municipalities}
    helped_by = _hosts(municipalities, chance)
    everybody = sum(busy.values())
    drafts: list[dict[str, Any]] = []
    for host in municipalities:
        if helped_by[host.code] != host.code:
            continue
        homes = tuple(
            (one.code, busy[one.code]) for one in municipalities if helped_by[one.code] == host.code
        )
        volume = sum(weight for _, weight in homes)
        drafts += [
            {
                "organisation": host.organisation,
                "name": name,
                "targets": targets,
                "homes": homes,
                "weight": volume * share,
            }
            for name, targets, share in _units_of(host, episodes * volume / everybody)
        ]
    drafts.sort(key=lambda one: (-one["weight"], one["organisation"], one["name"]))
    volumes = shared_out(episodes, [one.pop("weight") for one in drafts])
    return tuple(
        UnitPlan(
            number=number,
            episodes=volume,
            caseworkers=max(1, min(MOST_CASEWORKERS, round(volume / EPISODES_OF_A_CASEWORKER))),
            manner=_manner(chance),
            **draft,
        )
        for number, (draft, volume) in enumerate(zip(drafts, volumes, strict=True), start=1)
    )


def shared_out(whole: int, weights: Sequence[float]) -> list[int]:
    """The whole number in parts by weight, by largest remainder, so that nothing is lost."""
    total = sum(weights)
    exact = [whole * weight / total for weight in weights]
    parts = [int(one) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_rest[: whole - sum(parts)]:
        parts[at] += 1
    return parts


def _hosts(municipalities: Sequence[Municipality], chance: random.Random) -> dict[str, str]:
    """By the code of a municipality, that of the one whose unit helps its clients."""
    found = {}
    for one in municipalities:
        bigger = [
            other
            for other in municipalities
            if other.county == one.county and other.inhabitants >= SHARES_BELOW
        ]
        shares = chance.random() < SHARES
        if one.inhabitants < SHARES_BELOW and bigger and shares:
            found[one.code] = min(bigger, key=lambda other: (other.inhabitants, other.code)).code
        else:
            found[one.code] = one.code
    return found


def _units_of(host: Municipality, episodes: float) -> Iterator[tuple[str, Targets, float]]:
    """Name, target groups and part of the municipality's episodes of each of its units."""
    if host.inhabitants < SPECIALISES_FROM:
        kinds = [("Mottagningen mot våld", MIXED, 1.0, 1)]
    else:
        adults = max(1, round(host.inhabitants / INHABITANTS_OF_A_UNIT))
        names = (
            ("Mottagningen mot våld", adults),
            ("Barn och familj", 1),
            ("Mottagningen för våldsutövare", 1),
        )
        kinds = [
            (name, ((target, 1.0),), share, least)
            for (name, least), (target, share) in zip(names, MIXED, strict=True)
        ]
    for name, targets, share, least in kinds:
        many = max(least, ceil(share * episodes / MOST_EPISODES_OF_A_UNIT))
        for number in range(1, many + 1):
            numbered = name if many == 1 else f"{name} {number}"
            yield f"{numbered} (påhittad)", targets, share / many


def _manner(chance: random.Random) -> Manner:
    return Manner(
        level=chance.uniform(0.25, 0.42),
        gain=chance.gauss(0.2, 0.07),
        wait=chance.lognormvariate(2.2, 0.5),
        leave=chance.uniform(0.15, 0.4),
        careful=chance.uniform(0.75, 0.97),
        surveys=chance.uniform(0.1, 0.45),
    )
