"""Disclosed tables become cubes with their words, and tell no more than the tables do."""

from datetime import UTC, datetime
from math import prod

import pytest

from kvinnofrid.catalogue import OutcomeSet, load_shipped
from kvinnofrid.engine import cubes
from kvinnofrid.engine.cubes import Told, cube
from kvinnofrid.engine.jsonstat import Absent, Cube, Value
from kvinnofrid.engine.query import Query
from kvinnofrid.engine.tables import Dimension, DisclosedTable
from kvinnofrid.statistics.episodes import tables_of

AREAS = {"00": "Riket", "01": "Stockholms län", "0180": "Stockholm"}
SWEDISH = Told("sv", "Kvinnofrid", datetime(2026, 11, 22, tzinfo=UTC), AREAS, ("Påhittat.",))
ENGLISH = Told("en", "Kvinnofrid", datetime(2026, 11, 22, tzinfo=UTC), {})


@pytest.fixture(scope="module")
def owner() -> OutcomeSet:
    return load_shipped().outcome_set("unit-results", "2026-1")


def table(
    owner: OutcomeSet,
    outcome: str,
    name: str = "",
    *,
    areas: tuple[str, ...] = ("00",),
    by: tuple[str, ...] = (),
    values: tuple[int | None, ...] = (),
    totals: tuple[int | None, ...] = (),
) -> DisclosedTable:
    classes = dict(tables_of(owner.outcome(outcome)))[name]
    dimensions = (
        Dimension("area", areas),
        Dimension("year", ("2024", "2025")),
        *(Dimension(one, dict(tables_of(owner.outcome(one)))[""]) for one in by),
        Dimension("class", classes),
    )
    cells = prod(len(one.codes) for one in dimensions)
    query = Query(owner.id, owner.version, outcome, name, (2024, 2025), by)
    return DisclosedTable(query, dimensions, values or (6,) * cells, totals)


def at(found: Cube, **codes: str) -> Value:
    part = found.chosen({name: [code] for name, code in codes.items()})
    assert len(part.values) == 1
    return part.values[0]


def test_a_table_becomes_a_cube_with_the_names_that_programs_look_for(owner: OutcomeSet) -> None:
    found = cube(owner, [table(owner, "sex", areas=("00", "01", "0180"))], SWEDISH)
    assert [axis.id for axis in found.axes] == ["Region", "sex", "ContentsCode", "Tid"]
    assert [axis.role for axis in found.axes] == ["geo", None, "metric", "time"]
    assert found.label == "Kön efter område, kön, tabellinnehåll och år. 2024–2025"
    assert found.axis("sex").categories["unknown"] == "Okänt"
    assert found.axis("Region").categories["0180"] == "Stockholm"
    assert found.axis("Region").extension["eliminationValueCode"] == "00"
    assert found.notes[-1] == "Påhittat."


def test_figures_follow_from_the_table(owner: OutcomeSet) -> None:
    values = (6, 2, 0, 4, 8, None, None, 0)
    found = cube(owner, [table(owner, "sex", values=values, totals=(12, 20))], SWEDISH)

    def told(content: str, sex: str, year: str) -> Value:
        return at(found, Region="00", sex=sex, ContentsCode=content, Tid=year)

    assert told("count", "woman", "2024") == 6
    assert told("of", "woman", "2024") == 12
    assert told("share", "woman", "2024") == 50.0
    assert told("share", "unknown", "2024") == 33.3
    assert told("count", "man", "2025") is Absent.HIDDEN
    assert told("share", "man", "2025") is Absent.HIDDEN
    assert told("share", "woman", "2025") == 40.0
    assert told("total", "man", "2025") == 20


def test_a_share_has_its_interval(owner: OutcomeSet) -> None:
    values = (5, 5, 0, 0) * 2
    found = cube(owner, [table(owner, "sex", values=values)], SWEDISH)
    ends = [
        at(found, Region="00", sex="woman", ContentsCode=code, Tid="2024")
        for code in ("share_low", "share", "share_high")
    ]
    assert ends == [23.7, 50.0, 76.3]


def test_those_whom_an_indicator_is_not_for_are_not_told_of(owner: OutcomeSet) -> None:
    before = table(owner, "change_safety", "before", values=(5, 5, 0, 10) * 2)
    classes = (*before.classes, "outside")

    def outside(number: int | None, total: int) -> Cube:
        dimensions = (*before.dimensions[:-1], Dimension("class", classes))
        values = (5, 5, 0, 10, number) * 2
        return cube(
            owner, [DisclosedTable(before.query, dimensions, values, (total, total))], SWEDISH
        )

    def told(found: Cube, content: str) -> Value:
        return at(found, Region="00", change_safety="low", ContentsCode=content, Tid="2024")

    assert "outside" not in outside(7, 27).axis("change_safety").categories
    assert (told(outside(7, 27), "total"), told(outside(7, 27), "of")) == (20, 10)
    assert told(outside(None, 27), "total") is Absent.HIDDEN
    assert told(outside(None, 27), "share") is Absent.HIDDEN


def test_a_share_of_nobody_is_not_told_and_not_hidden(owner: OutcomeSet) -> None:
    found = cube(owner, [table(owner, "sex", values=(0,) * 8)], SWEDISH)
    assert at(found, Region="00", sex="woman", ContentsCode="share", Tid="2024") is Absent.UNDEFINED
    assert at(found, Region="00", sex="woman", ContentsCode="count", Tid="2024") == 0


