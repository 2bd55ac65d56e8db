"""The picture as it is made of releases: rows, years, breaks, and levels from disclosed counts."""

from dataclasses import replace
from fractions import Fraction

import pytest

from kvinnofrid.catalogue import Sign, Text, load_shipped
from kvinnofrid.releases.queries import Published
from kvinnofrid.situation import queries, rules
from kvinnofrid.situation.queries import Picture, Seen, Source, picture
from kvinnofrid.situation.rules import Against, Level, State
from kvinnofrid.statistics.episodes import tables_of
from kvinnofrid.statistics.ranking import Rank
from tests.releases.releasing import NOW
from tests.situation.conftest import PUBLISHED, Release
from tests.situation.made_nation import SET, Tables, only, tables

AREAS = ("00", "12", "1281", "1263", "12-rest", "25", "2506", "25-rest")
SIGNS = {one.code: one for one in load_shipped().situation_picture("situation").signs}
SHARE, RATE = SIGNS["safer"], SIGNS["opened"]


def sign(better: str) -> Sign:
    return SHARE.model_copy(update={"better": better})


def shown(count: int, n: int) -> Level:
    return Level(State.SHOWN, count, n, n)


def test_a_level_is_of_those_who_are_not_left_out() -> None:
    row = {"better": 30, "same": 10, "worse": 10, "unmatched": 50}
    level = rules.level(SHARE, row, 100)
    assert (level.count, level.n, level.of) == (30, 50, 100)
    assert level.value == Fraction(3, 5)
    assert level.known == Fraction(1, 2)
    assert level.interval is not None
    assert (round(level.interval.low, 2), round(level.interval.high, 2)) == (0.46, 0.72)


@pytest.mark.parametrize("name", ["better", "unmatched", "total"])
def test_a_level_with_a_hidden_part_is_hidden(name: str) -> None:
    row = {"better": 30, "same": 10, "worse": 10, "unmatched": 50}
    level = rules.level(
        SHARE,
        {code: None if code == name else number for code, number in row.items()},
        None if name == "total" else 100,
    )
    assert level.state is State.HIDDEN
    assert (level.value, level.interval, level.known) == (None, None, None)


def test_a_hidden_part_that_it_is_not_made_of_hides_nothing() -> None:
    row = {"better": 30, "same": None, "worse": None, "unmatched": 50}
    assert rules.level(SHARE, row, 100).value == Fraction(3, 5)


def test_nobody_is_not_nothing_and_a_rate_needs_inhabitants() -> None:
    nobody = rules.level(SHARE, {"better": 0, "same": 0, "worse": 0, "unmatched": 7}, 7)
    assert nobody.state is State.NOBODY
    row = {"victim_survivor": 60, "child": None, "perpetrator": 20, "unknown": 0}
    assert rules.level(RATE, row, None, 1000).state is State.HIDDEN
    assert rules.level(RATE, row, 96, 80_000).value == 12
    assert rules.level(RATE, row, 96).state is State.ABSENT


def test_places_say_which_others_are_as_likely() -> None:
    levels = {"a": shown(900, 1000), "b": shown(520, 1000), "c": shown(5, 10)}
    levels |= {"d": shown(100, 1000), "e": rules.HIDDEN}
    found = rules.standings(sign("up"), levels)
    assert set(found) == {"a", "b", "c", "d"}
    assert found["a"].rank == Rank(1, 1, 4)
    assert found["a"].sure
    assert (found["b"].best, found["b"].worst) == (2, 3)
    assert (found["c"].rank.position, found["c"].best, found["c"].worst) == (3, 2, 3)
    turned = rules.standings(sign("down"), levels)
    assert turned["d"].rank.position == 1
    assert (turned["c"].best, turned["c"].worst) == (2, 3)
    assert rules.standings(sign("neither"), levels) == {}


def test_only_what_lies_wholly_apart_is_called_different() -> None:
    assert rules.against(shown(900, 1000), shown(500, 1000)) is Against.HIGHER
    assert rules.against(shown(500, 1000), shown(900, 1000)) is Against.LOWER
    assert rules.against(shown(5, 10), shown(600, 1000)) is Against.ALIKE
    assert rules.against(rules.HIDDEN, shown(1, 2)) is Against.UNKNOWN


def test_a_group_is_the_sum_of_what_is_shown() -> None:
    assert rules.together([rules.ABSENT]) == (rules.ABSENT, 0)
    assert rules.together([rules.ABSENT, rules.HIDDEN]) == (rules.HIDDEN, 0)
    assert rules.together([shown(1, 5), rules.HIDDEN, shown(4, 5)]) == (shown(5, 10), 2)


def made(release: Release, *several: tuple[Published, Tables]) -> Picture:
    release(*several)
    found = picture(now=NOW)
    assert found is not None
    return found


def test_an_area_is_found_in_its_own_row_or_in_that_of_several(release: Release, db: None) -> None:
    found = made(release, (PUBLISHED, only(tables(), AREAS)))
    assert found.seen("target_group", "1281", 2025) == Seen("1281", True)
    assert found.seen("change_safety", "2506", 2025) == Seen("25-rest", False)
    assert found.seen("target_group", "0180", 2025) is None  # nothing was handed in
    assert found.seen("target_group", "1281", 1999) is None
    names = [one.name for one in found.members("target_group", "25-rest", 2025)]
    assert names == ["Arjeplog"]
    there = [one.code for one in found.members("target_group", "12", 2025)]
    assert sorted(there) == ["1263", "1281"]  # a rate is among those who handed anything in
    assert found.members("target_group", "12-none", 2025) == ()
    assert found.inhabited("target_group", "12-none", 2025) is None


def test_the_years_before_are_read_from_earlier_releases_of_the_same_kind(
    release: Release, db: None
) -> None:
    new = replace(PUBLISHED, number=2, years=(2025,))
    found = made(
        release,
        (new, only(tables(1, (2025,)), AREAS)),
        (PUBLISHED, only(tables(), AREAS)),
        (replace(PUBLISHED, number=0, synthetic=False, years=(2010,)), {}),
    )
    assert {year: one.release.number for year, one in found.history.items()} == {
        2023: 1,
        2024: 1,
        2025: 2,
    }
    assert found.years == (2025,)
    assert picture(now=NOW) is found


def test_a_line_is_cut_where_the_definition_changed() -> None:
    now = load_shipped().outcome_set(SET)
    changed = [
        one.model_copy(update={"series_break": Text(sv="Nya frågor", en="New questions")})
        if one.code == "attainment"
        else one
        for one in now.outcomes
    ]
    newer = now.model_copy(update={"version": "2027-1", "outcomes": tuple(changed)})
    found = Picture(
        Source(replace(PUBLISHED, number=2, years=(2025,), version="2027-1"), {}, newer),
        (Source(PUBLISHED, {}, now),),
        load_shipped().situation_picture("situation"),
    )
    assert list(found.breaks("attainment")) == [2025]
    assert found.breaks("change_safety") == {}


def test_a_release_whose_definitions_are_gone_is_left_out(release: Release, db: None) -> None:
    release((replace(PUBLISHED, version="1999-1"), {}), (replace(PUBLISHED, outcome_set="x"), {}))
    assert queries.picture(now=NOW) is None


def test_every_sign_of_the_picture_is_of_a_table_and_classes_that_there_are() -> None:
    known = load_shipped().released(SET)
    for one in load_shipped().situation_picture("situation").signs:
        classes = dict(tables_of(known.outcome(one.outcome)))[one.table]
        assert {*one.counted, *one.left_out} <= set(classes)
