"""Cryptography is found wherever it is used, and stands in the list."""

import re
from pathlib import Path

from tests.architecture.tree import PROJECT, write_tree

LIST = "docs/reference/cryptography.md"
USED = re.compile(
    r"^\s*(?:import|from) (?:hashlib|hmac|secrets|pyrage|cryptography|argon2|nacl|jwt)\b",
    re.MULTILINE,
)


def users(root: Path) -> set[str]:
    """The modules that use cryptography, digests or unguessable numbers."""
    return {
        path.relative_to(root).as_posix()
        for folder in ("kvinnofrid", "launcher")
        for path in (root / folder).rglob("*.py")
        if USED.search(path.read_text(encoding="utf-8"))
    }


def listed(root: Path) -> set[str]:
    """The modules of the list."""
    text = (root / LIST).read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([\w/]+\.py)` \|", text, re.MULTILINE))


def test_every_use_of_cryptography_stands_in_the_list_and_nothing_else() -> None:
    assert sorted(users(PROJECT) ^ listed(PROJECT)) == []


def test_a_module_that_the_list_forgets_is_caught(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            LIST: "| `kvinnofrid/a.py` | x | y |\n| `kvinnofrid/gone.py` | x | y |\n",
            "kvinnofrid/a.py": "import hmac\n",
            "kvinnofrid/b.py": "    from cryptography.fernet import Fernet\n",
            "launcher/c.py": "import os\n",
        },
    )
    assert users(root) ^ listed(root) == {"kvinnofrid/b.py", "kvinnofrid/gone.py"}
