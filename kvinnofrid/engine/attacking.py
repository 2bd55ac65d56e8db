"""The audit of a family in a year: what somebody works out from all that is published of it.

It shares nothing with the search but what a primary cell is: it names every cell and every sum that
a reader knows of, and leaves them to the attacker of `disclosure.audit`, who solves for the least
and the greatest value of each. Cells that stand in several tables are one cell. What the words
mean is known too: whoever has an intervention has one of those listed, and whoever has become
better has a class before and a better one after.

The attacker may also know one leaf row in full, a county's, or a part of one: `insiders` asks for
each, about what is others'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product

import numpy as np

from kvinnofrid.disclosure import Audit
from kvinnofrid.disclosure.audit import Sum, audit_sums
from kvinnofrid.disclosure.rows import others_sake, own_sake
from kvinnofrid.disclosure.values import Booleans, Bounds, Integers
from kvinnofrid.engine.geography import Geography
from kvinnofrid.engine.insiders import Nation, Sheet, insiders
from kvinnofrid.engine.jobs import Counted, Job, rows_of
from kvinnofrid.engine.knowing import Key, Told, insiders_of, knowers, minding
from kvinnofrid.statistics.episodes import (
    AFTER,
    BEFORE,
    BETTER,
    CHANGE,
    MATCHED,
    SAME,
    UNMATCHED,
    WORSE,
    YES,
)

OUTSIDER_EXACT = 40
SIZE, OUTSIDE, EVERYBODY, SHARED, REST = "size", "outside", "everybody", "shared", "rest"


@dataclass
class _World:
    """Every cell and sum that a reader of a family's tables can write down."""

    place: dict[Key, int] = field(default_factory=dict)
    rows: dict[int, dict[int, int]] = field(default_factory=dict)
    """The true values of each leaf row's cells."""
    above: dict[int, int] = field(default_factory=dict)
    """Those of counties and the nation."""
    known: dict[int, int] = field(default_factory=dict)
    sums: list[tuple[Key, list[Key]]] = field(default_factory=list)
    steps: list[tuple[Key, list[Key]]] = field(default_factory=list)
    """What a change is made of, which only somebody without a row of her own is asked with."""
    asked: dict[int, Key] = field(default_factory=dict)
    everybody: set[int] = field(default_factory=set)
    """The cells that nobody may find; the others only those who know a part of them."""
    listed: dict[str, dict[int, tuple[int, int]]] = field(default_factory=dict)
    """By indicator and leaf: how many things are listed, and how many of them beside another."""
    chosen: list[tuple[int, int, int, int, list[int]]] = field(default_factory=list)
    """The same with the leaf first, and after them who has any, and each that is listed."""

    def at(self, key: Key) -> int:
        """The place of a cell."""
        return self.place.setdefault(key, len(self.place))

    def put(self, key: Key, nodes: _Nodes, node: int, value: int, *, shown: bool) -> None:
        """A cell of a node, and its true value, which is known where it is shown."""
        at = self.at(key)
        if node < nodes.leaves:
            self.rows.setdefault(node, {})[at] = value
        else:
            self.above[at] = value
        if shown:
            self.known[at] = value


def audit(job: Job, hidden: Sequence[Booleans], unsized: Booleans) -> Audit:
    """The bounds of every primary cell of the family, at worst over what somebody may know."""
    world = _world(job, hidden, unsized)
    everything = world.sums + world.steps
    asked = {at: world.asked[at] for at in world.asked if at in world.everybody}
    outside = _ask(world, everything, world.known, asked, job, OUTSIDER_EXACT)
    bounds = {one.cell: one for one in outside.bounds}
    programs = outside.programs
    for at, key in world.asked.items():
        if at in world.known:  # then it is found by whom it tells of others
            bounds[key] = Bounds(key, world.known[at], world.known[at], True)
    if job.guard.insiders or job.guard.units or job.guard.counties:
        found, solved = insiders(_nation(world, job, hidden))
        programs += solved
        for one in found:
            before = bounds.get(one.cell)
            if before is None or one.upper - one.lower < before.upper - before.lower:
                bounds[one.cell] = one
    return Audit(job.guard.width, tuple(bounds.values()), programs)