def test_where_the_whole_is_hidden_so_is_what_is_of_it(owner: OutcomeSet) -> None:
    hidden = table(owner, "sex", totals=(None, 24))
    found = cube(owner, [hidden], SWEDISH)
    for content in ("of", "share", "total"):
        value = at(found, Region="00", sex="woman", ContentsCode=content, Tid="2024")
        assert value is Absent.HIDDEN


def test_choices_stand_side_by_side(owner: OutcomeSet) -> None:
    outcome = owner.outcome("intervention_form")
    assert cubes.parts(outcome) == ("",)
    names = cubes.tables_of_part(outcome, "")
    assert names == ("by_decision", "open_service")
    first, last = (
        table(owner, "intervention_form", name, values=values)
        for name, values in zip(names, ((5, 3, 2) * 2, (1, 7, 2) * 2), strict=True)
    )
    found = cube(owner, [first, last], ENGLISH)
    assert [axis.id for axis in found.axes] == [
        *("Region", "intervention_form", "answer", "ContentsCode", "Tid"),
    ]
    assert found.axis("answer").categories["no"] == "No intervention"
    share = at(
        found,
        Region="00",
        intervention_form="open_service",
        answer="otherwise",
        ContentsCode="share",
        Tid="2025",
    )
    assert share == 70.0


def test_who_has_not_answered_is_not_in_what_shares_are_of(owner: OutcomeSet) -> None:
    values = (5, 5, 0, 10) * 2
    found = cube(owner, [table(owner, "change_safety", "before", values=values)], SWEDISH)
    assert found.label.startswith("Trygghet: före, bland dem")

    def told(content: str, code: str) -> Value:
        return at(found, Region="00", change_safety=code, ContentsCode=content, Tid="2024")

    assert told("of", "low") == 10
    assert told("share", "low") == 50.0
    assert (told("of", "unmatched"), told("share", "unmatched")) == (20, 50.0)
    assert (told("total", "low"), told("count", "high")) == (20, 0)


def test_where_those_beside_are_hidden_so_is_the_share(owner: OutcomeSet) -> None:
    values = (5, 5, 0, None) * 2
    hidden = table(owner, "change_safety", "after", values=values, totals=(15, 15))
    found = cube(owner, [hidden], SWEDISH)
    told = at(found, Region="00", change_safety="low", ContentsCode="share", Tid="2024")
    assert told is Absent.HIDDEN


@pytest.mark.parametrize(
    ("code", "name", "beside"),
    [
        ("sex", "", set()),
        ("violence_kinds", "digital", {"unknown"}),
        ("change_safety", "change", {"unmatched"}),
        ("change_safety", "leavers", {"unknown", "matched"}),
    ],
)
def test_each_table_knows_what_stands_beside_it(
    owner: OutcomeSet, code: str, name: str, beside: set[str]
) -> None:
    assert cubes.besides(owner.outcome(code), name) == beside


def test_a_division_has_the_words_of_its_indicator(owner: OutcomeSet) -> None:
    divided = table(owner, "way_in", by=("sex",))
    found = cube(owner, [divided], ENGLISH)
    assert [axis.id for axis in found.axes][1:3] == ["sex", "way_in"]
    assert found.axis("sex").categories["woman"] == "Woman"


def test_areas_told_together_say_so(owner: OutcomeSet) -> None:
    codes = ("01", "0180", "01-rest", "00-none", "1499")
    found = cube(owner, [table(owner, "sex", areas=codes)], SWEDISH)
    assert list(found.axis("Region").categories.values()) == [
        *("Stockholms län", "Stockholm", "Stockholms län, övriga tillsammans"),
        *("Riket, utan närmare område", "1499"),
    ]
    assert found.axis("Region").extension == {}


def test_one_year_is_one_year(owner: OutcomeSet) -> None:
    whole = table(owner, "sex")
    one = DisclosedTable(
        whole.query,
        (whole.dimensions[0], Dimension("year", ("2024",)), whole.dimensions[2]),
        (6,) * 4,
    )
    assert cube(owner, [one], SWEDISH).label.endswith("och år. 2024")


def test_tables_that_do_not_belong_together_are_refused(owner: OutcomeSet) -> None:
    first = table(owner, "intervention_form", "by_decision")
    other = table(owner, "intervention_form", "open_service", areas=("00", "01"))
    with pytest.raises(ValueError, match="different dimensions"):
        cube(owner, [first, other], SWEDISH)


def test_an_indicator_of_change_is_told_in_four(owner: OutcomeSet) -> None:
    outcome = owner.outcome("change_safety")
    assert cubes.parts(outcome) == ("before", "after", "change", "leavers")
    assert cubes.tables_of_part(outcome, "after") == ("after",)
    for part in cubes.parts(outcome):
        found = cube(owner, [table(owner, "change_safety", part)], ENGLISH)
        assert "Safety: " in found.label


def test_the_names_of_dimensions_are_known_without_a_table(owner: OutcomeSet) -> None:
    assert cubes.variable_names(owner.outcome("sex"), "sv") == [
        *("område", "kön", "tabellinnehåll", "år"),
    ]
    assert "answer" in cubes.variable_names(owner.outcome("interventions"), "en")


def test_of_a_survey_it_is_those_who_answered_that_are_counted() -> None:
    known = load_shipped().outcome_set("client-survey-results", "2026-1")
    found = cube(known, [table(known, "survey_influence")], ENGLISH)
    assert found.axis("ContentsCode").categories["total"] == "Number who answered in all"
