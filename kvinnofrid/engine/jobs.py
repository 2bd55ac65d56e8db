"""A family of tables in one year, as what is hidden in it is searched for and audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kvinnofrid.disclosure.rows import Guard, Rows
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


def parts(job: Job) -> list[tuple[int, ...]]:
    """The tables that are hidden by themselves, and those that are hidden row by row together."""
    if job.kind != "change":
        return [(number,) for number in range(len(job.tables))]
    leavers = [number for number, one in enumerate(job.tables) if one.table == LEAVERS]
    others = tuple(number for number in range(len(job.tables)) if number not in leavers)
    return [*((one,) for one in leavers), *([others] if others else [])]


def rows_of(
    job: Job, tables: Sequence[Counted], *, whole: bool = False, forced: Booleans | None = None
) -> Rows:
    """The rows of some tables of a family; `forced` ones are hidden altogether."""
    return Rows(
        tuple(one.counts for one in tables),
        job.geography.county,
        whole=whole,
        forced=forced,
        fixed=tuple(one.fixed for one in tables),
        exempt=tuple(one.exempt for one in tables),
        members=tuple(one.members for one in tables),
        units=tuple(one.units for one in tables),
        apart=job.geography.apart,
    )
