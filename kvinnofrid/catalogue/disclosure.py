"""Rules for what is hidden in released figures, and how well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from .entries import Fault, Text, VersionedDefinition, Words


class DisclosureRule(VersionedDefinition):
    """What is hidden in released figures, and how well. A change is a new version."""

    kind: ClassVar[str] = "disclosure_rule"

    threshold: Annotated[int, Field(ge=2, le=100)] = Field(
        description="Numbers from 1 to one less than this are hidden."
    )
    width: Annotated[int, Field(ge=1, le=100)] = Field(
        description="Between the ends of what anybody can work out about a hidden number."
    )
    group: bool = Field(description="Whether it is hidden that all of a row are in one class.")
    group_exempt: tuple[Words, ...] = Field(
        default=(),
        description="Classes, indicators, or `indicator.class`, that all of a row may be seen in.",
    )
    insiders: bool = Field(
        description="Whether it must hold also against those who know all of one municipality."
    )
    unit_insiders: bool = Field(
        default=False,
        description="Whether it must hold also against those who know all of one unit: a number of "
        "which few are others' than one unit's is hidden.",
    )
    large_numbers: bool = Field(
        default=False,
        description="Whether a number of a county or the nation is hidden, whatever its size, if "
        "few are others' than those of one who may know a part of it, or all others are alike.",
    )
    county_insiders: bool = Field(
        default=False,
        description="Whether it must hold also against those who know all of one county.",
    )
    pool_members: Annotated[int, Field(ge=2, le=20)] = Field(
        description="How many areas with somebody in them are told of together at least, where one "
        "of them has few; two where all have enough."
    )
    quartiles_from: Annotated[int, Field(ge=1, le=1000)] = Field(
        description="Fewer values than this are not summed up by quartiles or a mean."
    )

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        if self.width >= self.threshold:
            yield Fault(
                ("width",),
                Text(
                    sv=f"Bredden {self.width} är inte mindre än tröskeln {self.threshold}.",
                    en=f"The width {self.width} is not less than the threshold {self.threshold}.",
                ),
                Text(
                    sv="En grupp så stor som tröskeln ska gå att skydda: sänk bredden.",
                    en="A group of the threshold must be possible to protect: lower the width.",
                ),
            )
