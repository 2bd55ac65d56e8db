"""The audit of a family in a year: what somebody works out from all that is published of it.

It shares nothing with the search but what a primary cell is: it names every cell and every sum that
a reader knows of, and leaves them to the attacker of `disclosure.audit`, who solves for the least
and the greatest value of each. Cells that stand in several tables are one cell. What the words
mean is known too: whoever has an intervention has one of those listed, and whoever has become
better has a class before and a better one after.

The attacker may also know one leaf row in full. Within a county that is tried with every row, the
county's own cells then taken as known; what is too narrow so is asked of all of the nation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product

import numpy as np

from kvinnofrid.disclosure import Audit
from kvinnofrid.disclosure.audit import Sum, audit_sums
from kvinnofrid.disclosure.values import Booleans, Integers
from kvinnofrid.engine.geography import Geography
from kvinnofrid.engine.jobs import Counted, Job
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

Key = tuple[str, ...]
"""What a cell is called: table, node and class, or a name of its own."""
OUTSIDER_EXACT = 40
INSIDER_EXACT = 4
SIZE, OUTSIDE, EVERYBODY, SHARED = "size", "outside", "everybody", "shared"


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
    outside = _ask(world, everything, world.known, world.asked, job, OUTSIDER_EXACT)
    bounds = {one.cell: one for one in outside.bounds}
    programs = outside.programs
    if job.guard.insiders:
        for found in _insiders(world, job):
            programs += found.programs
            for one in found.bounds:
                if one.upper - one.lower < bounds[one.cell].upper - bounds[one.cell].lower:
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
    for part, cells in job.primary():
        for place, node, c in cells:
            key = key_of(job.tables[part[place]], nodes.first(node), c)
            world.asked[world.at(key)] = key
    for leaf in range(nodes.leaves):
        _add_chosen(world, job, leaf)
        _add_steps(world, job, leaf)
    return world


def _size(node: int) -> Key:
    return SIZE, str(node), ""


def _outside(node: int) -> Key:
    return OUTSIDE, str(node), ""


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
        for key, value in zip(parts, counts[node].tolist(), strict=True):
            if 0 < value < job.guard.threshold:
                world.asked[world.at(key)] = key
    world.sums += nodes.sums(_outside)


def _column(table: Counted, c: int, node: int) -> Key:
    return key_of(table, node, c)


def _add_chosen(world: _World, job: Job, leaf: int) -> None:
    """Whoever has any intervention has one of those that are listed."""
    some = [one for one in job.tables if YES in one.classes and not one.table]
    for any_of in some:
        for outcome in job.complete:
            listed = [one for one in job.tables if one.outcome == outcome]
            all_of: Key = (f"listed {outcome}", str(leaf), "")
            world.sums.append((all_of, [_cell(one, leaf, YES) for one in listed]))
            twice: Key = (f"twice {outcome}", str(leaf), "")
            world.sums.append((all_of, [_cell(any_of, leaf, YES), twice]))


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


def _insiders(world: _World, job: Job) -> Iterator[Audit]:
    """What somebody who knows all of a leaf row finds out about the others."""
    county = job.geography.county
    for one in range(len(job.geography.counties)):
        leaves = np.flatnonzero(county == one).tolist()
        if len(leaves) > 1:
            yield from _within_county(world, job, leaves)
    for leaf in sorted({leaf for table in job.tables for leaf in table.members}):
        yield from _member(world, job, leaf)
    if any(at in world.above for at in world.asked if at not in world.known):
        for one in range(len(job.geography.counties)):
            leaves = np.flatnonzero(county == one).tolist()
            size = [
                sum(v for at, v in world.rows[leaf].items() if at in world.asked) for leaf in leaves
            ]
            yield from _knowing(world, job, leaves[int(np.argmax(size))], world.above)


def _within_county(world: _World, job: Job, leaves: list[int]) -> Iterator[Audit]:
    """Every row of a county in turn, the county's own cells taken as known."""
    here = {at: value for leaf in leaves for at, value in world.rows[leaf].items()}
    if not any(at in here for at in world.asked if at not in world.known):
        return
    local = {str(leaf) for leaf in leaves}
    tied = [(total, of) for total, of in world.sums if total[1] in local or of[0][1] in local]
    truth = {at: value for at, value in world.above.items() if at not in here}
    for leaf in leaves:
        mine = world.rows[leaf]
        asked = {
            at: key
            for at, key in world.asked.items()
            if at in here and at not in mine and at not in world.known
        }
        if not asked or not any(mine.values()):
            continue
        found = _ask(world, tied, {**world.known, **truth, **mine}, asked, job, INSIDER_EXACT)
        yield found if found.holds else _wider(world, job, leaf, found)


def _member(world: _World, job: Job, leaf: int) -> Iterator[Audit]:
    """What each of several areas that are told of together finds out about the others."""
    for number in range(len(job.geography.leaves[leaf][1])):
        tied, known = list(world.sums), dict(world.known)
        asked: dict[int, Key] = {}
        for table in job.tables:
            own, counts = table.members[leaf][number], table.counts[leaf]
            for c in range(len(table.classes)):
                cell = key_of(table, leaf, c)
                rest: Key = (f"{cell[0]} but {number}", *cell[1:])
                mine: Key = (f"{cell[0]} of {number}", *cell[1:])
                tied.append((cell, [rest, mine]))
                known[world.at(mine)] = int(own[c])
                at = world.at(cell)
                few = 0 < int(counts[c] - own[c]) < job.guard.threshold
                if few and at in world.asked and at not in world.known:
                    asked[at] = cell
        if asked:
            yield _ask(world, tied, known, asked, job, INSIDER_EXACT)


def _wider(world: _World, job: Job, leaf: int, found: Audit) -> Audit:
    """The cells that a county alone leaves too narrow, asked of all of the nation."""
    narrow = {one.cell for one in found.bounds if one.upper - one.lower < found.width}
    asked = [at for at, key in world.asked.items() if key in narrow]
    again = next(_knowing(world, job, leaf, asked))
    rest = [one for one in found.bounds if one.cell not in narrow]
    return Audit(found.width, (*rest, *again.bounds), found.programs + again.programs)


def _knowing(world: _World, job: Job, leaf: int, among: Iterable[int]) -> Iterator[Audit]:
    """What somebody who knows a leaf row finds out about some cells of the nation.

    Cells in which nobody or enough are left without that row tell nobody of few.
    """
    mine, inside = world.rows[leaf], set(among)
    asked = {
        at: key
        for at, key in world.asked.items()
        if at in inside
        and at not in mine
        and at not in world.known
        and _few_left(world, job, leaf, key, at)
    }
    if asked:
        yield _ask(world, world.sums, {**world.known, **mine}, asked, job, INSIDER_EXACT)


def _few_left(world: _World, job: Job, leaf: int, key: Key, at: int) -> bool:
    above = {
        len(job.geography.leaves) + int(job.geography.county[leaf]),
        len(job.geography.codes()) - 1,
    }
    if at not in world.above or int(key[1]) not in above:
        return True
    own = world.rows[leaf].get(world.place.get((key[0], str(leaf), key[2]), -1), 0)
    return 0 < world.above[at] - own < job.guard.threshold
