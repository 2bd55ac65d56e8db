"""The search in one part: a cover, cuts for what it overlooks, repair, and taking back the
needless.

`solve` returns a pattern with its witnesses. Where nothing protects a cell within the part, the
cell is named and left to a wider part.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from kvinnofrid.disclosure.cover import Cover, Row
from kvinnofrid.disclosure.moves import FARTHEST, FEW, CheapestMoves, Moves
from kvinnofrid.disclosure.part import Part
from kvinnofrid.disclosure.solver import TOLERANCE
from kvinnofrid.disclosure.values import Booleans, Integers, Reals


@dataclass(frozen=True)
class Effort:
    """How much is tried, in steps and never in seconds: the same seed, the same result."""

    rounds: int
    """How many times the cover is solved anew with cuts."""
    nodes: int | None = 50
    """Branching nodes for each cover; None goes on to the proven optimum."""
    enough: float = 0.0
    """The share of failing cells under which they are repaired one by one, without a new cover."""


@dataclass(frozen=True)
class Found:
    """What a search came to, in the part's own numbers."""

    hidden: Booleans
    witnesses: Integers
    """Moves in whole numbers, one a row: first the cells, then the demands."""
    failing: tuple[int, ...]
    """Cells and demands that nothing in the part could protect."""
    proven: bool
    bound: float


def _none(rows: Reals | Integers) -> Booleans:
    """Which rows are zero throughout."""
    found: Booleans = ~np.logical_or.reduce(rows != 0, axis=1)
    return found


