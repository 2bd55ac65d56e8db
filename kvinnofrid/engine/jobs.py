"""A family of tables in one year, as what is hidden in it is searched for and audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from kvinnofrid.disclosure.rows import Guard, Place, Rows, primary_places
from kvinnofrid.disclosure.values import Booleans, Integers
from kvinnofrid.engine.families import Kind
from kvinnofrid.engine.geography import Geography
from kvinnofrid.statistics.episodes import LEAVERS


@dataclass(frozen=True)
class Steps:
    """What a reader knows of a change: the classes in order, and which way is better.

    `within`: whether somebody can have changed within a class, as where a class is several numbers.
    """

    codes: tuple[str, ...]
    up: bool
    within: bool


@dataclass(frozen=True)
class Counted:
    """A table's counts in the leaves of a geography, and what a reader knows about its classes.

    fixed: the class that other tables have too, None without one. exempt: classes that all of a row
    may be seen in. members: the counts of the areas that a leaf is made of, where it is several.
    units: those of its units, where it has several.
    """

    outcome: str
    table: str
    classes: tuple[str, ...]
    counts: Integers = field(repr=False)
    members: Mapping[int, Integers] = field(repr=False)
    fixed: int | None = None
    exempt: frozenset[int] = frozenset()
    units: Mapping[int, Integers] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The indicator and the table."""
        return f"{self.outcome}.{self.table}"


@dataclass(frozen=True)
class Job:
    """A family in a year.

    core: how many are in the class that the tables share, and how many are not; None without one.
    own: how many the family is for, and how many of the population it is not for; None when it is
        for all.
    margins: every such division of the population, the same for all of its families.
    complete: indicators of the family in some table of which everybody is who is in any.
    """

    population: str
    year: str
    kind: Kind
    geography: Geography
    tables: tuple[Counted, ...]
    core: Counted | None
    own: Counted | None
    margins: tuple[Counted, ...]
    guard: Guard
    seed: int
    complete: tuple[str, ...] = ()
    steps: Steps | None = None

    def primary(self) -> list[tuple[tuple[int, ...], list[Place]]]:
        """The cells that must not be found, by part: place in the part, node and class."""
        none = np.zeros(len(self.geography.codes()), dtype=np.bool_)
        return [
            (part, primary_places(rows_of(self, part, none), self.guard)) for part in parts(self)
        ]


def parts(job: Job) -> list[tuple[int, ...]]:
    """The tables that are hidden by themselves, and those that are hidden row by row together."""
    if job.kind != "change":
        return [(number,) for number in range(len(job.tables))]
    leavers = [number for number, one in enumerate(job.tables) if one.table == LEAVERS]
    others = tuple(number for number in range(len(job.tables)) if number not in leavers)
    return [*((one,) for one in leavers), *([others] if others else [])]


def rows_of(job: Job, part: tuple[int, ...], away: Booleans) -> Rows:
    """The rows of a part of a family, where some are hidden altogether."""
    tables = [job.tables[number] for number in part]
    first = tables[0]
    whole = len(part) > 1 or (job.kind == "change" and first.table != LEAVERS)
    return Rows(
        tuple(one.counts for one in tables),
        job.geography.county,
        whole=whole,
        marked=tuple(marked(job, one) for one in tables),
        forced=away,
        fixed=tuple(one.fixed for one in tables),
        exempt=tuple(one.exempt for one in tables),
        members=tuple(one.members for one in tables),
        units=tuple(one.units for one in tables),
    )


def marked(job: Job, table: Counted) -> Booleans:
    """Cells where all but the largest part are few: whoever has that part could tell.

    The parts are those of areas told of together, and of units.
    """
    found = np.zeros((len(job.geography.codes()), len(table.classes)), dtype=np.bool_)
    for of in (table.members if job.guard.insiders else {}, table.units):
        for leaf, parts in of.items():
            rest = table.counts[leaf] - parts.max(axis=0)
            found[leaf] |= (rest > 0) & (rest < job.guard.threshold)
    return found
