"""Conditions on answers: when an item is asked, and what an answer must keep to.

A condition refers only to items that stand before it, so that no two can wait for each other.
How it is tried on answers is in `kvinnofrid/questionnaires/conditions.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from .entries import Code, Entry, Fault, Path, Text

TODAY = "today"
"""The operand that stands for the day on which the answers are given."""

MAX_CONDITION_DEPTH = 8

ItemId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Operand = Annotated[
    str,
    StringConstraints(
        pattern=r"^(-?[0-9]{1,12}(\.[0-9]{1,6})?|[0-9]{4}-[0-9]{2}-[0-9]{2}|[a-z][a-z0-9_]*)$",
        max_length=60,
    ),
]
"""A number, a day, the word `today`, or the id of another item whose answer is meant."""


class Condition(Entry):
    """A test of one item's answer, or several conditions put together.

    An item that is not answered passes no test but `answered: false`.
    """

    item: ItemId | None = Field(default=None, description="Id of the item that is tested.")
    one_of: tuple[Code, ...] = Field(
        default=(), description="Holds when one of these choices is among the answer's."
    )
    at_least: Operand | None = Field(
        default=None,
        description="A number, a day, `today` or another item's id; the answer is no lower.",
    )
    at_most: Operand | None = Field(default=None, description="The answer is no higher.")
    above: Operand | None = Field(default=None, description="The answer is higher.")
    below: Operand | None = Field(default=None, description="The answer is lower.")
    answered: bool | None = Field(
        default=None, description="`true` when there must be an answer, `false` when none."
    )
    all: tuple[Condition, ...] = Field(default=(), description="Every one of these holds.")
    any: tuple[Condition, ...] = Field(default=(), description="At least one of these holds.")
    none: tuple[Condition, ...] = Field(default=(), description="Not one of these holds.")

    @property
    def limits(self) -> tuple[tuple[str, str], ...]:
        """The comparisons of the test: name and operand."""
        named = (
            ("at_least", self.at_least),
            ("at_most", self.at_most),
            ("above", self.above),
            ("below", self.below),
        )
        return tuple((name, operand) for name, operand in named if operand is not None)

    @property
    def parts(self) -> tuple[tuple[str, tuple[Condition, ...]], ...]:
        """The ways in which other conditions are put together here."""
        named = (("all", self.all), ("any", self.any), ("none", self.none))
        return tuple((name, conditions) for name, conditions in named if conditions)

    def items(self) -> Iterator[str]:
        """Ids of all items that the condition depends on, operands too."""
        if self.item is not None:
            yield self.item
        for _, operand in self.limits:
            if operand != TODAY and operand[0].isalpha():
                yield operand
        for _, conditions in self.parts:
            for condition in conditions:
                yield from condition.items()

    def walk(self, path: Path, depth: int = 1) -> Iterator[tuple[Path, Condition, int]]:
        """The condition and all within it, each with its path and depth."""
        yield path, self, depth
        for name, conditions in self.parts:
            for n, condition in enumerate(conditions):
                yield from condition.walk((*path, name, n), depth + 1)

    def shape_faults(self, path: Path) -> Iterator[Fault]:
        """What is wrong with how the condition is written, whatever items there are."""
        for where, condition, depth in self.walk(path):
            if depth > MAX_CONDITION_DEPTH:
                yield Fault(where, *_TOO_DEEP)
                return
            tests = bool(condition.one_of or condition.limits) or condition.answered is not None
            ways = len(condition.parts) + (condition.item is not None)
            if ways != 1 or tests != (condition.item is not None):
                yield Fault(where, *_UNCLEAR)


_TOO_DEEP = (
    Text(sv="Villkoret har för många nivåer.", en="The condition has too many levels."),
    Text(
        sv=f"Skriv det med högst {MAX_CONDITION_DEPTH} nivåer.",
        en=f"Write it with at most {MAX_CONDITION_DEPTH} levels.",
    ),
)
_UNCLEAR = (
    Text(
        sv="Villkoret prövar ingenting, eller flera saker på olika sätt.",
        en="The condition tests nothing, or several things in different ways.",
    ),
    Text(
        sv="Skriv item med one_of, at_least, at_most, above, below eller answered; eller ett av"
        " all, any och none med villkor under.",
        en="Write item with one_of, at_least, at_most, above, below or answered; or one of all,"
        " any and none with conditions under it.",
    ),
)