def narrow_nodes(found: Audit) -> list[int]:
    """The nodes with a cell that is too narrow."""
    return sorted({int(one.cell[1]) for one in found.bounds if one.upper - one.lower < found.width})


def _ask(
    world: _World,
    tied: Sequence[tuple[Key, list[Key]]],
    known: dict[int, int],
    asked: dict[int, Key],
    job: Job,
    exact: int,
) -> Audit:
    sums: list[Sum] = [(world.at(total), [*map(world.at, of)]) for total, of in tied]
    cells = dict.fromkeys(at for total, of in sums for at in (total, *of))
    place = {at: number for number, at in enumerate(cells)}
    return audit_sums(
        {place[at]: value for at, value in known.items() if at in place},
        len(place),
        [(place[total], [place[at] for at in of]) for total, of in sums],
        {place[at]: key for at, key in asked.items()},
        width=job.guard.width,
        seed=job.seed,
        exact=exact,
    )


class _Nodes:
    """The nodes of a geography, each area once: a county of one leaf is that leaf."""

    def __init__(self, geography: Geography) -> None:
        self.leaves = len(geography.leaves)
        self._county = geography.county
        self._counties = len(geography.counties)
        nation = self.leaves + self._counties
        below: dict[int, list[int]] = {nation: [self.leaves + one for one in range(self._counties)]}
        for leaf, county in enumerate(self._county.tolist()):
            below.setdefault(self.leaves + county, []).append(leaf)
        self._same = {node: parts[0] for node, parts in below.items() if len(parts) == 1}
        self._below = {node: parts for node, parts in below.items() if len(parts) > 1}
        self.different = [one for one in range(nation + 1) if one not in self._same]

    def first(self, node: int) -> int:
        """The node that stands for an area."""
        while node in self._same:
            node = self._same[node]
        return node

    def counts(self, of_leaves: Integers) -> Integers:
        """Counts of all nodes."""
        above = np.zeros((self._counties, of_leaves.shape[1]), dtype=np.int64)
        np.add.at(above, self._county, of_leaves)
        return np.vstack([of_leaves, above, of_leaves.sum(axis=0)])

    def sums(self, key: Callable[[int], Key]) -> list[tuple[Key, list[Key]]]:
        """What is the sum of what, upwards."""
        return [
            (key(node), [key(self.first(one)) for one in parts])
            for node, parts in self._below.items()
        ]


def key_of(table: Counted, node: int, c: int) -> Key:
    """What a cell of a table is called. One that several tables have is the same in them."""
    shared = c == table.fixed and table.classes[c] != MATCHED
    return (SHARED if shared else table.name), str(node), table.classes[c]


def _world(job: Job, hidden: Sequence[Booleans], unsized: Booleans) -> _World:
    world, nodes = _World(), _Nodes(job.geography)
    for table, hide in zip(job.tables, hidden, strict=True):
        _add_table(world, nodes, table, hide, unsized)
    world.sums += nodes.sums(_size)
    if job.own is not None:
        _add_own(world, nodes, job, unsized)
    if job.core is not None:
        _add_core(world, nodes, job.core)
    for table, key_in in _told(job):
        rows = rows_of(job, [table])
        sake = own_sake(rows, 0, job.guard)
        for node, c in np.argwhere(sake | others_sake(rows, 0, job.guard)).tolist():
            key = key_in(nodes.first(node), c)
            world.asked[world.at(key)] = key
            if sake[node, c]:
                world.everybody.add(world.at(key))
    for leaf in range(nodes.leaves):
        _add_chosen(world, job, leaf)
        _add_steps(world, job, leaf)
    return world


