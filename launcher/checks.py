"""`./kv test`: format, lint, types, layers and all tests, each a step with its time."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from launcher.browser import ensure_chromium
from launcher.packages import ensure_packages
from launcher.places import Places, ensure_secret_key
from launcher.postgres import postgresql
from launcher.project import surroundings
from launcher.screen import Screen, stop

# It has no `python -m` of its own.
RUN_IMPORT_LINTER = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
)
LINTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Format (ruff format)", ("-m", "ruff", "format", "--check", ".")),
    ("Regler (ruff check)", ("-m", "ruff", "check", ".")),
    ("Typer (mypy)", ("-m", "mypy")),
    ("Skikt (import-linter)", ("-c", RUN_IMPORT_LINTER)),
)
ALL_TESTS = ("-m", "pytest", "-q", "-n", "2")
COVERAGE = ("--cov", "--cov-branch", "--cov-report=", "--cov-fail-under=0")
# The rooms where a wrong line is a wrong figure: every branch of them is tested.
FULLY_COVERED = (
    "*rules.py",
    "kvinnofrid/audit/chain.py",
    "kvinnofrid/audit/signing.py",
    "kvinnofrid/statistics/*",
    "kvinnofrid/catalogue/*",
    "kvinnofrid/spreadsheets/*",
    "kvinnofrid/charts/*",
    "kvinnofrid/keys/*",
    "kvinnofrid/access/*",
    "kvinnofrid/disclosure/*",
    "kvinnofrid/engine/*",
    "kvinnofrid/questionnaires/*",
)
GATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Testtäckning", ("-m", "coverage", "report")),
    (
        "Full täckning av regler, rena rum och loggens kedja",
        ("-m", "coverage", "report", "--fail-under=100", "--include=" + ",".join(FULLY_COVERED)),
    ),
)


def run_tests(places: Places, screen: Screen, arguments: Sequence[str], *, use_pg: bool) -> int:
    """Run the checks; with arguments only pytest, with those. The exit code is 1 if any failed.

    On PostgreSQL only the tests run: the other checks do not depend on the database.
    """
    ensure_packages(places, screen, "test")
    chromium = ensure_chromium(screen)
    with contextlib.ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kv-test-")))
        places = replace(places, data=data)
        ensure_secret_key(places)
        database = (
            stack.enter_context(postgresql(places, screen, for_tests=True)) if use_pg else None
        )
        environment = surroundings(places, mode="test", database=database)
        environment["KV_CHROMIUM"] = str(chromium)
        return _run_steps(places, screen, _steps(arguments, use_pg=use_pg), environment)


def _steps(arguments: Sequence[str], *, use_pg: bool) -> Sequence[tuple[str, Sequence[str]]]:
    if arguments:
        return [("Tester (pytest)", ("-m", "pytest", *arguments))]
    if use_pg:
        return [("Tester på PostgreSQL (pytest)", ALL_TESTS)]
    return [*LINTERS, ("Tester (pytest)", (*ALL_TESTS, *COVERAGE)), *GATES]


def _run_steps(
    places: Places,
    screen: Screen,
    steps: Sequence[tuple[str, Sequence[str]]],
    environment: Mapping[str, str],
) -> int:
    """Run every step, also after one has failed, and sum up."""
    failed = []
    for text, words in steps:
        screen.say(f"{text} …")
        before = screen.elapsed()
        code = _watched([str(places.python), *words], places.project, environment)
        took = screen.elapsed() - before
        screen.say(f"{text}: {'godkänt' if code == 0 else 'UNDERKÄNT'} ({took:.1f} s)")
        if code:
            failed.append(text)
    if failed:
        screen.say("Underkända steg: " + "; ".join(failed))
        return 1
    screen.say("Alla steg är godkända.")
    return 0


def _watched(words: list[str], folder: Path, environment: Mapping[str, str]) -> int:
    """Run a step with its output on the screen; an interruption reaches it and is waited out."""
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, env={**environment, **_no_colour()}, cwd=folder
    )
    try:
        return process.wait()
    except KeyboardInterrupt:  # Ctrl-C reaches the child too, which then ends by itself
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        raise
    finally:
        stop(process)


def _no_colour() -> dict[str, str]:
    return {} if os.isatty(1) else {"NO_COLOR": "1"}
