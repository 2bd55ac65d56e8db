"""Tables of counts: raw ones, which stay inside, and disclosed ones, which everybody else is given.

Values stand row by row, the last dimension fastest. The dimensions are `area`, `year`, what the
table is divided by, and `class`. A row is all of them but the class: its total is how many are in
it altogether.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, TypeVar

from kvinnofrid.engine.query import Query
from kvinnofrid.statistics.quantiles import Quartiles

AREA, YEAR, CLASS = "area", "year", "class"
FORMAT = 1

V = TypeVar("V")


class TableError(ValueError):
    """A table that doesn't hang together, or a cell that it doesn't have."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of a table and its codes, in order."""

    name: str
    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.codes or len(set(self.codes)) != len(self.codes):
            raise TableError(f"the codes of {self.name} are none, or the same twice")


@dataclass(frozen=True, slots=True)
class Quarters:
    """Quartiles in whole quarters, so that they are integers: a median of 7.5 days is 30.

    `n` is of how many values.
    """

    n: int
    lower: int
    median: int
    upper: int

    @classmethod
    def of(cls, found: Quartiles) -> "Quarters":
        """From exact quartiles, whose interpolation never needs a smaller part than a quarter."""
        return cls(found.n, int(4 * found.lower), int(4 * found.median), int(4 * found.upper))

    @property
    def values(self) -> tuple[Fraction, Fraction, Fraction]:
        """Lower quartile, median, upper quartile, exact."""
        return Fraction(self.lower, 4), Fraction(self.median, 4), Fraction(self.upper, 4)


@dataclass(frozen=True, slots=True)
class Moments:
    """What a mean of change is made of: how many were matched, and the sums of their steps.

    A step is from first to last measurement, in thousandths of the scale's unit where the answers
    are numbers, in thousandths of a place where they are classes; positive is better.
    """

    n: int
    total: int
    squares: int


