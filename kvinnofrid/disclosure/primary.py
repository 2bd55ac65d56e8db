"""Which cells must be hidden for their own sake, which may be for others, and the cost."""

from collections.abc import Sequence

import numpy as np

from kvinnofrid.disclosure.errors import ImpossibleError, TableError
from kvinnofrid.disclosure.grid import Grid
from kvinnofrid.disclosure.part import Asked
from kvinnofrid.disclosure.values import TOTAL, Booleans, Integers, Known, Rule

TIE_BREAKS = 0.4
"""Preferences among patterns that hide as many: less than a cell altogether."""
KEPT = 3.0


def primary_cells(grid: Grid, rule: Rule, largest: Integers | None) -> Booleans:
    """The cells that the rule hides: small counts, groups that are all alike, dominated cells."""
    found = (grid.values > 0) & (grid.values < rule.threshold)
    if rule.dominance is not None:
        if largest is None:
            raise TableError(
                "regeln om dominans behöver veta vem som bidrar",
                "Ange kolumnen med --contributor.",
            )
        found |= (grid.values > 0) & (largest * 100 > grid.values * rule.dominance[1])
    for cells in _alike(grid, rule.group):
        found[cells[1:][grid.values[cells[1:]] > 0]] = True
    return found


def _alike(grid: Grid, dimensions: Sequence[str]) -> list[Integers]:
    """The sums of a dimension in which one part is all of a total that is not zero."""
    names = [axis.name for axis in grid.axes]
    for name in dimensions:
        if name not in names:
            raise TableError(
                f"dimensionen {name} finns inte", f"Välj bland {', '.join(names)}.", where="--group"
            )
    places = {names.index(name) for name in dimensions}
    found = []
    for relation in range(grid.relations.count):
        start, end = grid.relations.start[relation : relation + 2]
        cells = grid.relations.cells[start:end]
        total, *parts = (int(value) for value in grid.values[cells])
        if total and parts.count(0) == len(parts) - 1:
            at = np.array(np.unravel_index(cells[:2], grid.shape))
            if int(np.flatnonzero(at[:, 0] != at[:, 1])[0]) in places:
                found.append(cells)
    return found


def ask(grid: Grid, rule: Rule, primary: Booleans, known: Sequence[Known]) -> Asked:
    """What is asked of every cell."""
    if rule.threshold < 2 or rule.width < 1:
        raise TableError(
            f"tröskeln {rule.threshold} och bredden {rule.width} skyddar inget",
            "Tröskeln ska vara minst 2 och bredden minst 1.",
        )
    may_hide = np.ones(len(grid.values), dtype=np.bool_)
    lowest = 0
    if rule.zeros != "complement":
        may_hide = grid.values > 0
        alike = _alike(grid, rule.group)
        for cells in alike:
            may_hide[cells[1:]] = True
        lowest = int(rule.zeros == "strict" and not alike)
    for release in known:
        for number in known_numbers(grid, release):
            if primary[number]:
                raise ImpossibleError(
                    f"cellen {' / '.join(grid.name(number))} ska döljas men är redan publicerad",
                    "Det som är publicerat går inte att dölja. Slå ihop grupper i den nya "
                    "tabellen så att "
                    "cellen inte finns, eller ersätt den äldre utgåvan.",
                    where=release.name,
                )
            may_hide[number] = False
    need = np.where(primary, rule.width, 0).astype(np.int64)
    return Asked(need, may_hide, _costs(grid, rule), lowest)


def known_numbers(grid: Grid, release: Known) -> list[int]:
    """The cells of the grid that an earlier release shows; TableError where it says otherwise."""
    names = [axis.name for axis in grid.axes]
    for name in release.dimensions:
        if name not in names:
            raise TableError(
                f"dimensionen {name} finns inte i den nya tabellen",
                f"Ge kolumnerna samma namn som i --by: {', '.join(names)}.",
                where=release.name,
            )
    found = []
    for cell, value in release.cells.items():
        codes = dict(zip(release.dimensions, cell, strict=True))
        full = tuple(codes.get(name, TOTAL) for name in names)
        for axis, code in zip(grid.axes, full, strict=True):
            if code not in axis.node:
                raise TableError(
                    f"koden {code} finns inte i dimensionen {axis.name}",
                    "Lägg till den gruppering som utgåvan använde som en fil till för samma "
                    "dimension, så "
                    "skyddas tabellerna tillsammans.",
                    where=release.name,
                )
        number = grid.number(full)
        if grid.values[number] != value:
            raise TableError(
                f"cellen {' / '.join(full)} är {value} i utgåvan men {grid.values[number]} nu",
                "Utgåvorna ska avse samma personer. Rätta data, eller ta bort utgåvan om den "
                "avser andra.",
                where=release.name,
            )
        found.append(number)
    return found


def _costs(grid: Grid, rule: Rule) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """One for each cell; ties prefer to keep totals, large cells and zeros."""
    size = np.log1p(grid.values) / max(1.0, float(np.log1p(grid.values.max(initial=0))))
    totals = np.zeros(grid.shape)
    weight = np.ones(grid.shape)
    for place, axis in enumerate(grid.axes):
        along = [1] * len(grid.shape)
        along[place] = axis.size
        totals += (~axis.is_leaf).astype(float).reshape(along) / len(grid.axes)
        kept = np.zeros(axis.size, dtype=np.bool_)
        kept[[axis.node[code] for code in rule.keep.get(axis.name, ()) if code in axis.node]] = True
        weight = np.where(kept.reshape(along), KEPT, weight)
    liking = (size + totals.reshape(-1)) / 2
    liking[grid.values == 0] = 1.0
    cost: np.ndarray[tuple[int], np.dtype[np.float64]] = weight.reshape(
        -1
    ) + TIE_BREAKS * liking / len(grid.values)
    return cost
