"""How domains meet: in front doors only, downwards only, and in a fixed order inside."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import (
    PACKAGE,
    PROJECT,
    domains,
    height,
    imported_modules,
    layers,
    module_name,
    pure_rooms,
    python_files,
    rooms,
    write_tree,
)

FRONT_DOORS = {"queries", "operations", "permissions", "models", "rules", "facts"}
"""What one domain may import from another. Pages, forms and presenters stay at home."""

ORDER: tuple[set[str], ...] = (
    {"urls", "commands"},
    {"views", "api"},
    {"presenters", "forms"},
    {"operations", "facts"},
    {"permissions"},
    {"queries"},
    {"models"},
    {"rules"},
)
"""The files of a domain from the top down. One that has another name is judged by what it reaches:
whatever imports it must stand at least as high as everything that it imports."""

FIRST_TOLD = 2
"""The first place in the order that is told the day instead of asking for it."""

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def reaching_past(root: Path) -> list[str]:
    """Imports from another domain that do not go through its front doors."""
    found = []
    neighbours = set(domains(root))
    for domain in sorted(neighbours):
        for path, tree in python_files(root, f"{PACKAGE}/{domain}"):
            for module, name, line in imported_modules(path, tree):
                parts = [*module.split("."), name] if name else module.split(".")
                if parts[0] != PACKAGE or len(parts) < 2 or parts[1] not in neighbours - {domain}:
                    continue
                if len(parts) < 3 or parts[2] not in FRONT_DOORS:
                    found.append(f"{path}:{line} imports {'.'.join(parts)}")
    return found


def foreign_managers(root: Path) -> list[str]:
    """Questions put to another domain's tables directly: `Model.objects` of an imported model."""
    found = []
    neighbours = set(domains(root))
    for domain in sorted(neighbours):
        for path, tree in python_files(root, f"{PACKAGE}/{domain}"):
            foreign = {
                name
                for module, name, _ in imported_modules(path, tree)
                if module in {f"{PACKAGE}.{other}.models" for other in neighbours - {domain}}
            }
            found += [
                f"{path}:{node.lineno} asks {node.value.id}.{node.attr}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute)
                and node.attr in {"objects", "_default_manager"}
                and isinstance(node.value, ast.Name)
                and node.value.id in foreign
            ]
    return found


def relations_upward(root: Path) -> list[str]:
    """Relations named by a string that lead to a room above: `ForeignKey("portal.Page")`."""
    stack = layers(root)
    found = []
    for domain in domains(root):
        for path, tree in python_files(root, f"{PACKAGE}/{domain}"):
            for line, target in _named_relations(tree):
                label = target.split(".")[0] if "." in target else domain
                here, there = height(domain, stack), height(label, stack)
                if there is not None and here is not None and there > here:
                    found.append(f"{path}:{line} points up at {target}")
    return found


def _named_relations(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        if called in RELATIONS:
            given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "to")]
        elif called == "get_model":
            given = node.args[:1]
        else:
            continue
        for argument in given:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                value = argument.value
                yield node.lineno, value if "." in value or called != "get_model" else f"{value}."


def _rank(module: str, domain: str) -> int | None:
    """The place of a module in the order, None when its name is free."""
    rest = module.removeprefix(f"{PACKAGE}.{domain}").lstrip(".").split(".")[0]
    for rank, names in enumerate(ORDER):
        if rest in names or any(rest.startswith(f"{n}_") or rest.endswith(f"_{n}") for n in names):
            return rank
    return None


def out_of_order(root: Path) -> list[str]:
    """Files of a domain that import, directly or by way of others, one that stands above them."""
    found = []
    for domain in domains(root):
        prefix = f"{PACKAGE}.{domain}"
        files = {
            module_name(path): (path, tree)
            for path, tree in python_files(root, prefix.replace(".", "/"))
        }
        graph = {
            module: {
                target
                for source, name, _ in imported_modules(path, tree)
                for target in (f"{source}.{name}" if name else source, source)
                if target in files and target not in {module, prefix}
            }
            for module, (path, tree) in files.items()
        }
        for module, (path, _) in files.items():
            rank = _rank(module, domain)
            if rank is None:
                continue
            for reached in _reach(module, graph, domain):
                above = _rank(reached, domain)
                same_file = module.split(".")[2] == reached.split(".")[2]
                if above is not None and not same_file and above < rank:
                    found.append(f"{path} reaches up to {reached}")
    return found


def _reach(start: str, graph: dict[str, set[str]], domain: str) -> list[str]:
    """What a module imports, looking through modules with free names but not through ranked."""
    seen: set[str] = set()
    waiting = sorted(graph[start])
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        if _rank(module, domain) is None:
            waiting += sorted(graph.get(module, set()))
    return sorted(seen)


