"""From raw tables to tables that may be known by anybody: one release at a time, all tables of it.

What is shown must hold against whoever has every table of the release and of those before it, knows
the rule, and knows all of one area (`docs/adr/0026-disclosing-releases.md`):

1. Which areas can be told of at all is decided once for a population and year, from how many are in
   them; small ones are told of together. Then how many are in a row can always be shown.
2. Tables of different indicators have nothing in common but that. Those of one indicator are hidden
   together, a family and year at a time.
3. Each is audited by itself, sharing no code with the search. What does not hold is hidden.
4. A year that has been released stands as it was released.
"""

import multiprocessing
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from kvinnofrid.catalogue import Catalogue, DisclosureRule, Text, load_shipped
from kvinnofrid.disclosure import Audit
from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.disclosure.values import Integers
from kvinnofrid.engine.areas import LEVELS, NATION, above, level_of
from kvinnofrid.engine.earlier import standing
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.families import Family, families
from kvinnofrid.engine.geography import Geography, Pooled, lay_out
from kvinnofrid.engine.hiding import Found, hide
from kvinnofrid.engine.jobs import Counted, Job, Steps
from kvinnofrid.engine.tables import DisclosedTable, RawTable
from kvinnofrid.engine.telling import Pattern, Year, told
from kvinnofrid.statistics.episodes import tables_of

Tell = Callable[[str], None]
INSIDE, OUTSIDE, OTHERS = "inside", "outside", "others"
TARGET_GROUP = "target_group"
Part = tuple[str, str]
"""A unit's part of an area: the area, and what names the unit."""


@dataclass(frozen=True)
class Disclosed:
    """The tables of a release, the audit of them, and which areas are told of together.

    A table may have areas that its raw one has not: `01-rest` is what is told of together in a
    county. `pooled` is of the years that are made now. `standing` names the tables and years that
    are as released before, `withheld` those that can't be told since figures already released would
    give them away: indicator, table, year.
    """

    tables: tuple[DisclosedTable, ...]
    audit: Audit
    pooled: tuple[Pooled, ...]
    standing: tuple[tuple[str, str, str], ...] = ()
    withheld: tuple[tuple[str, str, str], ...] = ()


def disclose(
    raw: Sequence[RawTable],
    rule: DisclosureRule,
    earlier: Sequence[Sequence[DisclosedTable]] = (),
    seed: int = 1,
    tell: Tell = lambda _: None,
    *,
    revised: Collection[int] = (),
    order: Sequence[str] = (),
    catalogue: Catalogue | None = None,
    processes: int | None = None,
) -> Disclosed:
    """Make the tables of a release safe, together and with those released before.

    earlier: the tables of each earlier release, oldest first. A year that is in one stands as it
        was, unless it is `revised`: then it is made anew, which `differencing` must be asked about.
    order: areas in the order that they are put to small ones when those are not enough, known to
        everybody, as by inhabitants; by code when left out.
    The result is the same for the same seed, however many processes.

    DisclosingError when the tables don't hang together, or something can't be protected.
    """
    known = catalogue or load_shipped()
    guard = Guard(
        rule.threshold,
        rule.width,
        rule.insiders,
        rule.group,
        rule.unit_insiders,
        rule.large_numbers,
        rule.county_insiders,
    )
    found = families(raw, known)
    _check(raw)
    sizes = _sizes(found)
    units = _unit_sizes(found) if guard.units else {}
    layouts, pooled = _layouts(sizes, units, guard, rule, order)
    stands = standing(found, layouts, earlier, revised, known)
    jobs: dict[tuple[str, str], Job] = {}
    for family in found:
        for year in family.tables[0].codes("year"):
            tables = [one for one in family.tables if not stands.settles(one, year)]
            if tables:
                layout = layouts[family.population, year]
                here = sizes[family.population, year], units.get((family.population, year), {})
                jobs[family.key, year] = _job(
                    family, tables, year, layout, found, rule, guard, seed, here
                )
    made = {(job.population, job.year) for job in jobs.values()}
    pooled = tuple(one for one in pooled if (one.population, one.year) in made)
    results = dict(zip(jobs, _run([*jobs.values()], processes, tell), strict=True))
    audit = Audit(
        rule.width,
        tuple(bound for one in results.values() for bound in one.audit.bounds),
        sum(one.audit.programs for one in results.values()),
    )
    _require(audit)
    by_table = {id(table): family for family in found for table in family.tables}
    rest = sorted({one.code for one in pooled if not one.code.isdigit()})
    tables_told = []
    for table in raw:
        family = by_table[id(table)]
        years: dict[str, Year] = {}
        for year in table.codes("year"):
            if (stood := stands.tables.get((table, year))) is not None:
                years[year] = stood
            elif stands.settles(table, year):
                years[year] = None
            else:
                years[year] = _pattern(jobs[family.key, year], results[family.key, year], table)
        tables_told.append(told(table, years, rest, rule))
    return Disclosed(
        tuple(tables_told),
        audit,
        pooled,
        tuple(sorted((t.query.outcome, t.query.table, year) for t, year in stands.tables)),
        tuple(sorted((t.query.outcome, t.query.table, year) for t, year in stands.withheld)),
    )


