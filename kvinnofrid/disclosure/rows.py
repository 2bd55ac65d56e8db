"""Rows of classes in areas of areas: which cells to hide when every row's size is known.

A release tells how many are in every row (an area), and the rows of a county add up to the
county's, those of the counties to the nation's. What remains unknown of a hidden cell is then what
persons may change places: somebody in one row moves from one class to another, and somebody in
another row the other way, so that no shown cell changes. Such exchanges are whole persons, so they
are witnesses as they stand. `Search` hides cells until the exchanges leave every primary cell as
wide as the rule asks, also to an attacker who knows all of one other row (`insiders`), and to
whoever knows a part of a number of which few are others' (`others`).

How many may come into or leave a cell is a largest flow, read off its smallest cut: sets of classes
are few enough to try every one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

import numpy as np

from kvinnofrid.disclosure.others import Parts, by, tells
from kvinnofrid.disclosure.values import Booleans, Integers

ENDLESS = 10**9
MOST_OTHERS = 7
"""So many other classes are reckoned with in an exchange; leaving some out is on the safe side."""
WIDE, FEW_COUNTIES, TOP = 6, 4, 2
COST = (1.0, 4.0, 20.0)
"""What it costs to hide a cell of a leaf, a county and the nation."""

Cell = tuple[int, int]
"""A node and a class."""
Place = tuple[int, int, int]
"""A layer, a node and a class."""


@dataclass(frozen=True)
class Rows:
    """Counts of leaf rows by class, and the county of each.

    Nodes are the leaves, then the counties, last the nation. A county with one leaf is that leaf.
    layers: tables that hide alike: the same classes in parts of the persons, or, where `whole`,
        tables of the same persons whose rows are shown altogether or not at all.
    exempt: classes that all of a row may be in.
    """

    layers: tuple[Integers, ...]
    county: Integers
    whole: bool = False
    forced: Booleans | None = None
    """Nodes whose rows are hidden altogether."""
    fixed: tuple[int | None, ...] = ()
    """By layer the class that is hidden in forced rows alone: other tables have the same cells."""
    exempt: tuple[frozenset[int], ...] = ()
    members: tuple[Mapping[int, Integers], ...] = ()
    """By layer the counts of those that a leaf of several areas is made of, areas × classes."""
    units: tuple[Mapping[int, Integers], ...] = ()
    """The same by unit, where a leaf has several."""
    apart: Mapping[int, Integers] = field(default_factory=dict)
    """Of a leaf with areas of several counties: the number of each one's."""

    @cached_property
    def leaves(self) -> int:
        """How many leaf rows there are."""
        return len(self.county)

    @cached_property
    def counties(self) -> int:
        """How many counties there are."""
        return int(self.county.max(initial=-1)) + 1

    @cached_property
    def nation(self) -> int:
        """The number of the nation's node."""
        return self.leaves + self.counties

    def of_nodes(self, layer: int) -> Integers:
        """Counts of every node: leaves, counties, nation."""
        counts = self.layers[layer]
        above = np.zeros((self.counties, counts.shape[1]), dtype=np.int64)
        np.add.at(above, self.county, counts)
        return np.vstack([counts, above, counts.sum(axis=0)])

    def below(self, node: int) -> Integers:
        """The leaves that a node is the sum of."""
        if node < self.leaves:
            return np.array([node])
        if node == self.nation:
            return np.arange(self.leaves)
        return np.flatnonzero(self.county == node - self.leaves)

    def tells(self, layer: int, rest: Integers, guard: "Guard", *, group: bool) -> Booleans:
        """The cells of some rows that must not be known."""
        fixed = self.fixed[layer] if self.fixed else None
        exempt = self.exempt[layer] if self.exempt else ()
        return tells(rest, guard.threshold, group=group, fixed=fixed, exempt=exempt)

    def knowers(self, layer: int, node: int, guard: "Guard") -> Iterator[Parts]:
        """The parts of a node by those who may know one: areas, units, and counties."""
        counts, below = self.layers[layer], self.below(node).tolist()
        if guard.insiders:
            yield Parts.of(counts, below, self.members[layer] if self.members else {})
        units = self.units[layer] if self.units else {}
        if not units.keys().isdisjoint(below):
            yield Parts.of(counts, below, units)
        if guard.counties and (node == self.nation or not self.apart.keys().isdisjoint(below)):
            parts = Parts.of(counts, below, {one: self.members[layer][one] for one in self.apart})
            who = self.county[parts.leaf]
            for leaf, labels in self.apart.items():
                who[parts.leaf == leaf] = self.counties + labels
            yield replace(parts, who=np.unique(who, return_inverse=True)[1])


