"""What the checks find in facts and in tables, and what they leave in peace."""

from dataclasses import replace
from datetime import date

import pytest

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.engine.facts import Placed
from kvinnofrid.releases.check_rules import MOST_TOLD, Finding, Gathering, outliers, validation
from kvinnofrid.unit_results.queries import episode_of
from tests.releases.releasing import SET, table
from tests.unit_results.cases import facts_of_a_unit

pytestmark = pytest.mark.django_db


def codes(found: object) -> set[tuple[str, str]]:
    assert isinstance(found, list)
    return {(one.code, one.area) for one in found if isinstance(one, Finding)}


def gathered(*places: tuple[str, str, int, int]) -> list[Finding]:
    """What is found of units: unit, area, how many episodes, and the year they were opened in."""
    gathering = Gathering((2024, 2025))
    for unit, area, number, year in places:
        for one in facts_of_a_unit(number):
            moved = replace(one, opened_on=date(year, 3, 1), closed_on=None, waves=(), sex="")
            gathering.add(Placed(episode_of(moved), area, area[:2], unit=unit))
    return list(gathering.findings(municipalities=290, year_is_over=True))


def test_what_is_missing_is_found_by_unit_and_municipality() -> None:
    found = gathered(("a", "0380", 70, 2025), ("b", "0305", 25, 2024), ("c", "0319", 25, 2025))
    assert {
        ("municipalities", ""),
        ("silent_unit", "0305"),
        ("empty_months", "0380"),
        ("few_first", "0380"),
        ("few_first", "0319"),
        ("unknown", "0380"),
    } <= codes(found)
    assert ("empty_months", "0319") not in codes(found), "too few to expect one each month"
    assert all(one.share % 10 == 0 for one in found if one.code != "municipalities")
    assert not any(one.stops for one in found)


def test_a_small_group_is_told_of_in_no_check() -> None:
    found = gathered(("a", "0380", 19, 2025), ("b", "0305", 19, 2024))
    assert codes(found) == {("municipalities", "")}


def test_more_than_can_be_read_is_told_of_in_one() -> None:
    areas = [(f"u{number}", f"03{number + 1:02}", 20, 2024) for number in range(MOST_TOLD + 3)]
    silent = [one for one in gathered(*areas) if one.code in {"silent_unit", "more"}]
    assert len(silent) == MOST_TOLD + 1
    assert silent[-1].number == 3


def test_who_is_far_from_the_nation_or_has_doubled_is_found() -> None:
    many = {
        ("0305", 2024): [60, 20, 20, 0],
        ("0305", 2025): [60, 20, 20, 0],
        ("00", 2025): [500, 300, 200, 0],
        ("0380", 2024): [50, 5, 5, 0],
        ("0380", 2025): [10, 100, 30, 0],
    }
    found = list(outliers({("target_group", ""): table(counts=many)}))
    assert ("jump", "0380") in codes(found)
    assert ("far", "0380") in codes(found)
    assert "0305" not in {one.area for one in found if one.code == "jump"}


def test_tables_that_do_not_hang_together_stop_the_release() -> None:
    owner = load_shipped().outcome_set(SET)
    whole = table()
    assert list(validation({("target_group", ""): whole}, owner, left_out=0)) == []
    wrong = replace(whole, totals=tuple(1 for _ in range(whole.rows)))
    found = list(validation({("target_group", ""): wrong}, owner, left_out=7))
    assert {one.code for one in found} >= {"left_out", "too_many"}
    assert all(one.stops for one in found if one.code != "left_out")
    other = {("target_group", ""): whole, ("way_in", ""): table("way_in")}
    assert "other_total" in {one.code for one in validation(other, owner, left_out=0)}
    nation = table(counts={("00", 2025): [1, 1, 1, 1]})
    assert ("counties", "00") in codes(
        list(validation({("target_group", ""): nation}, owner, left_out=0))
    )