def _check(raw: Sequence[RawTable]) -> None:
    seen = set()
    for table in raw:
        name = f"{table.query.outcome}.{table.query.table}"
        if name in seen:
            raise DisclosingError(name, *_TWICE)
        seen.add(name)
        if table.query.by:
            raise DisclosingError(name, *_DIVIDED)
        if set(table.query.levels) != set(LEVELS):
            raise DisclosingError(name, *_LEVELS)
        if table.codes("year") != raw[0].codes("year"):
            raise DisclosingError(name, *_YEARS)
        _adds_up(table, name)


def _adds_up(table: RawTable, name: str) -> None:
    for year in table.codes("year"):
        rows = {area: np.array([*table.row(area, year).values()]) for area in table.codes("area")}
        sums = {area: np.zeros(len(table.classes), dtype=np.int64) for area in rows}
        for area in smallest(table):
            for one in {above(area, "county"), NATION} - {area}:
                if one not in sums:
                    raise DisclosingError(f"{name}, {one}, {year}", *_SUMS)
                sums[one] += rows[area]
        leaves = set(smallest(table))
        for area, row in rows.items():
            if area not in leaves and (sums[area] != row).any():
                raise DisclosingError(f"{name}, {area}, {year}", *_SUMS)


def smallest(table: RawTable) -> list[str]:
    """The smallest areas of a table: municipalities, and counties' and the nation's own."""
    codes = table.codes("area")
    return [
        one
        for one in codes
        if level_of(one) == "municipality" or (above(one, "county") == one and not one.isdigit())
    ]


def _leaf_rows(table: RawTable, year: str) -> dict[str, Integers]:
    return {
        area: np.array([*table.row(area, year).values()], dtype=np.int64)
        for area in smallest(table)
    }


def _sizes(found: Sequence[Family]) -> dict[tuple[str, str], dict[str, int]]:
    """How many of a population are in each smallest area, by population and year."""
    sizes: dict[tuple[str, str], dict[str, int]] = {}
    for family in sorted(found, key=lambda one: bool(one.groups)):
        for table in family.tables:
            for year in table.codes("year"):
                here = {area: int(row.sum()) for area, row in _leaf_rows(table, year).items()}
                same = sizes.setdefault((family.population, year), here)
                for area in here.keys() | same.keys():
                    mine, all_ = here.get(area, 0), same.get(area, 0)
                    if mine > all_ or (mine != all_ and not family.groups):
                        where = f"{table.query.outcome}.{table.query.table}, {area}, {year}"
                        raise DisclosingError(where, *_SIZES)
    return sizes


def _unit_rows(table: RawTable, year: str) -> dict[Part, Integers]:
    return {
        (one.area, one.unit): np.array(one.counts, dtype=np.int64)
        for one in table.units
        if one.year == year
    }


def _unit_sizes(found: Sequence[Family]) -> dict[tuple[str, str], dict[Part, int]]:
    """How many of a population each unit has in an area, by population and year."""
    sizes: dict[tuple[str, str], dict[Part, int]] = {}
    for family in sorted(found, key=lambda one: bool(one.groups)):
        for year in family.tables[0].codes("year"):
            here = _unit_rows(family.tables[0], year)
            of = {part: int(row.sum()) for part, row in here.items()}
            if of:
                sizes.setdefault((family.population, year), of)
    return sizes


def _by_unit(
    of: Mapping[Part, Integers], counts: Integers, names: Mapping[int, Sequence[Part]]
) -> dict[int, Integers]:
    """The counts of each leaf by unit, and last of those who are of none."""
    none = np.zeros(counts.shape[1], dtype=np.int64)
    found = {}
    for leaf, parts in names.items():
        rows = np.array([of.get(part, none) for part in parts])
        found[leaf] = np.vstack([rows, counts[leaf] - rows.sum(axis=0)])
    return found


def _names(layout: Geography, sizes: Mapping[Part, int]) -> dict[int, list[Part]]:
    """The units of each leaf that has several."""
    of_area: dict[str, list[Part]] = {}
    for part in sorted(sizes):
        of_area.setdefault(part[0], []).append(part)
    found = {
        leaf: [part for area in members for part in of_area.get(area, ())]
        for leaf, (_, members) in enumerate(layout.leaves)
    }
    return {leaf: parts for leaf, parts in found.items() if len(parts) > 1}


