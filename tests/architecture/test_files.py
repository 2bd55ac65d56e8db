"""Files: short, plainly named, finished, in the right folder, silent about the workplace."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import PROJECT, is_vendored, project_files, write_tree

MOST_LINES = 500
WRITTEN_BY_PROGRAM = "/* Written from kvinnofrid/"
"""How a style sheet begins that nobody edits by hand."""

ATTICS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
FORBIDDEN = (
    "pypi" + ".org",
    "files.python" + "hosted.org",
    "registry." + "npmjs.org",
    "registry." + "yarnpkg.com",
    "deb." + "debian.org",
    "/wo" + "rk/",
    "../sha" + "red",
)
CONTENT_FOLDERS = ("catalogue/", "data/")


def read(root: Path, path: str) -> str:
    """The text of a file; what is not UTF-8 text reads as empty."""
    try:
        return (root / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def too_long(root: Path) -> list[str]:
    """Code, templates and style sheets of more than the allowed number of lines."""
    return [
        path
        for path in project_files(root)
        if path.endswith((".py", ".html", ".css", ".js"))
        and not is_vendored(path)
        and "/migrations/" not in path  # written by a program, read by one
        and not read(root, path).startswith(WRITTEN_BY_PROGRAM)
        and len(read(root, path).splitlines()) > MOST_LINES
    ]


def attics(root: Path) -> list[str]:
    """Files and folders with names that take in anything."""
    return [
        path
        for path in project_files(root)
        if path.endswith((".py", ".html", ".css", ".js", ".yaml"))
        and not is_vendored(path)
        and any(
            word in ATTICS for part in Path(path).parts for word in re.split(r"[._-]", part.lower())
        )
    ]


def unfinished(root: Path) -> list[str]:
    """Notes to do something later: it is done, or it stands in the plan, not in the code."""
    return [
        f"{path}:{number}"
        for path in project_files(root)
        if not is_vendored(path) and path != "LICENSE"
        for number, line in enumerate(read(root, path).splitlines(), 1)
        if UNFINISHED.search(line)
    ]


def forbidden(root: Path) -> list[str]:
    """Places outside the project: package registries and somebody's own folders."""
    return [
        f"{path} says {word}"
        for path in project_files(root)
        for word in FORBIDDEN
        if word in read(root, path)
    ]


def code_among_content(root: Path) -> list[str]:
    """Programs in the folders that hold definitions and reference data."""
    return [
        path
        for path in project_files(root)
        if path.startswith(CONTENT_FOLDERS) and path.endswith((".py", ".js", ".sh", ".html"))
    ]


def built_translations(root: Path) -> list[str]:
    """Built translation files that git would take up: they are made at set-up."""
    return [path for path in project_files(root) if path.endswith(".mo")]


RULES = [too_long, attics, unfinished, forbidden, code_among_content, built_translations]
BAD_EXAMPLES = [
    (too_long, {"kvinnofrid/long.py": "x = 1\n" * (MOST_LINES + 1)}),
    (attics, {"kvinnofrid/web/date_utils.py": ""}),
    (attics, {"kvinnofrid/common/dates.py": ""}),
    (unfinished, {"kvinnofrid/half.py": "# " + "TO" + "DO: the rest\n"}),
    (forbidden, {"docs/x.md": "see /wo" + "rk/main\n"}),
    (forbidden, {"lock.txt": "https://pypi" + ".org/simple\n"}),
    (code_among_content, {"catalogue/indicators/load.py": ""}),
    (built_translations, {"kvinnofrid/web/locale/en/LC_MESSAGES/django.mo": ""}),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_files_keep_the_rule(rule: object) -> None:
    assert callable(rule)
    assert rule(PROJECT) == []


@pytest.mark.parametrize(("rule", "files"), BAD_EXAMPLES)
def test_a_bad_file_is_caught(rule: object, files: dict[str, str], tmp_path: Path) -> None:
    assert callable(rule)
    assert len(rule(write_tree(tmp_path, files))) == 1


def test_git_is_told_to_leave_built_translations_alone() -> None:
    assert "*.mo" in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
