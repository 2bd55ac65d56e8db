"""Queries as SQL that every database runs alike, and how few statements answer how many of them.

A statement gives integers alone: a sort (which indicator and class), a place (smallest area, year,
divisions), and how many there are. Larger areas, totals and coarser divisions are sums of these,
and are added up in `rolling`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import prod

from kvinnofrid.catalogue import Catalogue, Outcome
from kvinnofrid.engine.expressions import (
    by_limits,
    by_text,
    case,
    classes_of,
    days_of,
    of_episode,
    text,
)
from kvinnofrid.engine.facts import GIVEN, SCALE
from kvinnofrid.engine.query import Query

MOST_ASKED = 300
"""Indicators in a statement; SQLite takes no more than 500 parts."""
MOST_PAIRED = 8
"""Indicators of change in a statement: each holds its pairs in memory."""


@dataclass(frozen=True)
class Places:
    """The smallest places of a statement: areas × years × divisions, in that order.

    `owner` is the set and its version, `groups` the target groups that are in, empty for all,
    `instrument` the client survey that is counted, if any, and `outcomes` the indicators named in
    `by`.
    """

    owner: tuple[str, str]
    population: str
    areas: tuple[str, ...]
    years: tuple[int, ...]
    by: tuple[str, ...]
    groups: tuple[str, ...]
    instrument: str
    outcomes: tuple[Outcome, ...] = field(compare=False)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many areas, years, and classes of each division."""
        return (len(self.areas), len(self.years), *(len(classes_of(one)) for one in self.outcomes))

    @property
    def size(self) -> int:
        """How many places there are."""
        return prod(self.shape)


@dataclass(frozen=True)
class Batch:
    """Indicators that are counted over the same places, each with the queries about it."""

    places: Places
    asked: tuple[tuple[Outcome, tuple[Query, ...]], ...]


def batches(
    queries: Iterable[Query], catalogue: Catalogue, areas: tuple[str, ...]
) -> tuple[Batch, ...]:
    """Queries put together so that as few statements as possible answer them.

    A query is answered from a finer division when there is one. QueryError for one that can't be.
    """
    kept: dict[Places, dict[tuple[str, str, str], tuple[Outcome, list[Query]]]] = {}
    for query in sorted(queries, key=lambda one: -len(one.by)):
        found = query.found(catalogue)
        outcome = found.outcome
        key = (query.outcome_set, query.version, query.outcome)
        place = next(
            (
                one
                for one, asked in kept.items()
                if key in asked and one.years == query.years and set(query.by) <= set(one.by)
            ),
            Places(
                owner=key[:2],
                population=outcome.population,
                areas=areas,
                years=query.years,
                by=query.by,
                groups=outcome.groups,
                instrument=outcome.measure.instrument or "",
                outcomes=found.by,
            ),
        )
        kept.setdefault(place, {}).setdefault(key, (outcome, []))[1].append(query)
    return tuple(
        Batch(place, tuple((outcome, tuple(asked)) for outcome, asked in found.values()))
        for place, found in kept.items()
    )


def population(places: Places) -> str:
    """How many episodes are at each place."""
    return f"{_with(places)} SELECT 0, p.place, COUNT(*) FROM p GROUP BY p.place"


def of_episodes(places: Places, outcome: Outcome) -> str:
    """The classes of an indicator of `field` or `on_time`; the sort is the class."""
    chosen = f"{of_episode(outcome)} AS sort"
    return f"{_with(places, chosen)} {_BY_SORT}"


def of_days(places: Places, outcome: Outcome) -> str:
    """How many days; the sort is the number of days."""
    days = days_of(outcome)
    return f"{_with(places, f'{days} AS sort', f'{days} >= 0')} {_BY_SORT}"


_BY_SORT = "SELECT p.sort, p.place, COUNT(*) FROM p GROUP BY p.sort, p.place"


def width(outcome: Outcome) -> int:
    """How many sorts an indicator of answers, help or change has: one for each class.

    Of one that may be in several classes, and of help, one more says that it was answered at all.
    """
    several = outcome.measure.many or outcome.measure.of == "intervention"
    return (len(outcome.categories) if outcome.measure.many or not several else 0) + several


@dataclass(frozen=True)
class Tally:
    """Answers to be counted by sort and place, in whatever way the database does best."""

    common: str
    sorts: int
    places: int

    @property
    def grouped(self) -> str:
        """Counted by the database: sort, place, number."""
        return f"{self.common} SELECT c.sort, p.place, COUNT(*) {_ANSWERS} GROUP BY c.sort, p.place"

    def listed(self, first: int, last: int) -> str:
        """One by one, as sort × places + place, of the episodes from first to last."""
        return (
            f"{self.common} SELECT CAST(c.sort AS BIGINT) * {self.places} + p.place AS cell"
            f" {_ANSWERS} WHERE m.episode BETWEEN {first} AND {last}"
        )


_ANSWERS = "FROM measurements m JOIN c ON c.answer = m.answer JOIN p ON p.episode = m.episode"


