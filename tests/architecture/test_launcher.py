"""The launcher: needs nothing installed, and its locks name packages and hashes, no addresses."""

import re
import sys
from pathlib import Path

from tests.architecture.tree import PROJECT, imported_modules, python_files, write_tree

ALLOWED = sys.stdlib_module_names | {"launcher"}


def needs_something(root: Path) -> list[str]:
    """Imports of the launcher that a bare Python lacks."""
    return [
        f"{path}:{line} imports {module}"
        for path, tree in python_files(root, "launcher")
        for module, _, line in imported_modules(path, tree)
        if module.split(".")[0] not in ALLOWED
    ]


def loose_locks(root: Path) -> list[str]:
    """Locks that name an address, or a package without an exact version and a hash."""
    found = []
    for path in sorted((root / "requirements").glob("*.lock")):
        text = re.sub(r"^\s*#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        packages = re.findall(r"^[A-Za-z0-9].*", text.replace("\\\n", " "), re.MULTILINE)
        found += [f"{path.name} names an address"] * bool(re.search(r"https?://|index-url", text))
        found += [
            f"{path.name}: {package.split()[0]}"
            for package in packages
            if not re.match(r"[\w.\[\],-]+==\S+", package) or "--hash=sha256:" not in package
        ]
    return found


def test_the_launcher_needs_nothing_installed() -> None:
    assert needs_something(PROJECT) == []


def test_locks_pin_every_package_by_hash_and_name_no_address() -> None:
    assert len(list((PROJECT / "requirements").glob("*.lock"))) >= 2
    assert loose_locks(PROJECT) == []


def test_a_launcher_with_needs_and_a_loose_lock_are_caught(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            "launcher/main.py": "import argparse\nimport django\nfrom launcher import screen\n",
            "requirements/base.lock": (
                "--index-url https://example.org/simple\n"
                "good==1.0 \\\n    --hash=sha256:aa\nloose>=1.0\nbare==1.0\n"
            ),
        },
    )
    assert needs_something(root) == ["launcher/main.py:2 imports django"]
    assert loose_locks(root) == [
        "base.lock names an address",
        "base.lock: loose>=1.0",
        "base.lock: bare==1.0",
    ]
