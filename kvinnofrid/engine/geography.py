"""Which areas can be told of by themselves, for one population and year, and which together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from kvinnofrid.disclosure.pooling import few, pooled, sound
from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.disclosure.values import Integers
from kvinnofrid.engine.areas import NATION, REST, above


@dataclass(frozen=True)
class Pooled:
    """Areas that are told of together since one or more of them are too small: under which code.

    A county's or the nation's own code: of none of its areas is anything told but with the others.
    """

    population: str
    year: str
    code: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Geography:
    """The rows of a population in a year.

    leaves: each row that persons are counted in, with the areas that it is made of.
    above: the row of counties that each leaf is in. `shown` is False when not even the nation may
    be told of.
    """

    leaves: tuple[tuple[str, tuple[str, ...]], ...]
    above: tuple[str, ...]
    sizes: Mapping[str, int] = field(default_factory=dict)
    """How many are in every area that can be told of."""
    shown: bool = True

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """The rows above the leaves, in order."""
        return tuple(dict.fromkeys(self.above))

    @cached_property
    def county(self) -> Integers:
        """The number of each leaf's county."""
        place = {code: number for number, code in enumerate(self.counties)}
        return np.array([place[code] for code in self.above], dtype=np.int64)

    @cached_property
    def apart(self) -> Mapping[int, Integers]:
        """Of leaves with areas of several counties: the number of the county of each."""
        found = {}
        for leaf, (_, members) in enumerate(self.leaves):
            counties = [above(one, "county") for one in members]
            if len({*counties}) > 1:
                found[leaf] = np.unique(counties, return_inverse=True)[1]
        return found

    @cached_property
    def node(self) -> Mapping[str, int]:
        """The node of every area that can be told of: leaves, counties, nation."""
        found = {code: number for number, (code, _) in enumerate(self.leaves)}
        for number, code in enumerate(self.counties):
            found.setdefault(code, len(self.leaves) + number)
        found[NATION] = len(self.leaves) + len(self.counties)
        return found if self.shown else {}

    def told(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """How many are in every area that can be told of, from the smallest areas."""
        if not self.shown:
            return {}
        own = [sum(sizes[one] for one in members) for _, members in self.leaves]
        found = {code: size for (code, _), size in zip(self.leaves, own, strict=True)}
        above = dict.fromkeys(self.counties, 0)
        for county, size in zip(self.above, own, strict=True):
            above[county] += size
        return {**above, **found, NATION: sum(own)}

    def codes(self) -> list[str]:
        """A name for every node, in order."""
        return [*(code for code, _ in self.leaves), *self.counties, NATION]

    def rows(
        self, of: Mapping[str, Integers], classes: int
    ) -> tuple[Integers, dict[int, Integers]]:
        """Counts of the leaves from those of areas, and of the parts of leaves of several areas.

        An area that is missing has nobody.
        """
        none = np.zeros(classes, dtype=np.int64)
        parts = [np.array([of.get(one, none) for one in members]) for _, members in self.leaves]
        found = np.array([one.sum(axis=0) for one in parts], dtype=np.int64)
        return found, {number: one for number, one in enumerate(parts) if len(one) > 1}


def lay_out(
    sizes: Mapping[str, int],
    guard: Guard,
    least: int,
    order: Sequence[str],
    largest: Mapping[str, int] = MappingProxyType({}),
) -> tuple[Geography, dict[str, tuple[str, ...]]]:
    """The rows for how many are in each smallest area, and what was put together, by code.

    `order` is public: the areas that are first put to small ones stand first. `largest` is how
    many the largest unit of an area has, where there are several: those who are left must not be
    few, or an area is small.
    """
    by_county: dict[str, list[str]] = {}
    for area in sorted(sizes):
        by_county.setdefault(above(area, "county"), []).append(area)
    totals = {one: sum(sizes[area] for area in areas) for one, areas in by_county.items()}
    unsound = frozenset(
        county
        for county, areas in by_county.items()
        if not sound([sizes[area] for area in areas], guard)
        or few(totals[county] - max((largest.get(area, 0) for area in areas), default=0), guard)
    )
    together = pooled(totals, unsound, _ranked(totals, order), guard, least)
    leaves: list[tuple[str, tuple[str, ...]]] = []
    parents: list[str] = []
    apart: dict[str, tuple[str, ...]] = {}
    for county, areas in by_county.items():
        if county in together:
            continue
        here = _rows_of(county, {area: sizes[area] for area in areas}, guard, least, order, largest)
        for code, members in here:
            leaves.append((code, members))
            parents.append(county)
            if code.endswith(REST) or (len(members) > 1 and code == county):
                apart[code] = members
    if together:
        members = tuple(area for one in sorted(together) for area in by_county[one])
        rest = NATION if len(together) == len(by_county) else NATION + REST
        leaves.append((NATION + REST, members))
        parents.append(NATION + REST)
        apart[rest] = members
    shown = sound([*totals.values()], guard) and sound([*sizes.values()], guard)
    shown &= not few(sum(totals.values()) - max(largest.values(), default=0), guard)
    found = Geography(tuple(leaves), tuple(parents), {}, shown)
    return replace(found, sizes=found.told(sizes)), apart


def _rows_of(
    county: str,
    sizes: Mapping[str, int],
    guard: Guard,
    least: int,
    order: Sequence[str],
    largest: Mapping[str, int],
) -> list[tuple[str, tuple[str, ...]]]:
    if len(sizes) == 1:
        return [(one, (one,)) for one in sizes]
    small = frozenset(
        one
        for one, size in sizes.items()
        if few(size, guard) or few(size - largest.get(one, 0), guard)
    )
    together = pooled(sizes, small, _ranked(sizes, order), guard, least)
    if len(together) == len(sizes):
        return [(county, tuple(sizes))]
    rows: list[tuple[str, tuple[str, ...]]] = [
        (one, (one,)) for one in sizes if one not in together
    ]
    return [*rows, (county + REST, tuple(sorted(together)))] if together else rows


def _ranked(codes: Mapping[str, int], order: Sequence[str]) -> list[str]:
    place = {code: number for number, code in enumerate(order)}
    return sorted(codes, key=lambda code: (place.get(code, len(place)), code))
