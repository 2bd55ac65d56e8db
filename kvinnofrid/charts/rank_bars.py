"""Ranking by a count: ties share their rank, one's own row stands out, the median is a line."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from kvinnofrid.charts.publish import Table
from kvinnofrid.charts.rows import SIZE, Guide, Rows
from kvinnofrid.charts.share_bars import bar
from kvinnofrid.charts.svg import Picture, text
from kvinnofrid.charts.swedish import swedish_order
from kvinnofrid.charts.text import width_of
from kvinnofrid.charts.words import SWEDISH, Words


@dataclass(frozen=True, slots=True)
class Ranked:
    """One respondent: how many it has of the `RankBars.of` possible, None if it did not answer.

    `note` is said beside the value, such as a published figure that differs.
    """

    label: str
    count: int | None
    href: str | None = None
    own: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class RankBars:
    """Bars from most to least. `of` is the highest possible count, `count_name` what is counted."""

    title: str
    items: tuple[Ranked, ...]
    of: int
    count_name: str
    description: str = ""

    def ranked(self) -> tuple[tuple[int | None, Ranked], ...]:
        """Every item with its rank, best first: 1, 2, 2, 4. Equal counts stand in Swedish
        alphabetical order; those without a count come last, without a rank."""
        counts = [item.count for item in self.items if item.count is not None]

        def order(item: Ranked) -> tuple[bool, int, tuple[int, ...]]:
            return item.count is None, -(item.count or 0), swedish_order(item.label)

        return tuple(
            (None if i.count is None else 1 + sum(c > i.count for c in counts), i)
            for i in sorted(self.items, key=order)
        )

    def median(self) -> float | None:
        """The median of the counts there are."""
        counts = [item.count for item in self.items if item.count is not None]
        return float(median(counts)) if counts else None

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or who has the most, the median and one's own place."""
        middle = self.median()
        if self.description or middle is None:
            return self.description or f"{self.count_name}: {words.no_data}."
        ranked = self.ranked()
        first = [item for rank, item in ranked if rank == 1]
        names = ", ".join(item.label for item in first)
        said = f"{words.leads}: {names}, {words.number(first[0].count or 0)} {words.of} "
        said += f"{words.number(self.of)}. {words.median}: {words.number(middle)}."
        for rank, item in ranked:
            if item.own and rank is not None and item.count is not None:
                said += f" {item.label}: {words.number(item.count)}, {words.rank_short} {rank}."
        return said

    def table(self, words: Words = SWEDISH) -> Table:
        """Rank, respondent, count and note."""
        rows = tuple(
            (
                "–" if rank is None else str(rank),
                item.label,
                words.no_data if item.count is None else words.number(item.count),
                item.note,
            )
            for rank, item in self.ranked()
        )
        return Table((words.rank, words.respondent, self.count_name, words.note), rows)

    def draw(self, width: int, words: Words = SWEDISH) -> Picture:
        """Rank, name, bar and value in each row."""
        tail = width_of("000", SIZE, bold=True) + 12
        note = max((width_of(i.note, 12.5) for i in self.items if i.note), default=0.0)
        if note:
            tail += note + 8
        rows = Rows(width=width, words=words, left=0, right=tail, top=float(self.of))
        rows.y = 26.0
        middle = self.median()
        guides = []
        if middle is not None:
            x = rows.at(middle)
            said = f"{words.median} {words.number(middle)}"
            half = width_of(said, 13) / 2
            at = min(max(x, half), width - half)
            rows.shapes.append(text(at, 14, said, cls="ch-text", size=13, anchor="middle"))
            # Over stacked bars it would cross their labels.
            guides.append(Guide(x, "ch-median", above=0 if rows.stacked else 8))
        rows.heading("")
        rows.y += 2
        for rank, item in self.ranked():
            self._row(rank, item, rows, words)
        return rows.picture((), guides)

    def _row(self, rank: int | None, item: Ranked, rows: Rows, words: Words) -> None:
        parts, top, bottom = rows.begin(item.label, bold=item.own, indent=30)
        place = "–" if rank is None else str(rank)
        baseline = next(part for part in parts if part.tag == "text")
        y = float(dict(baseline.attributes)["y"])
        parts.append(text(20, y, place, cls="ch-muted", size=13, anchor="end"))
        said = f"{item.label}: "
        if item.count is None:
            # Words alone: whatever stands where bars stand looks like a small value.
            no_data = text(rows.left + 8, top + 12.5, words.no_data, cls="ch-muted", size=13)
            parts.append(no_data)
            said += words.no_data
        else:
            end = rows.at(item.count)
            if item.count:
                cls = "ch-accent" if item.own else "ch-soft"
                parts.append(bar(rows.left, top, end - rows.left, cls))
            value = words.number(item.count)
            parts.append(text(end + 8, top + 13, value, cls="ch-value", size=SIZE))
            end += 16 + width_of(value, SIZE, bold=True)
            said += f"{value} {words.of} {words.number(self.of)}, {words.rank_short} {rank}"
            if item.note:
                parts.append(text(end, top + 12.5, item.note, cls="ch-muted", size=12.5))
        if item.note:
            said += f" ({item.note})"
        rows.end(parts, bottom, href=item.href, said=said)
