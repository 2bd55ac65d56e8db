"""What every definition is made of: frozen entries, texts in two languages, sources, validity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_date(value: object) -> object:
    """Accept only YYYY-MM-DD: pydantic alone would read a bare number as seconds since 1970."""
    if not isinstance(value, str):
        return value
    if _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("iso_date", "not a date written YYYY-MM-DD")


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=80)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=40)]
KoladaId = Annotated[str, StringConstraints(pattern=r"^[NU][0-9]{5}$")]
Day = Annotated[date, BeforeValidator(_iso_date)]
Published = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
Year = Annotated[int, Field(ge=1900, le=2200)]

Path = tuple[str | int, ...]


def is_slug(text: str) -> bool:
    """Whether `text` can be the id of a definition."""
    return re.fullmatch(_SLUG, text) is not None


class Entry(BaseModel):
    """Base of everything in the catalogue: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Entry):
    """A text in Swedish and English. Both are required; neither is a fallback for the other."""

    sv: Words = Field(description="The Swedish text.")
    en: Words = Field(description="The English text.")

    def in_language(self, code: str) -> str:
        """The text in `code`; `en` and its regional forms give English, all else Swedish."""
        return self.en if code.lower().split("-")[0] == "en" else self.sv


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong inside one definition: where (a path from its top), what, and the remedy."""

    path: Path
    what: Text
    remedy: Text


class Source(Entry):
    """Where a definition comes from, so that whoever doubts it can read the original."""

    title: Words = Field(description="The publication's own title.")
    publisher: Words = Field(description="Who published it.")
    published: Published = Field(description="Year, month or day of publication: `2016-05`.")
    page: Words | None = Field(default=None, description="Page, table or appendix within it.")
    address: Words | None = Field(default=None, description="Web address, when there is one.")
    licence: Text = Field(description="On what terms it may be reused.")


class Definition(Entry):
    """One file of the catalogue."""

    kind: ClassVar[str]

    id: Slug = Field(description="Stable id: lower-case letters, digits and hyphens.")
    title: Text = Field(description="Name shown to readers.")
    description: Text = Field(description="What it is, in a paragraph.")
    source: Source = Field(description="Where the definition comes from.")

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique in the catalogue: kind and id, and version when there is one."""
        return (self.kind, self.id)

    def faults(self) -> Iterator[Fault]:
        """What is wrong inside the definition although each field by itself is well formed."""
        yield from ()


class VersionedDefinition(Definition):
    """A definition that changes over time: a change is a new version, never an edit."""

    version: Code = Field(description="Version, unique within the id.")
    valid_from: Day = Field(description="First day it holds, `YYYY-MM-DD`.")
    valid_to: Day | None = Field(
        default=None, description="Last day it holds; left out while it still does."
    )

    @property
    def key(self) -> tuple[str, ...]:
        return (self.kind, self.id, self.version)

    def holds_on(self, day: date) -> bool:
        """Whether this version is the one that holds on `day` (both ends included)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: VersionedDefinition) -> bool:
        """Whether there is a day on which both versions hold."""
        return (other.valid_to is None or self.valid_from <= other.valid_to) and (
            self.valid_to is None or other.valid_from <= self.valid_to
        )

    def faults(self) -> Iterator[Fault]:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            yield Fault(
                ("valid_to",),
                Text(
                    sv=f"Slutar gälla {self.valid_to}, före första dagen {self.valid_from}.",
                    en=f"Ends on {self.valid_to}, before its first day {self.valid_from}.",
                ),
                Text(
                    sv="Rätta datumen, eller ta bort valid_to om versionen fortfarande gäller.",
                    en="Correct the dates, or remove valid_to if the version still holds.",
                ),
            )


def repeated(values: list[tuple[Path, str]], what: Text) -> Iterator[Fault]:
    """A fault for each value that has occurred before; `what` names the kind of value."""
    seen: set[str] = set()
    for path, value in values:
        if value in seen:
            yield Fault(
                path,
                Text(
                    sv=f"{what.sv} ”{value}” finns redan.",
                    en=f'The {what.en} "{value}" occurs already.',
                ),
                Text(
                    sv="Ge varje post ett eget värde, eller ta bort den ena.",
                    en="Give each entry a value of its own, or remove one of them.",
                ),
            )
        seen.add(value)


def leads_nowhere(path: Path, value: str, known: list[str]) -> Fault:
    """The fault of a reference to something that is not there; `known` is what there is."""
    listed = ", ".join(sorted(known)) or "–"
    return Fault(
        path,
        Text(
            sv=f"Hänvisar till ”{value}”, som inte finns.",
            en=f'Refers to "{value}", which does not exist.',
        ),
        Text(
            sv=f"Rätta stavningen eller lägg till det som saknas. Finns: {listed}.",
            en=f"Correct the spelling or add what is missing. There is: {listed}.",
        ),
    )
