"""The picture of the situation: which figures of a release tell it, and in what words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .entries import Entry, Fault, Path, Slug, Text, VersionedDefinition, repeated
from .outcomes import OutcomeSet, Variable

Classes = Annotated[tuple[Variable, ...], Field(min_length=1)]


class Sign(Entry):
    """One figure that tells something of the situation: a part of a population, or a rate."""

    code: Slug = Field(description="Code within the picture, used in addresses and files.")
    name: Text = Field(description="What it is called, in a few words.")
    definition: Text = Field(description="What it says, in a sentence, and what it does not say.")
    kind: Literal["share", "rate"] = Field(
        default="share", description="A part of a whole, or a number per 10 000 inhabitants."
    )
    outcome: Variable = Field(description="Code of the indicator of the follow-up.")
    table: Variable | Literal[""] = Field(
        default="", description="Which of the indicator's tables: left out when it has one."
    )
    counted: Classes = Field(description="The classes that are counted.")
    left_out: tuple[Variable, ...] = Field(
        default=(), description="Classes that are in neither the number nor what it is part of."
    )
    better: Literal["up", "down", "neither"] = Field(
        default="up", description="Which way is better; `neither` is not ranked."
    )
    headline: bool = Field(default=False, description="Whether it stands first on the page.")


class Distribution(Entry):
    """A table of an indicator that is shown whole."""

    outcome: Variable = Field(description="Code of the indicator of the follow-up.")
    table: Variable | Literal[""] = Field(
        default="", description="Which of its tables: left out when it has one or all are choices."
    )


class SituationPart(Entry):
    """A question that the picture answers."""

    id: Slug = Field(description="Id within the picture.")
    name: Text = Field(description="The heading.")
    lead: Text = Field(description="What the part is about, in a sentence.")
    signs: tuple[Sign, ...] = Field(min_length=1, description="Its figures, in order.")
    shown: tuple[Distribution, ...] = Field(default=(), description="Tables shown whole, in order.")


class SituationPicture(VersionedDefinition):
    """The picture of the situation, in one version."""

    kind: ClassVar[str] = "situation_picture"

    outcome_set: Slug = Field(description="Id of the indicators that it is made from.")
    parts: tuple[SituationPart, ...] = Field(min_length=1, description="The parts, in order.")

    @property
    def signs(self) -> tuple[Sign, ...]:
        """All signs, in order."""
        return tuple(sign for part in self.parts for sign in part.signs)

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        signs: list[tuple[Path, str]] = [
            (("parts", n, "signs", m, "code"), sign.code)
            for n, part in enumerate(self.parts)
            for m, sign in enumerate(part.signs)
        ]
        yield from repeated(signs, Text(sv="Tecknet", en="sign"))

    def dead_ends(self, known: Sequence[OutcomeSet]) -> Iterator[tuple[Path, str, list[str]]]:
        """Indicators that the sets lack: where each is named, its code, and those there are."""
        codes = [one.code for each in known for one in each.outcomes]
        for n, part in enumerate(self.parts):
            named = [("signs", [one.outcome for one in part.signs])]
            named.append(("shown", [one.outcome for one in part.shown]))
            for name, several in named:
                for m, code in enumerate(several):
                    if code not in codes:
                        yield ("parts", n, name, m, "outcome"), code, codes
