"""Random attackers with several releases about the same persons: does putting them together help?

Each trial makes persons up and releases them twice or three times, each release finer or grouped in
another way, with the earlier ones as known. The attacker holds every published cell of all of them
against each other, picks a small cell that was hidden, works out its bounds and guesses. It fails
when some cell can be bound within the width, or when the guesses come true more often than those of
somebody who has seen nothing, by more than five points of a hundred.
"""

import random
from collections import Counter

import numpy as np

from kvinnofrid.disclosure import (
    ImpossibleError,
    Known,
    ProtectedTable,
    Rule,
    Table,
    flat,
    hierarchical,
    protect,
)
from kvinnofrid.disclosure.audit import Attacker, sums
from tests.campaigns.campaign import Campaign, Result, Tell

MARGIN = 0.05
WIDTH = 4
TOLD_EVERY = 200


def _persons(chance: random.Random) -> tuple[list[str], dict[str, str], dict[str, str], Table]:
    """Areas with two groupings, by age and sex."""
    areas = [f"m{i}" for i in range(chance.randint(4, 6))]
    county = {area: f"L{chance.randrange(2)}" for area in areas}
    group = {area: f"G{chance.randrange(2)}" for area in areas}
    draw = np.random.default_rng(chance.getrandbits(32))
    shape = (len(areas), chance.choice([2, 3]), 2)
    counts = draw.poisson(draw.gamma(1.0, chance.choice([4, 10]), shape)).astype(np.int64)
    dimensions = (
        flat("area", areas),
        flat("age", [f"a{i}" for i in range(shape[1])]),
        flat("sex", "xy"),
    )
    return areas, county, group, Table(dimensions, counts)


def _releases(chance: random.Random, seed: int) -> list[ProtectedTable]:
    areas, county, group, table = _persons(chance)
    ways = []
    for grouping in (county, group):
        tops = dict.fromkeys(grouping.values())
        ways.append(("way", [*grouping.items(), *((top, "Total") for top in tops)]))
    coarse = Table((hierarchical("area", ways[:1], areas), *table.dimensions[1:]), table.counts)
    fine = Table((hierarchical("area", ways, areas), *table.dimensions[1:]), table.counts)
    first = Table(coarse.dimensions[:2], table.counts.sum(axis=2))
    made: list[ProtectedTable] = []
    known: list[Known] = []
    for one in (first, coarse, fine)[: chance.choice([2, 3])]:
        found = protect(one, Rule(width=WIDTH), known=known, seed=seed, processes=1)
        made.append(found)
        names = tuple(found.names())
        shown = {
            cell: int(value)
            for cell, value, hidden in zip(found.cells(), found.values, found.hidden, strict=True)
            if not hidden
        }
        known.append(Known(f"release {len(made)}", names, shown))
    return made


def _together(releases: list[ProtectedTable]) -> tuple[Attacker, list[int], ProtectedTable]:
    """An attacker of the last release who has kept the earlier ones; the cells still unknown."""
    last = releases[-1]
    published: dict[int, int] = {}
    place = {cell: number for number, cell in enumerate(last.cells())}
    for release in releases:
        missing = len(last.codes) - len(release.codes)
        for cell, value, hidden in zip(
            release.cells(), release.values, release.hidden, strict=True
        ):
            if not hidden:
                published[place[cell + ("Total",) * missing]] = int(value)
    attacker = Attacker(
        published, len(last.values), sums(last.table.dimensions, last.codes), lowest=last.lowest
    )
    return attacker, [int(p) for p in np.flatnonzero(last.primary)], last


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    """Half of the guesses are the middle of the bounds, half at random within them."""
    chance = random.Random(seed)
    failures: list[str] = []
    truths: Counter[int] = Counter()
    attacks = hits = trials = impossible = within = 0
    while attacks < n:
        trials += 1
        number = chance.getrandbits(30)
        try:
            releases = _releases(random.Random(number), number % 1000)
        except ImpossibleError:
            impossible += 1
            continue
        attacker, cells, last = _together(releases)
        for cell in chance.sample(cells, min(len(cells), n - attacks, 10)):
            low = round(float(attacker.table({cell: -1.0})[cell]))
            high = round(float(attacker.table({cell: 1.0})[cell]))
            if high - low < WIDTH:
                within += 1
                failures.append(f"trial {number}: {last.cells()[cell]} is from {low} to {high}")
            true = int(last.values[cell])
            possible = [value for value in range(1, last.rule.threshold) if low <= value <= high]
            guess = (
                possible[len(possible) // 2] if chance.random() < 0.5 else chance.choice(possible)
            )
            hits += guess == true
            truths[true] += 1
            attacks += 1
            if attacks % TOLD_EVERY == 0:
                tell(f"{attacks} av {n} angrepp, {within} för snäva")
    guessing = max(truths.values()) / attacks
    if hits / attacks > guessing + MARGIN:
        failures.append(f"seed {seed}: {hits} of {attacks} guesses were right")
    return Result(
        failures,
        {
            "trials": trials,
            "impossible": impossible,
            "within_width": within,
            "success": f"{hits / attacks:.3f}",
            "guessing": f"{guessing:.3f}",
        },
    )


CAMPAIGN = Campaign(
    "Överlappande utgåvor: ingen liten cell går att räkna ut genom att jämföra dem.",
    10_000,
    _campaign,
)
