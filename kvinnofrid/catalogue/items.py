"""Items [frågor]: what is asked, which answers there are, and what an answer must keep to."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from .conditions import Condition, ItemId
from .entries import Code, Entry, Slug
from .wordings import Wording

ItemKind = Literal["single", "multiple", "number", "date", "text", "scale"]
Occasion = Literal["baseline", "during", "exit", "follow_up"]
Variable = Literal["core", "regional", "local"]

PROFESSIONAL_LEVEL = "professional_level"
PROFESSIONAL_REASON = "professional_reason"
RESERVED_ITEMS = frozenset({"today", PROFESSIONAL_LEVEL, PROFESSIONAL_REASON})
"""Ids that no item may take: they stand for the day and for the professional's judgement."""

Points = Annotated[Decimal, Field(ge=-10000, le=10000, max_digits=10, decimal_places=3)]


class Choice(Entry):
    """One of the answers of a single or multiple item."""

    code: Code = Field(description="Code within the item, stored as the answer.")
    text: Wording = Field(description="What the reader chooses.")
    points: Points | None = Field(
        default=None, description="Points in a summed score; left out when it has none."
    )
    exclusive: bool = Field(
        default=False, description="Cannot be chosen together with others, as `none of these`."
    )


class ScaleRange(Entry):
    """The steps of a scale item, one whole number each, with words at its ends."""

    low: Annotated[int, Field(ge=-100, le=100)] = Field(description="The lowest step.")
    high: Annotated[int, Field(ge=-100, le=100)] = Field(description="The highest step.")
    low_words: Wording = Field(description="What the lowest step means.")
    high_words: Wording = Field(description="What the highest step means.")


class Constraint(Entry):
    """What an answer must keep to. It is tried only when all items it refers to are answered."""

    id: Slug = Field(description="Id within the item.")
    level: Literal["impossible", "unlikely"] = Field(
        description="`impossible` is an error; `unlikely` a warning that a reason lets through."
    )
    must: Condition = Field(description="What must hold.")
    words: Wording = Field(description="What is said when it does not.")


class Item(Entry):
    """One question, with the answers it takes and when it is asked."""

    id: ItemId = Field(description="Id within the instrument, the same in later versions.")
    kind: ItemKind = Field(description="What an answer is.")
    text: Wording = Field(description="The question.")
    help: Wording | None = Field(default=None, description="What makes it understood.")
    choices: tuple[Choice, ...] = Field(
        default=(), description="The answers of a single or multiple item, in order."
    )
    scale: ScaleRange | None = Field(default=None, description="The steps of a scale item.")
    whole: bool = Field(default=False, description="A number item takes whole numbers only.")
    unit: Wording | None = Field(default=None, description="Unit of a number item.")
    required: bool = Field(
        default=False, description="Must be answered, or said why not, before it is finished."
    )
    applies: Condition | None = Field(
        default=None, description="When it is asked; left out when always."
    )
    occasions: tuple[Occasion, ...] = Field(
        default=(), description="When in an episode it is asked; left out when on every occasion."
    )
    variable: Variable = Field(
        default="core", description="Common to all, to a county, or one organisation's own."
    )
    area: Slug | None = Field(default=None, description="Id of the area it belongs to.")
    improves: Literal["up", "down"] | None = Field(
        default=None,
        description="Which way is better for the person. The choices then stand from low to high.",
    )
    constraints: tuple[Constraint, ...] = Field(
        default=(), description="What an answer must keep to."
    )
    factor: bool = Field(
        default=False, description="A factor of a structured judgement, rated and never summed."
    )

    def choice(self, code: str) -> Choice | None:
        """The choice with this code, or None."""
        return next((choice for choice in self.choices if choice.code == code), None)

    def asked_at(self, occasion: str | None) -> bool:
        """Whether it belongs to the occasion; None stands for any."""
        return occasion is None or not self.occasions or occasion in self.occasions