@dataclass(frozen=True)
class Guard:
    """How small, how wide, and whether the attacker may know one row in full."""

    threshold: int = 5
    width: int = 4
    insiders: bool = True
    group: bool = True
    units: bool = False
    """Whether the attacker may know one unit's part of a row."""
    large: bool = False
    """Whether a number above the leaves is hidden if few are others' than a knower's."""
    counties: bool = False
    """Whether the attacker may know all rows of one county."""


@dataclass
class Hidden:
    """A pattern: `cells` nodes × classes (× 1 where whole), and the primary cells behind it."""

    cells: Booleans
    primary: list[Place] = field(default_factory=list)


def own_sake(rows: Rows, layer: int, guard: Guard) -> Booleans:
    """Cells that nobody may find: few, or all of a row alike; nodes × classes."""
    return rows.tells(layer, rows.of_nodes(layer), guard, group=guard.group)


def others_sake(rows: Rows, layer: int, guard: Guard) -> Booleans:
    """Cells that those may not find who know a part of them, since too little is others'."""
    found = np.zeros((rows.nation + 1, rows.layers[layer].shape[1]), dtype=np.bool_)
    for node in range(rows.nation + 1 if guard.large else rows.leaves):
        for _, cells in minding(rows, layer, node, guard):
            found[node] |= cells.any(axis=0)
    return found


def minding(rows: Rows, layer: int, node: int, guard: Guard) -> Iterator[tuple[Parts, Booleans]]:
    """Those who know a part of a row, and in which of its classes they must not find the rest."""
    for parts in rows.knowers(layer, node, guard):
        yield parts, rows.tells(layer, parts.rest, guard, group=guard.group and guard.large)


def primary_places(rows: Rows, guard: Guard) -> list[Place]:
    """Cells that are hidden for somebody's sake, from the top."""
    found: list[Place] = []
    for layer in range(len(rows.layers)):
        cells = own_sake(rows, layer, guard) | others_sake(rows, layer, guard)
        found += [(layer, int(node), int(c)) for node, c in np.argwhere(cells)]
    return sorted(found, key=lambda place: (-place[1], place))


