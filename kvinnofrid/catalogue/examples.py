"""Worked examples: answers to an instrument with what must come of them, tried by the tests."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from .conditions import ItemId
from .entries import Code, Day, Definition, Entry, Slug, Words
from .items import Occasion, Points


class ExpectedSum(Entry):
    """What a sum of the example must come to."""

    id: Slug = Field(description="Id of the sum.")
    points: Points | None = Field(
        default=None, description="The points; left out when answers are missing."
    )
    band: Slug | None = Field(default=None, description="The band; left out when there is none.")
    missing: tuple[ItemId, ...] = Field(default=(), description="Items without an answer.")


class WorkedExample(Entry):
    """Answers, and what must come of them."""

    id: Slug = Field(description="Id within the file.")
    shows: Words = Field(description="The rule that it shows, in words.")
    on: Day = Field(description="The day on which the answers are given.")
    occasion: Occasion | None = Field(default=None, description="The occasion; left out for any.")
    answers: dict[ItemId, Words | tuple[Words, ...]] = Field(
        description="Answers by item: a choice's code, a list of codes, a number, a day, a text; "
        "`unknown!`, `declined!` or `not_asked!` when there is no answer and that is said."
    )
    asked: tuple[ItemId, ...] = Field(
        default=(), description="Items that must be asked, among others."
    )
    not_asked: tuple[ItemId, ...] = Field(default=(), description="Items that must not be asked.")
    unreadable: tuple[ItemId, ...] = Field(
        default=(), description="Items whose answer cannot be read at all."
    )
    errors: tuple[Words, ...] = Field(
        default=(), description="The errors that must be found: `item` or `item/constraint`."
    )
    warnings: tuple[Words, ...] = Field(
        default=(), description="The warnings that must be found: `item/constraint`."
    )
    unanswered: tuple[ItemId, ...] = Field(
        default=(), description="Required items that must be said to lack an answer."
    )
    sums: tuple[ExpectedSum, ...] = Field(default=(), description="What the sums must come to.")
    level: Literal["low", "medium", "high"] | None = Field(
        default=None, description="The level that the professional has set."
    )


class WorkedExamples(Definition):
    """The worked examples of one version of an instrument."""

    kind: ClassVar[str] = "worked_examples"

    instrument: Slug = Field(description="Id of the instrument.")
    version: Code = Field(description="Its version.")
    examples: tuple[WorkedExample, ...] = Field(min_length=1, description="The examples.")

    @property
    def key(self) -> tuple[str, ...]:
        return (self.kind, self.id, self.version)