def reads_the_calendar(root: Path) -> list[str]:
    """Files below the pages that ask what day it is: the interface passes in `today=`."""
    return [
        f"{path}:{node.lineno} asks {node.attr}"
        for room in rooms(root)
        if room != "config"
        for path, tree in python_files(root, f"{PACKAGE}/{room}")
        if (_rank(module_name(path), room) or 0) >= FIRST_TOLD or room in pure_rooms(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"today", "localdate", "localtime"}
    ]


LINTER = """
[importlinter:contract:layers]
layers =
    portal
    comparisons
    organisations

[importlinter:contract:pure]
source_modules =
    kvinnofrid.statistics
"""
HOUSE = {
    ".importlinter": LINTER,
    "kvinnofrid/__init__.py": "",
    "kvinnofrid/comparisons/__init__.py": "",
    "kvinnofrid/comparisons/models.py": "",
    "kvinnofrid/organisations/__init__.py": "",
    "kvinnofrid/organisations/models.py": "",
}


def test_domains_meet_in_queries_operations_facts_models_and_rules_only() -> None:
    assert reaching_past(PROJECT) == []


def test_a_reach_past_the_front_doors_is_caught(tmp_path: Path) -> None:
    bad = {
        "kvinnofrid/comparisons/queries.py": "from kvinnofrid.organisations.views import index\n"
        "from kvinnofrid.organisations import presenters, queries\n"
    }
    assert reaching_past(write_tree(tmp_path, HOUSE | bad)) == [
        "kvinnofrid/comparisons/queries.py:1 imports kvinnofrid.organisations.views.index",
        "kvinnofrid/comparisons/queries.py:2 imports kvinnofrid.organisations.presenters",
    ]


def test_nobody_asks_another_domains_tables() -> None:
    assert foreign_managers(PROJECT) == []


def test_a_question_to_another_domains_table_is_caught(tmp_path: Path) -> None:
    bad = {
        "kvinnofrid/comparisons/queries.py": (
            "from kvinnofrid.organisations.models import Organisation\n\n"
            "everybody = Organisation.objects.all()\n"
        )
    }
    assert foreign_managers(write_tree(tmp_path, HOUSE | bad)) == [
        "kvinnofrid/comparisons/queries.py:3 asks Organisation.objects"
    ]


def test_relations_named_by_strings_point_down() -> None:
    assert relations_upward(PROJECT) == []


def test_a_relation_upward_is_caught(tmp_path: Path) -> None:
    bad = {
        "kvinnofrid/organisations/models.py": (
            'round = models.ForeignKey("comparisons.Round", models.CASCADE)\n'
            'parent = models.ForeignKey("self", models.CASCADE)\n'
            'Answer = apps.get_model("comparisons", "Answer")\n'
        )
    }
    assert relations_upward(write_tree(tmp_path, HOUSE | bad)) == [
        "kvinnofrid/organisations/models.py:1 points up at comparisons.Round",
        "kvinnofrid/organisations/models.py:3 points up at comparisons.",
    ]


def test_files_of_a_domain_import_only_those_after_them() -> None:
    assert out_of_order(PROJECT) == []


def test_a_file_that_imports_one_above_is_caught_even_by_a_detour(tmp_path: Path) -> None:
    bad = {
        "kvinnofrid/organisations/views.py": "from kvinnofrid.organisations import queries\n",
        "kvinnofrid/organisations/queries.py": "from kvinnofrid.organisations import detour\n",
        "kvinnofrid/organisations/detour.py": "from kvinnofrid.organisations.views import index\n",
        "kvinnofrid/organisations/rules.py": "from . import models\n",
    }
    assert out_of_order(write_tree(tmp_path, HOUSE | bad)) == [
        "kvinnofrid/organisations/queries.py reaches up to kvinnofrid.organisations.views",
        "kvinnofrid/organisations/rules.py reaches up to kvinnofrid.organisations.models",
    ]


def test_only_pages_and_commands_ask_what_day_it_is() -> None:
    assert reads_the_calendar(PROJECT) == []


def test_a_query_that_asks_what_day_it_is_is_caught(tmp_path: Path) -> None:
    asking = "day = timezone.localdate()\n"
    files = {"kvinnofrid/comparisons/queries.py": asking, "kvinnofrid/comparisons/views.py": asking}
    assert reads_the_calendar(write_tree(tmp_path, HOUSE | files)) == [
        "kvinnofrid/comparisons/queries.py:1 asks localdate"
    ]
