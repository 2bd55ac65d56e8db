"""Numbers that are not small, of which few are others' than one area's, county's or unit's."""

import math
import random

import pytest

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.engine.disclosing import disclose
from kvinnofrid.engine.geography import lay_out
from tests.campaigns.differencing import NEAR, WIDTH, Released, puzzles
from tests.engine.knowing import Knower, Puzzle, knowers, others
from tests.engine.made_nation import nation

ONLY = ("target_group", "violence_kinds", "any_intervention", "intervention_form")
CHANGE = ("attainment", "change_safety")


def narrow(of: Puzzle, who: Knower) -> tuple[int, int]:
    """How many numbers tell somebody too much of others, and how many she is asked about."""
    asked = found = 0
    attacker = who.attacker(of)
    names = [*of.place]
    cells = [of.place[name] for name, _ in others(of, who)]
    if len(who.areas) > 1:  # small numbers elsewhere too
        cells += [at for at in {*of.asked} if not who.own(of, names[at])]
    for cell in cells:
        asked += 1
        if cell in of.known:
            found += 1
            continue
        low = math.ceil(attacker.table({cell: -1.0})[cell] - NEAR)
        high = math.floor(attacker.table({cell: 1.0})[cell] + NEAR)
        found += high - low < WIDTH
    return found, asked


def world(seed: int, version: str) -> tuple[dict[str, int], dict[str, int]]:
    """The same by kind of somebody who knows a part, over everything that is told."""
    chance = random.Random(seed)
    counties = {f"{number:02}": chance.choice([1, 4, 5]) for number in (1, 2, 3)}
    only, mean = (ONLY, 40) if seed % 2 else (CHANGE, 60)
    raw = nation(seed, counties, mean=mean, only=only, units=1 + seed % 3 // 2)
    told = disclose(raw, load_shipped().disclosure_rule("releases", version), processes=1)
    assert told.audit.holds
    found = {"area": 0, "county": 0, "unit": 0}
    asked = dict(found)
    for _, of in puzzles([Released(raw, told)]):
        for who in knowers(of):
            kind = "unit" if who.unit else "county" if len(who.areas) > 1 else "area"
            narrow_, asked_ = narrow(of, who)
            found[kind] += narrow_
            asked[kind] += asked_
    return found, asked


@pytest.mark.parametrize("seed", [1, 4, 8])
def test_nobody_who_knows_a_part_of_a_number_places_what_is_others(seed: int) -> None:
    """Everybody against everything told, by a reader who shares no code with search or audit."""
    found, asked = world(seed, "2026-3")
    assert found == {"area": 0, "county": 0, "unit": 0}
    assert min(asked["area"], asked["county"]) > 0, "there is something to find"


def test_without_the_rule_they_would() -> None:
    found, _ = world(4, "2026-2")
    assert min(found["area"], found["county"]) > 0


def test_a_nation_of_one_unit_and_few_others_is_not_told_of() -> None:
    sizes = {"0101": 53, "0102": 0, "0201": 0}
    assert not lay_out(sizes, Guard(units=True), 3, (), {"0101": 50})[0].shown
    assert lay_out(sizes, Guard(units=True), 3, (), {"0101": 40})[0].shown
