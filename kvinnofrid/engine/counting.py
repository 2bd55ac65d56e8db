"""From the integers of statements to raw tables."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kvinnofrid.catalogue import Catalogue, Outcome
from kvinnofrid.engine import statements, surveys, tallies
from kvinnofrid.engine.databases import Database, DuckDB, Integers, dense, duckdb_over
from kvinnofrid.engine.query import DIVIDES, Query
from kvinnofrid.engine.rolling import Rolling, moments, quarters
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.engine.statements import MOST_ASKED, MOST_PAIRED, Batch, Places
from kvinnofrid.engine.tables import RawTable, UnitRow
from kvinnofrid.statistics.episodes import (
    AFTER,
    BEFORE,
    BETTER,
    CHANGE,
    LEAVERS,
    MATCHED,
    NO,
    OTHERWISE,
    SAME,
    UNKNOWN,
    UNMATCHED,
    WORSE,
    YES,
    tables_of,
)

T = TypeVar("T")
Counts = Mapping[str, Integers]
"""How many of each class at each place."""


@dataclass(frozen=True)
class Steps:
    """How many took which step at which place."""

    place: Integers
    step: Integers
    number: Integers


@dataclass(frozen=True)
class Counted:
    """An indicator at the smallest places: its tables, and the days or steps behind them."""

    tables: Mapping[str, Counts]
    days: Steps | None = None
    steps: Steps | None = None


def count(
    queries: Iterable[Query], database: Database, catalogue: Catalogue, areas: Sequence[str]
) -> dict[Query, RawTable]:
    """The raw table of each query, in their order. `areas` are the snapshot's smallest.

    QueryError for a query that the catalogue can't answer.
    """
    asked = tuple(dict.fromkeys(queries))
    found: dict[Query, RawTable] = {}
    for batch in statements.batches(asked, catalogue, tuple(areas)):
        for outcome, counted, of in _Counting(batch, database).all():
            for query in of:
                found[query] = _table(outcome, counted, Rolling(batch.places, query))
    return {query: found[query] for query in asked}


def raw_tables(
    queries: Iterable[Query], snapshot: Snapshot, catalogue: Catalogue
) -> dict[Query, RawTable]:
    """The raw table of each query from a snapshot, by DuckDB. For `disclosing`, and nobody else."""
    with duckdb_over(snapshot) as database:
        found = count(queries, database, catalogue, snapshot.areas)
        of_units = _by_unit([*found], database, catalogue)
    return {query: replace(one, units=of_units.get(query, ())) for query, one in found.items()}


def _by_unit(
    queries: Sequence[Query], database: DuckDB, catalogue: Catalogue
) -> dict[Query, tuple[UnitRow, ...]]:
    """What each unit has of the smallest areas, where several have somebody.

    Nobody at a unit knows what clients answered in a survey, so surveys have none.
    """
    names = database.by_unit()
    many = Counter(one.split("/", 1)[0] for one in names)
    areas = tuple(one for one in names if many[one.split("/", 1)[0]] > 1)
    found: dict[Query, tuple[UnitRow, ...]] = {}
    whole = [query for query in queries if not query.by]
    for batch in statements.batches(whole, catalogue, areas) if areas else ():
        if batch.places.instrument:
            continue
        for outcome, counted, of in _Counting(batch, database).all():
            for query in of:
                found[query] = tuple(_unit_rows(outcome, counted, batch.places, query))
    return found


def _unit_rows(
    outcome: Outcome, counted: Counted, places: Places, query: Query
) -> Iterator[UnitRow]:
    order = dict(tables_of(outcome))[query.table]
    counts = np.stack([counted.tables[query.table][one] for one in order])
    cube = counts.reshape(len(order), *places.shape)
    for at, year in zip(*(one.tolist() for one in cube.sum(axis=0).nonzero()), strict=True):
        area, unit = places.areas[at].split("/", 1)
        yield UnitRow(area, str(places.years[year]), unit, tuple(cube[:, at, year].tolist()))


def _table(outcome: Outcome, counted: Counted, rolling: Rolling) -> RawTable:
    query = rolling.query
    order = dict(tables_of(outcome))[query.table]
    counts = np.stack([counted.tables[query.table][one] for one in order])
    return RawTable(
        query=query,
        dimensions=rolling.dimensions(order),
        values=tuple(rolling.rows(counts).ravel().tolist()),
        quarters=_summed(quarters, counted.days, rolling),
        moments=_summed(moments, counted.steps if query.table == CHANGE else None, rolling),
    )


def _summed(
    how: Callable[[Integers, Integers, Integers, int], list[T]],
    behind: Steps | None,
    rolling: Rolling,
) -> tuple[T, ...]:
    if behind is None:
        return ()
    things, rows = rolling.spread(behind.place)
    return tuple(how(rows, behind.step[things], behind.number[things], rolling.height))


class _Counting:
    """Counts the indicators of a batch, several in a statement where that can be."""

    def __init__(self, batch: Batch, database: Database) -> None:
        self._places = batch.places
        self._asked = batch.asked
        self._database = database
        self._size = batch.places.size
        of = surveys if batch.places.instrument else statements
        self._all: Integers = self._dense(of.population(self._places), 1)[0]

    def all(self) -> Iterator[tuple[Outcome, Counted, tuple[Query, ...]]]:
        """Each indicator, counted, and the queries about it."""
        of_answers = []
        if self._places.instrument:
            yield from self._of_surveys()
            return
        for outcome, queries in self._asked:
            if outcome.measure.of == "days":
                yield outcome, self._of_days(outcome), queries
            elif outcome.measure.of in DIVIDES:
                yield outcome, self._of_episodes(outcome), queries
            else:
                of_answers.append((outcome, queries))
        for part in _parts(of_answers, MOST_ASKED):
            yield from self._of_answers(part)

    def _of_episodes(self, outcome: Outcome) -> Counted:
        codes = [one.code for one in outcome.categories]
        found = self._dense(statements.of_episodes(self._places, outcome), len(codes) + 1)
        return Counted({"": dict(zip([*codes, UNKNOWN], found, strict=True))})

    def _of_days(self, outcome: Outcome) -> Counted:
        statement = statements.of_days(self._places, outcome)
        days, place, numbers = self._database.columns(statement, 3)
        counts: dict[str, Integers] = {}
        left = np.ones(len(days), dtype=bool)
        for one in outcome.categories:
            inside = left & _within(days, one.low, one.high)
            left &= ~inside
            counts[one.code] = self._at(place[inside], numbers[inside])
        counts[UNKNOWN] = self._rest(counts)
        return Counted({"": counts}, days=Steps(place, days, numbers))

    def _of_surveys(self) -> Iterator[tuple[Outcome, Counted, tuple[Query, ...]]]:
        outcomes = [outcome for outcome, _ in self._asked]
        sorts = sum(len(one.categories) for one in outcomes)
        found = iter(self._dense(surveys.of_surveys(self._places, outcomes), sorts))
        for outcome, queries in self._asked:
            counts = {one.code: next(found) for one in outcome.categories}
            counts[UNKNOWN] = self._rest(counts)
            yield outcome, Counted({"": counts}), queries

    def _of_answers(
        self, asked: Sequence[tuple[Outcome, tuple[Query, ...]]]
    ) -> Iterator[tuple[Outcome, Counted, tuple[Query, ...]]]:
        outcomes = [outcome for outcome, _ in asked]
        widths = [statements.width(one) for one in outcomes]
        found = iter(self._tallied(outcomes))
        changed = []
        for (outcome, queries), width in zip(asked, widths, strict=True):
            own = list(islice(found, width))
            if outcome.measure.of == "change":
                changed.append((outcome, own, queries))
            elif outcome.measure.many:
                yield outcome, self._of_several(outcome, own), queries
            else:
                yield outcome, self._of_one(outcome, own), queries
        for part in _parts(changed, MOST_PAIRED):
            pairs = self._pairs([outcome for outcome, *_ in part])
            for (outcome, first, queries), pair in zip(part, pairs, strict=True):
                yield outcome, self._of_change(outcome, first, *pair), queries

    def _of_one(self, outcome: Outcome, own: list[Integers]) -> Counted:
        codes = [one.code for one in outcome.categories]
        if outcome.measure.of == "intervention":
            counts = dict.fromkeys(codes, np.zeros_like(self._all))
            counts |= {YES: own[0], NO: self._all - own[0]}
        else:
            counts = dict(zip(codes, own, strict=True))
        counts[UNKNOWN] = self._rest(counts)
        return Counted({"": counts})

    def _of_several(self, outcome: Outcome, own: list[Integers]) -> Counted:
        answered = own[-1]
        help_given = outcome.measure.of == "intervention"
        tables = {}
        for one, yes in zip(outcome.categories, own, strict=False):
            others, none = answered - yes, self._all - answered
            tables[one.code] = (
                {YES: yes, OTHERWISE: others, NO: none}
                if help_given
                else {YES: yes, NO: others, UNKNOWN: none}
            )
        return Counted(tables)

    def _tallied(self, outcomes: Sequence[Outcome]) -> Integers:
        answers = self._database.columns(statements.of_answers(outcomes), 4)
        tally = tallies.tally(self._places, outcomes, answers)
        if tally is None:
            height = sum(map(statements.width, outcomes))
            return np.zeros((height, self._size), dtype=np.int64)
        return self._database.tally(tally)

    def _pairs(self, outcomes: Sequence[Outcome]) -> Iterator[tuple[Integers, Integers, Steps]]:
        """For each indicator of change the first and last classes of pairs, and their steps."""
        known = self._database.columns(statements.of_steps(outcomes), 6)
        steps = [tallies.stepping(one, number, known) for number, one in enumerate(outcomes)]
        items = [*dict.fromkeys(one.item for one in steps if one is not None)]
        nothing: Integers = np.zeros(0, dtype=np.int64)
        found: tuple[Integers, ...] = ()
        if items:
            found = self._database.columns(statements.of_pairs(self._places, items), 5)
        for one in steps:
            if one is None:
                yield nothing, nothing, Steps(nothing, nothing, nothing)
                continue
            mine = found[0] == items.index(one.item)
            first, last, place, number = (column[mine] for column in found[1:])
            first, last, step, inside = one.pairs(first, last)
            yield first, last, Steps(place[inside], step, number[inside])

    def _of_change(
        self,
        outcome: Outcome,
        known: list[Integers],
        first: Integers,
        last: Integers,
        behind: Steps,
    ) -> Counted:
        codes = [one.code for one in outcome.categories]
        before, after = self._by_class(codes, first, behind), self._by_class(codes, last, behind)
        sign = np.sign(behind.step)
        went = {
            name: self._at(behind.place[sign == way], behind.number[sign == way])
            for name, way in ((BETTER, 1), (SAME, 0), (WORSE, -1))
        }
        unmatched = self._rest(before)
        answered = dict(zip(codes, known, strict=True))
        left = {code: answered[code] - before[code] for code in codes}
        matched = self._all - unmatched
        tables = {
            BEFORE: {**before, UNMATCHED: unmatched},
            AFTER: {**after, UNMATCHED: unmatched},
            CHANGE: {**went, UNMATCHED: unmatched},
            LEAVERS: {**left, UNKNOWN: self._rest(answered), MATCHED: matched},
        }
        return Counted(tables, steps=behind)

    def _by_class(self, codes: Sequence[str], of: Integers, behind: Steps) -> dict[str, Integers]:
        return {
            code: self._at(behind.place[of == number], behind.number[of == number])
            for number, code in enumerate(codes)
        }

    def _rest(self, counts: Counts) -> Integers:
        left: Integers = self._all.copy()
        for one in counts.values():
            left -= one
        return left

    def _at(self, place: Integers, numbers: Integers) -> Integers:
        found = np.zeros(self._size, dtype=np.int64)
        np.add.at(found, place, numbers)
        return found

    def _dense(self, statement: str, sorts: int) -> Integers:
        return dense(self._database.columns(statement, 3), sorts, self._size)


def _within(days: Integers, low: int | None, high: int | None) -> npt.NDArray[np.bool_]:
    if low is None:
        return np.zeros(len(days), dtype=bool)
    at_least: npt.NDArray[np.bool_] = days >= low
    return at_least if high is None else at_least & (days <= high)


def _parts(of: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    for at in range(0, len(of), most):
        yield of[at : at + most]
