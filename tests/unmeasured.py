"""Whole pages are not measured, and what is measured does not depend on whether one came before.

Every rule is tried by itself too, and measuring a page that is drawn takes nearly as long as
drawing it.
"""

import sys
from fnmatch import fnmatch

import pytest

from launcher.checks import FULLY_COVERED

WHOLE_PAGES = ("pages", "questions", "hostile", "http", "hidden")
"""Words in the names of test files that ask for page after page."""

_UNMEASURED = "no_cover"
_left_something = False


def leave_out(items: list[pytest.Item]) -> None:
    """Mark the tests that ask for whole pages, so that they are not measured."""
    for item in items:
        if item.get_closest_marker("journey") or any(one in item.path.stem for one in WHOLE_PAGES):
            item.add_marker(_UNMEASURED)


def begin(item: pytest.Item) -> None:
    """Before a measured test, forget what an unmeasured one has left in memory."""
    global _left_something
    if item.get_closest_marker(_UNMEASURED):
        _left_something = True
    elif _left_something:
        _left_something = False
        forget()


def forget() -> None:
    """Empty the memories of the files whose every branch is measured.

    All but the shipped catalogue, which takes long to read, and open connections; both are tried
    on others.
    """
    from kvinnofrid.catalogue import loader
    from kvinnofrid.keys.client import shared_client

    spared = (loader._load_once, shared_client)
    for name, module in [*sys.modules.items()]:
        if any(fnmatch(f"{name.replace('.', '/')}.py", one) for one in FULLY_COVERED):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear") and kept not in spared:
                    kept.cache_clear()
