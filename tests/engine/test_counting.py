"""Raw tables: the worked examples of the catalogue, and what is refused."""

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kvinnofrid.catalogue import Catalogue, Measure, Outcome, OutcomeCategory, Text, load_shipped
from kvinnofrid.engine import Placed, Query
from kvinnofrid.engine.counting import count, raw_tables
from kvinnofrid.engine.databases import Spark
from kvinnofrid.engine.expressions import UnknownColumnError, UnsafeValueError, by_text, of_episode
from kvinnofrid.engine.rolling import moments
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.engine.tables import Moments, RawTable
from kvinnofrid.engine.writing import write
from kvinnofrid.statistics.episodes import NO, OTHERWISE, YES, Episode, from_example, tables_of
from tests.engine.reference import counted
from tests.statistics.follow_up_cases import shipped

OUTCOMES = shipped().outcomes
AREAS = {one.code: f"01{number:02}" for number, one in enumerate(OUTCOMES)}
"""A municipality for each indicator, where its worked example lives."""
QUERIES = tuple(
    Query("unit-results", shipped().version, one.code, table, (one.example.year,))
    for one in OUTCOMES
    for table, _ in tables_of(one)
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    facts = [
        Placed(from_example(each), AREAS[one.code], "01", unit=f"unit {time % 2}")
        for one in OUTCOMES
        for each in one.example.episodes
        for time in range(each.times)
    ]
    folder = tmp_path_factory.mktemp("engine") / "examples"
    return write(folder, facts, day=date(2026, 11, 22), catalogue="c")


@pytest.fixture(scope="module")
def tables(snapshot: Snapshot) -> dict[Query, RawTable]:
    return raw_tables(QUERIES, snapshot, load_shipped())


def test_what_the_units_of_an_area_have_adds_up_to_its_row(tables: dict[Query, RawTable]) -> None:
    some = 0
    for table in tables.values():
        of: dict[tuple[str, str], list[tuple[int, ...]]] = {}
        for one in table.units:
            of.setdefault((one.area, one.year), []).append(one.counts)
        some += len(of)
        for place, parts in of.items():
            assert tuple(map(sum, zip(*parts, strict=True))) == tuple(table.row(*place).values())
    assert some > len(tables) / 2


def test_an_area_of_one_unit_alone_needs_no_word_of_it(tmp_path: Path) -> None:
    one = OUTCOMES[0]
    facts = [Placed(from_example(one.example.episodes[0]), "0101", "01", unit="all")]
    small = write(tmp_path / "small", facts, day=date(2026, 11, 22), catalogue="c")
    found = raw_tables(QUERIES[:1], small, load_shipped())
    assert [table.units for table in found.values()] == [()]


def test_nobody_at_a_unit_knows_what_clients_answered_in_a_survey(tmp_path: Path) -> None:
    owner = load_shipped().outcome_set("client-survey-results")
    table = tables_of(owner.outcomes[0])[0][0]
    asked = [QUERIES[0], Query(owner.id, owner.version, owner.outcomes[0].code, table, (2025,))]
    episode = from_example(OUTCOMES[0].example.episodes[0])
    facts = [Placed(episode, "0101", "01", unit=unit) for unit in "ab"]
    small = write(tmp_path / "small", facts, day=date(2026, 11, 22), catalogue="c")
    found = raw_tables(asked, small, load_shipped())
    assert [len(one.units) for one in found.values()] == [2, 0]


@pytest.mark.parametrize("one", OUTCOMES, ids=lambda one: one.code)
def test_an_indicator_counts_as_its_worked_example_says(
    one: Outcome, tables: dict[Query, RawTable]
) -> None:
    found: Counter[str] = Counter()
    for query, table in tables.items():
        if query.outcome != one.code:
            continue
        row = table.row(AREAS[one.code], str(one.example.year))
        assert sum(row.values()) == one.example.n
        for what, number in row.items():
            if not one.measure.many:
                found[f"{query.table}.{what}" if query.table else what] += number
            elif what == YES:
                found[query.table] += number
            elif what not in {NO, OTHERWISE} and query.table == one.categories[0].code:
                found[what] += number
    assert +found == +Counter(one.example.counts)


def test_the_median_of_days_is_as_the_worked_example_says(tables: dict[Query, RawTable]) -> None:
    for one in OUTCOMES:
        if one.example.median is not None:
            query = next(query for query in QUERIES if query.outcome == one.code)
            place = tables[query].place(AREAS[one.code], str(one.example.year))
            quarters = tables[query].quarters[place]
            assert quarters is not None
            assert quarters.values[1] == Fraction(one.example.median)


def test_a_county_and_the_nation_are_the_sum_of_their_municipalities(
    tables: dict[Query, RawTable],
) -> None:
    for table in tables.values():
        rows = [tuple(table.row(area, *table.codes("year")).values()) for area in AREAS.values()]
        added = tuple(map(sum, zip(*rows, strict=True)))
        for area in ("00", "01"):
            assert tuple(table.row(area, *table.codes("year")).values()) == added


class Session:
    """Stands in for a SparkSession: it keeps views, and answers each statement with a row."""

    def __init__(self) -> None:
        self.views: list[str] = []
        self.asked = ""
        self.read = self

    def option(self, name: str, value: str) -> "Session":
        return self

    def parquet(self, files: str) -> "Session":
        return self

    def createOrReplaceTempView(self, name: str) -> None:
        self.views.append(name)

    def sql(self, statement: str) -> "Session":
        self.asked = statement
        return self

    def collect(self) -> list[Any]:
        if "item_3" in self.asked:
            return [(0, 1, 0, 7)]
        return [(0, 3, 1, 0)] if "answers a" in self.asked else [(0, 0, 7)]


def test_another_database_is_asked_in_the_same_way(snapshot: Snapshot) -> None:
    session = Session()
    query = replace(QUERIES[0], levels=("nation",))
    of_help = replace(query, outcome="any_intervention")
    found = count([query, of_help], Spark(session, snapshot), load_shipped(), snapshot.areas)
    assert session.views == ["episodes", "measurements", "answers", "surveys"]
    assert found[query].row("00", "2025") == {
        "victim_survivor": 7,
        "child": 0,
        "perpetrator": 0,
        "unknown": 0,
    }
    assert found[of_help].row("00", "2025") == {"yes": 7, "no": 0, "unknown": 0}


def test_who_came_is_divided_by_how_long_they_waited(snapshot: Snapshot) -> None:
    query = Query("unit-results", shipped().version, "sex", "", (2025,), by=("waiting_days",))
    found = raw_tables([query], snapshot, load_shipped())[query]
    undivided = replace(query, by=())
    whole = raw_tables([undivided], snapshot, load_shipped())[undivided].row("00", "2025")
    parts = [found.row("00", "2025", one) for one in found.codes("waiting_days")]
    assert {"days_0_7", "unknown"} <= set(found.codes("waiting_days"))
    assert sum(sum(part.values()) > 0 for part in parts) > 1
    assert {code: sum(part[code] for part in parts) for code in whole} == whole


@pytest.mark.parametrize(
    "measure",
    [
        Measure(of="field", name="shoe_size"),
        Measure(of="days", name="opened_on", until="slept_on"),
        Measure(of="on_time", name="slept_on"),
    ],
)
def test_a_field_that_snapshots_do_not_hold_is_refused(measure: Measure) -> None:
    outcome = OUTCOMES[0].model_copy(update={"measure": measure})
    with pytest.raises(UnknownColumnError):
        of_episode(outcome)


@pytest.mark.parametrize("value", ["it's", "back\\slash", "line\nbreak"])
def test_a_value_that_databases_read_differently_is_refused(value: str) -> None:
    category = OutcomeCategory(code="a", words=Text(sv="A", en="A"), values=(value,))
    with pytest.raises(UnsafeValueError):
        by_text("e.sex", [category])


@pytest.mark.parametrize("step", [3, 10**12])
def test_squares_of_steps_never_overflow(step: int) -> None:
    steps = np.array([step, -step], dtype=np.int64)
    found = moments(np.array([1, 1]), steps, np.array([2, 1]), 2)
    assert found == [None, Moments(3, step, 3 * step * step)]


def test_a_catalogue_without_the_indicator_is_told(snapshot: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="No such indicators"):
        raw_tables(QUERIES[:1], snapshot, Catalogue("empty", ()))


def test_where_nobody_has_answered_nothing_is_known(tmp_path: Path) -> None:
    facts = [Placed(Episode("child", {"opened_on": date(2025, 3, 1)}), "0180", "01")]
    taken = write(tmp_path / "day", facts, day=date(2026, 11, 22), catalogue="c")
    found = raw_tables(QUERIES, taken, load_shipped())
    assert found == {one: counted(one, facts, load_shipped()) for one in QUERIES}