def _layouts(
    sizes: Mapping[tuple[str, str], Mapping[str, int]],
    units: Mapping[tuple[str, str], Mapping[Part, int]],
    guard: Guard,
    rule: DisclosureRule,
    order: Sequence[str],
) -> tuple[dict[tuple[str, str], Geography], tuple[Pooled, ...]]:
    found, pooled = {}, []
    for (population, year), here in sorted(sizes.items()):
        largest: dict[str, int] = {}
        for (area, _), size in units.get((population, year), {}).items():
            largest[area] = max(size, largest.get(area, 0))
        layout, apart = lay_out(here, guard, rule.pool_members, order, largest)
        found[population, year] = layout
        pooled += [Pooled(population, year, code, of) for code, of in sorted(apart.items())]
    return found, tuple(pooled)


def _job(
    family: Family,
    tables: Sequence[RawTable],
    year: str,
    layout: Geography,
    found: Sequence[Family],
    rule: DisclosureRule,
    guard: Guard,
    seed: int,
    sizes: tuple[Mapping[str, int], Mapping[Part, int]],
) -> Job:
    of_units = _names(layout, sizes[1])
    counted = tuple(_counted(table, family, year, layout, rule, of_units) for table in tables)
    core = None
    if family.shared:
        core = _core(tables[0], family.fixed(tables[0]), layout, year, of_units)
    own, margins = _margins(family, found, year, layout, rule, sizes)
    chosen = [
        one for one in family.outcomes if one.measure.of == "intervention" and one.measure.many
    ]
    names = {(one.outcome, one.table) for one in counted}
    first_outcome = family.outcomes[0]
    steps = None
    if family.kind == "change":
        steps = Steps(
            tuple(one.code for one in first_outcome.categories),
            first_outcome.measure.better == "up",
            any(one.low is not None for one in first_outcome.categories),
        )
    return Job(
        population=family.population,
        year=year,
        kind=family.kind,
        geography=layout,
        tables=counted,
        core=core,
        own=own,
        margins=margins,
        guard=guard,
        seed=seed,
        complete=tuple(
            one.code
            for one in chosen
            if all((one.code, table) in names for table, _ in tables_of(one))
        ),
        steps=steps,
    )


def _core(
    table: RawTable, shared: str, layout: Geography, year: str, names: Mapping[int, Sequence[Part]]
) -> Counted:
    at = table.classes.index(shared)

    def divided(row: Integers) -> Integers:
        return np.array([row[at], row.sum() - row[at]])

    of = {area: divided(row) for area, row in _leaf_rows(table, year).items()}
    units = {part: divided(row) for part, row in _unit_rows(table, year).items()}
    name = table.query.outcome, table.query.table
    return _division(of, layout, name, (shared, OTHERS), units, names)


def _counted(
    table: RawTable,
    family: Family,
    year: str,
    layout: Geography,
    rule: DisclosureRule,
    names: Mapping[int, Sequence[Part]],
) -> Counted:
    of = _leaf_rows(table, year)
    classes, outcome = table.classes, table.query.outcome
    fixed = family.fixed(table)
    counts, members = layout.rows(of, len(classes))
    return Counted(
        outcome,
        table.query.table,
        classes,
        counts,
        members,
        classes.index(fixed) if fixed in classes else None,
        frozenset(
            number
            for number, code in enumerate(classes)
            if {code, outcome, f"{outcome}.{code}"} & {*rule.group_exempt}
        ),
        _by_unit(_unit_rows(table, year), counts, names),
    )


def _division(
    of: Mapping[str, Integers],
    layout: Geography,
    name: tuple[str, str],
    codes: tuple[str, str],
    units: Mapping[Part, Integers],
    names: Mapping[int, Sequence[Part]],
) -> Counted:
    """How many are in a class, and how many are not; nobody minds if all are in one of them."""
    counts, members = layout.rows(of, 2)
    by_unit = _by_unit(units, counts, names)
    return Counted(*name, codes, counts, members, exempt=frozenset({0, 1}), units=by_unit)