def _size(node: int) -> Key:
    return SIZE, str(node), ""


def _outside(node: int) -> Key:
    return OUTSIDE, str(node), ""


def _told(job: Job) -> list[Told]:
    """The tables of a family, how many it is for, and how many are in what the tables share."""
    found: list[Told] = [(one, partial(key_of, one)) for one in job.tables]
    if job.own is not None:
        found.append((job.own, _own_key))
    if job.core is not None:
        found.append((job.core, partial(_core_key, job.core)))
    return found


def _own_key(node: int, c: int) -> Key:
    return _outside(node) if c else _size(node)


def _core_key(core: Counted, node: int, c: int) -> Key:
    return (REST if c else SHARED), str(node), "" if c else core.classes[0]


def _add_table(
    world: _World, nodes: _Nodes, table: Counted, hide: Booleans, unsized: Booleans
) -> None:
    """A table's cells, their rows, and what they add up to upwards."""
    counts = nodes.counts(table.counts)
    for node in nodes.different:
        of = [key_of(table, node, c) for c in range(len(table.classes))]
        world.sums.append((_size(node), of))
        for c, key in enumerate(of):
            world.put(key, nodes, node, int(counts[node, c]), shown=not hide[node, c])
        world.put(_size(node), nodes, node, int(counts[node].sum()), shown=not unsized[node])
        if table.fixed is not None and table.classes[table.fixed] == MATCHED:
            unmatched: Key = (SHARED, str(node), UNMATCHED)
            world.sums.append((_size(node), [of[table.fixed], unmatched]))
    for c in range(len(table.classes)):
        world.sums += nodes.sums(partial(_column, table, c))


def _add_own(world: _World, nodes: _Nodes, job: Job, unsized: Booleans) -> None:
    """How many the family is for, and the others of the population."""
    assert job.own is not None  # asked by the caller
    counts = nodes.counts(job.own.counts)
    for node in nodes.different:
        everybody: Key = (EVERYBODY, str(node), "")
        parts = [_size(node), _outside(node)]
        world.sums.append((everybody, parts))
        world.put(everybody, nodes, node, int(counts[node].sum()), shown=True)
        world.put(_outside(node), nodes, node, int(counts[node, 1]), shown=not unsized[node])
    world.sums += nodes.sums(_outside)


def _add_core(world: _World, nodes: _Nodes, core: Counted) -> None:
    """Those of a row who are not in the class that all of its tables have."""
    counts = nodes.counts(core.counts)
    for node in nodes.different:
        shared, rest = _core_key(core, node, 0), _core_key(core, node, 1)
        world.sums.append((_size(node), [shared, rest]))
        shown = world.at(shared) in world.known and world.at(_size(node)) in world.known
        world.put(rest, nodes, node, int(counts[node, 1]), shown=shown)


def _column(table: Counted, c: int, node: int) -> Key:
    return key_of(table, node, c)


def _add_chosen(world: _World, job: Job, leaf: int) -> None:
    """Whoever has any intervention has one of those that are listed."""
    some = [one for one in job.tables if YES in one.classes and not one.table]
    for any_of in some:
        for outcome in job.complete:
            of = [_cell(one, leaf, YES) for one in job.tables if one.outcome == outcome]
            all_of: Key = (f"listed {outcome}", str(leaf), "")
            twice: Key = (f"twice {outcome}", str(leaf), "")
            some_of = _cell(any_of, leaf, YES)
            world.sums += [(all_of, of), (all_of, [some_of, twice])]
            listed = world.at(all_of), world.at(twice)
            world.listed.setdefault(outcome, {})[leaf] = listed
            world.chosen.append((leaf, *listed, world.at(some_of), [*map(world.at, of)]))


def _cell(table: Counted, node: int, code: str) -> Key:
    return key_of(table, node, table.classes.index(code))


