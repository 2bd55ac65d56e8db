"""What each unit has of a row: what its own people know already."""

from collections.abc import Mapping, Sequence

import numpy as np

from kvinnofrid.disclosure.values import Integers
from kvinnofrid.engine.geography import Geography
from kvinnofrid.engine.tables import RawTable

Part = tuple[str, str]
"""A unit's part of an area: the area, and what names the unit."""


def unit_rows(table: RawTable, year: str) -> dict[Part, Integers]:
    """The counts of each unit of each area in a year."""
    return {
        (one.area, one.unit): np.array(one.counts, dtype=np.int64)
        for one in table.units
        if one.year == year
    }


def by_unit(
    of: Mapping[Part, Integers], counts: Integers, names: Mapping[int, Sequence[Part]]
) -> dict[int, Integers]:
    """The counts of each leaf by unit, and last of those who are of none."""
    none = np.zeros(counts.shape[1], dtype=np.int64)
    found = {}
    for leaf, parts in names.items():
        rows = np.array([of.get(part, none) for part in parts])
        found[leaf] = np.vstack([rows, counts[leaf] - rows.sum(axis=0)])
    return found


def unit_names(layout: Geography, sizes: Mapping[Part, int]) -> dict[int, list[Part]]:
    """The units of each leaf that has several."""
    of_area: dict[str, list[Part]] = {}
    for part in sorted(sizes):
        of_area.setdefault(part[0], []).append(part)
    found = {
        leaf: [part for area in members for part in of_area.get(area, ())]
        for leaf, (_, members) in enumerate(layout.leaves)
    }
    return {leaf: parts for leaf, parts in found.items() if len(parts) > 1}
