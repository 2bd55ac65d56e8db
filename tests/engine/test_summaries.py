"""Medians and means are told of rows, as exactly as the table holds them, and no others."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kvinnofrid.catalogue import OutcomeSet, load_shipped
from kvinnofrid.engine.cubes import Told
from kvinnofrid.engine.jsonstat import Absent, Value
from kvinnofrid.engine.query import Query
from kvinnofrid.engine.summaries import (
    name_of,
    summarised,
    summary,
    summary_parts,
    variable_names,
)
from kvinnofrid.engine.tables import Dimension, DisclosedTable, Moments, Quarters
from kvinnofrid.statistics.episodes import tables_of

TOLD = Told("sv", "Kvinnofrid", datetime(2026, 11, 22, tzinfo=UTC), {"00": "Riket"})


@pytest.fixture(scope="module")
def owner() -> OutcomeSet:
    return load_shipped().outcome_set("unit-results", "2026-1")


def table(owner: OutcomeSet, code: str, name: str) -> DisclosedTable:
    """Three years: a row that is told of, one that is hidden, and one of nobody."""
    classes = dict(tables_of(owner.outcome(code)))[name]
    width = len(classes)
    years = ("2023", "2024", "2025")
    return DisclosedTable(
        Query(owner.id, owner.version, code, name, tuple(map(int, years))),
        (Dimension("area", ("00",)), Dimension("year", years), Dimension("class", classes)),
        values=(10,) * width + (None,) * width + (0,) * width,
        totals=(10 * width, 10 * width, 0),
    )


def figures(given: DisclosedTable, owner: OutcomeSet, part: str, year: str) -> list[Value]:
    found = summary(owner, given, part, TOLD)
    assert [one.id for one in found.axes] == ["Region", "ContentsCode", "Tid"]
    return list(found.chosen({"Tid": [year]}).values)


def test_quartiles_are_told_to_the_quarter(owner: OutcomeSet) -> None:
    days = replace(
        table(owner, "waiting_days", ""), quarters=(Quarters(40, 9, 30, 121), None, None)
    )
    assert figures(days, owner, "quartiles", "2023") == [40, 2.25, 7.5, 30.25]
    assert figures(days, owner, "quartiles", "2024") == [Absent.HIDDEN] * 4
    assert figures(days, owner, "quartiles", "2025") == [Absent.UNDEFINED] * 4


def test_a_mean_has_its_interval_and_how_many_answered(owner: OutcomeSet) -> None:
    steps = Moments(4, 4_000, 6_000_000)
    change = replace(
        table(owner, "change_safety", "change"), moments=(steps, None, Moments(0, 0, 0))
    )
    assert figures(change, owner, "mean", "2023") == [4, 10.0, 1.0, -0.3, 2.3]
    assert figures(change, owner, "mean", "2024") == [Absent.HIDDEN] * 5
    assert figures(change, owner, "mean", "2025") == [Absent.UNDEFINED] * 5


def test_a_mean_of_one_has_no_interval(owner: OutcomeSet) -> None:
    one = replace(
        table(owner, "change_safety", "change"),
        moments=(Moments(1, 2_000, 4_000_000), None, None),
    )
    assert figures(one, owner, "mean", "2023") == [1, 2.5, 2.0, *[Absent.UNDEFINED] * 2]


def test_a_summary_has_its_name(owner: OutcomeSet) -> None:
    days, change = owner.outcome("waiting_days"), owner.outcome("change_safety")
    assert (summary_parts(days), summary_parts(change)) == (("quartiles",), ("mean",))
    assert summary_parts(owner.outcome("sex")) == ()
    assert (summarised("quartiles"), summarised("mean")) == ("", "change")
    assert name_of(change, "mean").en == "Safety: mean change"
    assert variable_names("sv") == ["område", "tabellinnehåll", "år"]
    found = summary(owner, table(owner, "waiting_days", ""), "quartiles", TOLD)
    assert found.label.endswith("efter område, tabellinnehåll och år. 2023–2025")
