"""Answer scales: what may be answered, what it counts as, and how people write it in files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import Field

from .entries import Definition, Entry, Fault, Text, Words, repeated

AnswerCode = Literal["yes", "partly", "no", "not_applicable", "missing"]
ColourRole = Literal["yes", "partly", "no", "neutral", "missing"]

_VALUED = ("no", "partly", "yes")


def normalise(written: str) -> str:
    """A written answer without what never matters: letter case and extra white space."""
    return " ".join(written.split()).casefold()


class Answer(Entry):
    """One possible answer. `not_applicable` and `missing` have no value: they are never zero."""

    code: AnswerCode = Field(description="`yes`, `partly`, `no`, `not_applicable` or `missing`.")
    value: int | None = Field(
        default=None, description="What it counts as; left out for the two without a value."
    )
    label: Text = Field(description="What readers see.")
    symbol: Words = Field(
        max_length=2, description="Sign shown beside the colour, since colour never stands alone."
    )
    colour_role: ColourRole = Field(description="Role in the palette, not a colour.")
    written_forms: tuple[str, ...] = Field(
        description="How the answer may be written in a file to import; letter case and "
        "white space at the ends do not matter. Quote the empty form: `''`."
    )


class AnswerScale(Definition):
    """The answers an indicator may have."""

    kind: ClassVar[str] = "answer_scale"

    answers: tuple[Answer, ...] = Field(
        min_length=2, description="The answers, in the order they are shown."
    )

    def answer(self, code: AnswerCode) -> Answer:
        """The answer with `code`; KeyError when the scale lacks it."""
        for answer in self.answers:
            if answer.code == code:
                return answer
        raise KeyError(code)

    def read(self, written: str) -> Answer | None:
        """The answer somebody wrote in a file, or None when it is none of the accepted forms."""
        wanted = normalise(written)
        for answer in self.answers:
            if any(normalise(form) == wanted for form in answer.written_forms):
                return answer
        return None

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        yield from repeated(
            [(("answers", n, "code"), a.code) for n, a in enumerate(self.answers)],
            Text(sv="Svarskoden", en="answer code"),
        )
        yield from repeated(
            [
                (("answers", n, "written_forms", m), normalise(form))
                for n, answer in enumerate(self.answers)
                for m, form in enumerate(answer.written_forms)
            ],
            Text(sv="Skrivsättet", en="written form"),
        )
        yield from self._value_faults()

    def _value_faults(self) -> Iterator[Fault]:
        for n, answer in enumerate(self.answers):
            if (answer.value is not None) != (answer.code in _VALUED):
                yield Fault(
                    ("answers", n, "value"),
                    Text(
                        sv=f"Svaret {answer.code} har fel slags värde.",
                        en=f"The answer {answer.code} has the wrong kind of value.",
                    ),
                    Text(
                        sv="Ge yes, partly och no ett heltal och låt de andra sakna value: "
                        "inget svar är aldrig noll.",
                        en="Give yes, partly and no a whole number and leave value out of the "
                        "others: no answer is never zero.",
                    ),
                )
        ordered = [
            (n, a.value)
            for code in _VALUED
            for n, a in enumerate(self.answers)
            if a.code == code and a.value is not None
        ]
        for (_, low), (n, high) in pairwise(ordered):
            if high <= low:
                yield Fault(
                    ("answers", n, "value"),
                    Text(
                        sv="Värdena stiger inte från nej över delvis till ja.",
                        en="The values do not rise from no over partly to yes.",
                    ),
                    Text(sv="Skriv till exempel 0, 1 och 2.", en="Write 0, 1 and 2, for example."),
                )
