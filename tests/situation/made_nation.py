"""A nation of made-up counts by a seed, disclosed as a release has them: small areas told of
together, small counts and one beside them hidden. Nobody is behind the figures.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random

from django.conf import settings

from kvinnofrid.catalogue import Outcome, OutcomeSet, load_shipped
from kvinnofrid.engine.query import Query
from kvinnofrid.engine.tables import Dimension, DisclosedTable, Moments, Quarters
from kvinnofrid.statistics.episodes import CHANGE, LEAVERS, MATCHED, UNKNOWN, UNMATCHED, tables_of

SET = "unit-results"
YEARS = (2023, 2024, 2025)
PER_PERSON = 0.0016
SMALL = 25
"""Fewer opened in any year than this and a municipality is told of together with others."""

ANSWERS = 4
"""One in so many of those who have had help answers the clients' own survey."""

Leaves = dict[str, dict[int, int]]
Tables = Mapping[tuple[str, str], DisclosedTable]


@cache
def leaves(seed: int, years: tuple[int, ...]) -> Leaves:
    """How many episodes each municipality opened each year."""
    draw = Random(seed)
    path = settings.REFERENCE_DATA / "organisations" / "municipalities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        people = {row["municipality_code"]: int(row["pop_2024"]) for row in csv.DictReader(file)}
    return {
        code: {year: int(number * PER_PERSON * draw.uniform(0.6, 1.4)) for year in years}
        for code, number in people.items()
    }


def rows_of(found: Leaves) -> dict[str, tuple[str, ...]]:
    """The rows of a table, each with the municipalities in it; none in one that is not told."""
    rows: dict[str, tuple[str, ...]] = {"00": tuple(found)}
    small = {code for code, years in found.items() if min(years.values()) < SMALL}
    for county in sorted({code[:2] for code in found}):
        inside = [code for code in found if code.startswith(county)]
        rows[county] = tuple(inside)
        together = tuple(code for code in inside if code in small)
        rows |= {code: () if code in small else (code,) for code in inside}
        if together:
            rows[f"{county}-rest"] = together
    return rows


def _split(draw: Random, number: int, classes: Sequence[str], lean: float) -> dict[str, int]:
    """A number of people over classes, one after the other."""
    found = dict.fromkeys(classes, 0)
    beside = [one for one in classes if one in (UNKNOWN, UNMATCHED, MATCHED)]
    real = [one for one in classes if one not in beside] or list(classes)
    weights = [lean**place for place in range(len(real))] + [0.25] * len(beside)
    for one in draw.choices([*real, *beside], weights[: len(real) + len(beside)], k=number):
        found[one] += 1
    return found


def _tables(outcome: Outcome) -> Iterator[tuple[str, tuple[str, ...]]]:
    for table, classes in tables_of(outcome):
        if table != LEAVERS:
            yield table, classes


def table(
    owner: OutcomeSet,
    outcome: Outcome,
    name: str,
    classes: Sequence[str],
    seed: int,
    years: tuple[int, ...],
) -> DisclosedTable:
    """One table of the nation. Of those who have had help one in four answers the survey."""
    found = leaves(seed, years)
    if outcome.population == "answered":
        found = {
            code: {year: number // ANSWERS for year, number in one.items()}
            for code, one in found.items()
        }
    counts = {
        (code, year): _split(
            Random(f"{seed} {outcome.code} {name} {code} {year}"),
            by_year[year],
            classes,
            0.55 + 0.1 * (int(code[:2]) % 3),
        )
        for code, by_year in found.items()
        for year in years
    }
    rows = rows_of(found)
    values: list[int | None] = []
    totals: list[int | None] = []
    for members in rows.values():
        for year in years:
            if not members:
                totals.append(None)
                values += [None] * len(classes)
                continue
            row = [sum(counts[one, year][name] for one in members) for name in classes]
            totals.append(sum(row))
            values += _hidden(row)
    return DisclosedTable(
        Query(owner.id, owner.version, outcome.code, name, years),
        (
            Dimension("area", tuple(rows)),
            Dimension("year", tuple(map(str, years))),
            Dimension("class", tuple(classes)),
        ),
        tuple(values),
        tuple(totals),
        _days(outcome, totals),
        _steps(outcome, name, totals),
    )


def _days(outcome: Outcome, totals: Sequence[int | None]) -> tuple[Quarters | None, ...]:
    """Quartiles of the rows that have enough."""
    if outcome.measure.of != "days":
        return ()
    return tuple(Quarters(n, 12, 30, 84) if n and n >= 10 else None for n in totals)


def _steps(outcome: Outcome, name: str, totals: Sequence[int | None]) -> tuple[Moments | None, ...]:
    """What the mean change of the rows that have enough is made of: somewhat over one step."""
    if outcome.measure.of != "change" or name != CHANGE:
        return ()
    return tuple(Moments(n, 1200 * n, 5_000_000 * n) if n and n >= 10 else None for n in totals)


def _hidden(row: Sequence[int]) -> list[int | None]:
    """One to four are hidden, and the smallest other with them."""
    small = [place for place, number in enumerate(row) if 0 < number < 5]
    if len(small) == 1:
        others = [place for place, number in enumerate(row) if number >= 5]
        small += sorted(others, key=lambda place: row[place])[:1]
    return [None if place in small else number for place, number in enumerate(row)]


@cache
def tables(seed: int = 1, years: tuple[int, ...] = YEARS) -> Tables:
    """All tables of the nation."""
    return {
        (outcome.code, name): table(owner, outcome, name, classes, seed, years)
        for owner in load_shipped().released_sets(SET)
        for outcome in owner.outcomes
        for name, classes in _tables(outcome)
    }


def only(
    found: Tables, areas: Sequence[str], changed: Mapping[tuple[str, ...], int | None] | None = None
) -> Tables:
    """The same tables with some areas alone. `changed` are cells by table, area, year and class."""
    made = {}
    for name, one in found.items():
        kept = [area for area in areas if area in one.codes("area")]
        rows = [(area, year) for area in kept for year in one.codes("year")]
        made[name] = DisclosedTable(
            one.query,
            (Dimension("area", tuple(kept)), *one.dimensions[1:]),
            tuple(
                (changed or {}).get((*name, *row, code), number)
                for row in rows
                for code, number in one.row(*row).items()
            ),
            tuple(one.total(*row) for row in rows),
            tuple(one.quartiles(*row) for row in rows) if one.quarters else (),
            tuple(one.change(*row) for row in rows) if one.moments else (),
        )
    return made
