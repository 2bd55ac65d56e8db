"""The plan for a large table: from the top down, one part a node of the deepest dimension.

The nation with its counties is a part; then each county with its municipalities, its own totals
held still but for the moves that the level above counts on. Parts of one level do not touch each
other and are solved in processes of their own. What a part cannot protect by itself (a county of
two municipalities) is left to a wider part: the part, the levels above it and its richest
neighbours; at last the whole table. Overlapping hierarchies have no such levels and are one part.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace

import numpy as np

from kvinnofrid.disclosure.cover import least_hidden
from kvinnofrid.disclosure.errors import SolverError
from kvinnofrid.disclosure.grid import Axis, Grid
from kvinnofrid.disclosure.part import Asked, Part, cut_out
from kvinnofrid.disclosure.search import Effort, Found, widen
from kvinnofrid.disclosure.search import solve as solve_part
from kvinnofrid.disclosure.values import Booleans, Integers

EXACT_CELLS = 150
EXACT_ROUNDS = 400
SMALL_TABLE = 1_000
NEIGHBOURS = 2
Tell = Callable[[str], None]
Level = list[tuple[int, tuple[int, ...]]]
"""Nodes of one depth, each with its children."""


Move = tuple[Integers, Integers]
"""The cells that move, and by how much each."""


@dataclass
class State:
    """What has been settled so far: hidden cells, and moves of the whole table."""

    hidden: Booleans
    moves: list[Move] = field(default_factory=list)
    hopeless: list[int] = field(default_factory=list)
    proven: bool = False
    at_least: int = 0
    """How many cells any pattern hides at least."""


def run(grid: Grid, asked: Asked, *, seed: int, processes: int | None, tell: Tell) -> State:
    """Find a pattern for the whole grid. Cells that nothing protects are named as hopeless."""
    state = State(asked.need > 0)
    sizes = [(len(levels(one)), one.size) for one in grid.axes]
    place = sizes.index(max(sizes))
    plan = levels(grid.axes[place])
    if not plan or len(grid.values) <= SMALL_TABLE:
        _all_at_once(grid, asked, state, seed, tell)
    else:
        slabs = _slabs(grid, place)
        workers = processes if processes is not None else (os.cpu_count() or 1)
        for depth, level in enumerate(plan):
            _solve_level(grid, asked, state, level, slabs, depth, seed, workers, tell)
        _widen(grid, asked, state, plan, slabs, seed, tell)
    state.hopeless = [int(cell) for cell in np.flatnonzero(reach(state) < asked.need)]
    return state


def levels(axis: Axis) -> list[Level]:
    """The nodes to solve, by depth from `Total` down; none where there is one level or overlap."""
    parts = dict(axis.expansions)
    if len(parts) < len(axis.expansions) or len(parts) < 2:
        return []
    found: list[Level] = []
    depth = [0]
    while depth:
        level = [(node, parts[node]) for node in depth if node in parts]
        found += [level] if level else []
        depth = [child for _, children in level for child in children]
    return found


def effort_for(count: int) -> Effort:
    """How hard to try: to the proven optimum for a small table, else with a few rounds of cuts."""
    if count <= EXACT_CELLS:
        return Effort(rounds=EXACT_ROUNDS, nodes=None)
    return Effort(rounds=1)


def _all_at_once(grid: Grid, asked: Asked, state: State, seed: int, tell: Tell) -> None:
    every = np.arange(len(grid.values))
    part = cut_out(grid, asked, every, above=every[:0], demands=[], seed=seed)
    tell(f"söker mönster för {len(every)} celler på en gång")
    state.at_least = least_hidden(part)
    found = solve_part(part, effort_for(len(every)))
    _take(state, part, found, every[:0])
    state.proven = found.proven


def _solve_level(
    grid: Grid,
    asked: Asked,
    state: State,
    level: Level,
    slabs: Sequence[Integers],
    depth: int,
    seed: int,
    workers: int,
    tell: Tell,
) -> None:
    jobs = []
    for number, (node, children) in enumerate(level):
        inside = [slabs[child] for child in children] + ([] if depth else [slabs[node]])
        above = slabs[node] if depth else slabs[node][:0]
        demands = _demands(state, above)
        part = cut_out(
            grid,
            asked,
            np.sort(np.concatenate(inside)),
            above=above,
            demands=list(demands),
            seed=(seed * 1_000 + depth) * 1_000 + number,
        )
        jobs.append((above, part))
    state.at_least += sum(least_hidden(part) for _, part in jobs)
    tasks = [(part, effort_for(part.count)) for _, part in jobs]
    for number, found in enumerate(in_processes(tasks, workers)):
        above, part = jobs[number]
        _take(state, part, found, above)
        tell(
            f"nivå {depth + 1}: {number + 1} av {len(jobs)} delar, {int(state.hidden.sum())} dolda"
        )


def _slabs(grid: Grid, place: int) -> list[Integers]:
    """The cells of each node of a dimension."""
    cells = np.arange(len(grid.values)).reshape(grid.shape)
    return [np.take(cells, node, axis=place).reshape(-1) for node in range(grid.shape[place])]


def _demands(state: State, above: Integers) -> list[Integers]:
    """The different ways in which the moves found so far move some totals."""
    found: dict[bytes, Integers] = {}
    for demand in _at(state, above):
        if demand.any():
            found.setdefault(demand.tobytes(), demand)
    return list(found.values())


def _at(state: State, above: Integers) -> Iterator[Integers]:
    """How each move moves some totals."""
    place = np.full(len(state.hidden), -1, dtype=np.int64)
    place[above] = np.arange(len(above))
    for cells, by in state.moves:
        demand = np.zeros(len(above), dtype=np.int64)
        inside = place[cells] >= 0
        demand[place[cells[inside]]] = by[inside]
        yield demand


def _take(state: State, part: Part, found: Found, above: Integers) -> None:
    """Add what a part found: its hidden cells, its own moves, and how it follows those from above.

    A move from above that the part could not follow is no move, and is forgotten.
    """
    state.hidden[part.cells[found.hidden]] = True
    demands = _demands(state, above)
    follows: dict[bytes, Move] = {}
    own: list[Move] = []
    for witness in found.witnesses:
        moving = np.flatnonzero(witness[: part.count])
        move = (part.cells[moving], witness[moving])
        asked = np.flatnonzero(witness[part.count :])
        if len(asked):
            follows[demands[asked[0]].tobytes()] = move
        else:
            own.append(move)
    kept: list[Move] = []
    for (cells, by), demand in zip(state.moves, _at(state, above), strict=True):
        if not demand.any():
            kept.append((cells, by))
        elif (way := follows.get(demand.tobytes())) is not None:
            kept.append((np.concatenate([cells, way[0]]), np.concatenate([by, way[1]])))
    state.moves = kept + own


def _widen(
    grid: Grid,
    asked: Asked,
    state: State,
    plan: Sequence[Level],
    slabs: Sequence[Integers],
    seed: int,
    tell: Tell,
) -> None:
    """Protect what no part could, in wider and wider parts."""
    lacking = np.flatnonzero(reach(state) < asked.need)
    if not len(lacking):
        return
    inside = _descendants(plan, slabs)
    groups = [
        (node, int(np.isin(lacking, inside[node]).sum()))
        for node, _ in (plan[1] if len(plan) > 1 else [])
    ]
    richest = sorted(inside, key=lambda node: -int(grid.values[slabs[node]].sum()))
    for node, count in groups:
        if count:
            near = [node, *(other for other in richest if other != node)][: NEIGHBOURS + 1]
            children = plan[0][0][1]
            wide = [slabs[0], *(slabs[child] for child in children if child not in inside)]
            wide += [np.concatenate([slabs[one], inside[one]]) for one in near]
            tell(f"vidgar {count} celler som inte kunde skyddas i sin del")
            _widen_once(grid, asked, state, np.unique(np.concatenate(wide)), seed)
    left = np.flatnonzero(reach(state) < asked.need)
    if len(left):
        tell(f"söker i hela tabellen för {len(left)} celler")
        _widen_once(grid, asked, state, np.arange(len(grid.values)), seed)


def _descendants(plan: Sequence[Level], slabs: Sequence[Integers]) -> dict[int, Integers]:
    """All cells below each node of the second level."""
    parts = dict(pair for level in plan for pair in level)

    def below(node: int) -> list[Integers]:
        return [cells for child in parts.get(node, ()) for cells in (slabs[child], *below(child))]

    return {node: np.concatenate(below(node)) for node, _ in (plan[1] if len(plan) > 1 else [])}


def reach(state: State) -> Integers:
    """How wide each cell is by the moves found."""
    up = np.zeros(len(state.hidden), dtype=np.int64)
    down = np.zeros(len(state.hidden), dtype=np.int64)
    for cells, by in state.moves:
        up[cells] = np.maximum(up[cells], by)
        down[cells] = np.minimum(down[cells], by)
    return up - down


def _widen_once(grid: Grid, asked: Asked, state: State, cells: Integers, seed: int) -> None:
    """Ask for the lacking cells of a part alone; what is hidden already stays so."""
    lacking = reach(state) < asked.need
    only = np.where(lacking, asked.need, 0)
    part = cut_out(
        grid,
        replace(asked, need=only, may_hide=asked.may_hide | state.hidden),
        cells,
        above=cells[:0],
        demands=[],
        seed=seed,
    )
    found = widen(part, state.hidden[part.cells])
    _take(state, part, found, cells[:0])


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that waits for the answers decides


def _solve(task: tuple[Part, Effort]) -> Found:
    return solve_part(*task)


def in_processes(tasks: Sequence[tuple[Part, Effort]], processes: int) -> Iterator[Found]:
    """The answers in the order of the tasks, whichever process finds them."""
    if processes < 2 or len(tasks) < 2:
        yield from map(_solve, tasks)
        return
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        min(processes, len(tasks)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_ignore_interrupts,
    )
    try:
        yield from pool.map(_solve, tasks)
    except BrokenProcessPool:
        raise SolverError(
            "en beräkningsprocess avbröts utifrån, troligen för att minnet tog slut",
            "Inget är skrivet. Kör igen med --processes 1 eller på en dator med mer minne.",
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
