"""The search in one part: whole persons, cuts, and processes that are taken away."""

import os
import signal
from dataclasses import replace

import highspy
import numpy as np
import pytest

from kvinnofrid.disclosure import Known, Rule, SolverError, blocks, flat, protect, solver
from kvinnofrid.disclosure import Table as TableValue
from kvinnofrid.disclosure.grid import build
from kvinnofrid.disclosure.moves import CheapestMoves, Moves
from kvinnofrid.disclosure.part import Part, cut_out
from kvinnofrid.disclosure.primary import ask, primary_cells
from kvinnofrid.disclosure.search import SLACK, Effort, Found, Search, repair, solve
from kvinnofrid.disclosure.values import Reals
from tests.disclosure.made import grid_of, leveled

ROWS = [[3, 20, 30], [20, 20, 20], [30, 20, 20]]


def part_of(rows: list[list[int]] = ROWS, *, demand: bool = False) -> Part:
    """A whole table as a part; with a demand that its last row falls by one in two cells."""
    grid = build(grid_of(rows))
    asked = ask(grid, Rule(), primary_cells(grid, Rule(), None), [])
    every = np.arange(len(grid.values))
    if not demand:
        return cut_out(grid, asked, every, above=every[:0], demands=[], seed=1)
    above = every[-2:]
    by = [np.array([-1, 1])]
    return cut_out(grid, asked, every[:-2], above=above, demands=by, seed=1)


def in_parts(real: object) -> object:
    """A search whose answers are never whole."""

    def found(*arguments: object) -> Reals:
        assert callable(real)
        move = real(*arguments)
        return np.where(move == 0, 0.0, move + np.sign(move) * 0.125)

    return found


def test_parts_of_persons_do_not_count_as_protection(monkeypatch: pytest.MonkeyPatch) -> None:
    part = part_of()
    search = Search(part)
    hidden = np.ones(part.count, dtype=np.bool_)
    monkeypatch.setattr(search.moves, "farthest", in_parts(search.moves.farthest))
    assert search.failing(hidden) == []
    search.strict = True
    assert search.failing(hidden) == []
    strict = Search(part)
    strict.strict = True
    monkeypatch.setattr(strict.moves, "farthest", in_parts(strict.moves.farthest))
    monkeypatch.setattr(strict.moves, "farthest_whole", lambda *_: None)
    assert len(strict.failing(hidden)) == 1


def test_a_demand_is_followed_in_whole_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    part = part_of(demand=True)
    hidden = np.ones(part.count, dtype=np.bool_)
    for answer in (True, False):
        search = Search(part)
        search.strict = True
        monkeypatch.setattr(search.moves, "farthest", in_parts(search.moves.farthest))
        if not answer:
            monkeypatch.setattr(search.moves, "farthest_whole", lambda *_: None)
        demands = [target for target in search.failing(hidden) if target >= part.count]
        assert (demands == []) is answer
        assert not search.reaches_whole(part.count)


def test_repair_looks_for_whole_persons_and_gives_up_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part = part_of()
    monkeypatch.setattr(CheapestMoves, "find", in_parts(CheapestMoves.find))
    search = Search(part)
    search.strict = True
    hidden, failing = repair(search, part.must_hide)
    assert failing == []
    assert hidden.sum() > part.must_hide.sum()
    monkeypatch.setattr(Moves, "farthest_whole", lambda *_: None)
    alone = Search(part)
    alone.strict = True
    monkeypatch.setattr(alone.moves, "farthest", in_parts(alone.moves.farthest))
    _, failing = repair(alone, part.must_hide)
    assert len(failing) == 1


def test_a_cut_is_broken_by_the_pattern_it_was_made_of() -> None:
    part = part_of()
    search = Search(part)
    hidden = part.must_hide
    target = int(np.flatnonzero(part.must_hide)[0])
    search.moves.open(hidden, SLACK)
    cells, weights, least = search.cut(target, hidden)
    assert weights[hidden[cells]].sum() < least
    whole = np.ones(part.count, dtype=np.bool_)
    search.moves.open(whole, SLACK)
    cells, _, least = search.cut(target, whole)
    assert (len(cells), least) == (0, 1.0)


def test_a_part_without_any_cover_is_left_to_a_wider_one() -> None:
    table = TableValue((flat("a", "xy"),), np.array([3, 20]))
    grid = build(table)
    known = Known("k", ("a",), {("y",): 20, ("Total",): 23})
    asked = ask(grid, Rule(), primary_cells(grid, Rule(), None), [known])
    every = np.arange(3)
    found = solve(cut_out(grid, asked, every, above=every[:0], demands=[], seed=1), Effort(3))
    assert found.failing
    assert not found.proven


def test_a_killed_process_is_told_and_the_others_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_solve", _die)
    tasks = [(part_of(), Effort(1))] * 2
    with pytest.raises(SolverError, match="avbröts utifrån"):
        list(blocks.in_processes(tasks, 2))


def _die(task: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_the_workers_leave_interruptions_to_the_one_who_waits() -> None:
    before = signal.getsignal(signal.SIGINT)
    try:
        blocks._ignore_interrupts()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_whole_table_is_the_last_resort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "SMALL_TABLE", 0)
    monkeypatch.setattr(
        blocks, "_descendants", lambda plan, slabs: {n: slabs[n][:0] for n, _ in plan[1]}
    )
    said: list[str] = []
    found = protect(leveled(1, mean=3.0), Rule(), processes=1, tell=said.append)
    assert found.audit.holds
    assert any("hela tabellen" in line for line in said)


def test_a_move_that_a_part_can_not_follow_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf(part: Part, effort: Effort) -> Found:
        found = solve(part, effort)
        own = ~(found.witnesses[:, part.count :] != 0).any(axis=1)
        return replace(found, witnesses=found.witnesses[own])

    monkeypatch.setattr(blocks, "SMALL_TABLE", 0)
    monkeypatch.setattr(blocks, "solve_part", deaf)
    said: list[str] = []
    found = protect(leveled(0, mean=1.0), Rule(), processes=1, tell=said.append)
    assert found.audit.holds
    assert any("vidgar" in line for line in said)


def test_a_limit_without_a_solution_is_no_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    one = np.ones(1)
    matrix = solver.by_columns(1, 1, np.zeros(1, np.int64), np.zeros(1, np.int64), one)
    program = solver.Program(
        matrix, cost=one, column_bounds=(0 * one, one), row_bounds=(one, one), whole=True, nodes=0
    )
    limit = highspy.HighsModelStatus.kSolutionLimit
    monkeypatch.setattr(program._solver, "getModelStatus", lambda: limit, raising=False)
    assert program.solve() is not None
    monkeypatch.setattr(solver.Program, "_has_solution", lambda _: False)
    assert program.solve() is None
