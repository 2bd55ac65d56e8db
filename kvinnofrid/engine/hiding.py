"""What to hide in one family of tables and one year, and the audit of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kvinnofrid.disclosure import Audit
from kvinnofrid.disclosure.rows import Guard, Place, Rows, Search, primary_places
from kvinnofrid.disclosure.values import Booleans, Integers
from kvinnofrid.engine import attacking
from kvinnofrid.engine.families import Kind
from kvinnofrid.engine.geography import Geography
from kvinnofrid.statistics.episodes import LEAVERS

MORE_ROWS = 3
"""So many rows are hidden altogether at a time where others don't hold."""


@dataclass(frozen=True)
class Counted:
    """A table's counts in the leaves of a geography, and what a reader knows about its classes.

    fixed: the class that other tables have too, None without one. exempt: classes that all of a row
    may be seen in. members: the counts of the areas that a leaf is made of, where it is several.
    """

    outcome: str
    table: str
    classes: tuple[str, ...]
    counts: Integers = field(repr=False)
    members: Mapping[int, Integers] = field(repr=False)
    fixed: int | None = None
    exempt: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """The indicator and the table."""
        return f"{self.outcome}.{self.table}"


@dataclass(frozen=True)
class Job:
    """A family in a year.

    core: how many are in the class that the tables share, and how many are not; None without one.
    own: how many the family is for, and how many of the population it is not for; None when it is
        for all.
    margins: every such division of the population, the same for all of its families.
    complete: indicators of the family in some table of which everybody is who is in any.
    """

    population: str
    year: str
    kind: Kind
    geography: Geography
    tables: tuple[Counted, ...]
    core: Counted | None
    own: Counted | None
    margins: tuple[Counted, ...]
    guard: Guard
    seed: int
    complete: tuple[str, ...] = ()
    steps: attacking.Steps | None = None

    def primary(self) -> list[tuple[tuple[int, ...], list[Place]]]:
        """The cells that must not be found, by part: place in the part, node and class."""
        none = np.zeros(len(self.geography.codes()), dtype=np.bool_)
        return [
            (part, primary_places(rows_of(self, part, none), self.guard)) for part in parts(self)
        ]


@dataclass(frozen=True)
class Found:
    """Which cells to hide, nodes × classes for each table, and where not even the size is told."""

    hidden: tuple[Booleans, ...]
    unsized: Booleans
    audit: Audit


def hide(job: Job) -> Found:
    """Hide, audit, and hide more rows where either asks for it, until it holds or all is hidden."""
    forced = np.zeros(len(job.geography.codes()), dtype=np.bool_)
    if not job.geography.shown:
        nothing = tuple(np.ones((len(forced), len(t.classes)), dtype=np.bool_) for t in job.tables)
        return Found(nothing, ~forced, Audit(job.guard.width, ()))
    while True:
        found, failed = _hidden(job, forced)
        if not failed or forced.all():
            audit = attacking.audit(job, *found)
            failed = attacking.narrow_nodes(audit)
            if not failed or forced.all():
                return Found(*found, _named(job, audit))
        forced = _more(job.geography, forced, failed, found[0])


def _named(job: Job, audit: Audit) -> Audit:
    """The bounds by the names of areas and classes."""
    codes = job.geography.codes()
    named = [
        replace(one, cell=(one.cell[0], job.year, codes[int(one.cell[1])], one.cell[2]))
        for one in audit.bounds
    ]
    return Audit(audit.width, tuple(named), audit.programs)


