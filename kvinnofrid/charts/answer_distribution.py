"""How the answers fell: yes, partly, no, not applicable and missing as one bar of counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kvinnofrid.charts.answers import PAINT, Answer, symbol
from kvinnofrid.charts.publish import Table, hatched
from kvinnofrid.charts.rows import SIZE, Key, Rows
from kvinnofrid.charts.svg import Picture, Shape, circle, rect, text
from kvinnofrid.charts.text import width_of
from kvinnofrid.charts.words import SWEDISH, Words

_ANSWERS = tuple(Answer)
_TEXT = {Answer.PARTLY: "ch-on-partly", Answer.MISSING: "ch-halo"}


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """The number of respondents with each answer, for one item or one group of respondents."""

    label: str
    yes: int
    partly: int
    no: int
    not_applicable: int
    missing: int
    href: str | None = None

    def each(self) -> tuple[tuple[Answer, int], ...]:
        """Every answer with its number, in the order drawn."""
        numbers = (self.yes, self.partly, self.no, self.not_applicable, self.missing)
        return tuple(zip(_ANSWERS, numbers, strict=True))

    @property
    def total(self) -> int:
        """All respondents, those whose answer is missing too."""
        return self.yes + self.partly + self.no + self.not_applicable + self.missing


@dataclass(frozen=True, slots=True)
class AnswerDistribution:
    """Stacked bars, each as long as the whole of its respondents, with counts in the parts."""

    title: str
    bars: tuple[AnswerCounts, ...]
    description: str = ""

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or the counts of each bar."""
        return self.description or " ".join(f"{_said(b, words)}." for b in self.bars)

    def table(self, words: Words = SWEDISH) -> Table:
        """The counts, and their sum."""
        header = (words.item, *(words.answer_name(a) for a in Answer), words.number_of)
        rows = tuple(
            (b.label, *(words.number(n) for _, n in b.each()), words.number(b.total))
            for b in self.bars
        )
        return Table(header, rows)

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """One bar for each item; the key has the sums when there is only one."""
        tail = max(width_of(f"n {words.number(b.total)}", 12.5) for b in self.bars) + 10
        rows = Rows(width=width, words=words, left=0, right=tail)
        rows.keys(self._keys(words))
        rows.heading("")
        for b in self.bars:
            parts, top, bottom = rows.begin(b.label)
            parts += _segments(b, rows, top - 2, words)
            total = f"n {words.number(b.total)}"
            parts.append(text(rows.at(100) + 8, top + 12.5, total, cls="ch-muted", size=12.5))
            rows.end(parts, bottom + 4, href=b.href, said=_said(b, words))
        return rows.picture(())

    def _keys(self, words: Words) -> Iterable[Key]:
        for answer in Answer:
            number = sum(dict(b.each())[answer] for b in self.bars)
            if number or answer in (Answer.YES, Answer.PARTLY, Answer.NO):
                name = words.answer_name(answer)
                if len(self.bars) == 1:
                    name += f" {words.number(number)}"
                sign = symbol(answer, 10, 6, 15)
                yield (hatched(0, 0.5, 20, 11) if answer is Answer.MISSING else sign), name


def _segments(counts: AnswerCounts, rows: Rows, y: float, words: Words) -> Iterable[Shape]:
    x = rows.left
    for answer, number in counts.each():
        if not number:
            continue
        wide = number / counts.total * 100 * rows.scale
        inner = max(wide - 1.5, 1.0)  # a gap of 1.5 pixels tells neighbours apart
        if answer is Answer.MISSING:
            yield hatched(x, y, inner, 20)
        else:
            yield rect(x, y, inner, 20, PAINT[answer])
        said = words.number(number)
        room = width_of(said, SIZE, bold=True)
        if room + 6 < inner:
            cls = _TEXT.get(answer, "ch-on")
            both = room + 34 < inner and answer is not Answer.MISSING
            middle = x + inner / 2 + (10 if both else 0)
            if both:
                yield from _sign(answer, middle - room / 2 - 13, y + 10)
            yield text(middle, y + 15, said, cls=cls, size=SIZE, anchor="middle")
        x += wide


def _sign(answer: Answer, x: float, y: float) -> Iterable[Shape]:
    yield circle(x, y, 8.5, "ch-disc")
    yield symbol(answer, x, y, 11.5 if answer is Answer.NO else 13)


def _said(counts: AnswerCounts, words: Words) -> str:
    parts = [f"{words.answer_name(a).lower()} {words.number(n)}" for a, n in counts.each() if n]
    said = ", ".join(parts) or words.no_data
    return f"{counts.label}: {said} (n = {words.number(counts.total)})"