class Search:
    """The state of a search: the moves known so far, and the means to find more."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.moves = Moves(part)
        self._store = np.zeros((64, part.count + part.demands))
        self._whole = np.zeros(64, dtype=np.bool_)
        self.strict = False
        self._stored = 0
        self.chance = np.random.default_rng(part.seed)
        self.need = np.concatenate([part.need, np.ones(part.demands, dtype=np.int64)])
        self.asked = np.flatnonzero(self.need)
        self._recall(np.ones(part.count, dtype=np.bool_))

    @property
    def known(self) -> Reals:
        """The moves found so far, one a row; in the strict search those of whole persons alone."""
        found = self._store[: self._stored]
        return found[self._whole[: self._stored]] if self.strict else found

    def still_open(self, hidden: Booleans) -> Reals:
        """The known moves that a pattern allows."""
        return self.known[_none(self.known[:, : self.part.count][:, ~hidden])]

    def chosen(self, hidden: Booleans) -> Integers:
        """A few of the known moves that together show all that all of them show."""
        moves = self.still_open(hidden).astype(np.int64)
        cells = self.part.count
        own = np.where(_none(moves[:, cells:])[:, None], moves, 0)
        picked: dict[int, None] = {}
        for target in self.asked if len(moves) else ():
            if target >= cells:
                picked[int(np.argmax(moves[:, target]))] = None
                continue
            now = own[list(picked), target] if picked else np.zeros(1, dtype=np.int64)
            if max(now.max(), 0) - min(now.min(), 0) < self.need[target]:
                picked[int(np.argmax(own[:, target]))] = None
                picked[int(np.argmin(own[:, target]))] = None
        found: Integers = moves[sorted(picked)]
        return found

    def _recall(self, hidden: Booleans) -> None:
        """How far up and down each cell goes, and which demands are followed, by known moves."""
        moves = self.still_open(hidden)
        cells = self.part.count
        closed = moves[_none(moves[:, cells:]), :cells]
        self.up = np.concatenate(
            [closed.max(axis=0, initial=0), moves[:, cells:].max(axis=0, initial=0)]
        )
        self.down = np.concatenate([closed.min(axis=0, initial=0), np.zeros(self.part.demands)])

    def _lacking(self, among: Integers) -> Integers:
        lacking: Integers = among[(self.up - self.down)[among] < self.need[among] - TOLERANCE]
        return lacking

    def has(self, target: int) -> bool:
        """Whether known moves give a cell its width, or follow a demand."""
        return bool(self.up[target] - self.down[target] > self.need[target] - TOLERANCE)

    def failing(
        self, hidden: Booleans, *, quick: bool = False, spared: Collection[int] = ()
    ) -> list[int]:
        """The cells and demands that a pattern does not protect, but for those that are spared.

        With `quick` the first is enough.
        """
        self._recall(hidden)
        lacking = self._lacking(self.asked)
        lacking = lacking[~np.isin(lacking, list(spared))]
        if not len(lacking):
            return []
        self.moves.open(hidden)
        found = []
        for target in self._sweep(lacking):
            if not self.has(target) and not self._reaches(int(target)):
                found.append(int(target))
                if quick:
                    break
        return found

    def learn(self, move: Reals) -> None:
        """Keep a move, and the one the other way where it is open too."""
        rounded = np.rint(move)
        exact = bool(np.abs(move - rounded).max(initial=0.0) < TOLERANCE)
        kept = rounded if exact else np.where(np.abs(move) < TOLERANCE, 0.0, move)
        cells = self.part.count
        if kept.any() and (exact or not self.strict):
            self._keep(kept, exact=exact)
            if not kept[cells:].any() and (kept[:cells] <= self.part.room).all():
                self._keep(-kept, exact=exact)

    def _keep(self, move: Reals, *, exact: bool) -> None:
        if self._stored == len(self._store):
            self._store = np.concatenate([self._store, np.zeros_like(self._store)])
            self._whole = np.concatenate([self._whole, np.zeros_like(self._whole)])
        self._store[self._stored] = move
        self._whole[self._stored] = exact
        self._stored += 1
        cells = self.part.count
        if move[cells:].any():
            np.maximum(self.up[cells:], move[cells:], out=self.up[cells:])
        else:
            np.maximum(self.up, move, out=self.up)
            np.minimum(self.down, move, out=self.down)

    def _sweep(self, lacking: Integers) -> Integers:
        """Move many at once, each in a random direction, as long as it helps."""
        cells = lacking[lacking < self.part.count]
        while len(cells) > 1:
            self.moves.clip(cells, self.need[cells].astype(float))
            wanted = np.zeros(len(self.need))
            wanted[cells] = self.chance.choice([-1.0, 1.0], len(cells))
            for direction in (wanted, -wanted):
                self.learn(self.moves.farthest(direction))
            self.moves.unclip(cells)
            before = len(cells)
            cells = self._lacking(cells)
            if before - len(cells) < max(1, before // 8):
                break
        return self._lacking(lacking)

    def _reaches(self, target: int) -> bool:
        """Whether one cell alone can be moved far enough, or one demand be followed."""
        if target >= self.part.count:
            return self._follows(target)
        at = np.array([target])
        need = float(self.need[target])
        wanted = self._towards(target)
        self.moves.clip(at, np.array([need]))
        ends = []
        for direction in (wanted, -wanted):
            move = self.moves.farthest(direction)
            self.learn(move)
            ends.append(abs(move[target]))
            if self.has(target):
                break
        self.moves.unclip(at)
        if self.has(target):
            return True
        return (
            self.strict
            and self.part.count <= FEW
            and sum(ends) > need - TOLERANCE
            and self.reaches_whole(target)
        )

    def _towards(self, target: int) -> Reals:
        wanted = np.zeros(len(self.need))
        wanted[target] = 1.0
        return wanted

    def reaches_whole(self, target: int) -> bool:
        """Whether a cell can be moved far enough, or a demand followed, in whole persons."""
        if target >= self.part.count:
            return False
        wanted = self._towards(target)
        need = float(self.need[target])
        for direction in (wanted, -wanted):
            lower, upper = self.moves.lower.copy(), self.moves.upper.copy()
            lower[target], upper[target] = max(lower[target], -need), need
            move = self.moves.farthest_whole(direction, lower, upper)
            if move is not None:
                self.learn(np.rint(move))
        return self.has(target)

    def _follows(self, target: int) -> bool:
        demand = target - self.part.count
        wanted = self._towards(target)
        self.moves.follow(demand, on=True)
        move = self.moves.farthest(wanted)
        self.moves.follow(demand, on=False)
        if move[target] < 1 - TOLERANCE:
            return False
        self.learn(move)
        if self.strict and not self.has(target):
            lower, upper = self.moves.lower.copy(), self.moves.upper.copy()
            lower[target] = upper[target] = 1.0
            found = self.moves.farthest_whole(wanted, lower, upper)
            if found is not None:
                self.learn(np.rint(found))
        return self.has(target)

    def cut(self, target: int, hidden: Booleans) -> Row:
        """What every pattern that protects this cell or follows this demand satisfies, and this one
        does not.

        `moves` must be open with a slack, so that the dual prefers inequalities of few cells.
        """
        cells = self.part.count
        gain = np.zeros(cells)
        wanted = np.zeros(len(self.need))
        wanted[target] = 1.0
        least = float(self.need[target])
        demand = target - cells
        if demand >= 0:
            self.moves.follow(demand, on=True)
        for direction in (wanted, -wanted)[: 1 if demand >= 0 else 2]:
            self.moves.farthest(direction)
            worth = self.moves.worth[:cells]
            gain += np.where(worth > TOLERANCE, worth * FARTHEST, 0.0)
            gain += np.where(worth < -TOLERANCE, -worth * self.part.room, 0.0)
        if demand >= 0:
            self.moves.follow(demand, on=False)
        else:
            least -= gain[target]
            gain[target] = 0.0
        gain[~(self.part.may_hide | self.part.must_hide)] = 0.0
        if least > TOLERANCE and np.minimum(gain, least)[hidden].sum() < least - TOLERANCE:
            used = np.flatnonzero(gain > 0)
            return used, np.minimum(gain[used], least), least
        rest = np.flatnonzero(~hidden & self.part.may_hide)
        return rest, np.ones(len(rest)), 1.0


SLACK = 0.01
"""How far a published cell may move while a cut is made: little beside a person."""


def solve(part: Part, effort: Effort) -> Found:
    """Find a pattern for a part."""
    search = Search(part)
    cover = Cover(part, nodes=effort.nodes)
    hidden = part.must_hide
    proven = False
    bound = 0.0
    number = 0
    while True:
        number += 1
        pattern = cover.cheapest()
        bound = max(bound, cover.bound)
        if pattern is None:
            break
        hidden = pattern
        search.strict = effort.nodes is None  # a proof is about whole persons
        failing = search.failing(hidden)
        if not failing:
            proven = search.strict
            break
        if number == effort.rounds or len(failing) < effort.enough * len(search.asked):
            break
        search.strict = False
        search.moves.open(hidden, SLACK)
        for target in failing:
            cover.add(search.cut(target, hidden))
    search.strict = False
    failing = []
    if not proven:
        hidden, failing = repair(search, hidden)
        hidden = clean(search, hidden, failing)
        hidden, failing = strictly(search, hidden)
    search.strict = True
    return Found(hidden, search.chosen(hidden), tuple(failing), proven, bound)


def strictly(search: Search, hidden: Booleans) -> tuple[Booleans, list[int]]:
    """Protect against an attacker who knows that persons are whole."""
    search.strict = True
    return repair(search, hidden)


def widen(part: Part, hidden: Booleans) -> Found:
    """Protect what a part asks for by hiding more than is hidden already."""
    search = Search(part)
    more, _ = repair(search, hidden | part.must_hide)
    more, failing = strictly(search, more)
    return Found(more, search.chosen(more), tuple(failing), proven=False, bound=0.0)


def repair(search: Search, hidden: Booleans) -> tuple[Booleans, list[int]]:
    """Hide more until every cell is protected, as cheaply as it can; name those that fail."""
    cheapest = CheapestMoves(search.part)
    hidden = hidden.copy()
    hopeless: set[int] = set()
    while True:
        failing = search.failing(hidden, spared=hopeless)
        before = hidden.copy()
        for target in failing:
            if not search.has(target) and not _mend(search, cheapest, target, hidden):
                hopeless.add(target)
        if (hidden == before).all():
            return hidden, sorted(hopeless.union(search.failing(hidden)))


def _mend(search: Search, cheapest: CheapestMoves, target: int, hidden: Booleans) -> bool:
    """Hide what one cell lacks (in place); False when nothing helps.

    In the strict search hidden cells may offer parts of persons only. Then whole persons are looked
    for among them, and at last another way is taken as if they were not hidden.
    """
    for free in (hidden, hidden & search.part.must_hide):
        moves = _way_out(search, cheapest, target, free)
        if moves is None:
            return False
        for move in moves:
            hidden |= np.abs(move[: search.part.count]) > TOLERANCE
            search.learn(move)
        if not search.strict or search.has(target):
            return True
        search.moves.open(hidden)
        if search.reaches_whole(target):
            return True
    return False


def _way_out(
    search: Search, cheapest: CheapestMoves, target: int, free: Booleans
) -> list[Reals] | None:
    """The cheapest moves that give a cell its width, or follow a demand."""
    part = search.part
    if target >= part.count:
        return _all_of([cheapest.find(target, 1, free)])
    need = int(part.need[target])
    fall = min(need, int(part.room[target]))
    best: tuple[float, list[Reals]] | None = None
    for way in [[need], [-fall, need - fall]] if fall else [[need]]:
        moves = _all_of([cheapest.find(target, step, free) for step in way if step])
        if moves is not None:
            used = np.any([np.abs(m[: part.count]) > TOLERANCE for m in moves], axis=0)
            price = float(part.cost[used & ~free].sum())
            if best is None or price < best[0]:
                best = price, moves
    return None if best is None else best[1]


def _all_of(moves: list[Reals | None]) -> list[Reals] | None:
    found = [move for move in moves if move is not None]
    return found if len(found) == len(moves) else None


def clean(search: Search, hidden: Booleans, failing: list[int]) -> Booleans:
    """Publish again what is needless, dearest first, with what then stands alone in its sum."""
    part = search.part
    lonely = Lonely(part)
    given_up = set(failing)
    extra = np.flatnonzero(hidden & ~part.must_hide)
    order = extra[np.lexsort((search.chance.random(len(extra)), -part.cost[extra]))]
    for cell in order:
        if not hidden[cell]:
            continue
        trial = lonely.without(hidden, int(cell))
        if trial is None:
            continue
        if not search.failing(trial, quick=True, spared=given_up):
            hidden = trial
    return hidden


class Lonely:
    """Which hidden cells would stand alone in a sum."""

    def __init__(self, part: Part) -> None:
        self._part = part
        of = np.repeat(np.arange(len(part.start) - 1), np.diff(part.start))
        order = np.argsort(part.members, kind="stable")
        self._relations = of[order]
        self._at = np.searchsorted(part.members[order], np.arange(part.count + 1))
        self._moves = part.followed

    def without(self, hidden: Booleans, cell: int) -> Booleans | None:
        """The pattern without a cell and those left alone by that; None when a primary is."""
        part = self._part
        trial = hidden.copy()
        waiting = [cell]
        while waiting:
            one = waiting.pop()
            trial[one] = False
            for relation in self._relations[self._at[one] : self._at[one + 1]]:
                members = part.members[part.start[relation] : part.start[relation + 1]]
                left = members[trial[members]]
                if self._moves[relation]:
                    if not len(left):
                        return None
                elif len(left) == 1:
                    if part.must_hide[left[0]]:
                        return None
                    waiting.append(int(left[0]))
        return trial
