"""From raw tables to tables that may be known by anybody."""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from kvinnofrid.catalogue import DisclosureRule, load_shipped
from kvinnofrid.engine import DisclosedTable
from kvinnofrid.engine.differencing import differencing
from kvinnofrid.engine.disclosing import Disclosed, disclose
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.tables import Dimension, RawTable
from tests.campaigns import differencing as differencing_campaign
from tests.engine.made_nation import areas, nation, outcome_set, persons, raw_tables

COUNTIES = {"01": 7, "03": 5, "09": 1, "12": 6}
ONLY = (
    "target_group",
    "sex",
    "violence_kinds",
    "any_intervention",
    "intervention_form",
    "waiting_days",
    "days_of_help",
    "change_safety",
)


def rule() -> DisclosureRule:
    return load_shipped().disclosure_rule("releases")


@cache
def raw() -> list[RawTable]:
    return nation(1, COUNTIES, mean=60, only=ONLY)


@cache
def told() -> Disclosed:
    return disclose(raw(), rule(), processes=1)


def table(found: Sequence[DisclosedTable], outcome: str, name: str = "") -> DisclosedTable:
    return next(one for one in found if (one.query.outcome, one.query.table) == (outcome, name))


def test_every_table_comes_back_in_order_and_the_audit_holds() -> None:
    found = told()
    assert [one.query for one in found.tables] == [one.query for one in raw()]
    assert found.audit.holds
    assert len(found.audit.bounds) > 100
    assert found.standing == found.withheld == ()


def test_a_shown_value_is_the_true_one_and_never_one_to_four() -> None:
    for one, true in zip(told().tables, raw(), strict=True):
        for area in true.codes("area"):
            for code, value in one.row(area, "2025").items():
                assert value in {None, true.row(area, "2025")[code]}
                assert value is None or not 0 < value < 5


def test_most_of_what_may_be_shown_is_shown() -> None:
    found = table(told().tables, "sex")
    assert found.hidden < len(found.values) / 2
    assert all(one.row("00", "2025")["woman"] for one in [found])


def test_cells_that_tables_share_are_hidden_alike() -> None:
    kinds = [one for one in told().tables if one.query.outcome == "intervention_form"]
    some = table(told().tables, "any_intervention")
    for area in some.codes("area"):
        none = some.row(area, "2025")["no"]
        assert {one.row(area, "2025")["no"] for one in kinds} == {none}
        if none is None:
            assert {value for one in kinds for value in one.row(area, "2025").values()} == {None}


def test_the_same_seed_gives_the_same_release() -> None:
    small = [one for one in raw() if one.query.outcome in {"sex", "waiting_days"}]
    first, second = disclose(small, rule(), processes=1), disclose(small, rule(), processes=2)
    assert first == second
    assert first.tables[0].digest() == table(told().tables, "sex").digest()


def test_it_says_how_far_it_has_come() -> None:
    said: list[str] = []
    disclose([table_of("sex")], rule(), tell=said.append, processes=1)
    assert said[0].startswith("1 av 1: sex 2025")


def test_means_and_quartiles_are_told_of_rows_that_are_told_whole() -> None:
    """And a mean never where the rows left out could be found by subtraction."""
    change, days = (
        table(told().tables, "change_safety", "change"),
        table(told().tables, "waiting_days"),
    )
    assert any(change.moments)
    assert any(days.quarters)
    for one, found in ((change, change.moments), (days, days.quarters)):
        for row, each in zip(one.keys(), found, strict=True):
            assert each is None or (None not in one.row(*row).values() and each.n >= 10)
    for county in ("01", "03", "12"):
        if change.change(county, "2025") is None:
            continue
        true = next(one for one in raw() if one.query == change.query)
        rows = [a for a in true.codes("area") if a.startswith(county) and len(a) == 4]
        some = [a for a in rows if (true.moments[true.place(a, "2025")])]
        hidden = [a for a in some if change.change(a, "2025") is None]
        assert len(hidden) == len(some) or len(hidden) in {0, *range(3, 9)}


def test_a_county_told_as_one_and_a_county_of_nobody_have_means_of_their_own() -> None:
    sizes = dict.fromkeys(areas({"01": 4, "03": 3, "09": 1}), 90)
    sizes |= {"0301": 160, "0302": 160, "0303": 1, "0901": 0}
    found = disclose(made(sizes, ("change_health",)), rule(), processes=1)
    one = table(found.tables, "change_health", "change")
    assert one.change("09", "2025") is None
    assert one.change("0301", "2025") is None
    assert one.change("00", "2025") is not None


