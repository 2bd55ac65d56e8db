"""The national cube: every answer of every episode, on all levels, by sex, age and both.

Measured in processes of their own, so that each one's memory is its own: the engine, DuckDB's SQL
written by hand (over the snapshot, and over the same facts one row an answer), numpy with a program
for this very cube over arrays made for it, and SQLite. The first three begin with files that are in
the system's memory and end with every count on every level, so reading is in all their times;
SQLite begins with its tables filled. It counts one and two million rows, and the line through both
says how long it would take for all: its time is reckoned, not measured. Times are compared in
seconds of the processor, so that other work on the machine tells for nobody; seconds of the clock
are beside.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.engine import by_hand, dense, large

MILLION = 1_000_000
ROUNDS = 3
MOST_RATIO, MOST_DENSE, LEAST_TIMES_SQLITE, MOST_MEMORY = 1.5, 3.0, 30.0, 2_000
"""Against SQL by hand; against numpy; against SQLite; in megabytes."""
MOST_GROWTH = 1.10
"""A row in a large run may take so many times as long as one in a smaller."""
BY_SQLITE = (1, 2)
"""Millions of rows."""


def _run(what: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.timing", what, str(folder)],
        cwd=settings.PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=3_000,
    )
    if done.returncode:
        raise RuntimeError(f"{what}: {done.stderr[-2_000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@dataclass
class _Runs:
    """What the runs said, the engine's by millions of rows; by hand only the best is run again."""

    engine: dict[int, list[dict[str, Any]]]
    dense: list[dict[str, Any]]
    hand: dict[str, list[dict[str, Any]]]
    sqlite: dict[int, dict[str, Any]]


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    """`n` is millions of answers; growth is measured from one million to twice `n`."""
    sizes = sorted({*BY_SQLITE, max(1, n // 4), n, 2 * n})
    with tempfile.TemporaryDirectory(prefix="kv-cube-") as home:
        folders = {size: Path(home) / str(size) for size in sizes}
        for size, folder in folders.items():
            tell(f"{size} miljoner rader skrivs")
            made = large.make(folder, size * MILLION // large.PER_EPISODE, seed, tell)
            if size == n:
                tell("samma fakta på andra sätt skrivs")
                by_hand.make(made)
                dense.make(made)
        runs = _runs(folders, n, tell)
    return _result(runs, n)


def _runs(folders: Mapping[int, Path], n: int, tell: Tell) -> _Runs:
    found = _Runs({size: [] for size in folders}, [], {}, {})
    for number in range(1, ROUNDS + 1):
        for size, folder in folders.items():
            tell(f"omgång {number} av {ROUNDS}: motorn, {size} miljoner rader")
            found.engine[size].append(_run("engine", folder))
        tell(f"omgång {number} av {ROUNDS}: numpy")
        found.dense.append(_run("dense", folders[n]))
        best = min(found.hand, key=lambda way: _least(found.hand[way], "cpu"), default="")
        for way in [best] if found.hand else by_hand.WAYS:
            tell(f"omgång {number} av {ROUNDS}: {way}")
            found.hand.setdefault(way, []).append(_run(way, folders[n]))
    for size in BY_SQLITE:
        tell(f"SQLite, {size} miljoner rader")
        found.sqlite[size] = _run("sqlite", folders[size])
    return found


def _result(runs: _Runs, n: int) -> Result:
    cpu = {size: _least(found, "cpu") for size, found in runs.engine.items()}
    by_hand_cpu = {way: _least(found, "cpu") for way, found in runs.hand.items()}
    dense_cpu, memory = _least(runs.dense, "cpu"), max(one["megabytes"] for one in runs.engine[n])
    by_sqlite = {size: float(found["cpu"]) for size, found in runs.sqlite.items()}
    slope = (by_sqlite[2] - by_sqlite[1]) / (2 - 1)
    ratio, to_dense = cpu[n] / min(by_hand_cpu.values()), cpu[n] / dense_cpu
    times = (by_sqlite[1] + (n - 1) * slope) / cpu[n]
    growth = max(
        cpu[later] / later / (cpu[size] / size) for size in cpu for later in cpu if later > size
    )
    failed = {
        f"{ratio:.2f} times SQL by hand": ratio > MOST_RATIO,
        f"{to_dense:.2f} times a dense pass of numpy": to_dense > MOST_DENSE,
        f"{times:.0f} times as fast as SQLite": times < LEAST_TIMES_SQLITE,
        f"{memory} MB": memory > MOST_MEMORY,
        f"a row takes {growth:.2f} times as long in a larger run": growth > MOST_GROWTH,
        f"numpy gave other integers than DuckDB of {n} million rows": (
            runs.engine[n][0]["digest"] != runs.dense[0]["digest"]
        ),
        **{
            f"SQLite gave other integers than DuckDB of {size} million rows": (
                runs.engine[size][0]["digest"] != found["digest"]
            )
            for size, found in runs.sqlite.items()
        },
    }
    figures = {
        **{
            f"seconds_{size}m": f"{_least(found, 'seconds'):.2f}"
            for size, found in runs.engine.items()
        },
        **{f"cpu_{size}m": f"{seconds:.2f}" for size, seconds in cpu.items()},
        "cells": str(runs.engine[n][0]["cells"]),
        **{f"{way}_cpu": f"{seconds:.2f}" for way, seconds in by_hand_cpu.items()},
        "ratio": f"{ratio:.2f}",
        "dense": f"{_least(runs.dense, 'seconds'):.2f}",
        "dense_cpu": f"{dense_cpu:.2f}",
        "ratio_dense": f"{to_dense:.2f}",
        "sqlite_cpu": "/".join(f"{seconds:.2f}" for seconds in by_sqlite.values()),
        "times_sqlite_reckoned": f"{times:.0f}",
        "megabytes": str(memory),
        "growth": f"{growth:.2f}",
        "load": f"{os.getloadavg()[1]:.1f}",
    }
    return Result([said for said, wrong in failed.items() if wrong], figures)


def _least(found: list[dict[str, Any]], what: str) -> float:
    return min(float(one[what]) for one in found)


CAMPAIGN = Campaign(
    "Rikets kub ur så många miljoner mätrader: tid, minne och tillväxt.",
    24,
    _campaign,
)
