"""What the words in a file mean: which organisation, which indicator, which answer.

Nothing is guessed. A word that is not known is refused with the known ones that it is most like.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kvinnofrid.catalogue import AnswerScale, IndicatorSet, Text
from kvinnofrid.comparisons.importer.refusals import Refusal, did_you_mean, nearest, shown
from kvinnofrid.comparisons.importer.shapes import WrittenIndicator, WrittenRespondent

CODE_IN_NAME = re.compile(r"(\d{4}(?:-[a-z0-9-]+)?)\s+(\S.*)")
WORD = re.compile(r"\w+")
SAY_NOTHING = {
    *("kommun", "kommuns", "stad", "stads", "stadsdel", "stadsdelen", "stadsområde"),
    *("stadsdelsnämnd", "stadsdelsförvaltning", "region", "och"),
}
LENGTH_OF_A_CODE = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that may be a respondent, with the name of the one it is part of, if any."""

    organisation_id: int
    code: str
    name: str
    full_name: str
    part_of: str

    @property
    def shown(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}"


def _words(name: str) -> frozenset[str]:
    return frozenset(WORD.findall(name.casefold())) - SAY_NOTHING


def agrees(candidate: Candidate, name: str) -> bool:
    """Whether a written name can be the candidate's: every letter counts, å is not a.

    Words like "kommun" and the name of the municipality before its district say nothing.
    """
    written = _words(name)
    municipality = _words(candidate.part_of)
    return any(
        known <= written <= known | municipality
        for known in (_words(candidate.name), _words(candidate.full_name))
    )


def code_and_name(written: WrittenRespondent) -> tuple[str, str]:
    """Code and name, also when both, or the code alone, stand in the place of the name."""
    if written.code:
        return written.code, written.name
    if both := CODE_IN_NAME.fullmatch(written.name):
        return both[1], both[2]
    return (written.name, "") if written.name.isdecimal() else ("", written.name)


class Organisations:
    """Those who may answer, to be found by code or name."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_code: dict[str, Candidate] = {}
        self._by_words: defaultdict[frozenset[str], set[Candidate]] = defaultdict(set)
        for one in candidates:
            self._by_code[one.code] = one
            city = _words(one.part_of)
            for words in (_words(one.name), _words(one.full_name)):
                self._by_words[words].add(one)
                self._by_words[words | city].add(one)

    def find(self, written: WrittenRespondent) -> Candidate | Refusal:
        """Who is meant, or why that cannot be said."""
        code, name = code_and_name(written)
        if code:
            return self._by_code_and_name(written, code.casefold(), name)
        if name:
            return self._by_name(written, name)
        return _refused(
            written,
            Text(sv="Det står inte vem som svarar.", en="It does not say who answers."),
            Text(sv="Skriv kommunens kod och namn.", en="Write the municipality's code and name."),
        )

    def _by_code_and_name(
        self, written: WrittenRespondent, code: str, name: str
    ) -> Candidate | Refusal:
        found = self._by_code.get(code)
        if found is None and code.isdecimal():  # spreadsheet programs drop the leading zero
            found = self._by_code.get(code.zfill(LENGTH_OF_A_CODE))
        if found is None:
            likely = [one.shown for one in self._named(name)] if name else []
            likely = likely or [self._by_code[c].shown for c in nearest(code, self._by_code)]
            return _refused(
                written,
                Text(sv=f"Koden ”{shown(code)}” finns inte.", en=f'No code is "{shown(code)}".'),
                did_you_mean(likely, LOOK_UP),
            )
        if name and not agrees(found, name):
            meant = [found.shown, *(one.shown for one in self._named(name))]
            return _refused(
                written,
                Text(
                    sv=f"Koden {found.code} är {found.name}, men namnet är ”{shown(name)}”.",
                    en=f'The code {found.code} is {found.name}, but the name is "{shown(name)}".',
                ),
                did_you_mean(meant, LOOK_UP),
            )
        return found

    def _named(self, name: str) -> list[Candidate]:
        found = self._by_words.get(_words(name), set())
        return sorted(found, key=lambda one: one.code)

    def _by_name(self, written: WrittenRespondent, name: str) -> Candidate | Refusal:
        found = self._named(name)
        if len(found) == 1:
            return found[0]
        if found:
            return _refused(
                written,
                Text(
                    sv=f"Flera heter ”{shown(name)}”.",
                    en=f'More than one is called "{shown(name)}".',
                ),
                did_you_mean([one.shown for one in found], LOOK_UP),
            )
        named = {one.name: one.shown for one in self._by_code.values()}
        return _refused(
            written,
            Text(sv=f"Ingen heter ”{shown(name)}”.", en=f'Nobody is called "{shown(name)}".'),
            did_you_mean([named[one] for one in nearest(name, named)], LOOK_UP),
        )


LOOK_UP = Text(
    sv="Slå upp koden på sidan Kommuner och län.",
    en="Look the code up on the page Municipalities and counties.",
)


def _refused(written: WrittenRespondent, reason: Text, remedy: Text) -> Refusal:
    return Refusal(written.line, written.column, shown(written.written), reason, remedy)


def find_indicator(written: WrittenIndicator, definition: IndicatorSet) -> str | Refusal:
    """The code of the indicator that is meant; letter case does not matter."""
    wanted = written.text.strip().casefold()
    codes = {indicator.code.casefold(): indicator.code for indicator in definition.indicators}
    if wanted in codes:
        return codes[wanted]
    return Refusal(
        written.line,
        written.column,
        shown(written.text),
        Text(
            sv=f"Indikatorn ”{shown(written.text)}” finns inte i {definition.title.sv}.",
            en=f'There is no indicator "{shown(written.text)}" in {definition.title.en}.',
        ),
        did_you_mean(
            nearest(written.text, codes.values()),
            Text(
                sv="Ta bort kolumnen eller raden, eller skriv indikatorns kod.",
                en="Remove the column or row, or write the indicator's code.",
            ),
        ),
    )


def unknown_answer(line: int, column: str, written: str, scale: AnswerScale) -> Refusal:
    """The refusal of something that is no answer on the scale."""
    forms = [form for answer in scale.answers for form in answer.written_forms if form]
    listed = [answer.written_forms[0] for answer in scale.answers if answer.value is not None]
    return Refusal(
        line,
        column,
        shown(written),
        Text(sv=f"”{shown(written)}” är inget svar.", en=f'"{shown(written)}" is no answer.'),
        did_you_mean(
            nearest(written, forms)[:1],
            Text(
                sv=f"Skriv {', '.join(listed)} (eller 2, 1, 0) eller lämna cellen tom.",
                en="Write yes, partly, no (or 2, 1, 0) or leave the cell empty.",
            ),
        ),
    )