def test_nobody_at_a_unit_finds_few_others_of_its_municipality() -> None:
    only = ("sex", "any_intervention", "change_safety", "target_group")
    given = nation(3, COUNTIES, mean=120, only=only, units=2)
    found = disclose(given, rule(), processes=1)
    assert found.audit.holds
    plain = disclose(given, load_shipped().disclosure_rule("releases", "2026-1"), processes=1)
    would = 0
    for one, before, true in zip(found.tables, plain.tables, given, strict=True):
        for unit in true.units:
            own = dict(zip(true.classes, unit.counts, strict=True))
            own[""] = sum(unit.counts)
            for each, few in ((one, 0), (before, 1)):
                row = {**each.row(unit.area, "2025"), "": each.total(unit.area, "2025")}
                left = [n - own[code] for code, n in row.items() if n is not None]
                assert few or not any(0 < n < 5 for n in left)
                would += few and any(0 < n < 5 for n in left)
    assert would, "and without the rule they would"
    assert any(one.total(area, "2025") for one in found.tables for area in areas(COUNTIES))


def test_attackers_with_all_releases_learn_no_small_number() -> None:
    found = differencing_campaign.CAMPAIGN.run(20, 7, lambda _: None)
    assert found.failures == []
    assert found.figures["within_width"] == 0


def table_of(outcome: str) -> RawTable:
    return next(one for one in raw() if one.query.outcome == outcome)


def made(
    sizes: dict[str, int], only: Sequence[str] = ("sex",), year: str = "2025"
) -> list[RawTable]:
    outcomes = [one for one in outcome_set().outcomes if one.code in only]
    by = {(area, year): size for area, size in sizes.items()}
    return raw_tables(persons(random.Random(1), by, outcomes), outcomes, [*sizes], [year])


def test_small_areas_are_told_of_together() -> None:
    sizes = dict.fromkeys(areas({"01": 8, "03": 3, "09": 1}), 40)
    sizes |= {"0101": 2, "0102": 2, "0103": 2, "0104": 0, "0105": 2}
    found = disclose(made(sizes), rule(), processes=1)
    assert [(one.code, one.members) for one in found.pooled] == [
        ("01-rest", ("0101", "0102", "0103", "0104", "0105"))
    ]
    one = found.tables[0]
    assert one.total("01-rest", "2025") == 8
    assert one.total("0101", "2025") is None
    assert one.total("0104", "2025") is None, "or the others would be known to be somebody"
    assert one.total("01", "2025") == 128


def test_a_county_where_nobody_may_be_told_apart_is_told_as_one() -> None:
    sizes = dict.fromkeys(areas({"01": 4, "03": 3, "09": 1}), 40) | {
        "0301": 6,
        "0302": 6,
        "0303": 1,
    }
    found = disclose(made(sizes), rule(), processes=1)
    assert [one.code for one in found.pooled] == ["03"]
    assert found.tables[0].total("0301", "2025") is None
    assert found.tables[0].total("03", "2025") == 13


def test_small_counties_are_told_of_together_and_so_is_a_small_nation() -> None:
    sizes = dict.fromkeys(areas({"01": 4, "03": 4, "04": 1, "09": 1, "10": 1}), 40)
    found = disclose(made(sizes | {"0401": 4, "0901": 3, "1001": 2}), rule(), processes=1)
    assert [one.code for one in found.pooled] == ["00-rest"]
    assert found.tables[0].total("00-rest", "2025") == 169, "with a large county, or each is known"
    alone = disclose(made({"0101": 30, "0901": 2}), rule(), processes=1)
    assert [one.code for one in alone.pooled] == ["00"]
    assert {*alone.tables[0].totals} == {None}


def test_a_year_that_has_been_released_stands_as_it_was() -> None:
    sizes = dict.fromkeys(areas({"01": 5, "03": 4}), 30)
    first = disclose(made(sizes, ("sex",)), rule(), processes=1)
    later = made(sizes | {"0101": 31}, ("sex", "waiting_days"))
    second = disclose(later, rule(), [first.tables], processes=1)
    assert second.standing == (("sex", "", "2025"),)
    assert second.pooled == (), "which areas are told of together was said then"
    assert second.withheld == (("waiting_days", "", "2025"),), "one more would be told of"
    old, new = first.tables[0], table(second.tables, "sex")
    assert {a: new.row(a, "2025") for a in old.codes("area")} == {
        a: old.row(a, "2025") for a in old.codes("area")
    }
    assert {*table(second.tables, "waiting_days").values} == {None}
    assert differencing(second.tables, [first.tables], rule()) == ()


def test_another_indicator_may_be_told_of_a_released_year_when_as_many_are_in_every_row() -> None:
    sizes = dict.fromkeys(areas({"01": 5, "03": 4}), 30)
    both = made(sizes, ("sex", "waiting_days"))
    first = disclose(both[:1], rule(), processes=1)
    second = disclose(both, rule(), [first.tables], processes=1)
    assert second.withheld == ()
    assert second.tables[1].total("0101", "2025") == 30


def test_a_new_version_of_a_released_indicator_is_not_told_of_the_year() -> None:
    sizes = dict.fromkeys(areas({"01": 5, "03": 4}), 30)
    first = disclose(made(sizes), rule(), processes=1)
    old = [replace(one, query=replace(one.query, version="2020-1")) for one in first.tables]
    second = disclose(made(sizes), rule(), [old], processes=1)
    assert second.withheld == (("sex", "", "2025"),)


