"""Who knows a part of a family's numbers herself, and which of them she must not subtract it from.

Those are whoever knows a whole area or county, one of several areas that are told of together, or a
unit. Of each number the audit asks what is left to the others; the search is not asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kvinnofrid.disclosure.others import tells
from kvinnofrid.disclosure.values import Integers
from kvinnofrid.disclosure.witnesses import Insider
from kvinnofrid.engine.jobs import Counted, Job

Key = tuple[str, ...]
"""What a cell is called: table, node and class, or a name of its own."""
Told = tuple[Counted, Callable[[int, int], Key]]
"""A table and what its cells are called, by node and class."""


@dataclass(frozen=True)
class Knower:
    """Somebody who knows leaves, or the parts of one with some numbers among its areas or units."""

    leaves: tuple[int, ...]
    of: Literal["row", "county", "members", "units"] = "row"
    numbers: tuple[int, ...] = ()

    def part(self, table: Counted) -> Integers:
        """How many of each class of a table are hers."""
        counts, at = table.counts, self.leaves
        if self.of in {"members", "units"}:
            parts = table.members if self.of == "members" else table.units
            counts, at = parts[self.leaves[0]], self.numbers
        found: Integers = counts[[*at]].sum(axis=0)
        return found

    def nodes(self, job: Job) -> list[int]:
        """The rows that she has a part of."""
        leaves, nation = len(job.geography.leaves), len(job.geography.codes()) - 1
        if self.of == "county":
            return [nation]
        own = [] if self.of == "row" else [*self.leaves]
        return [*own, leaves + int(job.geography.county[self.leaves[0]]), nation]


def knowers(job: Job) -> list[Knower]:
    """Everybody who may know something that is not told."""
    county, guard, first = job.geography.county, job.guard, job.tables[0]
    found: list[Knower] = []
    if guard.insiders:
        found += [Knower((leaf,)) for leaf in range(len(county))]
        found += _parts("members", first.members)
    if guard.counties:
        of = [np.flatnonzero(county == one).tolist() for one in range(int(county.max()) + 1)]
        found += [Knower(tuple(leaves), "county") for leaves in of]
        for leaf, labels in job.geography.apart.items():
            for one in range(int(labels.max()) + 1):
                numbers = np.flatnonzero(labels == one).tolist()
                found.append(Knower((leaf,), "members", tuple(numbers)))
    return [*found, *_parts("units", first.units)]


def _parts(of: Literal["members", "units"], parts: Mapping[int, Integers]) -> Iterator[Knower]:
    for leaf, counts in sorted(parts.items()):
        yield from (Knower((leaf,), of, (number,)) for number in range(len(counts)))


def insiders_of(
    job: Job, told: Sequence[Told], who: Sequence[Knower], place: Mapping[Key, int]
) -> list[Insider]:
    """The same as the audit asks for them, by where the cells are."""
    found = []
    for one in who:
        own: dict[int, int] | None = None
        if one.of in {"members", "units"}:
            own = {}
            for table, key in told:
                for c, many in enumerate(one.part(table).tolist()):
                    at = [place.get(key(node, c)) for node in one.nodes(job)]
                    own.update({where: many for where in at if where is not None})
        found.append(Insider(frozenset(one.leaves), own))
    return found


def minding(
    job: Job, told: Sequence[Told], who: Sequence[Knower], counts: Callable[[Integers], Integers]
) -> dict[Key, set[int]]:
    """For each cell the numbers of those to whom too little of it is others'.

    counts: what gives the counts of all nodes from those of the leaves.
    """
    at: dict[int, list[int]] = {}
    for number, one in enumerate(who):
        if one.of == "row" and one.leaves[0] in job.tables[0].members:
            continue  # nobody knows all of several areas that are told of together
        for node in one.nodes(job):
            at.setdefault(node, []).append(number)
    found: dict[Key, set[int]] = {}
    guard = job.guard
    for table, key in told:
        every = counts(table.counts)
        mine = np.array([one.part(table) for one in who])
        for node, here in at.items():
            rest = every[node] - mine[here]
            cells = tells(
                rest,
                guard.threshold,
                group=guard.group and guard.large,
                fixed=table.fixed,
                exempt=table.exempt,
            )
            for n, c in np.argwhere(cells).tolist():
                found.setdefault(key(node, c), set()).add(here[n])
    return found
