"""Mutation testing of a pure room: `python tools/mutate.py access`, with mutmut 3 beside pytest.

Copies the room, what it stands on and its tests to a temporary folder, lets mutmut change the code
in every way it knows and run the room's tests for each, and ends in a line of figures. Survivors
are listed; what runs once, when a module is imported, always survives.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copytree, ignore_patterns

PROJECT = Path(__file__).parents[1]
BELOW = ("__init__.py", "command.py", "catalogue")
SETTINGS = """[mutmut]
source_paths=kvinnofrid/{room}
also_copy=
    kvinnofrid
    tests
    docs
    pytest.ini
pytest_add_cli_args=-x
    -q
"""


def lay_out(folder: Path, room: str) -> None:
    """The room and its tests, without the rest of the project."""
    code = (f"kvinnofrid/{name}" for name in (*BELOW, room))
    for path in (*code, f"tests/{room}", "docs/reference"):
        source, target = PROJECT / path, folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            copytree(source, target, ignore=ignore_patterns("__pycache__"))
        else:
            target.write_bytes(source.read_bytes())
    (folder / "tests/__init__.py").touch()
    campaigns = folder / "tests/campaigns"
    campaigns.mkdir()
    for name in ("__init__.py", "campaign.py", "policy.py"):
        (campaigns / name).write_bytes((PROJECT / "tests/campaigns" / name).read_bytes())
    (folder / "setup.cfg").write_text(SETTINGS.format(room=room))
    (folder / "pytest.ini").write_text(
        "[pytest]\naddopts = --import-mode=importlib\npythonpath = .\n"
    )


def main(room: str) -> int:
    """Run, print the survivors and the figures; 1 when less than nine tenths were killed."""
    with tempfile.TemporaryDirectory() as made:
        lay_out(Path(made), room)
        mutmut = [sys.executable, "-m", "mutmut"]
        subprocess.run([*mutmut, "run", "--max-children", "2"], cwd=made, check=True)
        results = subprocess.run(
            [*mutmut, "results", "--all", "true"],
            cwd=made,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
    lines = [line.strip() for line in results if ": " in line]
    rest = [line for line in lines if not line.endswith(": killed")]
    killed = len(lines) - len(rest)
    print(*rest, sep="\n")  # noqa: T201
    print(f"room={room} mutants={len(lines)} killed={killed} share={killed / len(lines):.3f}")  # noqa: T201
    return int(killed < 0.9 * len(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
