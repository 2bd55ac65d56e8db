"""From a table to answers: everything that is refused is said at once."""

from dataclasses import dataclass, field, replace

from kvinnofrid.catalogue import AnswerScale, IndicatorSet, Text
from kvinnofrid.comparisons.importer.matching import (
    Candidate,
    Organisations,
    code_and_name,
    find_indicator,
    unknown_answer,
)
from kvinnofrid.comparisons.importer.refusals import Refusal, shown
from kvinnofrid.comparisons.importer.shapes import (
    Sheet,
    WrittenIndicator,
    WrittenRespondent,
    read_shape,
)
from kvinnofrid.spreadsheets.table import Table

MISSING = "missing"
MOST_REFUSALS = 1_000


@dataclass(slots=True)
class Answers:
    """The answers of one respondent by indicator code, without those that are missing."""

    respondent: Candidate
    label: str
    published_yes: int | None = None
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """What a table says: answers in its own order, what was refused, and what is worth knowing."""

    shape: str
    respondents: tuple[Answers, ...]
    refusals: tuple[Refusal, ...]
    without_column: tuple[str, ...]
    """Codes of indicators that the table does not mention."""
    ignored: tuple[str, ...]


def read_answers(
    table: Table,
    definition: IndicatorSet,
    scales: dict[str, AnswerScale],
    organisations: Organisations,
) -> Read:
    """Understand a table, or say about each row, column and cell why it cannot be understood.

    `scales` are the answer scales by id. A refused row or column takes its cells with it.
    """
    codes = {indicator.code.casefold() for indicator in definition.indicators}
    sheet = read_shape(table, lambda word: word.strip().casefold() in codes)
    if isinstance(sheet, Refusal):
        return Read("", (), (sheet,), (), ())
    return _Reader(sheet, definition, scales, organisations).read()


class _TooManyError(Exception):
    """More was refused than anybody reads: the file is of another kind."""


class _Reader:
    def __init__(
        self,
        sheet: Sheet,
        definition: IndicatorSet,
        scales: dict[str, AnswerScale],
        organisations: Organisations,
    ) -> None:
        self.sheet = sheet
        self.definition = definition
        self.scales = scales
        self.organisations = organisations
        self.refusals: list[Refusal] = []
        self._scale_of = {one.code: scales[one.scale] for one in definition.indicators}
        self._read: dict[tuple[str, str], str | None] = {}
        self._why_respondent: dict[int, Refusal] = {}
        self._why_indicator: dict[int, Refusal] = {}

    def read(self) -> Read:
        try:
            respondents = self._respondents()
            indicators = self._indicators()
            self._answers(respondents, indicators)
            self._published(respondents)
        except _TooManyError:
            listed = (_TOO_MANY, *self._sorted())
            return Read(self.sheet.shape, (), listed, (), self.sheet.ignored)
        mentioned = set(indicators)
        found = {id(one): one for one in respondents if one is not None}
        if not found and not self.refusals:
            self.refusals.append(_NOBODY)
        return Read(
            shape=self.sheet.shape,
            respondents=tuple(found.values()),
            refusals=self._sorted(),
            without_column=tuple(
                one.code for one in self.definition.indicators if one.code not in mentioned
            ),
            ignored=self.sheet.ignored,
        )

    def _respondents(self) -> list[Answers | None]:
        """In order of the sheet; None for one that was refused."""
        found: dict[int, tuple[Answers, WrittenRespondent]] = {}
        listed: list[Answers | None] = []
        for place, written in enumerate(self.sheet.respondents):
            who = self.organisations.find(written)
            if isinstance(who, Refusal):
                self._refuse(self._why_respondent, place, who)
                listed.append(None)
                continue
            label = _label(written, who)
            before = found.get(who.organisation_id)
            if before is None:
                answers = Answers(who, label)
                found[who.organisation_id] = (answers, written)
                listed.append(answers)
            elif self.sheet.repeats:
                listed.append(before[0])
            else:
                self._add(_twice(written, before[1]))
                listed.append(None)
        return listed

    def _indicators(self) -> list[str | None]:
        """In order of the sheet; None for one that was refused."""
        found: dict[str, WrittenIndicator] = {}
        listed: list[str | None] = []
        for place, written in enumerate(self.sheet.indicators):
            code = find_indicator(written, self.definition)
            if isinstance(code, str) and code in found and not self.sheet.repeats:
                code = _indicator_twice(written, code, found[code])
            if isinstance(code, Refusal):
                self._refuse(self._why_indicator, place, code)
                listed.append(None)
            else:
                found.setdefault(code, written)
                listed.append(code)
        return listed

    def _refuse(self, why: dict[int, Refusal], place: int, refusal: Refusal) -> None:
        """Refuse a respondent or an indicator; where it stands on many rows, each is refused."""
        if self.sheet.repeats:
            why[place] = refusal
        else:
            self._add(refusal)

    def _add(self, refusal: Refusal) -> None:
        if len(self.refusals) >= MOST_REFUSALS:
            raise _TooManyError
        self.refusals.append(refusal)

    def _sorted(self) -> tuple[Refusal, ...]:
        return tuple(sorted(self.refusals, key=lambda one: one.line))

    def _refuse_row(self, place: int, asked: int, line: int) -> None:
        for refusal in (self._why_respondent.get(place), self._why_indicator.get(asked)):
            if refusal is not None:
                self._add(replace(refusal, line=line))

    def _answers(self, respondents: list[Answers | None], indicators: list[str | None]) -> None:
        lines: dict[tuple[int, str], int] = {}
        known = self._read
        repeats = self.sheet.repeats
        for place, asked, line, index, written in self.sheet.cells:
            answers, code = respondents[place], indicators[asked]
            if answers is None or code is None:
                self._refuse_row(place, asked, line)
                continue
            key = (code, written)
            answer = known[key] if key in known else self._understand(key)
            if answer is None:
                column = self.sheet.column(index)
                self._add(unknown_answer(line, column, written, self._scale_of[code]))
                continue
            if repeats:
                cell = (answers.respondent.organisation_id, code)
                if cell in lines:
                    self._add(_answer_twice(line, code, answers, lines[cell]))
                    continue
                lines[cell] = line
            if answer != MISSING:
                answers.answers[code] = answer

    def _understand(self, key: tuple[str, str]) -> str | None:
        answer = self._scale_of[key[0]].read(key[1])
        self._read[key] = None if answer is None else answer.code
        return self._read[key]

    def _published(self, respondents: list[Answers | None]) -> None:
        most = len(self.definition.indicators)
        for place, _, line, index, written in self.sheet.published:
            answers, text = respondents[place], written.strip()
            if answers is None or not text:
                continue
            number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1
            column = self.sheet.column(index)
            if not 0 <= number <= most:
                self._add(_not_a_count(line, column, text, most))
            elif answers.published_yes not in (None, number):
                self._add(_two_counts(line, column, text, answers))
            else:
                answers.published_yes = number


