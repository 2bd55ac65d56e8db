"""Divided tables: for the nation and counties, beside undivided ones that lose nothing."""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kvinnofrid.catalogue import DisclosureRule, load_shipped
from kvinnofrid.engine.differencing import differencing
from kvinnofrid.engine.disclosing import Disclosed, disclose
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.tables import DisclosedTable, RawTable
from kvinnofrid.statistics.episodes import UNKNOWN
from tests.engine.made_nation import areas, divided_tables, outcome_set, persons, raw_tables

COUNTIES = {"01": 4, "03": 3, "09": 1, "12": 5}
ONLY = ("sex", "baseline_on_time", "attainment", "exit_on_time")


def rule() -> DisclosureRule:
    return load_shipped().disclosure_rule("releases")


@cache
def raw(
    only: tuple[str, ...] = ONLY, units: int = 1, mean: int = 200, seed: int = 2
) -> tuple[list[RawTable], list[RawTable]]:
    """Undivided tables, and those divided by sex."""
    chance, codes = random.Random(seed), areas(COUNTIES)
    outcomes = [one for one in outcome_set().outcomes if one.code in only]
    sizes = {(code, "2025"): int(chance.lognormvariate(0, 0.8) * mean) for code in codes}
    found = persons(chance, sizes, outcomes)
    sexes = {}
    for number, one in enumerate(found):
        one.unit = str(max(1, number % (3 * units) - 2 * units + 1))
        (sex,) = chance.choices(["woman", "man", "other", UNKNOWN], [80, 17, 2, 1])
        sexes[number] = one.classes["sex", ""] = sex
    plain = raw_tables(found, outcomes, codes, ["2025"])
    divided = divided_tables(found, outcomes, codes, ["2025"], sexes)
    return plain, [one for one in divided if one.query.outcome != "sex"]


@cache
def told() -> Disclosed:
    plain, divided = raw()
    return disclose([*plain, *divided], rule(), processes=1)


def table(found: Sequence[DisclosedTable], outcome: str) -> DisclosedTable:
    return next(one for one in found if one.query.by and one.query.outcome == outcome)


def whole(one: DisclosedTable, year: str = "2025") -> set[str]:
    """The areas that a divided table tells of."""
    return {area for area in one.codes("area") if None not in one.row(area, year, "woman").values()}


def test_undivided_tables_are_told_as_without_the_divided_ones() -> None:
    plain, _ = raw()
    alone = disclose(plain, rule(), processes=1)
    assert list(alone.tables) == [one for one in told().tables if not one.query.by]


def test_a_divided_table_tells_the_truth_of_whole_areas_or_nothing() -> None:
    _, divided = raw()
    for true in divided:
        one = table(told().tables, true.query.outcome)
        assert one.codes("sex") == ("woman", "man-other-unknown")
        assert one.query.levels == ("nation", "county")
        assert set(one.codes("area")) == {"00", *COUNTIES}
        for area in one.codes("area"):
            women = true.row(area, "2025", "woman")
            others = np.sum(
                [[*true.row(area, "2025", sex).values()] for sex in ("man", "other", UNKNOWN)], 0
            )
            if area in whole(one):
                assert one.row(area, "2025", "woman") == women
                assert [*one.row(area, "2025", "man-other-unknown").values()] == others.tolist()
                assert one.total(area, "2025", "woman") == sum(women.values())
                assert not any(0 < n < 5 for n in (*women.values(), *others.tolist()))
            else:
                assert {*one.row(area, "2025", "woman").values()} == {None}
                assert {*one.row(area, "2025", "man-other-unknown").values()} == {None}
                assert one.total(area, "2025", "woman") is None


def test_the_nation_is_told_of_and_some_counties() -> None:
    found = [whole(one) for one in told().tables if one.query.by]
    assert any("00" in one for one in found)
    assert any(one - {"00"} for one in found)


