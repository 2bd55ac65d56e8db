"""Every world that agrees with what is told: each assignment of sexes and classes is tried.

It knows nothing of how it is decided what to tell. Small nations only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.disclosure.values import Booleans, Integers
from kvinnofrid.engine.dividing import Divided, Told
from kvinnofrid.engine.divisions import Asked, Made, confirmed, planned
from kvinnofrid.engine.geography import Geography
from kvinnofrid.engine.hiding import hide
from kvinnofrid.engine.jobs import Counted, Job

PART = (0, 1, 1)
"""Three sexes; the last two are told together."""


@dataclass(frozen=True)
class Small:
    """Persons of few places: how many of each sex, and of each class in each of some tables."""

    county: Integers
    sexes: Integers
    """Leaves × sexes."""
    classes: tuple[Integers, ...]
    """For each table leaves × sexes × classes."""
    guard: Guard

    def made(self, counts: Integers, divided: Divided | None = None) -> Made:
        """What is told undivided of a table, as a release would."""
        codes = tuple(str(one) for one in range(counts.shape[1]))
        leaves = tuple((f"l{one}", (f"l{one}",)) for one in range(len(self.county)))
        geography = Geography(leaves, tuple(f"c{one}" for one in self.county))
        exempt = frozenset(range(len(codes)))
        table = Counted("table", "", codes, counts, {}, exempt=exempt, divided=divided)
        job = Job("all", "2025", "single", geography, (table,), None, None, (), self.guard, 1)
        return Made(job, hide(job).hidden[0])

    def asked(self) -> list[Asked]:
        """The divided tables."""
        return [
            Asked(self.made(of.sum(axis=1), Divided(of, PART)), self.guard) for of in self.classes
        ]


def small(chance: np.random.Generator, county: Sequence[int], most: int, guard: Guard) -> Small:
    """Persons drawn at random: so many in each place, two tables of two classes."""
    many = chance.integers(2, most + 1, len(county))
    share = chance.dirichlet((2, 2, 0.3))
    sexes = np.array([chance.multinomial(one, share) for one in many])
    tables = []
    for _ in range(2):
        by = chance.beta(0.8, 0.8, 3)
        first = chance.binomial(sexes, by)
        tables.append(np.stack([first, sexes - first], axis=2))
    return Small(np.array(county), sexes, tuple(tables), guard)


def _splits(number: int, ways: int) -> Iterator[tuple[int, ...]]:
    if ways == 1:
        yield (number,)
        return
    for first in range(number + 1):
        for rest in _splits(number - first, ways - 1):
            yield first, *rest


def _sums(leaves: Integers, county: Integers) -> Integers:
    """Counts of leaves, counties and the nation, from the leaves'; any more dimensions before."""
    above = [leaves[..., county == one, :].sum(axis=-2) for one in range(int(county.max()) + 1)]
    parts = [leaves, np.stack(above, axis=-2), leaves.sum(axis=-2, keepdims=True)]
    return np.concatenate(parts, axis=-2)