def test_what_was_told_of_some_groups_alone_is_never_told_of_all() -> None:
    """Or the difference would be those of the other groups, whom nobody hid."""
    sizes = dict.fromkeys(areas({"01": 5, "03": 4}), 30)
    everybody = made(sizes, ("change_safety", "attainment"))
    some = [one for one in everybody if one.query.outcome == "change_safety"]
    alone = disclose(some, rule(), processes=1)
    later = disclose(everybody, rule(), [alone.tables], processes=1)
    assert later.withheld == (("attainment", "", "2025"),)
    only = disclose([one for one in everybody if one not in some], rule(), processes=1)
    after = disclose(everybody, rule(), [only.tables], processes=1)
    assert after.withheld == ()
    assert table(after.tables, "change_safety", "before").total("00", "2025") is not None


def test_a_year_that_is_made_anew_is_held_against_what_was_told() -> None:
    sizes = dict.fromkeys(areas({"01": 5, "03": 4}), 30)
    first = disclose(made(sizes), rule(), processes=1)
    second = disclose(
        made(sizes | {"0101": 31}), rule(), [first.tables], revised=[2025], processes=1
    )
    found = differencing(second.tables, [first.tables], rule())
    assert ("0101", "", 30, 31) in {(one.area, one.code, one.before, one.after) for one in found}


def shown_by(hidden: Sequence[tuple[str, str]]) -> DisclosedTable:
    """Three municipalities and a rest; some of the cells are hidden."""
    one = table_of("sex")
    rows = {
        "0101": (3, 9, 0, 0),
        "0102": (9, 6, 0, 0),
        "0103": (9, 5, 0, 0),
        "01-rest": (9, 8, 0, 0),
        "00-rest": (9, 8, 0, 0),
        "01": (30, 28, 0, 0),
        "00": (30, 28, 0, 0),
    }
    away = {"0104": (9, 4, 0, 0), "0105": (0, 4, 0, 0)}
    every = {**rows, **away}
    values = [
        None if area in away or (area, code) in hidden else n
        for area, row in every.items()
        for code, n in zip(one.classes, row, strict=True)
    ]
    totals = [None if area in away else sum(row) for area, row in every.items()]
    dimensions = (Dimension("area", tuple(every)), *one.dimensions[1:])
    return DisclosedTable(one.query, dimensions, tuple(values), tuple(totals))


def test_two_patterns_of_the_same_figures_are_held_together() -> None:
    rest = ("01-rest", "other")
    both = [(area, code) for area in ("0101", "0102", "0103") for code in ("woman", "man")]
    old, new = shown_by([rest, *both[:4]]), shown_by([*both[:2], *both[4:]])
    found = differencing([new], [[old]], rule())
    assert {(one.area, one.code, one.lower, one.upper) for one in found} == {
        ("0101", "woman", 3, 3)
    }
    assert differencing([new], [[new]], rule()) == ()
    assert differencing([shown_by(both)], [[old]], rule()) == ()
    unknown = [replace(each, query=replace(each.query, version="2020-1")) for each in (new, old)]
    assert differencing(unknown[:1], [unknown[1:]], rule()) == (), "who the rest are is not known"
    later = replace(new, query=replace(new.query, years=(2024,)))
    other_year = (new.dimensions[0], Dimension("year", ("2024",)), new.dimensions[2])
    assert differencing([new], [[replace(later, dimensions=other_year)]], rule()) == ()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda one: [one, one], "twice"),
        (lambda one: [replace(one, query=replace(one.query, levels=("nation",)))], "level"),
        (lambda one: [one, *of_another_year()], "other years"),
        (lambda one: [changed(one, "01")], "sum"),
        (lambda one: [without(one, "01")], "sum"),
        (lambda one: [without(one, "00")], "sum"),
        (
            lambda one: [one, *made(dict.fromkeys(areas(COUNTIES), 9), ("age_band",))],
            "More or fewer",
        ),
    ],
)
def test_tables_that_do_not_hang_together_are_refused(change, word: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DisclosingError, match=word) as caught:
        disclose(change(table_of("sex")), rule(), processes=1)
    assert caught.value.in_language("sv") != caught.value.in_language("en")


def test_a_divided_table_is_refused() -> None:
    one = table_of("sex")
    by = RawTable(
        replace(one.query, by=("target_group",)),
        (*one.dimensions[:2], Dimension("target_group", ("all",)), one.dimensions[2]),
        one.values,
    )
    with pytest.raises(DisclosingError, match="divided"):
        disclose([by], rule())


def of_another_year() -> list[RawTable]:
    return made(dict.fromkeys(areas(COUNTIES), 9), ("age_band",), year="2024")


def changed(one: RawTable, area: str) -> RawTable:
    place = one.place(area, "2025") * len(one.classes)
    values = list(one.values)
    values[place] += 1
    return replace(one, values=tuple(values))


def without(one: RawTable, area: str) -> RawTable:
    kept = tuple(code for code in one.codes("area") if code != area)
    values = [n for code in kept for n in one.row(code, "2025").values()]
    return replace(
        one, dimensions=(Dimension("area", kept), *one.dimensions[1:]), values=tuple(values)
    )
