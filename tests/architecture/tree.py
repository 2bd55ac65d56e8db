"""Reading the project as a tree of files: what the rules look at."""

import ast
import configparser
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = "kvinnofrid"
NOT_OURS = re.compile(r"(^|/)(vendor|vendored|static/.+\.min\.)(/|$|[^/]*$)")
SKIPPED_FOLDERS = {"__pycache__", "node_modules", "htmlcov", "build", "data-local"}


def project_files(root: Path = PROJECT) -> list[str]:
    """Paths of the project's files relative to `root`: what git knows or would take up.

    Without git (an unpacked archive) all files that are neither hidden nor built.
    """
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            check=True,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        ).stdout.decode()
        found = [path for path in listed.split("\0") if path and (root / path).is_file()]
    else:
        found = [
            path.relative_to(root).as_posix()
            for path in root.rglob("*")
            if path.is_file() and not _is_skipped(path.relative_to(root))
        ]
    return sorted(set(found))


def _is_skipped(path: Path) -> bool:
    return any(
        part in SKIPPED_FOLDERS or (part.startswith(".") and part not in {".ci", ".importlinter"})
        for part in path.parts
    )


def is_vendored(path: str) -> bool:
    """Whether the file is a copy of somebody else's work, kept as it came."""
    return bool(NOT_OURS.search(path))


def rooms(root: Path = PROJECT) -> list[str]:
    """The folders of the package that hold Python."""
    return sorted(
        folder.name
        for folder in (root / PACKAGE).iterdir()
        if folder.is_dir() and (folder / "__init__.py").exists()
    )


def layers(root: Path = PROJECT) -> list[set[str]]:
    """The rooms from the top down as `.importlinter` stacks them; siblings stand together."""
    return [set(re.findall(r"\w+", line)) for line in _contract(root, "layers")["layers"].split()]


def layer_lines(root: Path = PROJECT) -> list[str]:
    """The layers as they are written, with parentheses around those that may be absent."""
    return _contract(root, "layers")["layers"].strip().splitlines()


def pure_rooms(root: Path = PROJECT) -> set[str]:
    """The rooms that the contract keeps away from Django."""
    return {
        name.removeprefix(f"{PACKAGE}.")
        for name in _contract(root, "pure")["source_modules"].split()
    }


def _contract(root: Path, name: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser()
    parser.read(root / ".importlinter", encoding="utf-8")
    section = parser[f"importlinter:contract:{name}"]
    if name == "layers":
        joined = re.sub(r"[ \t]*\|[ \t]*", "|", section["layers"])
        section["layers"] = joined
    return section


def height(room: str, stack: list[set[str]]) -> int | None:
    """How far up the stack a room is, 0 at the bottom; None for what is no room."""
    for steps, names in enumerate(reversed(stack)):
        if room in names:
            return steps
    return None


def domains(root: Path = PROJECT) -> list[str]:
    """The rooms that are Django apps of their own: those with models, addresses or queries."""
    return [
        room
        for room in rooms(root)
        if room not in {"config", "web"}
        and any(
            (root / PACKAGE / room / name).exists()
            for name in ("models.py", "urls.py", "queries.py", "views.py", "models", "views")
        )
    ]


def python_files(root: Path, folder: str) -> Iterator[tuple[str, ast.Module]]:
    """Each Python file under a folder, as a relative path and parsed; migrations are left out."""
    for path in sorted((root / folder).rglob("*.py")):
        relative = path.relative_to(root).as_posix()
        if "/migrations/" not in relative:
            yield relative, ast.parse(path.read_text(encoding="utf-8"), filename=relative)


def module_name(path: str) -> str:
    """The dotted name of a Python file."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported_modules(path: str, tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Each import as (module, name, line); name is empty for `import module`."""
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, "", node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            for alias in node.names:
                yield module, alias.name, node.lineno


def write_tree(root: Path, files: dict[str, str]) -> Path:
    """A tiny project for a negative check."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root
