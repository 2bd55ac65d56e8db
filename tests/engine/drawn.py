"""Catalogues, facts and queries drawn by Hypothesis: anything that the catalogue allows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from kvinnofrid.catalogue import (
    Catalogue,
    ExampleAnswers,
    ExampleEpisode,
    Measure,
    Outcome,
    OutcomeCategory,
    OutcomeSet,
    Text,
)
from kvinnofrid.catalogue.outcomes import OutcomeExample, OutcomeSection
from kvinnofrid.engine import LEVELS, Placed, Query
from kvinnofrid.engine.facts import DAYS, FIELDS, Surveyed
from kvinnofrid.engine.query import DIVIDES
from kvinnofrid.statistics.episodes import Coded, Episode, Given, Held, tables_of
from tests.statistics.follow_up_cases import shipped

WORD = Text(sv="Ord", en="Word")
CODES = ("a", "b", "c", "d")
VALUES = ("a", "b", "c", "x", "unknown!", "å ä", "3", "0-5")
ITEMS = ("first", "second", "third")
GROUPS = ("victim_survivor", "child", "perpetrator")
PLACES = (("0180", "01"), ("0114", "01"), ("0380", "03"), ("", "03"), ("", ""))
YEARS = (2024, 2025, 2026)
SURVEYS = ("client-survey", "another")
SHIPPED = shipped()
FIRST, DAYS_LONG = date(2023, 11, 1), 1300


@dataclass(frozen=True)
class Said:
    """What one client answered in a survey, in a year and a place."""

    place: tuple[str, str]
    year: int
    instrument: str
    answers: Mapping[str, str | int | float]


@dataclass(frozen=True)
class Case:
    """A catalogue with one set, facts, answers to surveys, and queries about them."""

    catalogue: Catalogue
    facts: tuple[Placed, ...]
    said: tuple[Said, ...]
    queries: tuple[Query, ...]


def surveyed(said: Iterable[Said]) -> Iterator[Surveyed]:
    """The answers as a snapshot takes them: one client after another, a question at a time."""
    for one in said:
        yield Surveyed(*one.place, one.year, one.instrument, "", None, 1)
        for item, value in one.answers.items():
            yield Surveyed(*one.place, one.year, one.instrument, item, value, 1)


def _category(
    code: str, values: tuple[str, ...], limits: tuple[int, int | None] | None
) -> OutcomeCategory:
    low, high = limits or (None, None)
    return OutcomeCategory(code=code, words=WORD, values=values, low=low, high=high)


_limits = st.none() | st.tuples(st.integers(-2, 8), st.none() | st.integers(-2, 12))
_values = st.lists(st.sampled_from(VALUES), max_size=3, unique=True).map(tuple)
_categories = st.lists(st.sampled_from(CODES), min_size=1, unique=True).flatmap(
    lambda codes: st.tuples(
        *(st.builds(_category, st.just(one), _values, _limits) for one in codes)
    )
)
_day = st.sampled_from(DAYS)
_occasion = st.sampled_from(("baseline", "exit"))
_item = st.sampled_from(ITEMS)


def _fixed(*codes: str) -> st.SearchStrategy[tuple[OutcomeCategory, ...]]:
    return st.permutations(codes).map(
        lambda found: tuple(_category(one, (), None) for one in found)
    )


def _measure(of: str, **given: st.SearchStrategy[object]) -> st.SearchStrategy[Measure]:
    return st.builds(Measure, of=st.just(of), **given)


_measures = st.one_of(
    st.tuples(_measure("field", name=st.sampled_from((*FIELDS, "target_group"))), _categories),
    st.tuples(_measure("answer", name=_item, occasion=_occasion, many=st.booleans()), _categories),
    st.tuples(_measure("intervention", name=st.just("any")), _fixed("yes", "no")),
    st.tuples(
        _measure("intervention", name=st.sampled_from(("kind", "form")), many=st.just(True)),
        _categories,
    ),
    st.tuples(_measure("days", name=_day, until=_day), _categories),
    st.tuples(
        _measure("on_time", name=_day, occasion=_occasion, within=st.none() | st.integers(0, 40)),
        _fixed("in_time", "not_in_time"),
    ),
    st.tuples(_measure("change", name=_item, better=st.sampled_from(("up", "down"))), _categories),
    st.tuples(_measure("survey", name=_item, instrument=st.sampled_from(SURVEYS)), _categories),
)


_groups = st.sampled_from(((), (), GROUPS[:1], GROUPS[:2]))


@st.composite
def _outcomes(draw: st.DrawFn) -> tuple[Outcome, ...]:
    found = []
    for number, (measure, categories) in enumerate(
        draw(st.lists(_measures, min_size=1, max_size=6))
    ):
        of_survey = measure.of == "survey"
        found.append(
            Outcome(
                code=f"o{number}",
                section="all",
                name=WORD,
                definition=WORD,
                population=draw(
                    st.sampled_from(("answered",) if of_survey else ("opened", "closed"))
                ),
                numerator=WORD,
                denominator=WORD,
                exclusions=WORD,
                groups=() if of_survey else draw(_groups),
                measure=measure,
                categories=categories,
                example=OutcomeExample(
                    year=2025,
                    episodes=() if of_survey else (ExampleEpisode(opened_on=FIRST),),
                    answered=(ExampleAnswers(),) if of_survey else (),
                    n=1,
                    counts={},
                ),
            )
        )
    return tuple(found)


_answer = st.one_of(
    st.sampled_from(VALUES),
    st.integers(-3, 12),
    st.sampled_from((0.5, 2.125, -1.25, 7.999)),
    st.lists(st.sampled_from(VALUES), max_size=3),
)
_answers: st.SearchStrategy[dict[str, Coded]] = st.dictionaries(_item, _answer)
_days_of = st.integers(0, DAYS_LONG).map(lambda after: FIRST + timedelta(days=after))
_held = st.none() | st.builds(Held, _days_of, _answers)
_given = st.builds(Given, st.sampled_from(VALUES), st.sampled_from(VALUES))
_episodes = st.builds(
    Episode,
    target_group=st.sampled_from((*GROUPS, "")),
    days=st.dictionaries(_day, _days_of),
    fields=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(("", *VALUES))),
    interventions=st.lists(_given, max_size=3).map(tuple),
    baseline=_held,
    exit=_held,
)
_placed = st.builds(
    lambda episode, place, waves: Placed(episode, place[0], place[1], waves=waves),
    _episodes,
    st.sampled_from(PLACES),
    st.dictionaries(st.just("later"), st.builds(Held, _days_of, _answers)),
)
_single = st.one_of(
    st.sampled_from(VALUES), st.integers(-3, 12), st.sampled_from((0.5, 2.125, -1.25, 7.999))
)
_said = st.builds(
    Said,
    st.sampled_from(PLACES),
    st.sampled_from(YEARS),
    st.sampled_from(SURVEYS),
    st.dictionaries(_item, _single),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A catalogue, facts, and a query or two about each of its indicators."""
    outcomes = draw(_outcomes())
    owner = OutcomeSet(
        **{
            **{name: getattr(SHIPPED, name) for name in ("title", "description", "source")},
            "id": "drawn",
            "version": "1",
            "valid_from": "2025-01-01",
            "sections": (OutcomeSection(id="all", name=WORD),),
            "outcomes": outcomes,
        }
    )
    divides = [one.code for one in outcomes if one.measure.of in DIVIDES and not one.groups]
    queries = []
    for one in outcomes:
        others = [code for code in divides if code != one.code and one.measure.of != "survey"]
        for _ in range(draw(st.integers(1, 2))):
            queries.append(
                Query(
                    "drawn",
                    "1",
                    one.code,
                    draw(st.sampled_from([name for name, _ in tables_of(one)])),
                    tuple(sorted(draw(st.sets(st.sampled_from(YEARS), min_size=1)))),
                    tuple(draw(st.permutations(others)))[: draw(st.integers(0, 2))],
                    tuple(draw(st.permutations(LEVELS)))[: draw(st.integers(1, 3))],
                )
            )
    facts = draw(st.lists(_placed, min_size=1, max_size=25))
    said = draw(st.lists(_said, max_size=15))
    return Case(Catalogue("drawn", (owner,)), tuple(facts), tuple(said), tuple(queries))