def _add_steps(world: _World, job: Job, leaf: int) -> None:
    """Whoever has become better has a class before and a better one after."""
    by = {one.table: one for one in job.tables}
    if job.steps is None or not {BEFORE, AFTER, CHANGE} <= by.keys():
        return
    codes, sign = job.steps.codes, 1 if job.steps.up else -1
    went: dict[str, list[Key]] = {BETTER: [], SAME: [], WORSE: []}
    first: dict[str, list[Key]] = {code: [] for code in codes}
    last: dict[str, list[Key]] = {code: [] for code in codes}
    for (i, before), (j, after) in product(enumerate(codes), enumerate(codes)):
        step = (j - i) * sign
        ways = [BETTER if step > 0 else WORSE if step < 0 else SAME]
        if step == 0 and job.steps.within:
            ways = [*went]
        for way in ways:
            key: Key = (f"from {before} to {after} {way}", str(leaf), "")
            went[way].append(key)
            first[before].append(key)
            last[after].append(key)
    for table, found in ((BEFORE, first), (AFTER, last), (CHANGE, went)):
        world.steps += [(_cell(by[table], leaf, code), keys) for code, keys in found.items()]


def _nation(world: _World, job: Job, hidden: Sequence[Booleans]) -> Nation:
    """The same cells, as insiders are asked about them."""
    sums: list[Sum] = [(world.at(total), [*map(world.at, of)]) for total, of in world.sums]
    truth = np.zeros(len(world.place), dtype=np.int64)
    row = np.full(len(world.place), -1, dtype=np.int64)
    hidden_ = np.zeros(len(world.place), dtype=np.bool_)
    hidden_[[*{at for total, of in sums for at in (total, *of)} - world.known.keys()]] = True
    for leaf, cells in world.rows.items():
        for at, value in cells.items():
            truth[at], row[at] = value, leaf
    for at, value in world.above.items():
        truth[at] = value
    for leaf, listed, twice, any_of, of in world.chosen:
        row[[listed, twice]] = leaf
        truth[listed] = truth[of].sum()
        truth[twice] = truth[listed] - truth[any_of]
    told, who = _told(job), knowers(job)
    mind = minding(job, told, who, _Nodes(job.geography).counts)
    return Nation(
        truth=truth,
        hidden=hidden_,
        tied=sums,
        row=row,
        county=job.geography.county,
        asked=world.asked,
        below=_below(world, job),
        sheets=[
            _sheet(world, job, table, hide) for table, hide in zip(job.tables, hidden, strict=True)
        ],
        knowers=insiders_of(job, told, who, world.place),
        minding={at: frozenset(mind[key]) for at, key in world.asked.items() if key in mind},
        tender=frozenset(world.asked.keys() - world.everybody),
        width=job.guard.width,
    )


def _below(world: _World, job: Job) -> dict[int, frozenset[int]]:
    """For each cell asked about above the leaves, the leaves below it."""
    leaves, county = len(job.geography.leaves), job.geography.county
    found = {}
    for at, (_, node, _) in world.asked.items():
        if at in world.above:
            here = np.arange(leaves)
            if int(node) - leaves < len(job.geography.counties):
                here = np.flatnonzero(county == int(node) - leaves)
            found[at] = frozenset(here.tolist())
    return found


def _sheet(world: _World, job: Job, table: Counted, hide: Booleans) -> Sheet:
    leaves, classes = len(job.geography.leaves), range(len(table.classes))
    at = [[world.at(key_of(table, leaf, c)) for c in classes] for leaf in range(leaves)]
    follows: dict[int, list[Integers]] = {}
    if table.outcome in world.listed:
        mine = world.listed[table.outcome]
        every = np.array([mine[leaf] for leaf in range(leaves)], dtype=np.int64)
        follows[table.classes.index(YES)] = [*every.T]
    free = tuple(c for c in classes if c != table.fixed)
    return Sheet(np.array(at, dtype=np.int64), table.counts, hide[:leaves], free, follows)