def test_where_the_nation_is_told_the_other_counties_together_are_no_few() -> None:
    for one in told().tables:
        if one.query.by and "00" in whole(one):
            for part in one.codes("sex"):
                left = np.array([*one.row("00", "2025", part).values()])
                for area in whole(one) - {"00"}:
                    left -= np.array([*one.row(area, "2025", part).values()])
                assert not ((left > 0) & (left < 5)).any()


def test_units_are_insiders_here_too() -> None:
    plain, divided = raw(units=2)
    found = disclose([*plain, *divided], rule(), processes=1)
    some = 0
    for true in divided:
        one = table(found.tables, true.query.outcome)
        for area in whole(one):
            for unit in true.units:
                if area in {"00", unit.area[:2]}:
                    own = np.array(unit.counts).reshape(4, -1)
                    mine = np.stack([own[0], own[1:].sum(axis=0)])
                    rows = [[*one.row(area, "2025", part).values()] for part in one.codes("sex")]
                    left = np.array(rows) - mine
                    assert not ((left > 0) & (left < 5)).any()
                    some += 1
    assert some


def test_a_year_is_told_divided_once_and_never_anew() -> None:
    plain, divided = raw()
    first = told()
    again = disclose([*plain, *divided], rule(), [first.tables], processes=1)
    assert again.tables == first.tables
    assert differencing(again.tables, [first.tables], rule()) == ()
    later = disclose([*plain, *divided], rule(), [first.tables[: len(plain)]], processes=1)
    assert not any(whole(one) for one in later.tables if one.query.by), "it would tell more of it"
    revised = disclose([*plain, *divided], rule(), [first.tables], revised=[2025], processes=1)
    assert not any(whole(one) for one in revised.tables if one.query.by)
    old = [replace(one, query=replace(one.query, version="2020-1")) for one in first.tables]
    other = disclose([*plain, *divided], rule(), [old], processes=1)
    assert not any(whole(one) for one in other.tables if one.query.by)


def test_what_tables_were_divided_by_is_not_told_after_them() -> None:
    plain, divided = raw()
    sex = [one for one in plain if one.query.outcome == "sex"]
    others = [one for one in plain if one not in sex]
    first = disclose([*others, *divided], rule(), processes=1)
    assert not whole(table(first.tables, "baseline_on_time")), "how many of each is not told"
    assert whole(table(first.tables, "attainment"))
    second = disclose([*plain, *divided], rule(), [first.tables], processes=1)
    assert second.withheld == (("sex", "", "2025"),)
    old = [
        replace(one, query=replace(one.query, version="2020-1")) if one.query.by else one
        for one in first.tables
    ]
    third = disclose(plain, rule(), [old], processes=1)
    assert ("sex", "", "2025") in third.withheld


def test_a_changed_figure_is_found_by_differencing() -> None:
    one = table(told().tables, "attainment")
    values = [None if n is None else n + 1 for n in one.values]
    found = differencing([replace(one, values=tuple(values), totals=())], [[one]], rule())
    assert {(each.before or 0) + 1 == each.after for each in found} == {True}
    year = (one.dimensions[0], replace(one.dimensions[1], codes=("2024",)), *one.dimensions[2:])
    assert differencing([replace(one, dimensions=year)], [[one]], rule()) == ()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda plain, one: [*plain, replace(one, query=replace(one.query, version="1"))], "like"),
        (lambda plain, one: [*plain, one, one], "twice"),
        (lambda plain, one: [one, plain[0]], "like"),
        (lambda plain, one: [*plain, replace(one, values=(*one.values[:-1], 9999))], "same"),
    ],
)
def test_divided_tables_without_their_undivided_ones_are_refused(change, word: str) -> None:  # type: ignore[no-untyped-def]
    plain, divided = raw()
    with pytest.raises(DisclosingError, match=word):
        disclose(change(plain, divided[-1]), rule(), processes=1)


def test_nothing_is_divided_by_an_older_rule() -> None:
    plain, divided = raw()
    before = load_shipped().disclosure_rule("releases", "2026-1")
    with pytest.raises(DisclosingError, match="divided"):
        disclose([*plain, divided[-1]], before, processes=1)
