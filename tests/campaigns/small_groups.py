"""Random units whose every table, in every choice, is read by somebody with a solver.

Each trial makes a unit's episodes up, skewed so that small groups come up anywhere, and asks for
all that the page of its results could show. The attacker of the tests writes it down as sums of
unknown whole numbers. A trial fails when a group of one to four can be placed within the width.
"""

import random

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.statistics.attacker import attack, read
from tests.statistics.follow_up_cases import drawn_unit

SIZES = (6, 12, 20, 30, 60, 150, 400)
POPULATIONS = ("opened", "closed")
TOLD_EVERY = 50


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures, tables = [], 0
    for number in range(n):
        chance = random.Random(f"{seed}-{number}")
        episodes = drawn_unit(chance, chance.choice(SIZES))
        for population in POPULATIONS:
            page = read(episodes, population)
            tables += sum(len(one.tables) for one in page.told.values())
            failures += [
                f"unit {number}, {population}: {key} is from {low} to {high}"
                for key, low, high in attack(page)
            ]
        if number % TOLD_EVERY == 0:
            tell(f"{number} av {n} enheter, {len(failures)} för snäva")
    return Result(failures, {"tables": tables})


CAMPAIGN = Campaign(
    "Enhetens resultat: ingen liten grupp går att räkna ut ur alla tabeller och urval.",
    1_000,
    _campaign,
)
