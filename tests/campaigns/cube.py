"""The national cube: every answer of every episode, on all levels, by sex, age and both.

Measured in processes of their own, so that each one's memory is its own: the engine, DuckDB's SQL
written by hand, and SQLite. SQLite counts one and two million rows, and the line through both says
how long it would take for all: its time is reckoned, not measured. Times are compared in seconds of
the processor, so that other work on the machine tells for nobody; seconds of the clock are beside.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.engine import large

MILLION = 1_000_000
ROUNDS = 3
MOST_RATIO, LEAST_TIMES_SQLITE, MOST_MEMORY = 1.5, 30.0, 2_000
"""Against SQL by hand; against SQLite; in megabytes."""
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


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    """`n` is millions of measurement rows; growth is measured from one million to twice `n`."""
    failures: list[str] = []
    sizes = sorted({*BY_SQLITE, max(1, n // 4), n, 2 * n})
    with tempfile.TemporaryDirectory(prefix="kv-cube-") as home:
        folders = {size: Path(home) / str(size) for size in sizes}
        for size, folder in folders.items():
            tell(f"{size} miljoner rader skrivs")
            large.make(folder, size * MILLION // large.PER_EPISODE, seed, tell)
        engine: dict[int, list[dict[str, Any]]] = {size: [] for size in sizes}
        hand: list[dict[str, Any]] = []
        for number in range(ROUNDS):
            for size in sizes:
                tell(f"omgång {number + 1} av {ROUNDS}: motorn, {size} miljoner rader")
                engine[size].append(_run("engine", folders[size]))
            for way in ("hand", "hand-directly"):
                tell(f"omgång {number + 1} av {ROUNDS}: {way}")
                hand.append(_run(way, folders[n]))
        sqlite = []
        for size in BY_SQLITE:
            tell(f"SQLite, {size} miljoner rader")
            sqlite.append(_run("sqlite", folders[size]))
    best = {size: _least(found, "seconds") for size, found in engine.items()}
    cpu = {size: _least(found, "cpu") for size, found in engine.items()}
    memory = max(one["megabytes"] for one in engine[n])
    slope = (sqlite[1]["cpu"] - sqlite[0]["cpu"]) / (BY_SQLITE[1] - BY_SQLITE[0])
    times = (sqlite[0]["cpu"] + (n - BY_SQLITE[0]) * slope) / cpu[n]
    ratio = cpu[n] / _least(hand, "cpu")
    growth = max(
        cpu[later] / later / (cpu[size] / size) for size in sizes for later in sizes if later > size
    )
    for size, by_sqlite in zip(BY_SQLITE, sqlite, strict=True):
        if engine[size][0]["digest"] != by_sqlite["digest"]:
            failures.append(f"SQLite gave other integers than DuckDB of {size} million rows")
    for failed, said in (
        (ratio > MOST_RATIO, f"{ratio:.2f} times SQL by hand"),
        (times < LEAST_TIMES_SQLITE, f"{times:.0f} times as fast as SQLite"),
        (memory > MOST_MEMORY, f"{memory} MB"),
        (growth > MOST_GROWTH, f"a row takes {growth:.2f} times as long in a larger run"),
    ):
        if failed:
            failures.append(said)
    figures = {f"seconds_{size}m": f"{best[size]:.2f}" for size in sizes}
    figures |= {f"cpu_{size}m": f"{cpu[size]:.2f}" for size in sizes}
    figures |= {
        "cells": str(engine[n][0]["cells"]),
        "hand": f"{_least(hand, 'seconds'):.2f}",
        "hand_cpu": f"{_least(hand, 'cpu'):.2f}",
        "ratio": f"{ratio:.2f}",
        "sqlite_cpu": "/".join(f"{one['cpu']:.2f}" for one in sqlite),
        "times_sqlite_reckoned": f"{times:.0f}",
        "megabytes": str(memory),
        "growth": f"{growth:.2f}",
        "load": f"{os.getloadavg()[1]:.1f}",
    }
    return Result(failures, figures)


def _least(found: list[dict[str, Any]], what: str) -> float:
    return min(float(one[what]) for one in found)


CAMPAIGN = Campaign(
    "Rikets kub ur så många miljoner mätrader: tid, minne och tillväxt.",
    24,
    _campaign,
)
