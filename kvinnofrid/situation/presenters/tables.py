"""Tables of indicators that are shown whole: their lines, and pictures of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Distribution, Outcome
from kvinnofrid.charts import Share, ShareBars, ShareGroup
from kvinnofrid.engine.figures import Mean
from kvinnofrid.engine.tables import Quarters
from kvinnofrid.situation.presenters.told import number
from kvinnofrid.situation.queries import Picture
from kvinnofrid.situation.rules import Row
from kvinnofrid.statistics.episodes import (
    AFTER,
    BEFORE,
    CHANGE,
    LEAVERS,
    MATCHED,
    OUTSIDE,
    UNKNOWN,
    UNMATCHED,
    YES,
    tables_of,
)
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web import components
from kvinnofrid.web.components import Column, DataTable
from kvinnofrid.web.outcome_words import class_word
from kvinnofrid.web.public_pages import say

BESIDE = frozenset({UNMATCHED, MATCHED, OUTSIDE})
"""Classes that are in no share: how many they are is said by itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """A class, how many are in it and of how many; None when hidden."""

    label: str
    number: int | None
    of: int | None

    @property
    def share(self) -> Fraction | None:
        """The part from 0 to 1."""
        return None if self.number is None or not self.of else Fraction(self.number, self.of)


@dataclass(frozen=True, slots=True)
class Whole:
    """A table of an indicator in an area and a year. `beside` says who is not in it."""

    outcome: Outcome
    table: str
    lines: tuple[Line, ...]
    n: int | None
    beside: str = ""

    @property
    def key(self) -> str:
        """What it is called in addresses."""
        return "-".join(one for one in (self.outcome.code.replace("_", "-"), self.table) if one)

    @property
    def title(self) -> str:
        """The indicator, and which of its tables."""
        name = say(self.outcome.name)
        return f"{name}, {table_word(self.table)}" if self.table else name

    @property
    def says_something(self) -> bool:
        """Whether any share is known."""
        return any(one.share for one in self.lines)


def table_word(table: str) -> str:
    """What a table of an indicator of change is called."""
    return {
        BEFORE: _("före"),
        AFTER: _("vid avslut"),
        CHANGE: _("hur det gick för var och en"),
        LEAVERS: _("första svaret bland dem som inte svarade vid avslut"),
    }.get(table, table)


def whole(picture: Picture, shown: Distribution, code: str, year: int) -> Whole | None:
    """A table shown whole; None when the release says nothing of the area or the year."""
    outcome = picture.outcome(shown.outcome)
    if outcome is None:
        return None
    if outcome.measure.many:
        return _choices(picture, outcome, code, year)
    found = picture.row(outcome.code, shown.table, code, year)
    if found is None:
        return None
    row, total = found
    away = [row.get(one, 0) for one in BESIDE]
    n = None if total is None or None in away else total - sum(one or 0 for one in away)
    order = [one for one in dict(tables_of(outcome))[shown.table] if one not in BESIDE]
    lines = tuple(
        Line(class_word(outcome, one), row.get(one, 0), n)
        for one in order
        if one != UNKNOWN or row.get(one, 0) != 0
    )
    summary = _summed(*picture.summary(outcome.code, shown.table, code, year))
    beside = " ".join(one for one in (summary, _away(row)) if one)
    return Whole(outcome, shown.table, lines, n, beside)


def _summed(days: Quarters | None, steps: Mean | None) -> str:
    """The median of days, or the mean of change, in words; empty when there is none to tell."""
    if days is not None:
        lower, median, upper = (number(rounded(value)) for value in days.values)
        text = _("Median %(median)s dagar; hälften ligger mellan %(lower)s och %(upper)s dagar.")
        return text % {"median": median, "lower": lower, "upper": upper}
    if steps is None:
        return ""
    text = _("I medel %(mean)s steg bättre, räknat på %(n)s.")
    said = {"mean": _steps(steps.value), "n": number(steps.n)}
    if steps.interval is not None:
        text = _("I medel %(mean)s steg bättre (osäkerhet %(low)s till %(high)s), räknat på %(n)s.")
        said |= {"low": _steps(steps.interval.low), "high": _steps(steps.interval.high)}
    return text % said


def _steps(value: Fraction | float) -> str:
    return number(rounded(Fraction(value), 1), 1)


def _away(row: Row) -> str:
    if UNMATCHED not in row:
        return ""
    number = row[UNMATCHED]
    if number is None:
        return _("Hur många som inte har svarat båda gångerna är dolt.")
    return _("%(n)s har inte svarat båda gångerna och är inte med.") % {"n": number}


def _choices(picture: Picture, outcome: Outcome, code: str, year: int) -> Whole | None:
    lines, n = [], None
    for table, _classes in tables_of(outcome):
        found = picture.row(outcome.code, table, code, year)
        if found is None:
            continue
        row, total = found
        away = [row.get(one, 0) for one in (UNKNOWN, OUTSIDE)]
        n = None if total is None or None in away else total - sum(one or 0 for one in away)
        lines.append(Line(class_word(outcome, table), row.get(YES), n))
    return Whole(outcome, "", tuple(lines), n) if lines else None


def drawn(own: Whole, name: str, other: Whole | None, other_name: str) -> ShareBars:
    """A table as bars, with somebody else's shares as markers."""
    markers = {} if other is None else {one.label: one.share for one in other.lines}
    bars = tuple(
        Share(one.label, _percent(one.share), one.of, marker=_percent(markers.get(one.label)))
        for one in own.lines
    )
    return ShareBars(
        own.title,
        (ShareGroup("", bars),),
        share_name=name,
        marker_name=other_name if other is not None else "",
    )


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else float(100 * share)


def data_table(own: Whole, name: str, other: Whole | None, other_name: str) -> DataTable:
    """The same as a table: number and share, and the share of somebody else."""
    columns = [Column(_("Klass")), Column(_("Antal"), True), Column(name, True)]
    shares = {} if other is None else {one.label: one for one in other.lines}
    if other is not None:
        columns.append(Column(other_name, True))
    rows: list[Sequence[components.Cell]] = []
    for one in own.lines:
        row: list[components.Cell] = [one.label, _number(one), _share(one)]
        if other is not None:
            row.append(_share(shares[one.label]) if one.label in shares else None)
        rows.append(row)
    return DataTable(
        key=f"{own.key}-tabell", caption=own.title, columns=columns, rows=rows, caption_hidden=True
    )


def _number(one: Line) -> components.Cell:
    return _("dolt") if one.number is None else one.number


def _share(one: Line) -> components.Cell:
    if one.number is None or one.of is None:
        return _("dolt")
    return components.Share(float(one.share)) if one.share is not None else _("ingen")
