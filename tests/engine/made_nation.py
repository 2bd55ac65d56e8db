"""A made-up nation's raw tables: persons drawn one by one, so that all tables hang together."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kvinnofrid.catalogue import Outcome, OutcomeSet, load_shipped
from kvinnofrid.engine import Dimension, Moments, Quarters, Query
from kvinnofrid.engine.areas import LEVELS, NATION, above
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
from kvinnofrid.statistics.quantiles import quartiles

GROUPS = ("victim_survivor", "child", "perpetrator")
COUNTIES = {"01": 26, "03": 8, "09": 1, "12": 33, "14": 49, "20": 15}


@dataclass
class Person:
    """Where somebody is counted, whom it is about, and the class in each table."""

    area: str
    year: str
    population: str
    group: str
    classes: dict[tuple[str, str], str] = field(default_factory=dict)
    step: int = 0
    unit: str = "1"


def outcome_set() -> OutcomeSet:
    """The shipped indicators."""
    return load_shipped().outcome_set("unit-results")


def areas(counties: Mapping[str, int]) -> list[str]:
    """Codes of municipalities: so many in each county."""
    return [f"{county}{n:02}" for county, many in counties.items() for n in range(1, many + 1)]


def persons(
    chance: random.Random,
    sizes: Mapping[tuple[str, str], int],
    outcomes: Sequence[Outcome],
) -> list[Person]:
    """As many as told in each area and year, of each population."""
    found = []
    kinds = sorted({one.population for one in outcomes})
    bias = {one.code: [chance.gammavariate(0.8, 1) + 0.02 for _ in range(30)] for one in outcomes}
    for (area, year), size in sizes.items():
        for population in kinds:
            for _ in range(size):
                one = Person(area, year, population, chance.choices(GROUPS, (7, 2, 1))[0])
                for outcome in outcomes:
                    if outcome.population == population:
                        _classify(chance, one, outcome, bias[outcome.code])
                found.append(one)
    return found


def _classify(chance: random.Random, one: Person, outcome: Outcome, bias: list[float]) -> None:
    if outcome.groups and one.group not in outcome.groups:
        return
    codes = [category.code for category in outcome.categories]
    measure, code = outcome.measure, outcome.code
    if measure.many:
        if measure.of == "intervention":
            helped = one.classes.setdefault(("any_intervention", ""), _helped(chance)) == YES
            had = {c for c, w in zip(codes, bias, strict=False) if chance.random() < w / 3}
            had = (had or {chance.choice(codes)}) if helped else set()
            without = OTHERWISE if helped else NO
        else:
            if chance.random() < 0.1:
                one.classes.update({(code, c): UNKNOWN for c in codes})
                return
            had = {c for c, w in zip(codes, bias, strict=False) if chance.random() < w / 3}
            without = NO
        one.classes.update({(code, c): YES if c in had else without for c in codes})
    elif measure.of == "change":
        weights = bias[: len(codes)]
        first = chance.choices([*codes, UNKNOWN], [*weights, 0.1])[0]
        last = chance.choices([*codes, UNKNOWN], [*weights, 1])[0]
        if UNKNOWN in (first, last):
            went = (UNMATCHED, UNMATCHED, UNMATCHED, first)
        else:
            one.step = codes.index(last) - codes.index(first)
            one.step *= 1 if measure.better == "up" else -1
            way = BETTER if one.step > 0 else WORSE if one.step < 0 else SAME
            went = (first, last, way, MATCHED)
        for table, found in zip((BEFORE, AFTER, CHANGE, LEAVERS), went, strict=True):
            one.classes[code, table] = found
    elif measure.name == "target_group":
        one.classes[code, ""] = one.group
    elif measure.of == "intervention":
        one.classes.setdefault((code, ""), _helped(chance))
    else:
        one.classes[code, ""] = chance.choices([*codes, UNKNOWN], [*bias[: len(codes)], 0.1])[0]


def _helped(chance: random.Random) -> str:
    return YES if chance.random() < 0.85 else NO


def raw_tables(
    found: Sequence[Person], outcomes: Sequence[Outcome], codes: Sequence[str], years: Sequence[str]
) -> list[RawTable]:
    """The raw tables of some indicators."""
    owner = outcome_set()
    counties = sorted({above(one, "county") for one in codes})
    named = [NATION, *dict.fromkeys([*counties, *codes])]
    several = Counter(area for area, _ in {(one.area, one.unit) for one in found})
    tables = []
    for outcome in outcomes:
        mine = [one for one in found if one.population == outcome.population]
        for table, classes in tables_of(outcome):
            counts: dict[tuple[str, str, str], int] = {}
            steps: dict[tuple[str, str], list[int]] = {}
            units: dict[tuple[str, str, str], list[int]] = {}
            for one in mine:
                name = one.classes.get((outcome.code, table))
                if name is None:
                    continue
                part = units.setdefault((one.area, one.year, one.unit), [0] * len(classes))
                part[classes.index(name)] += 1
                for area in {one.area, above(one.area, "county"), NATION}:
                    at = area, one.year, name
                    counts[at] = counts.get(at, 0) + 1
                    if name not in {UNMATCHED, UNKNOWN}:
                        steps.setdefault((area, one.year), []).append(one.step)
            rows = [(area, year) for area in named for year in years]
            days = outcome.measure.of == "days"
            tables.append(
                RawTable(
                    Query(
                        owner.id,
                        owner.version,
                        outcome.code,
                        table,
                        tuple(map(int, years)),
                        (),
                        LEVELS,
                    ),
                    (
                        Dimension("area", tuple(named)),
                        Dimension("year", tuple(years)),
                        Dimension("class", classes),
                    ),
                    tuple(counts.get((*row, c), 0) for row in rows for c in classes),
                    tuple(_quarters(steps.get(row, ())) for row in rows) if days else (),
                    tuple(_moments(steps.get(row, ())) for row in rows) if table == CHANGE else (),
                    tuple(
                        UnitRow(*part, tuple(of))
                        for part, of in units.items()
                        if several[part[0]] > 1
                    ),
                )
            )
    return tables


def _quarters(values: Sequence[int]) -> Quarters | None:
    found = quartiles([abs(one) for one in values])
    return None if found is None else Quarters.of(found)


def _moments(values: Sequence[int]) -> Moments | None:
    return Moments(len(values), sum(values), sum(one * one for one in values)) if values else None


def nation(
    seed: int,
    counties: Mapping[str, int],
    years: Sequence[str] = ("2025",),
    mean: float = 25.0,
    only: Sequence[str] = (),
    units: int = 1,
) -> list[RawTable]:
    """Raw tables of a nation of some counties: many small municipalities, a few large.

    Each municipality has so many units, the first by far the largest.
    """
    chance = random.Random(seed)
    codes = areas(counties)
    outcomes = [one for one in outcome_set().outcomes if not only or one.code in only]
    sizes = {
        (code, year): int(chance.lognormvariate(0, 1.1) * mean * 0.6)
        for code in codes
        for year in years
    }
    found = persons(chance, sizes, outcomes)
    for number, one in enumerate(found):
        one.unit = str(max(1, number % (3 * units) - 2 * units + 1))
    return raw_tables(found, outcomes, codes, years)
