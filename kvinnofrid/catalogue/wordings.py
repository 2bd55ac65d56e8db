"""Texts of a questionnaire: in the languages it is put in, which may be others than our two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from .entries import Entry, Words

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language as browsers name it: `sv`, `en`, `ar`."""


class Wording(Entry):
    """A text of a questionnaire, in Swedish, English and any further languages."""

    sv: Words | None = Field(default=None, description="The Swedish text.")
    en: Words | None = Field(default=None, description="The English text.")
    others: dict[LanguageCode, Words] = Field(
        default_factory=dict, description="Further languages: `{ar: …, so: …}`."
    )

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the text is in."""
        own = (("sv", self.sv), ("en", self.en))
        return (*(code for code, text in own if text is not None), *self.others)

    def exactly(self, code: str) -> str | None:
        """The text in the language, or None when it is not there."""
        return {"sv": self.sv, "en": self.en}.get(code) or self.others.get(code)

    def found(self, code: str) -> tuple[str, str]:
        """The language that is shown for `code`, and the text in it.

        When the text is not in that language: in the language without its region, then Swedish,
        English, or what there is. A text in no language at all is empty.
        """
        for wanted in (code, code.split("-")[0], "sv", "en", *self.others):
            text = self.exactly(wanted)
            if text is not None:
                return wanted, text
        return code, ""

    def in_language(self, code: str) -> str:
        """The text as it is shown for the language `code`; see `found`."""
        return self.found(code)[1]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every language with its text."""
        for code in self.languages:
            yield code, self.exactly(code) or ""
