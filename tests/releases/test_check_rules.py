"""What the checks find in facts and in tables, and what they leave in peace."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kvinnofrid.catalogue import Outcome, load_shipped
from kvinnofrid.engine.facts import Placed
from kvinnofrid.engine.tables import DisclosedTable
from kvinnofrid.releases.check_rules import (
    MOST_TOLD,
    Finding,
    Gathering,
    bounded,
    outliers,
    stops,
    tenths,
    validation,
)
from kvinnofrid.releases.rules import Kind, TableName
from kvinnofrid.statistics.episodes import Episode, Held, tables_of
from tests.releases.releasing import SET, table


def codes(found: object) -> set[tuple[str, str]]:
    assert isinstance(found, list)
    return {(one.code, one.area) for one in found if isinstance(one, Finding)}


def placed(
    unit: str,
    area: str,
    fields: dict[str, str] | None = None,
    *,
    first: bool = False,
    last: bool = False,
    **days: date,
) -> Placed:
    """An episode; of nothing that may be unknown is anything known but the ways in and the age.

    `first` and `last`: whether it was measured then.
    """
    known = {"way_in": "own", "age_band": "25-34", **(fields or {})}
    held = Held(date(2025, 3, 2), {"safety": 3})
    episode = Episode(
        "child", days, known, baseline=held if first else None, exit=held if last else None
    )
    return Placed(episode, area, area[:2], unit=unit)


def gathered(*places: tuple[str, str, int, int]) -> list[Finding]:
    """What is found of units: unit, area, how many episodes, and the year they were opened in."""
    gathering = Gathering((2024, 2025))
    for unit, area, number, year in places:
        for _ in range(number):
            gathering.add(placed(unit, area, opened_on=date(year, 3, 1)))
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


def of_last_year(*found: Placed, over: bool = True) -> list[Finding]:
    """What is found in facts of 2023 to 2025, but how many municipalities there are."""
    gathering = Gathering((2023, 2024, 2025))
    for one in found:
        gathering.add(one)
    told = list(gathering.findings(municipalities=290, year_is_over=over))
    there = {one.area for one in found if one.episode.days.get("opened_on", OLD).year == 2025}
    assert told[0] == Finding(
        Kind.COMPLETENESS, "municipalities", year=2025, number=len(there), share=290
    )
    return told[1:]


OLD = date(2024, 5, 1)
NEW = date(2025, 5, 1)
WOMAN = {"sex": "woman"}


def whole(number: int, **given: Any) -> list[Placed]:
    """Episodes that nothing is missing in."""
    held = {"opened_on": NEW, "closed_on": NEW, "first": True, "last": True, **given}
    return [placed("u", "0380", WOMAN, **held)] * number


def told(code: str, **given: Any) -> Finding:
    return Finding(Kind.COMPLETENESS, code, area="0380", year=2025, **given)


def test_nothing_is_said_of_what_is_whole() -> None:
    assert of_last_year(*whole(20)) == []
    goes_on = Finding(Kind.COMPLETENESS, "year_goes_on", year=2025)
    assert of_last_year(*whole(20), over=False) == [goes_on]


def test_a_unit_is_silent_that_had_twenty_the_year_before_and_has_none() -> None:
    before = whole(20, opened_on=OLD)
    assert of_last_year(*before) == [told("silent_unit", unit="u")]
    assert of_last_year(*before[1:]) == []
    assert of_last_year(*before, *whole(1)) == []


def test_months_without_any_are_told_of_where_sixty_were_opened_in_the_last_whole_year() -> None:
    assert of_last_year(*whole(60)) == [told("empty_months", number=11)]
    assert of_last_year(*whole(59)) == []
    every = [one for month in range(1, 13) for one in whole(5, opened_on=date(2025, month, 1))]
    assert of_last_year(*every) == []
    before = [*whole(60, opened_on=OLD), *whole(60)]
    found = of_last_year(*before, over=False)
    assert [(one.code, one.year) for one in found[1:]] == [("empty_months", 2024)]


@pytest.mark.parametrize(
    ("code", "missing", "enough", "share"),
    [("few_first", {"first": False}, 14, 60), ("few_last", {"last": False}, 8, 40)],
)
def test_few_measurements_are_told_of_in_tenths(
    code: str, missing: dict[str, bool], enough: int, share: int
) -> None:
    lacking = whole(20, **missing)
    assert of_last_year(*whole(enough), *lacking[enough:]) == []
    found = of_last_year(*whole(enough - 1), *lacking[enough - 1 :])
    assert found == [told(code, share=share)]
    assert of_last_year(*whole(enough - 1), *lacking[enough:]) == [], "nineteen are too few"
    before = [replaced(one, 2024) for one in lacking]
    assert [one.code for one in of_last_year(*whole(20), *before)] == []


def replaced(one: Placed, year: int) -> Placed:
    days = {name: day.replace(year=year) for name, day in one.episode.days.items()}
    return replace(one, episode=replace(one.episode, days=days))


@pytest.mark.parametrize("name", ["sex", "age_band", "way_in"])
def test_what_is_not_known_of_more_than_a_fifth_is_told_of(name: str) -> None:
    lacking = [replace(one, episode=without(one.episode, name)) for one in whole(20)]
    assert of_last_year(*whole(16), *lacking[:4]) == []
    assert of_last_year(*whole(15), *lacking[:5]) == [told("unknown", outcome=name, share=20)]
    assert of_last_year(*whole(14), *lacking[:5]) == [], "nineteen are too few"
    before = [replaced(one, 2024) for one in lacking]
    assert of_last_year(*whole(20), *before) == []


def without(one: Episode, name: str) -> Episode:
    return replace(one, fields={**one.fields, name: ""})


def test_only_what_is_of_the_years_is_gathered_and_how_many_there_were() -> None:
    gathering = Gathering((2024, 2025))
    for one in (*whole(2), *(replaced(one, 2023) for one in whole(3))):
        gathering.add(one)
    assert gathering.episodes == 5
    assert gathering.opened == gathering.closed == {("0380", 2025): 2}
    assert gathering.measured == gathering.measured_at_exit == {("0380", 2025): 2}
    assert gathering.units == {"u": "0380"}
    assert gathering.by_unit == {("u", 2025): 2}
    assert gathering.months == {("0380", 2025, 5): 2}


def test_a_list_is_bounded_when_it_is_longer_than_anybody_reads() -> None:
    several = [Finding(Kind.OUTLIER, "far", True, number=one) for one in range(MOST_TOLD)]
    assert list(bounded(several)) == several
    more = Finding(Kind.OUTLIER, "more", True, number=2)
    assert list(bounded([*several, *several[:2]])) == [*several, more]
    assert list(bounded([])) == []


@pytest.mark.parametrize(
    ("number", "among", "share"), [(13, 20, 60), (7, 20, 40), (1, 1, 100), (0, 9, 0), (1, 3, 30)]
)
def test_shares_are_told_in_whole_tens(number: int, among: int, share: int) -> None:
    assert tenths(number, among) == share


def far(nation: list[int], *others: list[int | None]) -> list[tuple[str, str, int, int]]:
    """Which municipalities are far from a nation, all in the last year alone."""
    areas = ("00", *(f"038{at}" for at in range(len(others))))
    counts = {("00", 2025): nation}
    counts |= {(area, 2025): row for area, row in zip(areas[1:], others, strict=True)}  # type: ignore[misc]
    found = table(counts=counts, areas=areas, years=(2025,))
    return [
        (one.area, one.of_class, one.share, one.number)
        for one in outliers({("target_group", ""): found})
        if one.code == "far"
    ]


def test_far_is_a_quarter_and_four_standard_errors() -> None:
    nation = [500, 300, 200, 0]
    assert far(nation, [75, 15, 10, 0]) == [], "just a quarter"
    assert far(nation, [76, 14, 10, 0]) == [("0380", "victim_survivor", 76, 50)]
    assert far(nation, [24, 56, 20, 0]) == [
        ("0380", "child", 56, 30),
        ("0380", "victim_survivor", 24, 50),
    ]
    assert far(nation, [39, 5, 6, 0]) == [], "by chance, of fifty"
    assert far(nation, [40, 5, 5, 0]) == [("0380", "victim_survivor", 80, 50)]
    assert far(nation, [40, 5, 4, 0]) == [], "forty-nine are too few to tell"
    assert far(nation, [None, None, 80, 20]) == []
    assert far([500, 300, 200, 0], [10, 6, 4, 80]) == [
        ("0380", "victim_survivor", 10, 50),
    ], "and how many are not known is another check's"


def test_the_farthest_are_told_of_first() -> None:
    found = far([500, 300, 200, 0], [80, 15, 5, 0], [90, 5, 5, 0], [80, 15, 5, 0])
    assert [(area, share) for area, of_class, share, _ in found if of_class.startswith("v")] == [
        ("0381", 90),
        ("0380", 80),
        ("0382", 80),
    ]


def jumps(before: int, after: int) -> list[int]:
    counts = {("0380", 2024): [before, 0, 0, 0], ("0380", 2025): [after, 0, 0, 0]}
    found = outliers({("target_group", ""): table(counts=counts, areas=("0380",))})
    return [one.share for one in found if one.code == "jump"]


def test_a_number_that_has_doubled_or_halved_from_fifty_on_has_jumped() -> None:
    assert (jumps(25, 50), jumps(50, 25), jumps(100, 199)) == ([200], [50], [])
    assert (jumps(24, 49), jumps(0, 80), jumps(80, 0), jumps(199, 100)) == ([], [], [], [])
    assert list(outliers({})) == []


def test_each_fault_of_a_table_says_where_it_is() -> None:
    owner = load_shipped().outcome_set(SET)
    counts = {(area, 2025): [3, 2, 1, 0] for area in ("0305", "0380")}
    counts |= {("03", 2025): [6, 4, 2, 0], ("00", 2025): [6, 4, 2, 0]}
    name = ("target_group", "")
    right = table(counts=counts, areas=("00", "03", "0305", "0380"), years=(2025,))
    assert list(validation({name: right}, owner, left_out=0)) == []

    def wrong(code: str, area: str, of: str = "target_group") -> Finding:
        return Finding(Kind.VALIDATION, code, True, area=area, year=2025, outcome=of)

    totals = (12, 12, 5, 6)
    spoiled = replace(right, totals=totals)
    assert list(validation({name: spoiled}, owner, left_out=0)) == [wrong("too_many", "0305")]
    unknown = replace(right, totals=(12, None, None, 6))
    assert list(validation({name: unknown}, owner, left_out=0)) == []
    nation = replace(right, totals=(13, 12, 6, 6))
    assert list(validation({name: nation}, owner, left_out=0)) == [wrong("counties", "00")]
    other = table("sex", areas=("0305",), years=(2025,), counts={("0305", 2025): [9, 0, 0, 0]})
    found = list(validation({name: right, ("sex", ""): other}, owner, left_out=3))
    assert found == [
        Finding(Kind.VALIDATION, "left_out", number=3),
        wrong("other_total", "0305", "sex"),
    ]


def test_how_many_are_in_a_table_of_some_groups_is_held_against_tables_of_the_same() -> None:
    owner = load_shipped().outcome_set(SET)
    some = next(one for one in owner.outcomes if one.groups)
    population = [one for one in owner.outcomes if one.population == some.population]
    for_all = next(one for one in population if not one.groups)

    def of(outcome: Outcome, number: int) -> tuple[TableName, DisclosedTable]:
        (name, classes), *_ = tables_of(outcome)
        counts = {("0305", 2025): [number, *(0 for _ in classes[1:])]}
        made = table(outcome.code, name, counts, areas=("0305",), years=(2025,))
        return (outcome.code, name), made

    assert list(validation(dict([of(for_all, 9), of(some, 4)]), owner, left_out=0)) == []


def test_one_finding_that_stops_is_enough() -> None:
    stopping, not_ = (Finding(Kind.OUTLIER, "far", one).to_dict() for one in (True, False))
    assert stops([not_, stopping])
    assert not stops([not_])
    assert not stops([])
