"""Tables made for the tests, and an attacker who needs no solver: tries every table there is."""

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kvinnofrid.disclosure import Dimension, ProtectedTable, Table, flat, hierarchical
from kvinnofrid.disclosure.errors import DisclosureError

TABLES = Path(__file__).parent / "tables"
AREA = hierarchical(
    "area",
    [("f", [("a", "A"), ("b", "A"), ("c", "B"), ("d", "B"), ("A", "Total"), ("B", "Total")])],
    "abcd",
)


def grid_of(rows: Sequence[Sequence[int]]) -> Table:
    """A table of two flat dimensions."""
    counts = np.array(rows, dtype=np.int64)
    return Table(
        (
            flat("row", [f"r{i}" for i in range(counts.shape[0])]),
            flat("column", [f"c{i}" for i in range(counts.shape[1])]),
        ),
        counts,
    )


def random_dimension(chance: random.Random, name: str, leaves: int) -> Dimension:
    """A dimension: flat, in levels (with single children), or grouped in two ways."""
    codes = [f"{name}{i}" for i in range(leaves)]
    if leaves < 3 or chance.random() < 0.5:
        return flat(name, codes)
    lists = []
    for way in range(chance.choice([1, 1, 2])):
        group = {
            code: f"{name}{'GH'[way]}{chance.randrange(max(2, leaves // 3))}" for code in codes
        }
        pairs = [*group.items(), *((parent, "Total") for parent in dict.fromkeys(group.values()))]
        lists.append((f"way{way}", pairs))
    return hierarchical(name, lists, codes)


def random_table(seed: int, *, most: int = 12, dimensions: int | None = None) -> Table:
    """A table of one to three random dimensions, with clumps, zeros and small counts."""
    chance = random.Random(seed)
    number = dimensions or chance.choice([1, 2, 2, 3])
    sizes = [chance.randint(2, max(2, most // number)) for _ in range(number)]
    made = tuple(random_dimension(chance, "abc"[i], size) for i, size in enumerate(sizes))
    draw = np.random.default_rng(seed)
    sparse = draw.random([len(d.leaves) for d in made]) < chance.choice([0.0, 0.2, 0.6])
    counts = draw.poisson(draw.gamma(1.0, chance.choice([3, 8, 30]), sparse.shape))
    return Table(made, np.where(sparse, 0, counts).astype(np.int64))


def shipped(name: str) -> Table:
    """One of the tables in the folder `tables`."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    county = {row["kommun"]: row["lan"] for row in rows}
    if len(set(county.values())) == len(county):
        area = flat("area", county)
    else:
        pairs = [*county.items(), *((one, "Total") for one in dict.fromkeys(county.values()))]
        area = hierarchical("area", [("area", pairs)], county)
    dimensions = (area, *(flat(n, [row[n] for row in rows]) for n in ("age", "sex", "cat")))
    counts = np.zeros([len(d.leaves) for d in dimensions], dtype=np.int64)
    for row in rows:
        codes = (row["kommun"], row["age"], row["sex"], row["cat"])
        at = tuple(d.leaves.index(code) for d, code in zip(dimensions, codes, strict=True))
        counts[at] += int(row["freq"])
    return Table(dimensions, counts)


def leveled(seed: int, *, mean: float = 6.0) -> Table:
    """Three levels of areas, one county of one municipality and one of two, by age and sex."""
    pairs = [(f"m{i}", f"k{'0112223333'[i]}") for i in range(10)]
    pairs += [
        ("k0", "L0"),
        ("k1", "L0"),
        ("k2", "L1"),
        ("k3", "L1"),
        ("L0", "Total"),
        ("L1", "Total"),
    ]
    area = hierarchical("area", [("f", pairs)], [f"m{i}" for i in range(10)])
    draw = np.random.default_rng(seed)
    return Table(
        (area, flat("age", "abc"), flat("sex", "xy")),
        draw.poisson(draw.gamma(1.0, mean, (10, 3, 2))).astype(np.int64),
    )


def possible_values(protected: ProtectedTable, *, most: int) -> dict[int, set[int]]:
    """For each primary cell all values that some table with the published cells gives it.

    Every leaf table with counts up to `most` is tried, so only tiny tables can be asked for.
    """
    table = protected.table
    leaves = list(np.ndindex(*table.counts.shape))
    below = [_leaves_of(table, cell, leaves) for cell in protected.cells()]
    published = {i: int(v) for i, v in enumerate(protected.values) if not protected.hidden[i]}
    fixed = {
        next(iter(b)): v
        for i, b in enumerate(below)
        if len(b) == 1 and (v := published.get(i, -1)) >= 0
    }
    free = [at for at in range(len(leaves)) if at not in fixed]
    bound = [(below[i], value) for i, value in published.items()]
    found: dict[int, set[int]] = {int(i): set() for i in np.flatnonzero(protected.primary)}
    for filled in _fill(free, fixed, bound, most, protected.lowest):
        hidden = {
            int(i): sum(filled[leaf] for leaf in below[i]) for i in np.flatnonzero(protected.hidden)
        }
        if min(hidden.values(), default=protected.lowest) >= protected.lowest:
            for i, values in found.items():
                values.add(hidden.get(i, int(protected.values[i])))
    return found


def _leaves_of(
    table: Table, cell: tuple[str, ...], leaves: list[tuple[int, ...]]
) -> frozenset[int]:
    def under(dimension: Dimension, leaf: str, code: str) -> bool:
        for parents in dimension.hierarchies:
            at = leaf
            while at != code and at != "Total":
                at = parents[at]
            if at == code:
                return True
        return False

    return frozenset(
        number
        for number, at in enumerate(leaves)
        if all(
            under(d, d.leaves[i], code)
            for d, i, code in zip(table.dimensions, at, cell, strict=True)
        )
    )


def _fill(
    free: list[int],
    filled: dict[int, int],
    bound: list[tuple[frozenset[int], int]],
    most: int,
    lowest: int,
) -> Iterator[dict[int, int]]:
    low, high = lowest, most
    for leaves, value in bound:
        rest = value - sum(filled[leaf] for leaf in leaves if leaf in filled)
        others = sum(leaf not in filled for leaf in leaves) - 1
        if others < 0:
            if rest:
                return
        elif free[0] in leaves:
            low, high = max(low, rest - most * others), min(high, rest - lowest * others)
    if not free:
        yield filled
        return
    for count in range(low, high + 1):
        yield from _fill(free[1:], {**filled, free[0]: count}, bound, most, lowest)


def said(wrong: type[DisclosureError], do: Callable[[], Any]) -> tuple[str, str, str]:
    """What, what to do and where, as an error says it."""
    with pytest.raises(wrong) as caught:
        do()
    return caught.value.what, caught.value.remedy, caught.value.where
