"""Mutation testing of the code that others rely on: `python tools/mutate.py access`, with mutmut 3.

With a number after the room, as many mutants are drawn at random, always the same ones.

Copies the project to a temporary folder, lets mutmut change some files in every way it knows and
run their tests for each, and ends in a line of figures. Survivors are listed; what runs once, when
a module is imported, always survives. It takes hours where a change needs a database of its own.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns

PROJECT = Path(__file__).parents[1]
BELOW = ("__init__.py", "command.py", "catalogue")
CAMPAIGNS = ("__init__.py", "campaign.py", "policy.py")
WHOLE = ("kvinnofrid", "tests", "catalogue", "data", "docs", "launcher")
SETTINGS = """[mutmut]
source_paths=kvinnofrid/{room}
only_mutate=
    {only}
also_copy=
    {copied}
    pytest.ini
pytest_add_cli_args=-x
    -q
    -p
    no:cacheprovider
    -m={marked}
timeout_constant=5
timeout_multiplier=6
pytest_add_cli_args_test_selection=
    {tests}
"""
PYTEST = """[pytest]
addopts = --import-mode=importlib
pythonpath = .
"""
ON_DJANGO = """DJANGO_SETTINGS_MODULE = tests.settings
markers = journey
"""


@dataclass(frozen=True)
class Room:
    """Which files are changed, and which tests must see it."""

    changed: tuple[str, ...]
    tests: tuple[str, ...]
    needs_all: bool = False
    """Whether the tests need the rest of the project."""

    marked: str = ""
    """Which of them, by their marks; without a database they take a hundredth of the time."""


def _files(room: str, *names: str) -> tuple[str, ...]:
    return tuple(f"kvinnofrid/{room}/{name}.py" for name in names)


def _tests(room: str, *names: str) -> tuple[str, ...]:
    return tuple(f"tests/{room}/test_{name}.py" for name in names)


ROOMS = {
    "access": Room(_files("access", "policy", "table", "roles", "values"), ("tests/access",)),
    "keys": Room(
        _files("keys", "ciphers", "encoding", "envelope", "identity", "ledger", "master", "quota")
        + _files("keys", "store", "keeper", "tokens"),
        _tests("keys", "envelope", "identity", "keeper", "refusals", "store"),
    ),
    "audit": Room(
        _files("audit", "chain", "signing"),
        _tests("audit", "chain", "heads"),
        needs_all=True,
        marked="not django_db",
    ),
    "verification": Room(
        _files("audit", "verification"),
        _tests("audit", "verification"),
        needs_all=True,
        marked="not django_db",
    ),
    "disclosure": Room(
        _files("disclosure", "primary", "protecting", "audit", "values"),
        _tests("disclosure", "promises", "attacker", "audit"),
    ),
    "search": Room(
        _files("disclosure", "search", "rows", "grid", "blocks", "cover", "cell_key")
        + _files("disclosure", "reading", "writing"),
        _tests("disclosure", "search", "rows", "cell_key", "reading", "promises", "pooling")
        + _tests("disclosure", "witnesses"),
    ),
    "certificate": Room(_files("disclosure", "certificate"), _tests("disclosure", "certificate")),
    "releases": Room(
        _files("releases", "rules", "check_rules"),
        _tests("releases", "rules", "check_rules"),
        needs_all=True,
        marked="not django_db",
    ),
    "visibility": Room(
        _files("records", "visibility"), _tests("records", "visible"), needs_all=True
    ),
}


def folder_of(name: str) -> str:
    """The room that the files are in."""
    return ROOMS[name].changed[0].split("/")[1]


def lay_out(folder: Path, name: str) -> None:
    """The room and its tests, alone or with the rest of the project."""
    room = ROOMS[name]
    own = folder_of(name)
    alone = (*(f"kvinnofrid/{one}" for one in (*BELOW, own)), f"tests/{own}", "docs/reference")
    alone = (*alone, "tests/data/identity", "tests/programs.py")
    for path in WHOLE if room.needs_all else alone:
        source, target = PROJECT / path, folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            copytree(source, target, ignore=ignore_patterns("__pycache__"))
        else:
            target.write_bytes(source.read_bytes())
    if not room.needs_all:
        (folder / "tests/__init__.py").touch()
        (folder / "tests/campaigns").mkdir()
        for one in CAMPAIGNS:
            content = (PROJECT / "tests/campaigns" / one).read_bytes()
            (folder / "tests/campaigns" / one).write_bytes(content)
    copied = WHOLE if room.needs_all else ("kvinnofrid", "tests", "docs")
    lines = {"only": room.changed, "copied": copied, "tests": room.tests}
    written = {key: "\n    ".join(value) for key, value in lines.items()}
    (folder / "setup.cfg").write_text(
        SETTINGS.format(room=folder_of(name), marked=room.marked or "not journey", **written)
    )
    (folder / "pytest.ini").write_text(PYTEST + (ON_DJANGO if room.needs_all else ""))


def _drawn(folder: Path, number: int, mutmut: list[str], env: dict[str, str]) -> list[str]:
    """The names of some mutants, which are made by asking for one that there is not."""
    subprocess.run([*mutmut, "run", "none"], cwd=folder, check=False, env=env)
    found = sorted((folder / "mutants").rglob("*.meta"))
    names = [name for one in found for name in json.loads(one.read_text())["exit_code_by_key"]]
    random.Random(22).shuffle(names)  # noqa: S311 - drawn alike each time, and no secret
    return names[:number]


def main(room: str, number: int = 0) -> int:
    """Run, print the survivors and the figures; 1 when less than nine tenths were killed."""
    with tempfile.TemporaryDirectory() as made:
        lay_out(Path(made), room)
        mutmut = [sys.executable, "-m", "mutmut"]
        surroundings = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        drawn = _drawn(Path(made), number, mutmut, surroundings) if number else []
        run = [*mutmut, "run", "--max-children", "2", *drawn]
        subprocess.run(run, cwd=made, check=True, env=surroundings)
        results = subprocess.run(
            [*mutmut, "results", "--all", "true"],
            cwd=made,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
        lines = [
            line.strip() for line in results if ": " in line and not line.endswith("not checked")
        ]
        rest = [line for line in lines if not line.endswith((": killed", ": timeout"))]
        for line in rest:
            shown = subprocess.run(
                [*mutmut, "show", line.split(":")[0]],
                cwd=made,
                check=False,
                capture_output=True,
                text=True,
            ).stdout
            changed = [one for one in shown.splitlines() if one[:1] in "+-" and one[:3] != "+++"]
            print(line, *changed[1:], sep="\n    ")  # noqa: T201
    killed = len(lines) - len(rest)
    print(f"room={room} mutants={len(lines)} killed={killed} share={killed / len(lines):.3f}")  # noqa: T201
    return int(killed < 0.9 * len(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0))
