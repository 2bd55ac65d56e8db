"""What is wrong with a condition, given the items that stand before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from .conditions import TODAY, Condition
from .entries import Fault, Path, Text, leads_nowhere
from .items import Item

_FAMILIES = {"number": "number", "scale": "number", "date": "date"}
"""Kinds of item whose answers can be compared, by what they are compared with."""


@dataclass(slots=True)
class Earlier:
    """The items that stand before a place in the instrument."""

    items: dict[str, Item] = field(default_factory=dict)

    def add(self, item: Item) -> None:
        """Note an item that has been passed."""
        self.items.setdefault(item.id, item)

    def with_own(self, item: Item) -> Earlier:
        """The same with the item at the place itself, for its constraints."""
        return Earlier({**self.items, item.id: item})


def condition_faults(path: Path, condition: Condition, earlier: Earlier) -> Iterator[Fault]:
    """Every fault of the condition."""
    shape = list(condition.shape_faults(path))
    yield from shape
    if shape:
        return
    for where, one, _ in condition.walk(path):
        if one.item is not None:
            yield from _test_faults(where, one, one.item, earlier)


def _test_faults(path: Path, test: Condition, item_id: str, earlier: Earlier) -> Iterator[Fault]:
    item = earlier.items.get(item_id)
    if item is None:
        yield _not_before((*path, "item"), item_id, earlier)
        return
    for n, code in enumerate(test.one_of):
        if item.choice(code) is None:
            known = [choice.code for choice in item.choices]
            yield leads_nowhere((*path, "one_of", n), code, known)
    for name, operand in test.limits:
        if _family(operand, earlier) != _FAMILIES.get(item.kind, "nothing"):
            yield Fault(
                (*path, name),
                Text(
                    sv=f"Svaret på {item_id} kan inte jämföras med {operand}.",
                    en=f"The answer of {item_id} cannot be compared with {operand}.",
                ),
                Text(
                    sv="Jämför ett tal eller en skala med ett tal, ett datum med en dag, today"
                    " eller en tidigare datumfråga.",
                    en="Compare a number or a scale with a number, a date with a day, today or an"
                    " earlier date item.",
                ),
            )


def _family(operand: str, earlier: Earlier) -> str | None:
    if operand == TODAY:
        return "date"
    if operand in earlier.items:
        return _FAMILIES.get(earlier.items[operand].kind)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", operand):
        try:
            date.fromisoformat(operand)
        except ValueError:
            return None
        return "date"
    return None if operand[0].isalpha() else "number"


def _not_before(path: Path, item_id: str, earlier: Earlier) -> Fault:
    listed = ", ".join(earlier.items) or "–"
    return Fault(
        path,
        Text(
            sv=f"”{item_id}” är ingen fråga som står tidigare.",
            en=f'"{item_id}" is no item that stands earlier.',
        ),
        Text(
            sv=f"Ett villkor får bara gälla frågor som redan ställts. Finns: {listed}.",
            en=f"A condition may only be about items already asked. There is: {listed}.",
        ),
    )
