"""Documents: links lead somewhere, pages can be found, and what is named in them exists."""

import importlib
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from kvinnofrid.config.commands import declared_commands
from tests.architecture.tree import PACKAGE, PROJECT, project_files, write_tree

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([^`\n]+)`")
TOP_FOLDERS = (
    f"{PACKAGE}/",
    "tests/",
    "docs/",
    "data/",
    "catalogue/",
    "launcher/",
    "requirements/",
)
INDEX = "docs/README.md"


def documents(root: Path) -> list[str]:
    """The project's own Markdown."""
    return [path for path in project_files(root) if path.endswith(".md")]


def prose(root: Path, path: str) -> str:
    """A document without its fenced examples."""
    return FENCE.sub("", (root / path).read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """The places in a document that a link can point at: its headings."""
    return {
        re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    }


def links(root: Path, path: str) -> list[str]:
    """The relative links of a document."""
    return [
        target for target in LINK.findall(prose(root, path)) if not re.match(r"[a-z]+:", target)
    ]


def broken_links(root: Path) -> list[str]:
    """Relative links that lead to no file, out of the project, or to no heading."""
    found = []
    for path in documents(root):
        for target in links(root, path):
            place, _, anchor = target.partition("#")
            there = ((root / path).parent / place).resolve() if place else root / path
            if not there.is_relative_to(root.resolve()) or not there.exists():
                found.append(f"{path} → {target}")
            elif anchor and anchor not in anchors(there.read_text(encoding="utf-8")):
                found.append(f"{path} → {target}: no such heading")
    return found


def unreachable(root: Path) -> list[str]:
    """Pages under `docs/` that nobody finds who starts at the index and follows links."""
    seen: set[str] = set()
    waiting = [INDEX]
    while waiting:
        path = waiting.pop()
        if path in seen or not path.endswith(".md") or not (root / path).is_file():
            continue
        seen.add(path)
        for target in links(root, path):
            there = ((root / path).parent / target.partition("#")[0]).resolve()
            if there.is_relative_to(root.resolve()):
                waiting.append(there.relative_to(root.resolve()).as_posix())
    return [p for p in documents(root) if p.startswith("docs/") and p not in seen]


def missing_names(root: Path) -> list[str]:
    """Paths and dotted names in backticks that do not exist in the project."""
    found = []
    for path in documents(root):
        for name in NAMED.findall(prose(root, path)):
            if re.search(r"[<>{}…\s]", name) or re.search(r"\b[A-Z]{3,}\b", name):
                continue  # a pattern to fill in, not a name
            if name.startswith(TOP_FOLDERS):
                if not (
                    any(root.glob(name.rstrip("/"))) if "*" in name else (root / name).exists()
                ):
                    found.append(f"{path}: {name}")
            elif name.startswith(f"{PACKAGE}.") and not exists(name):
                found.append(f"{path}: {name}")
    return found


def exists(name: str) -> bool:
    """Whether a dotted name is a module of the package, or a thing in one."""
    parts = name.removesuffix("()").split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if hasattr(thing, part):
                thing = getattr(thing, part)
            else:
                return part in getattr(thing, "__annotations__", {})
        return True
    return False


def test_links_lead_somewhere() -> None:
    assert broken_links(PROJECT) == []


def test_every_page_can_be_found_from_the_index() -> None:
    assert unreachable(PROJECT) == []


def test_paths_and_names_in_the_documents_exist() -> None:
    assert missing_names(PROJECT) == []


def test_bad_documents_are_caught(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            "README.md": "[a](docs/README.md) [b](docs/none.md) [c](../out.md) [d](#nowhere)\n",
            "docs/README.md": "# Top\n[a](how-to/a.md#step-one) `docs/how-to/a.md` `docs/b.md`\n",
            "docs/how-to/a.md": "# Step one\n`kvinnofrid.config.urls` `kvinnofrid.config.none`\n",
            "docs/how-to/lost.md": "[x](https://example.org) `tests/architecture/NAME.py`\n",
        },
    )
    assert broken_links(root) == [
        "README.md → docs/none.md",
        "README.md → ../out.md",
        "README.md → #nowhere: no such heading",
    ]
    assert unreachable(root) == ["docs/how-to/lost.md"]
    assert missing_names(root) == [
        "docs/README.md: docs/b.md",
        "docs/how-to/a.md: kvinnofrid.config.none",
    ]


def test_decisions_have_a_number_each_and_are_short() -> None:
    decisions = sorted((PROJECT / "docs/adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert len(numbers) == len(set(numbers))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# 0*{int(path.name[:4])}\b", text), path
        assert len(text.split()) < 700, f"{path} is more than a page"
        assert re.search(r"^## Rejected|^\*\*Rejected", text, re.MULTILINE), path


def test_the_two_commands_of_the_readme_are_there() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    promised = re.findall(r"^\./kv (\w+)", readme, re.MULTILINE)
    assert promised == ["start", "test"]
    said = subprocess.run(
        [sys.executable, str(PROJECT / "kv"), "help"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    for command in promised:
        assert re.search(rf"\b{command}\b", said), f"./kv help does not tell of {command}"


def undocumented(commands: Iterable[str], reference: str) -> list[str]:
    """Commands that the reference has no example of."""
    return [c for c in commands if not re.search(rf"\./kv\b[^\n]* ?{re.escape(c)}\b", reference)]


def test_every_command_is_in_the_reference() -> None:
    reference = (PROJECT / "docs/reference/cli.md").read_text(encoding="utf-8")
    assert undocumented(declared_commands(), reference) == []


def test_a_command_without_reference_is_caught() -> None:
    assert undocumented(["check", "hide"], "`./kv check` reads the catalogue") == ["hide"]


def test_the_public_sectors_description_agrees_with_the_project() -> None:
    described = yaml.safe_load((PROJECT / "publiccode.yml").read_text(encoding="utf-8"))
    pyproject = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'license = "{described["legal"]["license"]}"' in pyproject
    assert (
        (PROJECT / "LICENSE")
        .read_text(encoding="utf-8")
        .startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    )
    assert set(described["description"]) == set(described["localisation"]["availableLanguages"])
    for language, texts in described["description"].items():
        assert len(texts["shortDescription"]) <= 150, language
        assert 150 <= len(texts["longDescription"]) <= 10_000, language
        assert texts["features"], language


@pytest.mark.parametrize("name", ["kvinnofrid.config.urls", "kvinnofrid.config.domains.menu"])
def test_a_name_that_exists_is_known(name: str) -> None:
    assert exists(name)
