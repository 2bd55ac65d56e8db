"""What is checked before a release is decided on: is it complete, odd, whole?

Completeness is looked at while the facts go by, and told in tenths of enough people, since those
who make releases may see no small group either. Outliers are looked for in protected tables alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import product
from math import sqrt
from typing import Any

from kvinnofrid.catalogue import OutcomeSet
from kvinnofrid.engine.areas import NATION, level_of
from kvinnofrid.engine.facts import Placed
from kvinnofrid.engine.tables import DisclosedTable
from kvinnofrid.releases.rules import Kind, TableName
from kvinnofrid.statistics.episodes import OUTSIDE, UNKNOWN

ENOUGH = 20
"""Fewer than this are too few to tell a share of."""
EVERY_MONTH = 60
"""So many opened in a year that a month without any is odd."""
LEAST_FIRST, LEAST_LAST, MOST_UNKNOWN = 0.7, 0.4, 0.2
"""Shares that are looked into: first measurements, those at exit, and what is not known."""
FAR, BY_CHANCE = 0.25, 4.0
"""How far from the nation's share, and how many standard errors, is odd."""
TIMES = 2.0
"""A number that has grown or shrunk so many times in a year is odd."""
MOST_TOLD = 40
"""Of each kind of finding; how many more there are is told in one."""
ENOUGH_TO_COMPARE = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found. `stops`: the release can't be approved with it.

    `code` says what, and the rest where and how much: an area, a unit, a year, an indicator, a
    class, a share in whole per cent, a number that is no small group's.
    """

    kind: Kind
    code: str
    stops: bool = False
    area: str = ""
    unit: str = ""
    year: int = 0
    outcome: str = ""
    table: str = ""
    of_class: str = ""
    share: int = 0
    number: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


@dataclass
class Gathering:
    """What is noted of facts as they go by: how many, where, measured or not. Small and bounded."""

    years: Sequence[int]
    opened: Counter[tuple[str, int]] = field(default_factory=Counter)
    closed: Counter[tuple[str, int]] = field(default_factory=Counter)
    months: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    units: dict[str, str] = field(default_factory=dict)
    by_unit: Counter[tuple[str, int]] = field(default_factory=Counter)
    measured: Counter[tuple[str, int]] = field(default_factory=Counter)
    measured_at_exit: Counter[tuple[str, int]] = field(default_factory=Counter)
    unknown: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    episodes: int = 0
    of_the_other_kind: int = 0

    def add(self, one: Placed) -> None:
        """Note an episode."""
        self.episodes += 1
        self.units[one.unit] = one.area
        opened, closed = one.episode.days.get("opened_on"), one.episode.days.get("closed_on")
        if opened is not None and opened.year in self.years:
            here = (one.area, opened.year)
            self.opened[here] += 1
            self.by_unit[one.unit, opened.year] += 1
            self.months[one.area, opened.year, opened.month] += 1
            self.measured[here] += one.episode.baseline is not None
            for name in ("sex", "age_band", "way_in"):
                self.unknown[*here, name] += not one.episode.fields.get(name)
        if closed is not None and closed.year in self.years:
            self.closed[one.area, closed.year] += 1
            self.measured_at_exit[one.area, closed.year] += one.episode.exit is not None

    def findings(self, *, municipalities: int, year_is_over: bool) -> Iterator[Finding]:
        """What there is to say of how complete the facts are, in the last year above all."""
        year = self.years[-1]
        there = {area for area, of in self.opened if of == year}
        yield Finding(
            Kind.COMPLETENESS, "municipalities", year=year, number=len(there), share=municipalities
        )
        if not year_is_over:
            yield Finding(Kind.COMPLETENESS, "year_goes_on", year=year)
        yield from bounded(self._silent(year))
        yield from bounded(self._gaps(year if year_is_over else year - 1))
        yield from bounded(
            self._low("few_first", self.measured, self.opened, year, LEAST_FIRST),
        )
        yield from bounded(
            self._low("few_last", self.measured_at_exit, self.closed, year, LEAST_LAST)
        )
        yield from bounded(self._unknown(year))

    def _silent(self, year: int) -> Iterator[Finding]:
        """Units that had clients the year before and have opened nothing since."""
        for unit, area in sorted(self.units.items()):
            before = self.by_unit[unit, year - 1]
            if before >= ENOUGH and not self.by_unit[unit, year]:
                yield Finding(Kind.COMPLETENESS, "silent_unit", area=area, unit=unit, year=year)

    def _gaps(self, year: int) -> Iterator[Finding]:
        for (area, of), number in sorted(self.opened.items()):
            if of == year and number >= EVERY_MONTH:
                empty = sum(not self.months[area, year, month] for month in range(1, 13))
                if empty:
                    yield Finding(
                        Kind.COMPLETENESS, "empty_months", area=area, year=year, number=empty
                    )

    def _low(
        self,
        code: str,
        found: Mapping[tuple[str, int], int],
        among: Mapping[tuple[str, int], int],
        year: int,
        least: float,
    ) -> Iterator[Finding]:
        for (area, of), number in sorted(among.items()):
            if of == year and number >= ENOUGH and found[area, of] < least * number:
                share = tenths(found[area, of], number)
                yield Finding(Kind.COMPLETENESS, code, area=area, year=year, share=share)

    def _unknown(self, year: int) -> Iterator[Finding]:
        for (area, of, name), number in sorted(self.unknown.items()):
            among = self.opened[area, of]
            if of == year and among >= ENOUGH and number > MOST_UNKNOWN * among:
                share = tenths(number, among)
                yield Finding(
                    Kind.COMPLETENESS, "unknown", area=area, year=year, outcome=name, share=share
                )


def tenths(number: int, among: int) -> int:
    """A share as whole tens of per cent, so that no small group can be reckoned from it."""
    return round(10 * number / among) * 10


def bounded(found: Iterable[Finding]) -> Iterator[Finding]:
    """The first of them, and how many more there are."""
    every = list(found)
    yield from every[:MOST_TOLD]
    if len(every) > MOST_TOLD:
        first = every[0]
        left = len(every) - MOST_TOLD
        yield Finding(first.kind, "more", first.stops, number=left)


def outliers(tables: Mapping[TableName, DisclosedTable]) -> Iterator[Finding]:
    """Municipalities and counties far from the nation, or from their own year before."""
    by_kind: dict[str, list[Finding]] = defaultdict(list)
    for name, table in tables.items():
        by_kind["far"] += _far(name, table)
    first = next(iter(tables.items()), None)
    if first is not None:
        by_kind["jump"] += _jumps(*first)
    for found in by_kind.values():
        found.sort(key=lambda one: (-one.share, one.area, one.outcome))
        yield from bounded(found)


def _far(name: TableName, table: DisclosedTable) -> Iterator[Finding]:
    year = table.codes("year")[-1]
    if not table.has(NATION, year):
        return
    whole, all_of = table.row(NATION, year), table.total(NATION, year)
    for area in table.codes("area"):
        number = table.total(area, year)
        if area == NATION or not number or not all_of or number < ENOUGH_TO_COMPARE:
            continue
        for code, count in table.row(area, year).items():
            usual = whole[code]
            if count is None or usual is None or code in {OUTSIDE, UNKNOWN}:
                continue
            share, expected = count / number, usual / all_of
            error = sqrt(expected * (1 - expected) / number)
            if abs(share - expected) > max(FAR, BY_CHANCE * error):
                yield Finding(
                    Kind.OUTLIER, "far", area=area, year=int(year), outcome=name[0], table=name[1],
                    of_class=code, share=round(100 * share), number=round(100 * expected),
                )  # fmt: skip


def _jumps(name: TableName, table: DisclosedTable) -> Iterator[Finding]:
    years = table.codes("year")[-2:]
    if len(years) < 2:
        return
    for area in table.codes("area"):
        before, after = (table.total(area, year) for year in years)
        if not before or not after or max(before, after) < ENOUGH_TO_COMPARE:
            continue
        if max(before, after) >= TIMES * min(before, after):
            yield Finding(
                Kind.OUTLIER, "jump", area=area, year=int(years[1]), outcome=name[0],
                share=round(100 * after / before),
            )  # fmt: skip


def validation(
    tables: Mapping[TableName, DisclosedTable], owner: OutcomeSet, *, left_out: int
) -> Iterator[Finding]:
    """Whether the tables hang together: sums, the same number in every table of a population.

    `left_out` are episodes of the other kind, made up or real, that were not counted.
    """
    if left_out:
        yield Finding(Kind.VALIDATION, "left_out", number=left_out)
    known: dict[tuple[str, str, str], int] = {}
    for name, table in tables.items():
        outcome = owner.outcome(name[0])
        people = f"{outcome.population} {' '.join(outcome.groups)}"
        for area, year in product(table.codes("area"), table.codes("year")):
            total = table.total(area, year)
            counts = [one for one in table.row(area, year).values() if one is not None]
            if total is None:
                continue
            if sum(counts) > total:
                yield _wrong("too_many", name, area, year)
            if known.setdefault((people, area, year), total) != total:
                yield _wrong("other_total", name, area, year)
        yield from _sums(name, table)


def _sums(name: TableName, table: DisclosedTable) -> Iterator[Finding]:
    """Counties must add up to the nation where all of them are told."""
    counties = [one for one in table.codes("area") if level_of(one) == "county"]
    for year in table.codes("year"):
        totals = [table.total(area, year) for area in counties]
        known = [one for one in totals if one is not None]
        whole = table.total(NATION, year) if table.has(NATION, year) else None
        if counties and len(known) == len(totals) and whole not in {None, sum(known)}:
            yield _wrong("counties", name, NATION, year)


def _wrong(code: str, name: TableName, area: str, year: str) -> Finding:
    return Finding(
        Kind.VALIDATION, code, True, area=area, year=int(year), outcome=name[0], table=name[1]
    )


def stops(found: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any stored finding stops the release."""
    return any(one["stops"] for one in found)
