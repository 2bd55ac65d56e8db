"""What clients answered in their own survey: counts alone in a snapshot, and tables of them."""

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kvinnofrid.catalogue import Outcome, load_shipped
from kvinnofrid.engine import Placed, Query, QueryError
from kvinnofrid.engine.counting import raw_tables
from kvinnofrid.engine.disclosing import disclose
from kvinnofrid.engine.facts import Surveyed
from kvinnofrid.engine.surveys import rows
from kvinnofrid.engine.writing import write
from kvinnofrid.statistics.episodes import Episode
from tests.engine.drawn import Said, surveyed

OWNER = load_shipped().outcome_set("client-survey-results")
SURVEY = "client-survey"
HERE = ("0180", "01")
ONE = Placed(Episode("child", {"opened_on": date(2025, 3, 1)}), *HERE)


def queries(years: tuple[int, ...] = (2025,)) -> list[Query]:
    """One for each indicator of the survey."""
    return [Query(OWNER.id, OWNER.version, one.code, years=years) for one in OWNER.outcomes]


def example(outcome: Outcome) -> list[Said]:
    """The answers of a worked example."""
    return [
        Said(
            HERE,
            each.year or outcome.example.year,
            SURVEY,
            {item: int(one) if one.isdecimal() else one for item, one in each.answers.items()},
        )
        for each in outcome.example.answered
        for _ in range(each.times)
    ]


@pytest.mark.parametrize("one", OWNER.outcomes, ids=lambda one: one.code)
def test_an_indicator_counts_as_its_worked_example_says(one: Outcome, tmp_path: Path) -> None:
    taken = write(
        tmp_path / "s", [ONE], day=date(2026, 1, 1), catalogue="c", surveys=surveyed(example(one))
    )
    (query,) = [each for each in queries((one.example.year,)) if each.outcome == one.code]
    row = raw_tables([query], taken, load_shipped())[query].row("0180", str(one.example.year))
    assert sum(row.values()) == one.example.n
    assert +Counter(row) == Counter(one.example.counts)


def test_a_snapshot_does_not_tell_who_answered_what(tmp_path: Path) -> None:
    said = [
        Said(HERE, 2025, SURVEY, {"importance": "very", "treatment": "badly"}),
        Said(HERE, 2025, SURVEY, {"importance": "not", "treatment": "well"}),
        Said(HERE, 2025, SURVEY, {"importance": "very", "treatment": "well", "safety": 7}),
    ]
    otherwise = [
        Said(HERE, 2025, SURVEY, {"importance": "very", "treatment": "well"}),
        Said(HERE, 2025, SURVEY, {"treatment": "well", "safety": 7, "importance": "very"}),
        Said(HERE, 2025, SURVEY, {"treatment": "badly", "importance": "not"}),
    ]
    taken = []
    for number, some in enumerate((said, [*reversed(said)], otherwise)):
        folder = tmp_path / str(number)
        write(folder, [ONE], day=date(2026, 1, 1), catalogue="c", surveys=surveyed(some))
        taken.append((folder / "surveys.parquet").read_bytes())
    assert taken[0] == taken[1] == taken[2]
    with duckdb.connect() as database:
        found = database.execute(f"FROM '{tmp_path}/0/surveys.parquet'").fetchall()
    assert found == [
        ("0180", 2025, SURVEY, "", None, None, 3),
        ("0180", 2025, SURVEY, "importance", "not", None, 1),
        ("0180", 2025, SURVEY, "importance", "very", None, 2),
        ("0180", 2025, SURVEY, "safety", None, 7000, 1),
        ("0180", 2025, SURVEY, "treatment", "badly", None, 1),
        ("0180", 2025, SURVEY, "treatment", "well", None, 2),
    ]


def test_a_place_without_episodes_may_have_answers(tmp_path: Path) -> None:
    said = surveyed([Said(("", "03"), 2025, SURVEY, {"safety": 3})])
    taken = write(tmp_path / "s", [ONE], day=date(2026, 1, 1), catalogue="c", surveys=said)
    assert taken.areas == ("0180", "03-none")
    table = raw_tables(queries(), taken, load_shipped())[queries()[4]]
    assert table.row("03", "2025") == {"low": 1, "middle": 0, "high": 0, "unknown": 0}


@pytest.mark.parametrize(
    ("item", "value", "people"),
    [("", "very", 1), ("safety", None, 1), ("safety", True, 1), ("safety", 7, 0)],
)
def test_what_is_no_answer_is_refused(item: str, value: str | None, people: int) -> None:
    with pytest.raises(ValueError, match="can't have answered"):
        rows([Surveyed(*HERE, 2025, SURVEY, item, value, people)])


def test_answers_are_of_nobody_and_can_not_be_divided() -> None:
    first, second = OWNER.outcomes[:2]
    query = Query(OWNER.id, OWNER.version, first.code, years=(2025,), by=(second.code,))
    with pytest.raises(QueryError):
        query.validate(load_shipped())


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "När ett svar räknas: Ett svar räknas till"), ("en", "When an answer counts: An ans")],
)
def test_a_definition_says_when_an_answer_counts(language: str, words: str) -> None:
    assert words in str(queries()[0].describe(language))


def test_few_answers_are_protected_as_few_episodes_are_and_apart_from_them(
    tmp_path: Path,
) -> None:
    places = [(f"{county}{number:02}", county) for county in ("01", "03") for number in range(4)]
    said = [
        Said(place, 2025, SURVEY, {"importance": ("very", "very", "rather", "not")[number % 4]})
        for at, place in enumerate(places)
        for number in range(3 if at == 1 else 15 + 5 * at)
    ]
    facts = [
        Placed(Episode("child", {"opened_on": date(2025, 3, 1)}, {"sex": "woman"}), *place)
        for place in places
        for _ in range(30)
    ]
    taken = write(
        tmp_path / "s", facts, day=date(2026, 1, 1), catalogue="c", surveys=surveyed(said)
    )
    asked = [Query("unit-results", "2026-1", "sex", years=(2025,)), *queries()[:1]]
    raw = raw_tables(asked, taken, load_shipped())
    rule = load_shipped().disclosure_rule("releases")
    found = disclose([*raw.values()], rule, processes=1)
    sex, answers = found.tables
    assert [one.population for one in found.pooled] == ["answered"]
    assert sex.total("0101", "2025") == 30, "episodes have areas of their own"
    assert answers.total("0101", "2025") is None
    assert answers.total("01-rest", "2025") is not None
    assert found.audit.below_width == 0
    shown = [one for one in answers.values if one is not None]
    assert not set(shown) & {1, 2, 3, 4}
    assert shown