def _more(
    geography: Geography, forced: Booleans, failed: Sequence[int], hidden: Sequence[Booleans]
) -> Booleans:
    """More rows to hide altogether: around those that failed, where most is hidden already."""
    leaves, found = len(geography.leaves), forced.copy()
    already = sum((one.sum(axis=1) for one in hidden), np.zeros(len(forced), dtype=np.int64))
    above = set()
    for node in failed:
        found[node] = True
        county = leaves + int(geography.county[node]) if node < leaves else node
        near = np.flatnonzero(geography.county == county - leaves)
        if node >= leaves or not _add(found, already, near, MORE_ROWS):
            above.add(county)
    for county in sorted(above):
        found[county] = True
        others = _add(found, already, np.arange(leaves, len(forced) - 1), MORE_ROWS)
        for one in (county, *others):
            _add(found, already, np.flatnonzero(geography.county == one - leaves), MORE_ROWS)
    for leaf, county in enumerate(geography.county.tolist()):  # a county of one leaf is that leaf
        if (geography.county == county).sum() == 1:
            found[[leaf, leaves + county]] = found[leaf] or found[leaves + county]
    return found if (found & ~forced).any() else np.ones_like(forced)


def _add(found: Booleans, already: Integers, among: Integers, many: int) -> list[int]:
    left = sorted((int(one) for one in among if not found[one]), key=lambda one: -already[one])
    found[left[:many]] = True
    return left[:many]


def _hidden(job: Job, forced: Booleans) -> tuple[tuple[tuple[Booleans, ...], Booleans], list[int]]:
    """The pattern, and the nodes where it does not hold by itself."""
    failed: list[int] = []
    county = job.geography.county
    unsized = forced & False
    if job.margins:
        rows = Rows(
            tuple(one.counts for one in job.margins),
            county,
            whole=True,
            marked=tuple(marked(job, one) for one in job.margins),
            exempt=tuple(one.exempt for one in job.margins),
            members=tuple(one.members for one in job.margins),
        )
        unsized = Search(rows, job.guard).run().cells[:, 0]
    away = forced | unsized
    if job.core is not None:
        rows = Rows(
            (job.core.counts,),
            county,
            whole=True,
            marked=(marked(job, job.core),),
            forced=away,
            exempt=(job.core.exempt,),
            members=(job.core.members,),
        )
        search = Search(rows, job.guard)
        away = away | search.run().cells[:, 0]
        failed += search.failed
    found = {}
    for part in parts(job):
        search = Search(rows_of(job, part, away), job.guard)
        cells = search.run().cells
        failed += search.failed
        for number in part:
            found[number] = _spread(job.tables[number], cells, away)
    if job.own is None:
        unsized = forced & False
    return (tuple(found[number] for number in range(len(job.tables))), unsized), failed


def _spread(table: Counted, cells: Booleans, away: Booleans) -> Booleans:
    wide = np.repeat(cells, len(table.classes), axis=1) if cells.shape[1] == 1 else cells.copy()
    if table.fixed is not None:
        wide[:, table.fixed] = False
    wide[away] = True
    return wide


def parts(job: Job) -> list[tuple[int, ...]]:
    """The tables that are hidden by themselves, and those that are hidden row by row together."""
    if job.kind != "change":
        return [(number,) for number in range(len(job.tables))]
    leavers = [number for number, one in enumerate(job.tables) if one.table == LEAVERS]
    others = tuple(number for number in range(len(job.tables)) if number not in leavers)
    return [*((one,) for one in leavers), *([others] if others else [])]


def rows_of(job: Job, part: tuple[int, ...], away: Booleans) -> Rows:
    """The rows of a part of a family, where some are hidden altogether."""
    tables = [job.tables[number] for number in part]
    first = tables[0]
    whole = len(part) > 1 or (job.kind == "change" and first.table != LEAVERS)
    return Rows(
        tuple(one.counts for one in tables),
        job.geography.county,
        whole=whole,
        marked=tuple(marked(job, one) for one in tables),
        forced=away,
        fixed=tuple(one.fixed for one in tables),
        exempt=tuple(one.exempt for one in tables),
        members=tuple(one.members for one in tables),
    )


def marked(job: Job, table: Counted) -> Booleans:
    """Cells where all but the largest member of several areas are few: that member could tell."""
    found = np.zeros((len(job.geography.codes()), len(table.classes)), dtype=np.bool_)
    if job.guard.insiders:
        for leaf, parts in table.members.items():
            rest = table.counts[leaf] - parts.max(axis=0)
            found[leaf] = (rest > 0) & (rest < job.guard.threshold)
    return found