def of_answers(places: Places, outcomes: Sequence[Outcome]) -> Tally:
    """How many have each answer. The sorts of each indicator follow those of the one before."""
    parts, first = [], 0
    for one in outcomes:
        where, sort = _answered(one)
        parts.append(f"SELECT a.answer, {first} + {sort} AS sort FROM answers a WHERE {where}")
        first += width(one)
    return Tally(f"{_with(places)}, c AS ({' UNION ALL '.join(parts)})", first, places.size)


def _answered(outcome: Outcome) -> tuple[str, str]:
    """Which answers an indicator counts, and the sort of each."""
    measure = outcome.measure
    if measure.of == "intervention":
        where = _item(GIVEN, "kind" if measure.name == "kind" or not measure.many else "form", 1)
    else:
        occasion = "baseline" if measure.of == "change" else measure.occasion
        where = _item(occasion, measure.name, int(measure.many))
    if not measure.many and measure.of != "intervention":
        return f"{where} AND {_class(outcome)} < {len(outcome.categories)}", _class(outcome)
    codes = [one.code for one in outcome.categories] if measure.many else []
    listed = [(f"a.value = {text(code)}", number) for number, code in enumerate(codes)]
    either = " OR ".join(["a.value IS NULL", *(when for when, _ in listed)])
    return f"{where} AND ({either})", case(listed, len(codes))


def of_pairs(places: Places, outcomes: Sequence[Outcome]) -> str:
    """How many went from which class to which, by how long a step, better being more.

    The sort is (indicator × most + first class) × most + last class, `most` being `most_classes`.
    Steps are in thousandths: of the unit between two numbers, of a class between two classes.
    """
    most = most_classes(outcomes)
    sides = ", ".join(
        f"{name} AS ({_side(outcomes, occasion)})"
        for name, occasion in (("cf", "baseline"), ("cl", "exit"))
    )
    step = (
        "l.up * CASE WHEN f.number IS NULL OR l.number IS NULL"
        f" THEN {SCALE} * (l.class - f.class) ELSE l.number - f.number END"
    )
    return (
        f"{_with(places)}, {sides},"
        " f AS (SELECT m.episode, c.outcome, c.class, c.number"
        " FROM measurements m JOIN cf c ON c.answer = m.answer),"
        " l AS (SELECT m.episode, c.outcome, c.class, c.number, c.up"
        " FROM measurements m JOIN cl c ON c.answer = m.answer),"
        f" s AS (SELECT f.episode, (f.outcome * {most} + f.class) * {most} + l.class AS pair,"
        f" {step} AS step FROM f JOIN l ON l.episode = f.episode AND l.outcome = f.outcome)"
        " SELECT s.pair, p.place, s.step, COUNT(*)"
        " FROM s JOIN p ON p.episode = s.episode GROUP BY s.pair, p.place, s.step"
    )


def most_classes(outcomes: Sequence[Outcome]) -> int:
    """The greatest number of classes that any of them has."""
    return max(len(one.categories) for one in outcomes)


def _side(outcomes: Sequence[Outcome], occasion: str) -> str:
    return " UNION ALL ".join(
        f"SELECT a.answer, {number} AS outcome, {_class(one)} AS class, a.number,"
        f" {1 if one.measure.better == 'up' else -1} AS up FROM answers a"
        f" WHERE {_item(occasion, one.measure.name, 0)} AND {_class(one)} < {len(one.categories)}"
        for number, one in enumerate(outcomes)
    )


def _item(occasion: str, item: str, several: int) -> str:
    return f"a.occasion = {text(occasion)} AND a.item = {text(item)} AND a.several = {several}"


def _class(outcome: Outcome) -> str:
    """The number of an answer's class, the unknown last. An answer is a text or a number."""
    whens = [
        *by_text("a.value", outcome.categories),
        *by_limits("a.number", outcome.categories),
    ]
    return case(whens, len(outcome.categories))


def _with(places: Places, chosen: str = "", where: str = "") -> str:
    """The episodes of a population, each with its place; `chosen` is one more column of it."""
    entered = f"e.{places.population}_year"
    areas = ", ".join(f"({text(area)}, {number})" for number, area in enumerate(places.areas))
    place = "a.n"
    whens = [(f"{entered} = {year}", number) for number, year in enumerate(places.years)]
    for size, expression in (
        (len(places.years), case(whens[:-1], len(whens) - 1)),
        *((len(classes_of(one)), of_episode(one)) for one in places.outcomes),
    ):
        place = f"({place} * {size} + {expression})"
    conditions = [f"{entered} IN ({', '.join(map(str, places.years))})"]
    if places.groups:
        conditions.append(f"e.target_group IN ({', '.join(map(text, places.groups))})")
    if where:
        conditions.append(where)
    more = f", {chosen}" if chosen else ""
    return (
        f"WITH areas(area, n) AS (VALUES {areas}),"
        f" p AS (SELECT e.episode, {place} AS place{more}"
        " FROM episodes e JOIN areas a ON a.area = e.area"
        f" WHERE {' AND '.join(conditions)})"
    )
