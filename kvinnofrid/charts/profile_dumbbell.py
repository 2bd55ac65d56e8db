"""A respondent's own answers beside the share of yes among others, item by item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kvinnofrid.charts.answers import Answer, symbol
from kvinnofrid.charts.publish import Table
from kvinnofrid.charts.rows import SIZE, Key, Rows
from kvinnofrid.charts.share_bars import diamond
from kvinnofrid.charts.svg import Picture, Shape, circle, line, rect, text
from kvinnofrid.charts.text import width_of
from kvinnofrid.charts.words import SWEDISH, Words


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One item: the respondent's answer, and the share of yes in per cent for each comparison, in
    the order of `ProfileDumbbell.compared_with`; None where there is no figure."""

    label: str
    answer: Answer
    shares: tuple[float | None, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class ProfileGroup:
    """Rows under one heading."""

    heading: str
    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True, slots=True)
class ProfileDumbbell:
    """The own answer as a symbol, and one to three shares as a disc, a diamond and a square on a
    line from 0 to 100 per cent. The first comparison's value is written out."""

    title: str
    respondent: str
    compared_with: tuple[str, ...]
    groups: tuple[ProfileGroup, ...]
    description: str = ""

    def __post_init__(self) -> None:
        names = len(self.compared_with)
        if not 1 <= names <= 3:
            raise ValueError(f"compared_with has {names} names; give one to three.")
        for row in (row for g in self.groups for row in g.rows):
            if len(row.shares) != names:
                raise ValueError(
                    f"The row {row.label!r} has {len(row.shares)} shares but compared_with names "
                    f"{names}; give one share, or None, for each."
                )

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or how many of each answer the respondent gave."""
        if self.description:
            return self.description
        given = [row.answer for g in self.groups for row in g.rows]
        counts = [
            f"{words.answer_name(a).lower()} {words.number(given.count(a))}"
            for a in Answer
            if a in given
        ]
        return f"{self.respondent}: {', '.join(counts)}."

    def table(self, words: Words = SWEDISH) -> Table:
        """Heading, item, own answer, and each comparison's share."""
        shares = tuple(f"{words.share}, {name}" for name in self.compared_with)
        rows = tuple(
            (g.heading, row.label, words.answer_name(row.answer), *_shares(row, words))
            for g in self.groups
            for row in g.rows
        )
        return Table((words.group, words.item, self.respondent, *shares), rows)

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """Answer, then line with shares, for each item."""
        # The first comparison's value stands in a column of its own, under its name.
        name = self.compared_with[0]
        lacking = any(row.shares[0] is None for g in self.groups for row in g.rows)
        named = width_of(name, 12.5) + 34  # the scale's 100 % reaches into the column
        tail = max(width_of("100 %", SIZE, bold=True) + 18, named)
        if lacking:
            tail = max(tail, width_of(words.no_data, 12.5) + 18)
        tail = min(tail, 130.0)
        rows = Rows(width=width, words=words, left=30, right=tail)
        rows.keys(self._keys())
        if named <= tail:
            y = rows.y + 12
            rows.shapes.append(text(width, y, name, cls="ch-strong", size=12.5, anchor="end"))
        rows.axis((0, 50, 100), (words.percent(v) for v in (0, 50, 100)))
        for g in self.groups:
            rows.heading(g.heading)
            for row in g.rows:
                self._row(row, rows, words)
        return rows.picture((25, 50, 75, 100))

    def _keys(self) -> Iterable[Key]:
        yield symbol(Answer.YES, 10, 6, 15), self.respondent
        for index, name in enumerate(self.compared_with):
            yield _sign(index, 10, 6), name

    def _row(self, row: ProfileRow, rows: Rows, words: Words) -> None:
        parts, top, bottom = rows.begin(row.label)
        middle = top + 8
        parts.append(symbol(row.answer, rows.left - 19, middle, 17))
        known = [(i, share) for i, share in enumerate(row.shares) if share is not None]
        if len(known) > 1:
            ends = [share for _, share in known]
            parts.append(line(rows.at(min(ends)), middle, rows.at(max(ends)), middle, "ch-stem"))
        # The first comparison is drawn last, on top.
        parts += [_sign(i, rows.at(share), middle) for i, share in reversed(known)]
        first = row.shares[0]
        if first is None:
            value, cls, size = words.no_data, "ch-muted", 12.5
        else:
            value, cls, size = words.percent(first), "ch-strong", float(SIZE)
        parts.append(text(rows.width, middle + 5, value, cls=cls, size=size, anchor="end"))
        said = f"{row.label}: {self.respondent} {words.answer_name(row.answer).lower()}"
        pairs = zip(self.compared_with, _shares(row, words), strict=True)
        said += "".join(f"; {name} {share}" for name, share in pairs)
        rows.end(parts, bottom, href=row.href, said=said)


def _sign(index: int, x: float, y: float) -> Shape:
    if index == 0:
        return circle(x, y, 6, "ch-dot")
    if index == 1:
        return diamond(x, y)
    return rect(x - 4.5, y - 4.5, 9, 9, "ch-marker")


def _shares(row: ProfileRow, words: Words) -> tuple[str, ...]:
    return tuple(words.no_data if s is None else words.percent(s) for s in row.shares)
