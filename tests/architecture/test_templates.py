"""Pages: at home in their domain, without script or style of their own, and without a trace."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, PROJECT, is_vendored, python_files, rooms, write_tree

SHARED = "web"
"""The one room whose templates and tags everybody may use."""

TAKES = re.compile(r"""\{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")
TAKES_UNKNOWN = re.compile(r"""\{%-?\s*(?:extends|include)\s+([^"'\s%]+)""")
MAY_TAKE_UNKNOWN = {"portal", "web"}
"""Rooms that put together parts which the registry names."""

INLINE = {
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "a style in the page": re.compile(r"<style\b", re.IGNORECASE),
    "a style in an attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a script in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script in a link": re.compile(r"javascript:", re.IGNORECASE),
    "something from another server": re.compile(
        r"""(?:\bsrc(?:set)?\s*=\s*["']|<link\b[^>]*\bhref\s*=\s*["'])\s*(?:https?:)?//""",
        re.IGNORECASE,
    ),
}
DATA_BLOCK = re.compile(r"""<script\b[^>]*type=["']application/(ld\+)?json["']""", re.IGNORECASE)


def templates(root: Path) -> list[tuple[str, str, str]]:
    """Each template as (room, path, text)."""
    return [
        (room, path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for room in rooms(root)
        for path in sorted((root / PACKAGE / room / "templates").rglob("*"))
        if path.is_file() and not is_vendored(path.relative_to(root).as_posix())
    ]


def borrowed(root: Path) -> list[str]:
    """Templates that extend or include one of another domain, or lie in a foreign folder."""
    found = []
    for room, path, text in templates(root):
        inside = path.split("/templates/", 1)[1]
        if inside.split("/")[0] not in {room, "cotton"} and "/" in inside:
            found.append(f"{path} lies in a folder of another name than its room")
        found += [
            f"{path} takes {name}"
            for name in TAKES.findall(text)
            if name.split("/")[0] not in {room, SHARED} and not name.startswith(("#", "."))
        ]
        if room not in MAY_TAKE_UNKNOWN:
            found += [f"{path} takes whatever {name} is" for name in TAKES_UNKNOWN.findall(text)]
    return found


def borrowed_by_code(root: Path) -> list[str]:
    """Python files that name a template of another domain."""
    found = []
    for room in rooms(root):
        for path, tree in python_files(root, f"{PACKAGE}/{room}"):
            found += [
                f"{path}:{node.lineno} draws {node.value}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[\w/-]+\.(html|svg|txt)", node.value)
                and node.value.split("/")[0] in set(rooms(root)) - {room, SHARED}
            ]
    return found


def borrowed_tags(root: Path) -> list[str]:
    """Templates that load tags defined in another domain."""
    home = {
        path.stem: room
        for room in rooms(root)
        for path in (root / PACKAGE / room / "templatetags").glob("*.py")
        if path.stem != "__init__"
    }
    return [
        f"{path} loads {tag} of {home[tag]}"
        for room, path, text in templates(root)
        for load in re.findall(r"\{%-?\s*load\s+([^%]+)%\}", text)
        for tag in load.split()
        if home.get(tag, SHARED) not in {room, SHARED}
    ]


def inline(root: Path) -> list[str]:
    """Script, style and foreign servers in a page, which the content policy would refuse."""
    found = []
    for _, path, text in templates(root):
        plain = DATA_BLOCK.sub("<data-block", re.sub(r"\{#.*?#\}", "", text))
        found += [f"{path} has {what}" for what, pattern in INLINE.items() if pattern.search(plain)]
    return found


SIGNS_IN = "accounts"
"""The one room that leaves a cookie, and only for whoever goes to sign in."""


def cookies(root: Path) -> list[str]:
    """Code that leaves something in the reader's browser; public pages leave no trace."""
    return [
        f"{path}:{node.lineno} uses {node.attr}"
        for room in rooms(root)
        if room != SIGNS_IN
        for path, tree in python_files(root, f"{PACKAGE}/{room}")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"set_cookie", "set_signed_cookie", "session"}
    ]


RULES = [borrowed, borrowed_tags, inline, cookies]
HOUSE = {
    "kvinnofrid/portal/__init__.py": "",
    "kvinnofrid/comparisons/__init__.py": "",
    "kvinnofrid/web/__init__.py": "",
}
HERE = "kvinnofrid/comparisons/templates/comparisons/round.html"
BAD_EXAMPLES = [
    (borrowed, {HERE: '{% extends "portal/start.html" %}'}),
    (borrowed, {HERE: '{% include "web/x.html" %}{% include part %}'}),
    (borrowed, {"kvinnofrid/comparisons/templates/portal/start.html": ""}),
    (borrowed_by_code, {"kvinnofrid/comparisons/views.py": 'PAGE = "portal/start.html"\n'}),
    (
        borrowed_tags,
        {HERE: "{% load i18n menu %}", "kvinnofrid/portal/templatetags/menu.py": ""},
    ),
    (inline, {HERE: "<script>go()</script>"}),
    (inline, {HERE: '<script type="module">go()</script>'}),
    (inline, {HERE: "<style>p{}</style>"}),
    (inline, {HERE: '<p class="x"\n style="color:red">'}),
    (inline, {HERE: '<button onclick="go()">'}),
    (inline, {HERE: '<a href="javascript:go()">'}),
    (inline, {HERE: '<img src="//example.org/x.png">'}),
    (inline, {HERE: '<link rel="stylesheet" href="https://example.org/x.css">'}),
    (cookies, {"kvinnofrid/portal/views.py": 'response.set_cookie("seen", "1")\n'}),
    (cookies, {"kvinnofrid/portal/views.py": 'request.session["seen"] = 1\n'}),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_templates_keep_the_rule(rule: object) -> None:
    assert callable(rule)
    assert rule(PROJECT) == []


@pytest.mark.parametrize(("rule", "files"), BAD_EXAMPLES)
def test_a_bad_template_is_caught(rule: object, files: dict[str, str], tmp_path: Path) -> None:
    assert callable(rule)
    assert len(rule(write_tree(tmp_path, HOUSE | files))) == 1


def test_a_good_template_passes(tmp_path: Path) -> None:
    good = (
        '{% extends "web/base.html" %}{% load i18n %}<script src="/x.js" defer></script>'
        '<script type="application/json">{}</script>{% include "comparisons/part.html" %}'
    )
    root = write_tree(tmp_path, HOUSE | {HERE: good})
    assert [offence for rule in RULES for offence in rule(root)] == []
