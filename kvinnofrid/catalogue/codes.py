"""Lists of codes: what a field of a record may hold, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from .entries import Code, Entry, Fault, Slug, Text, VersionedDefinition, repeated


class CodeEntry(Entry):
    """One code of a list."""

    code: Code = Field(description="Code within the list, as it is stored.")
    words: Text = Field(description="What the reader chooses and reads.")
    groups: tuple[Slug, ...] = Field(
        default=(), description="Target groups that it is for; left out when for all."
    )
    trait: Slug | None = Field(
        default=None, description="What retention rules call a record that has it."
    )


class CodeList(VersionedDefinition):
    """The codes that a field may hold, in one version."""

    kind: ClassVar[str] = "code_list"

    codes: tuple[CodeEntry, ...] = Field(min_length=1, description="The codes, in order.")

    def entry(self, code: str) -> CodeEntry | None:
        """The entry with this code, or None."""
        return next((entry for entry in self.codes if entry.code == code), None)

    def for_group(self, group: str) -> tuple[CodeEntry, ...]:
        """The codes that can be chosen for a target group, in order."""
        return tuple(
            one for one in self.codes if not one.groups or group.replace("_", "-") in one.groups
        )

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        yield from repeated(
            [(("codes", n, "code"), one.code) for n, one in enumerate(self.codes)],
            Text(sv="Koden", en="code"),
        )