@dataclass(frozen=True)
class _Table:
    query: Query
    dimensions: tuple[Dimension, ...]

    @cached_property
    def _places(self) -> tuple[Mapping[str, int], ...]:
        return tuple(
            {code: place for place, code in enumerate(one.codes)} for one in self.dimensions
        )

    @property
    def classes(self) -> tuple[str, ...]:
        """The codes of the last dimension."""
        return self.dimensions[-1].codes

    @property
    def rows(self) -> int:
        """How many rows there are: cells of all dimensions but the class."""
        return prod(len(one.codes) for one in self.dimensions[:-1])

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of a dimension; TableError when there is none of that name."""
        for one in self.dimensions:
            if one.name == name:
                return one.codes
        raise TableError(f"no dimension {name}; there are {self._names()}")

    def keys(self) -> Iterable[tuple[str, ...]]:
        """The codes of each row, in order."""
        return product(*(one.codes for one in self.dimensions[:-1]))

    def place(self, *codes: str) -> int:
        """The number of a row by its codes in order; TableError when there is no such row."""
        places = self._places[:-1]
        if len(codes) != len(places):
            raise TableError(f"a row is named by {self._names()} but the last")
        found = 0
        for code, one, dimension in zip(codes, places, self.dimensions, strict=False):
            if code not in one:
                raise TableError(f"{dimension.name} has no {code}")
            found = found * len(one) + one[code]
        return found

    def _names(self) -> str:
        return ", ".join(one.name for one in self.dimensions)

    def _hangs_together(self, values: Sequence[object], *per_row: Sequence[object]) -> None:
        names = [one.name for one in self.dimensions]
        if names != [AREA, YEAR, *self.query.by, CLASS]:
            raise TableError(f"the dimensions are {self._names()}, not those of the query")
        if len(values) != self.rows * len(self.classes):
            raise TableError(f"{len(values)} values for {self.rows * len(self.classes)} cells")
        if any(len(one) not in {0, self.rows} for one in per_row):
            raise TableError(f"a row too many or too few; there are {self.rows}")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """How many of each class of an area and year a unit has: what its own people know already."""

    area: str
    year: str
    unit: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class RawTable(_Table):
    """True counts. It leaves the room but to disclosing; nobody else may be given one.

    `quarters` are of a table of days, `moments` of a table of change, one for each row; None for a
    row without a value. Otherwise they are empty. `units` are of the smallest areas where several
    units have somebody.
    """

    values: tuple[int, ...] = field(repr=False)
    quarters: tuple[Quarters | None, ...] = field(default=(), repr=False)
    moments: tuple[Moments | None, ...] = field(default=(), repr=False)
    units: tuple[UnitRow, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        self._hangs_together(self.values, self.quarters, self.moments)
        if min(self.values, default=0) < 0:
            raise TableError("a count is negative")

    def row(self, *codes: str) -> dict[str, int]:
        """The counts of a row by class. The codes are those of area, year and what it is by."""
        return _row(self.values, self.classes, self.place(*codes))

    def totals(self) -> tuple[int, ...]:
        """How many are in each row altogether."""
        width = len(self.classes)
        return tuple(sum(self.values[at : at + width]) for at in range(0, len(self.values), width))


@dataclass(frozen=True)
class DisclosedTable(_Table):
    """Counts that may be known by anybody. None is hidden: one kind only, and never why.

    `totals` are how many are in each row altogether, known also where a class in it is hidden; None
    when that is hidden too. `quarters` and `moments` are as in a raw table, None where they
    must not be told. Made by `engine.disclosing` alone, or read again from a release.
    """

    values: tuple[int | None, ...] = field(repr=False)
    totals: tuple[int | None, ...] = field(default=(), repr=False)
    quarters: tuple[Quarters | None, ...] = field(default=(), repr=False)
    moments: tuple[Moments | None, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        self._hangs_together(self.values, self.totals, self.quarters, self.moments)
        if any(value is not None and value < 0 for value in (*self.values, *self.totals)):
            raise TableError("a count is negative")

    def cell(self, **codes: str) -> int | None:
        """A count by the codes of all dimensions, `class_` for the class; None when it is hidden.

        TableError when there is no such cell.
        """
        named = {name.rstrip("_"): code for name, code in codes.items()}
        if set(named) != {one.name for one in self.dimensions}:
            raise TableError(f"a cell is named by {self._names()}")
        row = self.place(*(named[one.name] for one in self.dimensions[:-1]))
        if named[CLASS] not in self._places[-1]:
            raise TableError(f"{CLASS} has no {named[CLASS]}")
        return self.values[row * len(self.classes) + self._places[-1][named[CLASS]]]

    def row(self, *codes: str) -> dict[str, int | None]:
        """The counts of a row by class; None when hidden. Its codes: area, year, what it is by."""
        return _row(self.values, self.classes, self.place(*codes))

    def total(self, *codes: str) -> int | None:
        """How many are in a row altogether; None when that is hidden."""
        place = self.place(*codes)
        if self.totals:
            return self.totals[place]
        counts = self.row(*codes).values()
        known = [one for one in counts if one is not None]
        return sum(known) if len(known) == len(self.classes) else None

    def quartiles(self, *codes: str) -> Quarters | None:
        """The quartiles of a row of days; None when there are none, or they must not be told."""
        return self.quarters[self.place(*codes)] if self.quarters else None

    def change(self, *codes: str) -> Moments | None:
        """What the mean of change of a row is made of; None when there is none to tell."""
        return self.moments[self.place(*codes)] if self.moments else None

    def has(self, *codes: str) -> bool:
        """Whether there is such a row."""
        return len(codes) == len(self.dimensions) - 1 and all(
            code in places for code, places in zip(codes, self._places, strict=False)
        )

    @property
    def hidden(self) -> int:
        """How many counts are hidden."""
        return sum(value is None for value in self.values)

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "format": FORMAT,
            "query": self.query.to_dict(),
            "dimensions": [{"name": one.name, "codes": [*one.codes]} for one in self.dimensions],
            "values": [*self.values],
            "totals": [*self.totals],
            "quarters": [
                None if one is None else [one.n, one.lower, one.median, one.upper]
                for one in self.quarters
            ],
            "moments": [
                None if one is None else [one.n, one.total, one.squares] for one in self.moments
            ],
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "DisclosedTable":
        """From `to_dict`; TableError or QueryError when it is not such."""
        try:
            if given["format"] != FORMAT:
                raise TableError(f"a table of format {given['format']}; this reads {FORMAT}")
            return cls(
                query=Query.from_dict(given["query"]),
                dimensions=tuple(
                    Dimension(str(one["name"]), tuple(map(str, one["codes"])))
                    for one in given["dimensions"]
                ),
                values=tuple(map(_count, given["values"])),
                totals=tuple(map(_count, given["totals"])),
                quarters=tuple(
                    None if one is None else Quarters(*map(_whole, one))
                    for one in given["quarters"]
                ),
                moments=tuple(
                    None if one is None else Moments(*map(_whole, one)) for one in given["moments"]
                ),
            )
        except (KeyError, TypeError) as problem:
            raise TableError(f"not a table: {problem}") from problem

    def digest(self) -> str:
        """The SHA-256 of it: equal digest, equal table."""
        written = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


def _row(values: Sequence[V], classes: Sequence[str], place: int) -> dict[str, V]:
    start = place * len(classes)
    return dict(zip(classes, values[start : start + len(classes)], strict=True))


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TableError(f"{value!r} is no whole number")
    return value


def _count(value: object) -> int | None:
    return None if value is None else _whole(value)
