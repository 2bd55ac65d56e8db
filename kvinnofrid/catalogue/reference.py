"""The reference of the format, written from the models themselves so that it cannot go stale.

`python -m kvinnofrid.catalogue.reference docs/reference/catalogue.md` renews the page; the text
around the two marks in it is written by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .catalogue import KINDS
from .entries import Entry

START = "<!-- written from the models: start -->"
END = "<!-- written from the models: end -->"

_PLAIN: dict[Any, str] = {
    str: "text",
    int: "whole number",
    date: "date",
    bool: "`true` or `false`",
    Decimal: "number",
}


def render() -> str:
    """The tables of all kinds and of all entries within them, as Markdown."""
    parts: list[str] = []
    for kind, model in KINDS.items():
        parts.extend(_section(f"`kind: {kind}`", model))
    for entry in _entries():
        parts.extend(_section(entry.__name__, entry))
    return "\n".join(parts)


def renew(page: str) -> str:
    """`page` with what stands between the marks written anew."""
    before, rest = page.split(START)
    _, after = rest.split(END)
    return f"{before}{START}\n\n{render()}\n{END}{after}"


def _section(heading: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"### {heading}\n"
    yield " ".join((model.__doc__ or "").split()) + "\n"
    yield "| field | is | must be there | meaning |\n|---|---|---|---|"
    for name, field in model.model_fields.items():
        required = "yes" if field.is_required() else "no"
        yield f"| `{name}` | {_is(field)} | {required} | {field.description} |"
    yield ""


def _is(field: FieldInfo) -> str:
    return _described(field.annotation)


def _described(annotation: Any) -> str:
    if hasattr(annotation, "__metadata__"):
        return _described(get_args(annotation)[0])
    arguments = [a for a in get_args(annotation) if a not in (NoneType, Ellipsis)]
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(f"`{word}`" for word in arguments)
    if get_origin(annotation) in (UnionType, Union):
        return _described(arguments[0])
    if get_origin(annotation) is tuple:
        return f"list of {_described(arguments[0])}"
    if get_origin(annotation) is dict:
        return f"{_described(arguments[1])} by {_described(arguments[0])}"
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    return f"[{annotation.__name__}](#{annotation.__name__.lower()})"


def _entries() -> list[type[Entry]]:
    """Every entry that a kind holds, directly or within another, by name."""
    found: dict[str, type[Entry]] = {}
    waiting: list[Any] = list(KINDS.values())
    while waiting:
        current = waiting.pop()
        if isinstance(current, type) and issubclass(current, Entry):
            if current.__name__ in found:
                continue
            if current not in KINDS.values():
                found[current.__name__] = current
            waiting.extend(field.annotation for field in current.model_fields.values())
        waiting.extend(get_args(current))
    return [found[name] for name in sorted(found)]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(renew(target.read_text(encoding="utf-8")), encoding="utf-8")
