"""What to hide in one family of tables and one year, and the audit of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kvinnofrid.disclosure import Audit
from kvinnofrid.disclosure.rows import Search
from kvinnofrid.disclosure.values import Booleans, Integers
from kvinnofrid.engine import attacking
from kvinnofrid.engine.geography import Geography
from kvinnofrid.engine.jobs import Counted, Job, parts, rows_of
from kvinnofrid.statistics.episodes import LEAVERS

MORE_ROWS = 3
"""So many rows are hidden altogether at a time where others don't hold."""


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
    unsized = forced & False
    if job.margins:
        rows = rows_of(job, job.margins, whole=True)
        unsized = Search(rows, job.guard).run().cells[:, 0]
    away = forced | unsized
    if job.core is not None:
        search = Search(rows_of(job, [job.core], whole=True, forced=away), job.guard)
        away = away | search.run().cells[:, 0]
        failed += search.failed
    found = {}
    for part in parts(job):
        tables = [job.tables[number] for number in part]
        whole = len(part) > 1 or (job.kind == "change" and tables[0].table != LEAVERS)
        search = Search(rows_of(job, tables, whole=whole, forced=away), job.guard)
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