class Search:
    """Hides more and more until every primary cell is wide enough."""

    def __init__(self, rows: Rows, guard: Guard) -> None:
        self._rows = rows
        self._guard = guard
        self._sizes = [one.shape[1] for one in rows.layers]
        self._classes = 1 if rows.whole else self._sizes[0]
        self._counts = [rows.of_nodes(layer) for layer in range(len(rows.layers))]
        self._masks = np.zeros(rows.nation + 1, dtype=np.int64)
        self._forced = np.zeros(rows.nation + 1, dtype=np.bool_)
        if rows.forced is not None:
            self._forced |= rows.forced
        self.failed: list[int] = []
        """Nodes with a cell that nothing in the table protects: more rows must be forced."""
        self._same = _same(rows)
        self._of_county = [np.flatnonzero(rows.county == one) for one in range(rows.counties)]
        self._near: dict[Place, tuple[bytes, bool]] = {}
        """Whether the rows of a cell's county are enough for it, and how they were then."""
        self._sake = [own_sake(rows, layer, guard) for layer in range(len(rows.layers))]
        self._minded: dict[tuple[int, int], list[tuple[Parts, Booleans]]] = {}
        size = np.zeros((rows.nation + 1, 1)) if rows.whole else np.sum(self._counts, axis=0)
        size[: rows.leaves] = 0
        share = size / np.maximum(size.sum(axis=1, keepdims=True), 1)
        self._price = np.repeat(COST, (rows.leaves, rows.counties, 1))[:, None] * (1 + share)
        self.primary = primary_places(rows, guard)

    def run(self) -> Hidden:
        """The pattern, which holds when there is nothing in `failed`."""
        for node in np.flatnonzero(self._forced).tolist():
            self._hide([(node, c) for c in range(self._classes)])
        for _, node, c in self.primary:
            self._hide([(node, c)])
        kept = self._masks.copy()
        for place in self.primary:
            while not self._wide(place):
                if not self._repair(place):
                    self.failed.append(place[1])
                    break
        if not self.failed:
            self._take_back(kept)
        cells = (self._masks[:, None] >> np.arange(self._classes)) & 1
        return Hidden(cells.astype(np.bool_), self.primary)

    def room(self, layer: int, node: int, c: int) -> int:
        """Between how many values at least the cell lies, at worst over insiders."""
        return self._rooms(layer, node, c)[0]

    def _wide(self, place: Place) -> bool:
        """Whether there is room enough: mostly the rows of the county are enough to see it."""
        layer, node, c = place
        if node < self._rows.leaves:
            rows = self._of_county[self._rows.county[node]]
            now = self._masks[rows].tobytes()
            if self._near.get(place, (b"", False))[0] != now:
                self._near[place] = now, self._room_near(layer, node, c) >= self._guard.width
            if self._near[place][1]:
                return True
        return self.room(*place) >= self._guard.width

    def _room_near(self, layer: int, leaf: int, c: int) -> int:
        """The room of a leaf's cell at worst over insiders, by exchanges in its county alone."""
        rows, masks, bit = self._of_county[self._rows.county[leaf]], self._seen(layer), 1 << c
        own_mask = masks[[leaf]] & ~bit if masks[leaf] & bit else np.zeros(1, dtype=np.int64)
        partner = rows[((masks[rows] & bit) > 0) & (rows != leaf)]
        return self._cut((layer, leaf, c), own_mask, (partner, masks[partner] & ~bit), 0)[0]

    def _bit(self, c: int) -> int:
        return 0 if self._rows.whole else c

    def _hide(self, cells: Sequence[Cell]) -> None:
        for node, c in cells:
            for one in self._same.get(node, (node,)):
                self._masks[one] |= 1 << self._bit(c)

    def _seen(self, layer: int) -> Integers:
        """The hidden classes of every node as bits, for a layer."""
        if not self._rows.whole:
            return self._masks
        full = (1 << self._sizes[layer]) - 1
        fixed = self._rows.fixed[layer] if self._rows.fixed else None
        free = full if fixed is None else full & ~(1 << fixed)
        return np.where(self._forced, full, np.where(self._masks > 0, free, 0))

    def _rooms(self, layer: int, node: int, c: int) -> tuple[int, int]:
        """The room at worst over insiders, and without any."""
        rows = self._rows
        masks, bit = self._seen(layer), 1 << c
        leaf, above = masks[: rows.leaves], masks[rows.leaves : rows.nation]
        crossing = leaf & above[rows.county]
        top = int(masks[rows.nation])
        if node < rows.leaves:
            here = int(rows.county[node])
            own_mask = leaf[[node]]
            theirs = np.where(rows.county == here, leaf, crossing & above[here])
            theirs[node] = 0
            out = int(above[here]) & top
        elif node < rows.nation:
            here = node - rows.leaves
            own_mask = leaf[self._of_county[here]] & above[here]
            theirs = np.where(rows.county == here, 0, crossing & above[here])
            out = int(above[here]) & top
        else:
            own_mask, out = crossing & top, top
            theirs = np.zeros(rows.leaves, dtype=np.int64)
        out = out & ~bit if out & bit else 0
        own_mask = np.where(own_mask & bit, own_mask & ~bit, 0)
        partner = np.flatnonzero((theirs & bit) > 0)
        return self._cut((layer, node, c), own_mask, (partner, theirs[partner] & ~bit), out)

    def _knowers(self, layer: int, node: int) -> list[tuple[Parts, Booleans]]:
        """What `minding` gives, kept."""
        if (layer, node) not in self._minded:
            self._minded[layer, node] = [*minding(self._rows, layer, node, self._guard)]
        return self._minded[layer, node]

    def _cut(
        self, place: Place, own_mask: Integers, partner: tuple[Integers, Integers], out: int
    ) -> tuple[int, int]:
        """The room of a cell, by what its rows and some partners may exchange.

        own_mask: the hidden classes of each leaf that the cell is the sum of. out: those that may
        change outside.
        """
        layer, node, c = place
        union = int(np.bitwise_or.reduce(own_mask)) if len(own_mask) else 0
        counts = self._rows.layers[layer]
        others = [one for one in range(counts.shape[1]) if union >> one & 1]
        if not others:
            return 0, 0
        below = self._rows.below(node)
        own, theirs = counts[below], counts[partner[0]]
        bits = np.array(others)
        gives = np.where(own_mask[:, None] >> bits & 1, own[:, bits], 0)
        if len(others) > MOST_OTHERS:
            best = np.sort(np.argsort(-gives.sum(axis=0), kind="stable")[:MOST_OTHERS])
            bits, gives = bits[best], gives[:, best]
        chosen = _subsets(len(bits))
        powers = 1 << np.arange(len(bits))
        sets = chosen @ powers
        mine = ((own_mask[:, None] >> bits) & 1) @ powers
        may = (partner[1][:, None] >> bits) & 1
        free = int(((out >> bits) & 1) @ powers)
        touched = np.where((may @ powers)[:, None] & sets, theirs[:, c][:, None], 0)
        up = gives.sum(axis=0) @ (1 - chosen.T)
        up = up + touched.sum(axis=0) + np.where(sets & free, ENDLESS, 0)
        taken = (may * theirs[:, bits]) @ chosen.T
        down = taken.sum(axis=0) + np.where(sets & free, ENDLESS, 0)
        down = down + np.where(mine[:, None] & ~sets, own[:, c][:, None], 0).sum(axis=0)
        base = int(up.min() + down.min())
        worst = base
        if self._guard.insiders and len(theirs) and self._sake[layer][node, c]:
            who = self._who(node, partner[0])
            without = (up - by(who, touched)).min(axis=1) + (down - by(who, taken)).min(axis=1)
            worst = min(worst, int(without.min()))
        for parts, minded in self._knowers(layer, node):
            if not minded[:, c].any():
                continue
            at = np.searchsorted(below, parts.leaf)
            held = np.where(own_mask[at][:, None] >> bits & 1, parts.counts[:, bits], 0)
            left = np.where(mine[at][:, None] & ~sets, parts.counts[:, c][:, None], 0)
            without = (up - parts.grouped(held @ (1 - chosen.T))).min(axis=1)
            without += (down - parts.grouped(left)).min(axis=1)
            worst = min(worst, int(without[minded[:, c]].min()))
        return worst, base

    def _who(self, node: int, partner: Integers) -> Integers:
        """Who knows each partner: each row somebody, and all of another county somebody."""
        rows = self._rows
        if not self._guard.counties:
            return np.arange(len(partner))
        here = int(rows.county[node]) if node < rows.leaves else node - rows.leaves
        away = np.where(rows.county[partner] == here, partner, rows.leaves + rows.county[partner])
        return np.asarray(np.unique(away, return_inverse=True)[1], dtype=np.int64)

    def _score(self, place: Place) -> float:
        worst, base = self._rooms(*place)
        width = self._guard.width
        return 2.0 * min(worst, width) + min(base, 2 * width)

    def _repair(self, place: Place) -> bool:
        """Hide what helps a cell most for its price; False when nothing does."""
        before, kept = self._score(place), self._masks.copy()
        best: tuple[float, list[Cell]] | None = None
        for cells in self._candidates(place):
            self._hide(cells)
            cost = self._cost(kept)
            gain = self._score(place) - before if cost else 0.0
            self._masks[:] = kept
            if gain > 0 and (best is None or gain / cost > best[0]):
                best = gain / cost, cells
        if best is None:
            return False
        self._hide(best[1])
        return True

    def _cost(self, kept: Integers) -> float:
        """What is newly hidden, dearer further up, and there dearer the larger it is."""
        fresh = ((self._masks & ~kept)[:, None] >> np.arange(self._classes)) & 1
        return float((fresh * self._price).sum())

    def _candidates(self, place: Place) -> Iterator[list[Cell]]:
        layer, node, c = place
        rows, others = self._rows, [c]
        if not rows.whole:
            free: set[int | None] = {*range(self._classes)} - {*rows.fixed}
            others = self._partners(layer, node, free - {c}) if c in free else []
        for other in others:
            pair = sorted({c, other})
            if node == rows.nation:
                yield from self._nationwide(layer, pair)
                continue
            mine = [(node, one) for one in pair]
            yield mine
            if node < rows.leaves:
                here = int(rows.county[node])
                for leaf in self._best(self._of_county[here], layer, pair, node):
                    yield mine + [(leaf, one) for one in pair]
            else:
                here = node - rows.leaves
                if (knower := self._knower(layer, node, c)) >= 0:
                    yield self._opened(layer, here, pair, knower)
                    for there in self._best_counties(layer, pair, here):
                        beside = self._opened(layer, there, pair)
                        yield self._opened(layer, here, pair, knower) + beside
                mine = self._opened(layer, here, pair)
            mine = mine + self._opened(layer, here, pair)
            yield mine
            yield mine + [(rows.nation, one) for one in pair]
            for there in self._best_counties(layer, pair, here):
                yield mine + self._opened(layer, there, pair)

    def _partners(self, layer: int, node: int, free: set[int | None]) -> list[int]:
        """The classes of a row to change with: those hidden already, then the largest."""
        row, mask = self._counts[layer][node], int(self._masks[node])
        ranked = sorted(
            (one for one in free if one is not None),
            key=lambda one: (-(mask >> one & 1), -int(row[one]), one),
        )
        return ranked[:WIDE]

    def _nationwide(self, layer: int, pair: list[int]) -> Iterator[list[Cell]]:
        cells = [(self._rows.nation, one) for one in pair]
        for county in self._best_counties(layer, pair, -1):
            cells = cells + self._opened(layer, county, pair)
            yield cells

    def _knower(self, layer: int, node: int, c: int) -> int:
        """A leaf whose people alone must not find a cell; -1 where others must not either."""
        if self._sake[layer][node, c]:
            return -1
        parts, minded = next(one for one in self._knowers(layer, node) if one[1][:, c].any())
        return -1 if parts.who is not None else int(parts.leaf[np.argmax(minded[:, c])])

    def _opened(self, layer: int, county: int, pair: list[int], but: int = -1) -> list[Cell]:
        """A county's classes hidden, and those of some rows in it, so that persons can change."""
        leaves = self._best(self._of_county[county], layer, pair, but)[:TOP]
        return [(node, one) for node in (self._rows.leaves + county, *leaves) for one in pair]

    def _best(self, among: Integers, layer: int, pair: list[int], but: int) -> list[int]:
        """The rows that have most to exchange for the fewest cells."""
        return self._ranked([int(one) for one in among if one != but], layer, pair)[:WIDE]

    def _best_counties(self, layer: int, pair: list[int], but: int) -> list[int]:
        first = self._rows.leaves
        nodes = [first + one for one in range(self._rows.counties) if one != but]
        return [node - first for node in self._ranked(nodes, layer, pair)[:FEW_COUNTIES]]

    def _ranked(self, nodes: list[int], layer: int, pair: list[int]) -> list[int]:
        counts, width = self._counts[layer], self._guard.width

        def key(node: int) -> tuple[float, int]:
            gives = sum(min(int(counts[node, one]), width) for one in pair)
            fresh = sum(not self._masks[node] >> self._bit(one) & 1 for one in pair)
            return fresh - gives / (2 * width + 1), node

        return sorted((one for one in nodes if counts[one].sum()), key=key)

    def _take_back(self, kept: Integers) -> None:
        """Show again what is not needed after all, the dearest first."""
        rows = self._rows
        spare = [
            (node, c)
            for node in range(rows.nation, -1, -1)
            for c in range(self._classes)
            if (self._masks[node] & ~kept[node]) >> c & 1
        ]
        counts = self._counts[0]

        def dearest_first(cell: Cell) -> tuple[int, int, Cell]:
            level = int(cell[0] >= rows.leaves) + int(cell[0] >= rows.nation)
            return -level, -int(counts[cell]), cell

        spare.sort(key=dearest_first)
        for node, c in spare:
            before = self._masks.copy()
            for one in self._same.get(node, (node,)):
                self._masks[one] &= ~(1 << c) | kept[one]
            touched = self._touched(node, c, before)
            if not all(self._wide(place) for place in touched):
                self._masks[:] = before

    def _touched(self, node: int, c: int, before: Integers) -> Iterator[Place]:
        """The primary cells that an exchange through a node's cell may protect."""
        rows = self._rows
        far = node >= rows.leaves or before[rows.leaves + rows.county[node]]
        for place in self.primary:
            _, other, of = place
            if not rows.whole and of != c and other != node and not before[other] >> c & 1:
                continue
            near = other < rows.leaves and not far
            if far or (near and rows.county[other] == rows.county[node]):
                yield place


def _same(rows: Rows) -> dict[int, tuple[int, ...]]:
    """Nodes that are the same area: a county of one leaf, the nation of one county."""
    members = np.bincount(rows.county, minlength=rows.counties)
    found: dict[int, tuple[int, ...]] = {}
    for leaf, county in enumerate(rows.county.tolist()):
        same = (leaf, rows.leaves + county) if members[county] == 1 else (rows.leaves + county,)
        if rows.counties == 1:
            same = (*same, rows.nation)
        if len(same) > 1:
            found.update(dict.fromkeys(same, same))
    return found


@cache
def _subsets(size: int) -> Integers:
    found: Any = (np.arange(1 << size)[:, None] >> np.arange(size)) & 1
    return np.asarray(found, dtype=np.int64)