class Worlds:
    """The least and the greatest of every number, over all worlds that somebody holds possible.

    sexes: what is told of the sexes, by leaf, county and nation, hidden where told nowhere.
    """

    def __init__(
        self,
        of: Small,
        hidden_sexes: Booleans,
        hidden: Sequence[Booleans],
        told: Sequence[Told],
        known: int = -1,
    ) -> None:
        self._of, self._hidden, self._told, self._known = of, hidden, told, known
        self._shown_sexes = ~hidden_sexes
        self.sexes: set[tuple[int, ...]] = set()
        self.classes: list[set[tuple[int, ...]]] = [set() for _ in of.classes]
        self._every()

    def _every(self) -> None:
        truth = _sums(self._of.sexes, self._of.county)
        rows = [
            [self._of.sexes[leaf]] if leaf == self._known
            else [np.array(one) for one in _splits(int(self._of.sexes[leaf].sum()), 3)]
            for leaf in range(len(self._of.county))
        ]  # fmt: skip
        kept: dict[bytes, list[set[tuple[int, ...]]]] = {}
        for leaves in product(*rows):
            sexes = _sums(np.array(leaves), self._of.county)
            if (sexes != truth)[self._shown_sexes].any():
                continue
            parts = np.stack([sexes[:, 0], sexes[:, 1:].sum(axis=1)], axis=1)
            at = parts.tobytes()
            if at not in kept:
                kept[at] = [
                    self._tables(parts[: len(leaves)], number)
                    for number in range(len(self._of.classes))
                ]
            if all(kept[at]):
                self.sexes.add(tuple(sexes.ravel().tolist()))
                for mine, found in zip(self.classes, kept[at], strict=True):
                    mine |= found

    def _tables(self, parts: Integers, number: int) -> set[tuple[int, ...]]:
        """Every undivided table that some divided one with such sums has, if all agrees."""
        true, told = self._of.classes[number], self._told[number]
        of_parts = np.stack([true[:, 0], true[:, 1:].sum(axis=1)], axis=1)
        undivided, shown = _sums(true.sum(axis=1), self._of.county), ~self._hidden[number]
        options = []
        for leaf, row in enumerate(parts.tolist()):
            each = [[(one, many - one) for one in range(many + 1)] for many in row]
            found = [np.array(one) for one in product(*each)]
            if leaf == self._known:
                found = [of_parts[leaf]]
            found = [
                one for one in found if not (one.sum(axis=0) != undivided[leaf])[shown[leaf]].any()
            ]  # what is told of the leaf
            if not found:
                return set()
            options.append(np.array(found))
        grid = np.stack(
            [
                one[at.ravel()]
                for one, at in zip(
                    options,
                    np.meshgrid(*(np.arange(len(one)) for one in options), indexing="ij"),
                    strict=True,
                )
            ],
            axis=1,
        )
        nodes = _sums(grid.sum(axis=2), self._of.county)
        right = ~((nodes != undivided)[:, shown]).any(axis=1)
        for county in told.counties:
            here = self._of.county == county
            right &= (grid[:, here].sum(axis=1) == of_parts[here].sum(axis=0)).all(axis=(1, 2))
        if told.nation:
            right &= (grid.sum(axis=1) == of_parts.sum(axis=0)).all(axis=(1, 2))
        return {
            tuple(one) for one in nodes[right].reshape(int(right.sum()), undivided.size).tolist()
        }


def found_out(
    of: Small, divisor: Made | None, hidden: Sequence[Booleans], told: Sequence[Told]
) -> list[tuple[object, ...]]:
    """The few that somebody finds, too narrowly: who, and what. Best if nobody finds anything."""
    leaves = len(of.county)
    nodes = leaves + int(of.county.max()) + 2
    away = np.ones((nodes, 3), dtype=np.bool_) if divisor is None else divisor.hidden
    sexes = _sums(of.sexes, of.county)
    problems: list[tuple[object, ...]] = []
    for known in range(-1, leaves):
        worlds = Worlds(of, away, hidden, told, known)
        truth: list[tuple[str, Integers, Booleans, set[tuple[int, ...]]]] = [
            ("table", _sums(one.sum(axis=1), of.county), hide_, found)
            for one, hide_, found in zip(of.classes, hidden, worlds.classes, strict=True)
        ]
        if divisor is None:
            truth.append(("sex", _by_part(sexes), away[:, :2], _parts(worlds.sexes)))
        else:
            truth.append(("sex", sexes, away, worlds.sexes))
        for name, counts, hide_, found in truth:
            each = np.array(sorted(found)).reshape(len(found), *counts.shape)
            width = each.max(axis=0) - each.min(axis=0)
            below = _mine(counts, known, of.county)
            few = (counts - below > 0) & (counts - below < of.guard.threshold) & (counts > 0)
            few &= (counts < of.guard.threshold) & hide_
            problems += [
                (known, name, *at) for at in np.argwhere(few & (width < of.guard.width)).tolist()
            ]
    return problems


def _mine(counts: Integers, known: int, county: Integers) -> Integers:
    mine = np.zeros_like(counts)
    if known >= 0:
        mine[known] = mine[len(county) + county[known]] = mine[-1] = counts[known]
    return mine


def _by_part(sexes: Integers) -> Integers:
    return np.stack([sexes[:, 0], sexes[:, 1:].sum(axis=1)], axis=1)


def _parts(found: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {tuple(_by_part(np.array(one).reshape(-1, 3)).ravel().tolist()) for one in found}


GUARD = Guard(threshold=2, width=1)


@dataclass(frozen=True)
class Outcome:
    """What is told undivided, what by sex, and what would be if every candidate were."""

    divisor: Made | None
    hidden: list[Booleans]
    told: list[Told]
    every: list[Told]


def outcome(of: Small, *, released: bool) -> Outcome:
    """What comes of a nation; `released`: whether it is told how many of each sex there are."""
    divisor = of.made(of.sexes) if released else None
    asked = of.asked()
    return Outcome(
        divisor,
        [one.made.hidden for one in asked],
        [confirmed(one)[0] for one in planned(asked, divisor, of.guard)],
        [Told(one.candidates(), nation=True) for one in asked],
    )
