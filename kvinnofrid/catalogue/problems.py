"""What is wrong with a catalogue, said so that the person who edits it can put it right."""

from __future__ import annotations

from dataclasses import dataclass

from .entries import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: the file, its line (from 1), where in it, what, and the remedy."""

    file: str
    line: int
    where: str
    what: Text
    remedy: Text

    def in_language(self, code: str) -> str:
        """The problem as one line of text, ready to print."""
        do = Text(sv="Gör så här:", en="What to do:").in_language(code)
        where = f" {self.where}:" if self.where else ""
        what, remedy = self.what.in_language(code), self.remedy.in_language(code)
        return f"{self.file}:{self.line}:{where} {what}  {do} {remedy}"

    def __str__(self) -> str:
        return self.in_language("sv")


class CatalogueError(Exception):
    """The catalogue cannot be used; `problems` holds everything that is wrong with all files."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def in_language(self, code: str) -> str:
        """All problems, one a line, under a heading that counts them."""
        count = len(self.problems)
        heading = Text(
            sv=f"Katalogen kan inte användas. Att rätta: {count}.",
            en=f"The catalogue cannot be used. To put right: {count}.",
        ).in_language(code)
        return "\n".join([heading, *(problem.in_language(code) for problem in self.problems)])

    def __str__(self) -> str:
        return self.in_language("sv")


class UnknownDefinitionError(KeyError):
    """Somebody asked the catalogue for a definition it does not hold."""

    def __init__(self, wanted: str, known: tuple[str, ...]) -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.known = known

    def in_language(self, code: str) -> str:
        """What was asked for and what there is."""
        there_is = ", ".join(self.known) or "–"
        return Text(
            sv=f"Katalogen saknar {self.wanted}. Finns: {there_is}.",
            en=f"The catalogue lacks {self.wanted}. There is: {there_is}.",
        ).in_language(code)

    def __str__(self) -> str:
        return self.in_language("sv")
