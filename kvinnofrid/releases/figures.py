"""The tables of an indicator in a release, put together as page and files show them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Outcome
from kvinnofrid.engine.facts import SCALE
from kvinnofrid.engine.tables import DisclosedTable, Quarters
from kvinnofrid.releases.rules import TableName
from kvinnofrid.statistics.episodes import OUTSIDE, UNKNOWN, YES, tables_of
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.outcome_words import class_word, table_word

Value = int | float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts under one heading: columns by code and word, and a row for each area and year.

    Several tables of an indicator where several may be chosen stand as one: a column for each
    choice, and what they share once.
    """

    name: str
    heading: str
    columns: tuple[tuple[str, str], ...]
    sources: tuple[tuple[DisclosedTable, str], ...]
    """For each column its table and class."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the columns."""
        return tuple(code for code, _word in self.columns)

    @property
    def first(self) -> DisclosedTable:
        """A table that says which rows there are, and how many in each."""
        return self.sources[0][0]

    def n(self, area: str, year: str) -> int | None:
        """How many it is of: all but those whom the indicator is not for. None when hidden."""
        return number_in(self.first, area, year)

    def row(self, area: str, year: str) -> list[int | None]:
        """The counts of a row; None for a hidden one."""
        return [table.row(area, year)[code] for table, code in self.sources]


def number_in(table: DisclosedTable, area: str, year: str) -> int | None:
    """How many a row of a table is of, without those whom the indicator is not for."""
    total, outside = table.total(area, year), table.row(area, year).get(OUTSIDE, 0)
    return None if total is None or outside is None else total - outside


def figures(outcome: Outcome, tables: Mapping[TableName, DisclosedTable]) -> list[Figures]:
    """What a release has of an indicator; empty when it has nothing."""
    found = {name: tables[outcome.code, name] for name, _classes in tables_of(outcome)
             if (outcome.code, name) in tables}  # fmt: skip
    if not found:
        return []
    if outcome.measure.many:
        return [_choices(outcome, found)]
    return [
        Figures(
            name,
            table_word(outcome, name),
            tuple((code, class_word(outcome, code)) for code in _shown(table)),
            tuple((table, code) for code in _shown(table)),
        )
        for name, table in found.items()
    ]


def _shown(table: DisclosedTable) -> tuple[str, ...]:
    return tuple(code for code in table.classes if code != OUTSIDE)


def _choices(outcome: Outcome, found: Mapping[str, DisclosedTable]) -> Figures:
    columns = [(name, class_word(outcome, name)) for name in found]
    sources = [(table, YES) for table in found.values()]
    first = next(iter(found.values()))
    shared = [code for code in first.classes if code == UNKNOWN]
    columns += [(code, class_word(outcome, code)) for code in shared]
    sources += [(first, code) for code in shared]
    return Figures("", "", tuple(columns), tuple(sources))


@dataclass(frozen=True, slots=True)
class Line:
    """One value, as files have it: where, when, of what, and the value. None is hidden.

    `measure` is `number`, `total` (how many the row is of), a quartile of days or the mean change;
    `of_class` is empty for all but the first.
    """

    outcome: Outcome
    table: str
    area: str
    year: str
    of_class: str
    measure: str
    value: Value


NUMBER, TOTAL = "number", "total"
QUARTILES = ("lower_quartile", "median", "upper_quartile")
MEAN = "mean_change"


def lines_of(
    tables: Mapping[TableName, DisclosedTable], outcomes: Sequence[Outcome]
) -> Iterator[Line]:
    """Every value of some indicators in order."""
    for outcome in outcomes:
        for name, _classes in tables_of(outcome):
            table = tables.get((outcome.code, name))
            if table is not None:
                yield from _lines(outcome, name, table)


def _lines(outcome: Outcome, name: str, table: DisclosedTable) -> Iterator[Line]:
    width, classes = len(table.classes), table.classes
    for place, (area, year) in enumerate(table.keys()):
        counts = table.values[place * width : (place + 1) * width]
        yield Line(outcome, name, area, year, "", TOTAL, table.total(area, year))
        for code, count in zip(classes, counts, strict=True):
            yield Line(outcome, name, area, year, code, NUMBER, count)
        if table.quarters:
            found = table.quarters[place]
            values = (None,) * 3 if found is None else found.values
            for measure, value in zip(QUARTILES, values, strict=True):
                yield Line(outcome, name, area, year, "", measure, _decimal(value))
        if table.moments:
            yield Line(outcome, name, area, year, "", MEAN, mean_change(table, area, year))


def _decimal(value: Fraction | None) -> float | None:
    return None if value is None else float(rounded(value, 2))


def median_of(quarters: Quarters) -> int | float:
    """The median, as a whole number where it is one."""
    median = quarters.values[1]
    return int(median) if median.denominator == 1 else float(median)


def mean_change(table: DisclosedTable, area: str, year: str) -> float | None:
    """The mean step from first to last measurement, positive for the better; None when hidden."""
    found = table.change(area, year)
    if found is None or not found.n:
        return None
    return _decimal(Fraction(found.total, found.n * SCALE))


def said(outcome: Outcome, measure: str, of_class: str) -> str:
    """What a line is of, in words."""
    if of_class:
        return class_word(outcome, of_class)
    return {
        TOTAL: _("Alla"),
        QUARTILES[0]: _("Nedre kvartil, dagar"),
        QUARTILES[1]: _("Median, dagar"),
        QUARTILES[2]: _("Övre kvartil, dagar"),
        MEAN: _("Förändring i medeltal"),
    }[measure]
