"""Classifications: ways of grouping municipalities that are the same for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .entries import (
    Code,
    Entry,
    Fault,
    Text,
    VersionedDefinition,
    leads_nowhere,
    repeated,
)

Population = Annotated[int, Field(ge=0)]


class MainGroup(Entry):
    """A family of groups."""

    code: Code = Field(description="Code within the classification.")
    name: Text = Field(description="Name shown to readers.")


class Group(Entry):
    """One group of a classification."""

    code: Code = Field(description="Code within the classification, as in the data.")
    name: Text = Field(description="Name shown to readers.")
    definition: Text = Field(description="What puts a municipality in the group.")
    main_group: Code | None = Field(default=None, description="Code of the family it is in.")
    min_population: Population | None = Field(
        default=None, description="Fewest inhabitants, itself included; only `by_population`."
    )
    max_population: Population | None = Field(
        default=None,
        description="Most inhabitants, itself included; left out of the last group.",
    )


class Classification(VersionedDefinition):
    """A division of municipalities into groups, in one version."""

    kind: ClassVar[str] = "classification"

    method: Literal["listed", "by_population"] = Field(
        description="`listed`: members are listed in the data; `by_population`: computed from "
        "the number of inhabitants."
    )
    main_groups: tuple[MainGroup, ...] = Field(
        default=(), description="Families of groups, when there are any."
    )
    groups: tuple[Group, ...] = Field(min_length=1, description="The groups, in order.")

    def group(self, code: str) -> Group:
        """The group with `code`; KeyError when the classification lacks it."""
        return {group.code: group for group in self.groups}[code]

    def group_for_population(self, inhabitants: int) -> Group:
        """The group for a number of inhabitants; ValueError unless it is `by_population`."""
        if self.method != "by_population" or inhabitants < 0:
            raise ValueError(f"{self.id} {self.version}: no group for {inhabitants} inhabitants")
        return max(
            (g for g in self.groups if (g.min_population or 0) <= inhabitants),
            key=lambda g: g.min_population or 0,
        )

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        yield from repeated(
            [(("groups", n, "code"), g.code) for n, g in enumerate(self.groups)],
            Text(sv="Gruppkoden", en="group code"),
        )
        families = [family.code for family in self.main_groups]
        yield from repeated(
            [(("main_groups", n, "code"), code) for n, code in enumerate(families)],
            Text(sv="Huvudgruppen", en="main group"),
        )
        for n, group in enumerate(self.groups):
            if group.main_group is not None and group.main_group not in families:
                yield leads_nowhere(("groups", n, "main_group"), group.main_group, families)
        if self.method == "by_population":
            yield from self._interval_faults()
        else:
            yield from self._listed_faults()

    def _interval_faults(self) -> Iterator[Fault]:
        expected: int | None = 0
        last = len(self.groups) - 1
        for n, group in enumerate(self.groups):
            is_open = group.max_population is None
            backwards = (group.max_population or 0) < (group.min_population or 0)
            if (
                group.min_population != expected
                or is_open != (n == last)
                or (backwards and not is_open)
            ):
                yield Fault(
                    ("groups", n),
                    Text(
                        sv="Gränserna hänger inte ihop: varje invånarantal ska höra till "
                        "precis en grupp.",
                        en="The limits do not join up: every number of inhabitants must belong "
                        "to exactly one group.",
                    ),
                    Text(
                        sv="Börja på 0, låt nästa grupp börja en invånare efter den förra och "
                        "utelämna max_population bara i den sista.",
                        en="Start at 0, let the next group start one inhabitant after the one "
                        "before, and leave out max_population in the last only.",
                    ),
                )
            expected = None if group.max_population is None else group.max_population + 1

    def _listed_faults(self) -> Iterator[Fault]:
        for n, group in enumerate(self.groups):
            if group.min_population is not None or group.max_population is not None:
                yield Fault(
                    ("groups", n),
                    Text(
                        sv="En grupp med uppräknade medlemmar kan inte ha invånargränser.",
                        en="A group whose members are listed cannot have population limits.",
                    ),
                    Text(
                        sv="Ta bort gränserna, eller skriv method: by_population.",
                        en="Remove the limits, or write method: by_population.",
                    ),
                )
