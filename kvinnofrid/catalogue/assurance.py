"""Levels of assurance [tillitsnivåer]: what a value that a sign-in service sends is worth here.

Who may sign in with what is decided in `kvinnofrid/accounts`; here is only what the values mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from .entries import Entry, Fault, Text, VersionedDefinition, Words, repeated

Level = Annotated[int, Field(ge=1, le=3)]
"""1 one factor, 2 two factors, 3 two factors given to somebody whose identity was checked."""

Uri = Annotated[str, StringConstraints(pattern=r"^(https?://|urn:)[!-~]+$", max_length=300)]


class AssuranceValue(Entry):
    """A value that sign-in services send, and the level that it stands for."""

    value: Uri = Field(description="The address or URN as it is sent, compared sign by sign.")
    level: Level = Field(description="The level here: 1, 2 or 3.")
    certified: bool = Field(
        default=True,
        description="Whether somebody outside has reviewed the issuer; an organisation has to "
        "accept values that are not.",
    )
    name: Text = Field(description="Name shown to readers.")


class AssuranceLevels(VersionedDefinition):
    """What values of assurance stand for, in one version."""

    kind: ClassVar[str] = "assurance_levels"

    reference: Words = Field(description="The specification that names the values.")
    values: tuple[AssuranceValue, ...] = Field(min_length=1, description="The values, in order.")

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        yield from repeated(
            [(("values", n, "value"), one.value) for n, one in enumerate(self.values)],
            Text(sv="Värdet", en="value"),
        )
