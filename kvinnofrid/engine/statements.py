"""Queries as SQL that every database runs alike, and how few statements answer how many of them.

A statement gives integers alone: a sort (which indicator and class), a place (smallest area, year,
divisions), and how many there are. Larger areas, totals and coarser divisions are sums of these,
and are added up in `rolling`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
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
from kvinnofrid.engine.facts import GIVEN, item_column
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

    @cached_property
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


def of_answers(outcomes: Sequence[Outcome]) -> str:
    """Which answers count as which sort: indicator, item, answer, sort.

    A sort that is not less than the indicator's `width` is none.
    """
    return _meanings(outcomes, _answered)


def of_steps(outcomes: Sequence[Outcome]) -> str:
    """What an answer is to indicators of change: indicator, item, answer, class, numeric, number.

    A class that is not one of the indicator's is none. `numeric` says whether it is a number, which
    is then in thousandths.
    """
    numeric = "CASE WHEN a.number IS NULL THEN 0 ELSE 1 END, COALESCE(a.number, 0)"
    return _meanings(outcomes, lambda one: ("a.several = 0", f"{_class(one)}, {numeric}"))


def _meanings(outcomes: Sequence[Outcome], meaning: Callable[[Outcome], tuple[str, str]]) -> str:
    """What answers mean to indicators: which of them, and what is told of each.

    Indicators that mean the same by different items are asked about at once.
    """
    asked: dict[tuple[str, str], list[str]] = {}
    for number, one in enumerate(outcomes):
        asked.setdefault(meaning(one), []).append(f"({number}, {text(item_of(one))})")
    items = (
        f"o{at}(outcome, item) AS (VALUES {', '.join(listed)})"
        for at, listed in enumerate(asked.values())
    )
    parts = (
        f"SELECT o.outcome, a.asked, a.answer, {told}"
        f" FROM answers a JOIN o{at} o ON o.item = a.item WHERE {where}"
        for at, (where, told) in enumerate(asked)
    )
    return f"WITH {', '.join(items)} {' UNION ALL '.join(parts)}"


def item_of(outcome: Outcome) -> str:
    """The item that an indicator of answers, help or change is about."""
    measure = outcome.measure
    if measure.of != "intervention":
        return measure.name
    return "kind" if measure.name == "kind" or not measure.many else "form"


def occasion_of(outcome: Outcome) -> str:
    """The occasion whose answers an indicator counts; of change the first."""
    measure = outcome.measure
    if measure.of == "intervention":
        return GIVEN
    return "baseline" if measure.of == "change" else measure.occasion


def _answered(outcome: Outcome) -> tuple[str, str]:
    """Which answers an indicator counts, and the sort of each."""
    measure = outcome.measure
    if not measure.many and measure.of != "intervention":
        return "a.several = 0", _class(outcome)
    codes = [one.code for one in outcome.categories] if measure.many else []
    listed = [(f"a.value = {text(code)}", number) for number, code in enumerate(codes)]
    either = " OR ".join(["a.value IS NULL", *(when for when, _ in listed)])
    return f"a.several = 1 AND ({either})", case(listed, len(codes))


def tally(places: Places, asked: Sequence[tuple[str, int]]) -> str:
    """How many gave each answer at each place: which asked, answer, place, number.

    `asked` are occasions and items.
    """
    columns = ", ".join(f"m.{one}" for one in dict.fromkeys(item_column(item) for _, item in asked))
    parts = (
        f"SELECT {number} AS asked, w.{item_column(item)} AS answer, w.place, COUNT(*)"
        f" FROM w WHERE w.occasion = {text(occasion)} AND w.{item_column(item)} > 0"
        f" GROUP BY w.{item_column(item)}, w.place"
        for number, (occasion, item) in enumerate(asked)
    )
    return (
        f"{_with(places)}, w AS (SELECT p.place, m.occasion, {columns}"
        " FROM p JOIN measurements m ON m.episode = p.episode)"
        f" {' UNION ALL '.join(parts)}"
    )


def placed(places: Places) -> str:
    """Each episode of a population, and its place."""
    return f"{_with(places)} SELECT p.episode, p.place FROM p"


def listed(occasion: str, items: Sequence[int], first: int, last: int) -> str:
    """The answers to items on an occasion, of the episodes from first to last; 0 for none."""
    columns = (f"COALESCE(m.{item_column(item)}, 0)" for item in items)
    return (
        f"SELECT m.episode, {', '.join(columns)} FROM measurements m"
        f" WHERE m.occasion = {text(occasion)} AND m.episode BETWEEN {first} AND {last}"
    )


def of_pairs(places: Places, items: Sequence[int]) -> str:
    """How many answered an item first with one and last with another answer.

    Which item, first answer, last answer, place, number.
    """
    columns = ", ".join(
        f"f.{name} AS f_{name}, l.{name} AS l_{name}"
        for name in dict.fromkeys(map(item_column, items))
    )
    parts = (
        f"SELECT {number} AS asked, b.f_{name} AS first_answer, b.l_{name} AS last_answer,"
        f" b.place, COUNT(*) FROM b WHERE b.f_{name} > 0 AND b.l_{name} > 0"
        f" GROUP BY b.f_{name}, b.l_{name}, b.place"
        for number, name in enumerate(map(item_column, items))
    )
    return (
        f"{_with(places)}, b AS (SELECT p.place, {columns} FROM p"
        " JOIN measurements f ON f.episode = p.episode JOIN measurements l ON l.episode = f.episode"
        " WHERE f.occasion = 'baseline' AND l.occasion = 'exit')"
        f" {' UNION ALL '.join(parts)}"
    )


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
