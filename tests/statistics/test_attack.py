"""Every table of a unit's page, in every choice, read together: no small group is bounded."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from kvinnofrid.statistics.small_groups import Guarded
from kvinnofrid.statistics.unit_tables import ALL, Chosen, Told
from tests.statistics.attacker import GROUPS, Knowledge, attack, read
from tests.statistics.follow_up_cases import drawn_unit, episode


@pytest.mark.parametrize(("seed", "many"), [(1, 12), (2, 40), (20, 150)])
@pytest.mark.parametrize("population", ["opened", "closed"])
def test_no_small_group_of_any_table_is_bounded_by_all_tables_and_choices(
    seed: int, many: int, population: str
) -> None:
    assert attack(read(drawn_unit(random.Random(seed), many), population)) == []


def test_the_attacker_bounds_a_class_by_what_its_table_leaves() -> None:
    page = read([episode(way_in=way) for way in ("own",) * 9 + ("police",) * 3], "opened")
    told = dict.fromkeys(page.told, Told(None))
    told["way_in", ALL] = Told(12, {"": Guarded({"own": 9})})
    assert (("t", "way_in", "", "police"), 0, 3) in attack(replace(page, told=told))


def test_the_attacker_subtracts_one_indicators_size_from_anothers() -> None:
    few = [episode(GROUPS[0])] * 20 + [episode(GROUPS[1])] * 3
    page = read(few, "closed")
    told = dict.fromkeys(page.told, Told(None))
    told["change_safety", ALL] = Told(23)
    told["attainment", Chosen(group=GROUPS[0])] = Told(20)
    found = attack(replace(page, told=told))
    assert (("N", GROUPS[1]), 3, 3) in found


def test_a_width_that_is_wide_enough_is_no_finding() -> None:
    for third, findings in ((6, 0), (5, 1)):
        known = Knowledge(Counter({("a",): 2, ("b",): third - 2}))
        known.says([("a",), ("b",)], third)
        known.is_somebody(("b",))
        known.is_somebody(("a",))
        assert len(known.narrow([("a",)])) == findings