def _label(written: WrittenRespondent, who: Candidate) -> str:
    """The source's own name when it is another than the organisation's and not only its code."""
    _, name = code_and_name(written)
    return "" if name in {"", who.name, who.full_name} else name


_NOBODY = Refusal(
    0,
    "",
    "",
    Text(sv="Det finns inga svar i tabellen.", en="There are no answers in the table."),
    Text(sv="Lägg till minst en rad med svar.", en="Add at least one row of answers."),
)
_TOO_MANY = Refusal(
    0,
    "",
    "",
    Text(
        sv=f"Läsningen avbröts efter {MOST_REFUSALS} fel.",
        en=f"Reading stopped after {MOST_REFUSALS} errors.",
    ),
    Text(
        sv="Rätta det som återkommer, till exempel koderna, och försök igen.",
        en="Correct what recurs, such as the codes, and try again.",
    ),
)


def _twice(written: WrittenRespondent, first: WrittenRespondent) -> Refusal:
    where = (f"rad {first.line}", f"row {first.line}")
    if first.column:
        where = (f"kolumn {first.column}", f"column {first.column}")
    return Refusal(
        written.line,
        written.column,
        shown(written.written),
        Text(
            sv=f"Samma svarande finns redan på {where[0]}.",
            en=f"The same respondent is already in {where[1]}.",
        ),
        Text(sv="Ta bort den ena.", en="Remove one of them."),
    )


def _indicator_twice(written: WrittenIndicator, code: str, first: WrittenIndicator) -> Refusal:
    where = (first.column, first.column)
    if first.line != written.line:
        where = (f"rad {first.line}", f"row {first.line}")
    return Refusal(
        written.line,
        written.column,
        shown(written.text),
        Text(
            sv=f"Indikatorn {code} finns redan i {where[0]}.",
            en=f"The indicator {code} is already in {where[1]}.",
        ),
        Text(sv="Ta bort den ena.", en="Remove one of them."),
    )


def _answer_twice(line: int, code: str, answers: Answers, first: int) -> Refusal:
    name = answers.respondent.name
    return Refusal(
        line,
        "",
        f"{name}, {code}",
        Text(
            sv=f"{name} har redan svarat på {code} på rad {first}.",
            en=f"{name} has already answered {code} on row {first}.",
        ),
        Text(sv="Ta bort den ena raden.", en="Remove one of the rows."),
    )


def _not_a_count(line: int, column: str, text: str, most: int) -> Refusal:
    return Refusal(
        line,
        column,
        shown(text),
        Text(
            sv=f"”{shown(text)}” är inget antal ja mellan 0 och {most}.",
            en=f'"{shown(text)}" is not a number of yes between 0 and {most}.',
        ),
        Text(
            sv="Skriv antalet som källan anger, eller lämna cellen tom.",
            en="Write the number that the source gives, or leave the cell empty.",
        ),
    )


def _two_counts(line: int, column: str, text: str, answers: Answers) -> Refusal:
    return Refusal(
        line,
        column,
        shown(text),
        Text(
            sv=f"{answers.respondent.name} har redan antalet {answers.published_yes}.",
            en=f"{answers.respondent.name} already has the number {answers.published_yes}.",
        ),
        Text(sv="Skriv samma antal på alla rader.", en="Write the same number on all rows."),
    )
