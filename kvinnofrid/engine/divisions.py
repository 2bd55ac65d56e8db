"""Divided tables of a release: which are told of which areas, beside what is told undivided.

What is told undivided is decided first, and loses nothing. Only tables of one class for each of
all persons of a population are divided: others have cells in common, or are of some groups alone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from kvinnofrid.catalogue import Catalogue, DisclosureDivision, DisclosureRule, Text
from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.disclosure.values import Booleans, Integers
from kvinnofrid.engine import attacking
from kvinnofrid.engine.areas import NATION, level_of
from kvinnofrid.engine.dividing import NATION_ROW, NOTHING, Divided, Told, settled, sound
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.families import Family
from kvinnofrid.engine.geography import Geography
from kvinnofrid.engine.jobs import Job
from kvinnofrid.engine.query import Query
from kvinnofrid.engine.swapping import Divisor, InAreas, narrow
from kvinnofrid.engine.tables import Dimension, DisclosedTable, RawTable
from kvinnofrid.engine.units import Part, by_unit, unit_names, unit_rows


@dataclass(frozen=True)
class Made:
    """What is made now of an undivided table in a year, and what of it is hidden."""

    job: Job
    hidden: Booleans = field(repr=False)


@dataclass(frozen=True)
class Asked:
    """A divided table in a year, with the undivided one that it divides."""

    made: Made
    guard: Guard
    told: Told = NOTHING

    @property
    def divided(self) -> Divided:
        """Its counts."""
        found = self.made.job.tables[0].divided
        assert found is not None  # it would not be asked about
        return found

    def candidates(self) -> tuple[int, ...]:
        """The counties whose rows can be told by part, as far as they themselves say."""
        geography, hidden = self.made.job.geography, self.made.hidden
        return tuple(
            number
            for number in range(len(geography.counties))
            if not hidden[_node(geography.county, number)].any()
            and self._sound(np.flatnonzero(geography.county == number))
        )

    def rest_holds(self, counties: Collection[int]) -> bool:
        """Whether the other counties together can be told by part, or there are none."""
        rest = np.flatnonzero(~np.isin(self.made.job.geography.county, [*counties]))
        return not len(rest) or self._sound(rest)

    def _sound(self, leaves: Integers) -> bool:
        exempt, county = self.made.job.tables[0].exempt, self.made.job.geography.county
        return sound(self.divided, self.made.hidden, county, leaves, exempt, self.guard)


def _node(county: Integers, number: int) -> int:
    """The node of a county; one of a single leaf is that leaf."""
    below = np.flatnonzero(county == number)
    return int(below[0]) if len(below) == 1 else len(county) + number


def confirmed(asked: Asked) -> tuple[Told, int]:
    """What of it holds when everything that is told of the table is solved for together."""
    job, programs = asked.made.job, 0
    leaves, county = len(job.geography.leaves), job.geography.county.tolist()

    def failing(told: Told) -> set[int]:
        nonlocal programs
        areas = told.areas(job.geography.county)
        bounds, solved = attacking.audit_divided(job, [asked.made.hidden], areas)
        programs += solved
        nodes = [int(one.cell[1]) for one in bounds if one.upper - one.lower < job.guard.width]
        above = [*range(len(job.geography.counties)), NATION_ROW]
        return {county[one] if one < leaves else above[one - leaves] for one in nodes}

    told = settled(asked.told.counties, asked.told.nation, asked.rest_holds, failing)
    return told, programs


def planned(asked: Sequence[Asked], divisor: Made | None, guard: Guard) -> list[Asked]:
    """How much each table of a population and year may tell, in order, for what divides them.

    divisor: the table of what divides them, of the same persons; None when there is none.
    """
    of, known = divisor_of(asked[0], divisor), _known(asked[0], divisor)
    accepted: list[InAreas] = []
    found = []
    for one in asked:
        divided = one.divided if divisor is not None else one.divided.coarse()
        county = one.made.job.geography.county

        def failing(told: Told, divided: Divided = divided, county: Integers = county) -> set[int]:
            return narrow(of, [*accepted, InAreas(divided, told.areas(county))], guard)

        whole = known[-1] and not one.made.hidden[-1].any()
        counties = tuple(number for number in one.candidates() if known[number])
        told = settled(counties, whole, one.rest_holds, failing)
        if told:
            accepted.append(InAreas(divided, told.areas(county)))
        found.append(replace(one, told=told))
    return found


def _known(first: Asked, divisor: Made | None) -> Booleans:
    """Of which counties, and last the nation, it may be told how many of each part there are.

    Where a table of that is released, that is only where it tells so itself.
    """
    county, part = first.made.job.geography.county, np.array(first.divided.part)
    counties = len(first.made.job.geography.counties)
    found = np.ones(counties + 1, dtype=np.bool_)
    if divisor is not None:
        for number in range(counties):
            away = divisor.hidden[_node(county, number)]
            found[number] = len(np.unique(part[away])) <= 1
        found[-1] = not divisor.hidden[-1].any()
    return found


def divisor_of(first: Asked, divisor: Made | None) -> Divisor:
    """How many of each class of what divides are where, and what of it is told."""
    county = first.made.job.geography.county
    counties = len(first.made.job.geography.counties)
    if divisor is None:
        coarse = first.divided.coarse()
        counts = coarse.counts.sum(axis=2)
        hidden = np.ones((len(county) + counties, counts.shape[1]), dtype=np.bool_)
        own = {leaf: of.sum(axis=2) for leaf, of in coarse.own.items()}
        return Divisor(counts, hidden, coarse.part, county, own)
    counts = first.divided.counts.sum(axis=2)
    nodes = [*range(len(county)), *(_node(county, number) for number in range(counties))]
    own = {leaf: of.sum(axis=2) for leaf, of in first.divided.own.items()}
    table, part = divisor.job.tables[0], first.divided.part
    bounds, _ = attacking.audit_within(divisor.job, [divisor.hidden], part)
    within = frozenset(
        (int(one.cell[1]), table.classes.index(one.cell[2]))
        for one in bounds
        if one.upper - one.lower >= divisor.job.guard.width
    )
    return Divisor(counts, divisor.hidden[nodes], part, county, own, within)


def pairs(
    divided: Iterable[RawTable],
    plain: Iterable[RawTable],
    division: DisclosureDivision | None,
    may: Callable[[RawTable], bool],
) -> list[tuple[RawTable, RawTable]]:
    """Each divided table with the one that it divides. DisclosingError when it can't be told.

    may: whether a table is of a family that is divided.
    """
    known = {_named(one.query): one for one in plain}
    found = []
    for table in divided:
        name = f"{table.query.outcome}.{table.query.table}"
        of = known.get(_named(table.query))
        if division is None or table.query.by != (division.by,) or of is None or not may(of):
            raise DisclosingError(name, *_DIVIDED)
        same = table.codes("area") == of.codes("area")
        if not same or (_cube(table).sum(axis=2).ravel() != np.array(of.values)).any():
            raise DisclosingError(name, *_APART)
        found.append((table, of))
    return found


def _named(query: Query) -> tuple[object, ...]:
    return query.outcome_set, query.version, query.outcome, query.table, query.levels


def _cube(table: RawTable) -> Integers:
    """Areas × years × what divides × classes."""
    sizes = [len(one.codes) for one in table.dimensions]
    return np.array(table.values, dtype=np.int64).reshape(sizes)


def parts_of(codes: Sequence[str], division: DisclosureDivision) -> tuple[int, ...]:
    """The part that each class of what divides is told in: one of its own, or the last."""
    apart = [one for one in division.apart if one in codes]
    return tuple(apart.index(one) if one in apart else len(apart) for one in codes)


def part_codes(codes: Sequence[str], division: DisclosureDivision) -> tuple[str, ...]:
    """What parts are called: by the class, or the classes with a dash between."""
    part = parts_of(codes, division)
    named = [[c for c, of in zip(codes, part, strict=True) if of == number] for number in {*part}]
    return tuple(DASH.join(one) for one in named)


def told(
    table: RawTable,
    years: Mapping[str, Asked | DisclosedTable | None],
    division: DisclosureDivision,
) -> DisclosedTable:
    """A divided table as it may be known by anybody: nation and counties alone."""
    areas = [one for one in table.codes("area") if level_of(one) != "municipality"]
    for one in years.values():
        if isinstance(one, Asked):
            areas += one.made.job.geography.counties
        elif one is not None:
            areas += one.codes("area")
    areas = [*dict.fromkeys(one for one in areas if level_of(one) != "municipality")]
    parts = part_codes(table.codes(division.by), division)
    values: list[int | None] = []
    totals: list[int | None] = []
    for area, year, number in product(areas, table.codes("year"), range(len(parts))):
        row = _row(years[year], (area, year, parts[number]), number)
        values += row if row is not None else [None] * len(table.classes)
        whole = row is not None and None not in row
        totals.append(sum(one or 0 for one in row) if row is not None and whole else None)
    return DisclosedTable(
        query=replace(table.query, levels=("nation", "county")),
        dimensions=(
            Dimension("area", tuple(areas)),
            table.dimensions[1],
            Dimension(division.by, parts),
            table.dimensions[3],
        ),
        values=tuple(values),
        totals=tuple(totals),
    )


def _row(
    found: Asked | DisclosedTable | None, codes: tuple[str, str, str], part: int
) -> list[int | None] | None:
    if isinstance(found, DisclosedTable):
        return [*found.row(*codes).values()] if found.has(*codes) else None
    if found is None:
        return None
    geography = found.made.job.geography
    if codes[0] == NATION:
        here = np.arange(len(geography.leaves)) if found.told.nation else None
    else:
        told_of = {geography.counties[number]: number for number in found.told.counties}
        number = told_of.get(codes[0])
        here = None if number is None else np.flatnonzero(geography.county == number)
    if here is None:
        return None
    return [*found.divided.by_part[here, part].sum(axis=0).tolist()]


def _may_be_divided(family: Family, job: Job) -> bool:
    """Whether there is something to tell, and no sizes of other families that tell of it too."""
    by_sizes = family.outcomes[0].measure.name == TARGET_GROUP and bool(job.margins)
    return job.geography.shown and not by_sizes


DASH = "-"
TARGET_GROUP = "target_group"
_DIVIDED = (
    Text(
        sv="En tabell som är delad så efter en annan indikator kan inte ges ut.",
        en="A table that is divided like that by another indicator can't be released.",
    ),
    Text(
        sv="Fråga utan by, eller efter det som regeln delar upp efter tillsammans med den odelade.",
        en="Ask without by, or by what the rule divides by together with the undivided one.",
    ),
)
_APART = (
    Text(
        sv="Den delade tabellen är inte samma som den odelade.",
        en="The divided table is not the same as the undivided one.",
    ),
    Text(sv="Räkna båda ur samma snapshot.", en="Count both from one snapshot."),
)


class Divisions:
    """The divided tables of a release, beside what was made of the undivided ones.

    jobs, hidden: by family and year what is made now, and the hidden cells of its first table.
    """

    def __init__(
        self,
        tables: Sequence[RawTable],
        families: Sequence[Family],
        jobs: Mapping[tuple[str, str], Job],
        hidden: Mapping[tuple[str, str], Booleans],
    ) -> None:
        self._tables, self._families, self._jobs, self._hidden = tables, families, jobs, hidden
        self._family = {id(table): one for one in families for table in one.tables}

    def told(
        self,
        before: tuple[Mapping[tuple[RawTable, str], DisclosedTable], Collection[tuple[str, str]]],
        rule: DisclosureRule,
        guard: Guard,
        units: Mapping[tuple[str, str], Mapping[Part, int]],
        catalogue: Catalogue,
        run: Callable[[Sequence[Asked]], Iterable[tuple[Told, int]]],
    ) -> tuple[dict[int, DisclosedTable], int]:
        """Each table as it may be known, by the raw one's id, and how many programs it took.

        before: tables that stand as released before, and populations and years told of already.
        units: how many each has, by population and year. run: solves, best in several processes.
        """
        plain = [table for one in self._families for table in one.tables]
        couples = pairs(self._tables, plain, rule.division, self._may)
        if rule.division is None or not couples:
            return {}, 0
        division, (stands, settled_already) = rule.division, before
        asked: dict[tuple[str, str], list[tuple[int, Asked]]] = {}
        for table, of in couples:
            family = self._family[id(of)]
            for year in table.codes("year"):
                job, place = self._jobs.get((family.key, year)), (family.population, year)
                if place in settled_already or job is None or not _may_be_divided(family, job):
                    continue
                names = unit_names(job.geography, units.get(place, {}))
                divided = counted(table, year, job.geography, names, division)
                first = replace(job.tables[0], divided=divided)
                made = Made(replace(job, tables=(first,)), self._hidden[family.key, year])
                asked.setdefault(place, []).append((id(table), Asked(made, guard)))
        plans: list[tuple[int, Asked]] = []
        (by,) = couples[0][0].query.found(catalogue).by
        for (population, year), several in asked.items():
            divisor = self._made(division.by, year) if by.population == population else None
            if divisor is None and by.population == population:
                continue
            found = planned([one for _, one in several], divisor, guard)
            plans += zip((number for number, _ in several), found, strict=True)
        plans = [(number, one) for number, one in plans if one.told]
        years: dict[int, dict[str, Asked | DisclosedTable | None]] = {
            id(table): {year: stands.get((table, year)) for year in table.codes("year")}
            for table in self._tables
        }
        programs = 0
        for (number, one), (holds, solved) in zip(
            plans, run([one for _, one in plans]), strict=True
        ):
            years[number][one.made.job.year] = replace(one, told=holds)
            programs += solved
        return {id(one): told(one, years[id(one)], division) for one in self._tables}, programs

    def _may(self, table: RawTable) -> bool:
        family = self._family[id(table)]
        return family.kind == "single" and not family.groups

    def _made(self, key: str, year: str) -> Made | None:
        job = self._jobs.get((key, year))
        return None if job is None else Made(job, self._hidden[key, year])


def counted(
    table: RawTable,
    year: str,
    layout: Geography,
    names: Mapping[int, Sequence[Part]],
    division: DisclosureDivision,
) -> Divided:
    """A divided table's counts in the rows of a year, and of the parts of rows."""
    cube = _cube(table)[:, table.codes("year").index(year)]
    shape = cube.shape[1:]
    rows = dict(zip(table.codes("area"), cube.reshape(len(cube), -1), strict=True))
    counts, members = layout.rows(rows, cube[0].size)
    units = by_unit(unit_rows(table, year), counts, names)
    together = {
        leaf: np.array([members[leaf][labels == one].sum(axis=0) for one in np.unique(labels)])
        for leaf, labels in layout.apart.items()
    }
    own = {
        leaf: np.vstack([of[leaf] for of in (members, units, together) if leaf in of])
        for leaf in {*members, *units}
    }
    own = {leaf: of.reshape(-1, *shape) for leaf, of in own.items()}
    part = parts_of(table.codes(division.by), division)
    return Divided(counts.reshape(-1, *shape), part, own)
