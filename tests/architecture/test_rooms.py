"""Rooms: each named, stacked, pure where it must be, and every view of it reachable."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.architecture.tree import (
    PACKAGE,
    PROJECT,
    imported_modules,
    layer_lines,
    layers,
    module_name,
    pure_rooms,
    python_files,
    rooms,
    write_tree,
)

EXPLAINED = ("rules", "queries", "operations", "permissions", "facts")
EXPLAINED_ROOMS = (
    "statistics",
    "disclosure",
    "engine",
    "catalogue",
    "spreadsheets",
    "charts",
    "keys",
    "questionnaires",
)
KNOWS_DJANGO = re.compile(r"^\s*(?:from|import)\s+(?:django|ninja)\b", re.MULTILINE)


def unnamed(root: Path) -> list[str]:
    """Packages whose `__init__.py` does not say in a sentence what the room is for."""
    found = []
    for path, tree in python_files(root, PACKAGE):
        if path.endswith("/__init__.py") and "/templatetags/" not in path:
            said = ast.get_docstring(tree) or ""
            if len(said.split()) < 4 or not said.split("\n")[0].endswith((".", ":")):
                found.append(path)
    return found


def unstacked(root: Path) -> list[str]:
    """Rooms that `.importlinter` does not place, or places as if they might be absent."""
    stacked = set().union(*layers(root))
    optional = {name for line in layer_lines(root) for name in re.findall(r"\((\w+)\)", line)}
    return [
        *(f"{room} stands in no layer" for room in rooms(root) if room not in stacked),
        *(f"{room} is here, take away its parentheses" for room in rooms(root) if room in optional),
        *(f"{room} has a layer but no folder" for room in _absent(root, stacked - optional)),
    ]


def _absent(root: Path, names: set[str]) -> list[str]:
    folder = root / PACKAGE
    return sorted(
        n for n in names if not (folder / n).is_dir() and not (folder / f"{n}.py").exists()
    )


def impure(root: Path) -> list[str]:
    """Rooms without Django that the contract forgets to keep so."""
    watched = pure_rooms(root)
    return [
        room
        for room in rooms(root)
        if room not in watched
        and room in EXPLAINED_ROOMS
        and not any(
            KNOWS_DJANGO.search((root / path).read_text(encoding="utf-8"))
            for path, _ in python_files(root, f"{PACKAGE}/{room}")
        )
    ]


def impure_rules(root: Path) -> list[str]:
    """Rules that know Django, the clock or the file system: a rule is told what it needs."""
    return [
        f"{path}:{line} imports {module}"
        for path, tree in python_files(root, PACKAGE)
        if re.search(r"/(rules|\w+_rules|rules_\w+)(\.py$|/)", path)
        for module, _, line in imported_modules(path, tree)
        if module.split(".")[0] in {"django", "ninja", "os", "time", "pathlib", "random"}
    ]


def unexplained(root: Path) -> list[str]:
    """Public functions and classes of rules, reads, writes and the pure rooms without docstring."""
    found = []
    for path, tree in python_files(root, PACKAGE):
        parts = module_name(path).split(".")
        if parts[-1].startswith("_") or not (
            parts[-1] in EXPLAINED or (len(parts) > 1 and parts[1] in EXPLAINED_ROOMS)
        ):
            continue
        found += [
            f"{path}:{node.lineno} {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    return found


def unrouted(modules: list[ModuleType], routed: set[tuple[str, str]]) -> list[str]:
    """Functions of view modules that take a request first but answer at no address."""
    found = []
    for module in modules:
        for name, thing in vars(module).items():
            if not inspect.isfunction(thing) or name.startswith("_"):
                continue
            if thing.__module__ != module.__name__:
                continue
            parameters = list(inspect.signature(thing).parameters)
            if parameters[:1] == ["request"] and (module.__name__, name) not in routed:
                found.append(f"{module.__name__}.{name}")
    return found


def _view_modules() -> list[ModuleType]:
    return [
        importlib.import_module(module_name(path))
        for path, _ in python_files(PROJECT, PACKAGE)
        if re.search(r"/(views|[a-z]+_views|views_[a-z_]+)(\.py$|/)", path)
    ]


def _routed(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routed(pattern.url_patterns)
        else:
            view = inspect.unwrap(pattern.callback)
            yield view.__module__, getattr(view, "__name__", type(view).__name__)


LINTER = """
[importlinter:contract:layers]
layers =
    portal
    (charts) | statistics

[importlinter:contract:pure]
source_modules =
    kvinnofrid.charts
"""


def test_every_package_says_what_it_is_for() -> None:
    assert unnamed(PROJECT) == []


def test_a_package_that_says_nothing_is_caught(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            "kvinnofrid/__init__.py": '"""The whole of it, in four words."""',
            "kvinnofrid/a/__init__.py": "",
        },
    )
    assert unnamed(root) == ["kvinnofrid/a/__init__.py"]


def test_every_room_stands_in_a_layer() -> None:
    assert unstacked(PROJECT) == []


def test_a_room_without_layer_and_a_layer_without_room_are_caught(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            ".importlinter": LINTER,
            "kvinnofrid/attic/__init__.py": "",
            "kvinnofrid/charts/__init__.py": "",
            "kvinnofrid/portal/__init__.py": "",
        },
    )
    assert unstacked(root) == [
        "attic stands in no layer",
        "charts is here, take away its parentheses",
        "statistics has a layer but no folder",
    ]


def test_rooms_without_django_are_kept_so_by_contract() -> None:
    assert impure(PROJECT) == []


def test_a_pure_room_that_the_contract_forgets_is_caught(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            ".importlinter": LINTER,
            "kvinnofrid/charts/__init__.py": "",
            "kvinnofrid/statistics/__init__.py": "import math\n",
        },
    )
    assert impure(root) == ["statistics"]


def test_rules_are_pure() -> None:
    assert impure_rules(PROJECT) == []


def test_a_rule_that_knows_django_is_caught(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path, {"kvinnofrid/portal/rules.py": "from django.db.models import Q\nimport math\n"}
    )
    assert impure_rules(root) == ["kvinnofrid/portal/rules.py:1 imports django.db.models"]


def test_public_rules_reads_writes_and_statistics_are_explained() -> None:
    assert unexplained(PROJECT) == []


def test_a_public_function_without_explanation_is_caught(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            "kvinnofrid/statistics/shares.py": (
                "def share() -> None: ...\ndef _own() -> None: ...\n"
            ),
            "kvinnofrid/portal/rules.py": 'def allowed() -> bool:\n    """Whether."""\n',
        },
    )
    assert unexplained(root) == ["kvinnofrid/statistics/shares.py:1 share"]


def test_every_view_answers_at_an_address() -> None:
    routed = set(_routed(get_resolver().url_patterns))
    assert _view_modules()
    assert unrouted(_view_modules(), routed) == []


def test_a_view_without_address_is_caught() -> None:
    from kvinnofrid.portal import views

    assert "kvinnofrid.portal.views.start" in unrouted([views], set())
