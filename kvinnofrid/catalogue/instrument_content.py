"""What an instrument holds: its sections and items, when and for whom, and how answers are read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .conditions import Condition, ItemId
from .entries import Code, Day, Entry, Slug, VersionedDefinition, Words
from .items import Item, Occasion, Points
from .wordings import LanguageCode, Wording

Mode = Literal["summed_score", "structured_judgement", "none"]
TargetGroup = Literal["victim_survivor", "child", "perpetrator", "adult"]


class ItemArea(Entry):
    """A part of life that items belong to, by which change is shown."""

    id: Slug = Field(description="Id within the instrument.")
    name: Wording = Field(description="Name shown to readers.")


class Section(Entry):
    """Items under one heading."""

    id: Slug = Field(description="Id within the instrument.")
    title: Wording = Field(description="The heading.")
    help: Wording | None = Field(default=None, description="What is said under the heading.")
    applies: Condition | None = Field(
        default=None, description="When its items are asked; left out when always."
    )
    items: tuple[Item, ...] = Field(default=(), description="The items, in order.")


class Band(Entry):
    """How points are read: a named interval, both ends included."""

    id: Slug = Field(description="Id within the sum.")
    name: Wording = Field(description="Name shown to readers.")
    lowest: Points = Field(description="The lowest points in it.")
    highest: Points = Field(description="The highest points in it.")


class Sum(Entry):
    """Points of some items added together, and how they are read."""

    id: Slug = Field(description="Id within the instrument.")
    name: Wording = Field(description="Name shown to readers.")
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)] = Field(
        description="Ids of the items whose points are added."
    )
    bands: tuple[Band, ...] = Field(default=(), description="How the points are read, from low up.")


class Extended(Entry):
    """The version that an instrument adds items to, without changing its own."""

    id: Slug = Field(description="Id of the instrument that is extended.")
    version: Code = Field(description="Its version.")


class Withdrawal(Entry):
    """That a version is not to be begun with any more. What was answered in it stands."""

    on: Day = Field(description="The day of withdrawal.")
    reason: Words = Field(description="Why.")


class InstrumentContent(VersionedDefinition):
    """All that an `Instrument` holds, before it is tried whether it makes sense together."""

    purpose: Literal["follow_up", "screening", "client_survey", "assessment"] = Field(
        description="What it is for."
    )
    mode: Mode = Field(
        description="`summed_score` adds points; `structured_judgement` has factors rated and a "
        "level set by the professional, never a sum; `none` is neither."
    )
    target_groups: Annotated[tuple[TargetGroup, ...], Field(min_length=1)] = Field(
        description="Whom it is for. `adult`: any adult who visits."
    )
    occasions: Annotated[tuple[Occasion, ...], Field(min_length=1)] = Field(
        description="When in an episode it is used."
    )
    answered_by: Literal["professional", "client"] = Field(
        default="professional", description="Who fills it in."
    )
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)] = Field(
        description="The languages in which every text of it is there."
    )
    text_by: Literal["kvinnofrid", "organisation"] = Field(
        default="kvinnofrid",
        description="`organisation`: only the structure is shipped, since others own the text; "
        "the organisation supplies what it has the right to.",
    )
    extends: Extended | None = Field(
        default=None, description="The version that it adds regional or local items to."
    )
    through: Extended | None = Field(
        default=None,
        description="The regional version in between, when local items are added to one: all its "
        "items are kept as they are. Only in versions of an organisation's own.",
    )
    areas: tuple[ItemArea, ...] = Field(default=(), description="Areas that items belong to.")
    sections: tuple[Section, ...] = Field(
        min_length=1, description="Headings with their items, in order."
    )
    sums: tuple[Sum, ...] = Field(
        default=(), description="What is added up; only when the mode is `summed_score`."
    )
    withdrawn: Withdrawal | None = Field(
        default=None, description="That it is not to be begun with any more."
    )

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, in order."""
        return tuple(item for section in self.sections for item in section.items)

    def item(self, item_id: str) -> Item:
        """The item with this id; KeyError when there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)