def _margins(
    family: Family,
    found: Sequence[Family],
    year: str,
    layout: Geography,
    rule: DisclosureRule,
    sizes: tuple[Mapping[str, int], Mapping[Part, int]],
) -> tuple[Counted | None, tuple[Counted, ...]]:
    """What divides the population into those whom families are for, and the family's own part."""
    own, margins, names = None, [], _names(layout, sizes[1])
    beside = [one for one in found if one.population == family.population]
    for groups in sorted({one.groups for one in beside if one.groups}):
        table = next(one.tables[0] for one in beside if one.groups == groups)
        inside = {area: int(row.sum()) for area, row in _leaf_rows(table, year).items()}
        of = {
            area: np.array([inside.get(area, 0), size - inside.get(area, 0)], dtype=np.int64)
            for area, size in sizes[0].items()
        }
        within = {part: int(row.sum()) for part, row in _unit_rows(table, year).items()}
        units = {
            part: np.array([within.get(part, 0), size - within.get(part, 0)], dtype=np.int64)
            for part, size in sizes[1].items()
        }
        name = "-".join(groups), ""
        margins.append(_division(of, layout, name, (INSIDE, OUTSIDE), units, names))
        if groups == family.groups:
            own = margins[-1]
    if margins:
        margins += [
            _counted(one.tables[0], one, year, layout, rule, names)
            for one in beside
            if one.outcomes[0].measure.name == TARGET_GROUP and not one.groups
        ]
    return own, tuple(margins)


def _pattern(job: Job, found: Found, table: RawTable) -> Pattern:
    names = [(one.outcome, one.table) for one in job.tables]
    at = names.index((table.query.outcome, table.query.table))
    counts = job.tables[at].counts
    above_all = np.zeros((len(job.geography.counties), counts.shape[1]), dtype=np.int64)
    np.add.at(above_all, job.geography.county, counts)
    return Pattern(
        job.geography,
        np.vstack([counts, above_all, counts.sum(axis=0)]),
        found.hidden[at],
        found.unsized,
        ~np.logical_or.reduce([one.any(axis=1) for one in found.hidden]),
    )


def _run(jobs: Sequence[Job], processes: int | None, tell: Tell) -> list[Found]:
    """The jobs' results in order. Each is the same wherever it runs."""
    number = min(processes or os.cpu_count() or 1, len(jobs))
    if number <= 1:
        return [_said(job, hide(job), at, len(jobs), tell) for at, job in enumerate(jobs)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, mp_context=spawn) as pool:
        made = pool.map(hide, jobs)
        return [
            _said(*pair, at, len(jobs), tell)
            for at, pair in enumerate(zip(jobs, made, strict=True))
        ]


def _said(job: Job, found: Found, at: int, of: int, tell: Tell) -> Found:
    hidden = sum(int(one.sum()) for one in found.hidden)
    tell(f"{at + 1} av {of}: {job.tables[0].outcome} {job.year}, {hidden} dolda")
    return found


def _require(audit: Audit) -> None:
    for one in audit.bounds:
        if one.upper - one.lower < audit.width:
            raise DisclosingError(", ".join(one.cell), *_IMPOSSIBLE)


_TWICE = (
    Text(sv="Tabellen finns två gånger.", en="The table is there twice."),
    Text(sv="Ta bort den ena.", en="Take one away."),
)
_DIVIDED = (
    Text(
        sv="En tabell som är delad efter en annan indikator kan inte ges ut.",
        en="A table that is divided by another indicator can't be released.",
    ),
    Text(sv="Fråga utan by.", en="Ask without by."),
)
_LEVELS = (
    Text(
        sv="Tabellen saknar en nivå, så det går inte att se vad som hänger ihop.",
        en="The table lacks a level, so it can't be seen what hangs together.",
    ),
    Text(
        sv="Fråga efter riket, län och kommuner.",
        en="Ask for the nation, counties and municipalities.",
    ),
)
_YEARS = (
    Text(sv="Tabellen har andra år än de andra.", en="The table has other years than the others."),
    Text(sv="Fråga efter samma år i alla tabeller.", en="Ask for the same years in all tables."),
)
_SUMS = (
    Text(
        sv="Talet är inte summan av områdena under det.",
        en="The number is not the sum of the areas below it.",
    ),
    Text(sv="Räkna om alla nivåer ur samma snapshot.", en="Count all levels from one snapshot."),
)
_SIZES = (
    Text(
        sv="Fler eller färre är med än i andra tabeller om samma år.",
        en="More or fewer are in it than in other tables of the same year.",
    ),
    Text(
        sv="Räkna alla tabeller ur samma snapshot, och ta med minst en indikator som är för alla.",
        en="Count all tables from one snapshot, and take one indicator that is for everybody.",
    ),
)
_IMPOSSIBLE = (
    Text(
        sv="Talet går inte att skydda, hur mycket som än döljs.",
        en="The number can't be protected, however much is hidden.",
    ),
    Text(
        sv="Utelämna indikatorn eller året.",
        en="Leave the indicator or the year out.",
    ),
)
