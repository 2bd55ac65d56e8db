"""The figures of a view as lines: what page, picture and file are all made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from kvinnofrid.catalogue import Outcome
from kvinnofrid.statistics.episodes import (
    AFTER,
    BEFORE,
    BETTER,
    CHANGE,
    LEAVERS,
    MATCHED,
    SAME,
    UNKNOWN,
    UNMATCHED,
    WORSE,
    YES,
)
from kvinnofrid.statistics.small_groups import Guarded
from kvinnofrid.statistics.unit_tables import Told
from kvinnofrid.web.guarded_lines import Line, denominator, lines_of
from kvinnofrid.web.outcome_words import class_word, table_word


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under a heading; `name` is empty when the indicator has one table."""

    name: str
    heading: str
    lines: tuple[Line, ...]

    @property
    def says_something(self) -> bool:
        """Whether there is a figure above nobody."""
        return any(one.number for one in self.lines)


def tables(outcome: Outcome, told: Told) -> list[Table]:
    """The tables of an indicator; none when nothing can be told."""
    if told.n is None or not told.tables:
        return []
    if outcome.measure.many:
        return [Table("", "", tuple(_choices(outcome, told)))]
    return [
        Table(name, table_word(outcome, name), tuple(_lines(outcome, name, guarded, told.n)))
        for name, guarded in told.tables.items()
    ]


def matched(told: Told) -> int | None:
    """How many answered both times; None when that must not be known."""
    left = told.tables[CHANGE].shown.get(UNMATCHED) if told.tables else None
    return None if left is None or told.n is None else told.n - left


def _lines(outcome: Outcome, name: str, guarded: Guarded, n: int) -> Iterator[Line]:
    beside = {UNMATCHED, MATCHED} | ({UNKNOWN} if name == LEAVERS else set())
    order = [one.code for one in outcome.categories] if name != CHANGE else [BETTER, SAME, WORSE]
    last = [UNMATCHED] if name in (BEFORE, AFTER, CHANGE) else [] if name else [UNKNOWN]
    return lines_of(
        guarded,
        order=[*order, *last],
        words=lambda code: class_word(outcome, code),
        of=denominator(guarded, n, beside),
        beside=beside,
        unsaid={UNKNOWN},
    )


def _choices(outcome: Outcome, told: Told) -> Iterator[Line]:
    for one in outcome.categories:
        guarded = told.tables[one.code]
        of = denominator(guarded, told.n or 0, {UNKNOWN})
        yield Line(class_word(outcome, one.code), guarded.shown.get(YES), of)
    first = told.tables[outcome.categories[0].code]
    if first.shown.get(UNKNOWN):
        yield Line(class_word(outcome, UNKNOWN), first.shown[UNKNOWN], told.n)


def rate_count(outcome: Outcome, told: Told) -> int | None:
    """How many are in the classes of the figure per 10 000; None when that must not be known."""
    guarded = told.tables.get("")
    if guarded is None:
        return None
    wanted, number = set(outcome.rate_of), 0
    for members, together in guarded.joined:
        if wanted & set(members):
            if not set(members) <= wanted:
                return None
            number, wanted = number + together, wanted - set(members)
    if not wanted <= set(guarded.shown):
        return None
    return number + sum(guarded.shown[one] for one in wanted)
