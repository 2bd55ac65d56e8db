"""What somebody works out who also knows one row in full, or has a part of it herself.

Every hidden cell is held against everybody whom it may tell of few: whoever knows all of other rows
of the nation, and whoever has a part of it herself that leaves few to others. Most of it needs no
solver. A witness (`disclosure.witnesses`) holds for all who know none of the rows that it goes
through, so only those few are asked about apart; and the plainest witnesses, in which persons of
two rows exchange classes, can be written down at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kvinnofrid.disclosure.audit import Sum
from kvinnofrid.disclosure.values import Booleans, Bounds, Integers
from kvinnofrid.disclosure.witnesses import Insider, Witnesses

Key = tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table as somebody exchanges classes in it: cells of the leaf rows, by place.

    at: the place of each leaf's cell. free: classes that are of this table alone. follows: for each
    leaf, cells that a class's cell takes with it, by class.
    """

    at: Integers
    counts: Integers
    hidden: Booleans
    free: tuple[int, ...]
    follows: Mapping[int, Sequence[Integers]]


@dataclass(frozen=True)
class Nation:
    """All that the cells of a family are, as insiders are asked about them.

    row: the leaf that each cell is in, −1 above them. county: of each leaf. below: for each asked
    cell above the leaves, which leaves it is the sum of.
    """

    truth: Integers
    hidden: Booleans
    tied: Sequence[Sum]
    row: Integers
    county: Integers
    asked: Mapping[int, Key]
    below: Mapping[int, frozenset[int]]
    sheets: Sequence[Sheet]
    knowers: Sequence[Insider]
    minding: Mapping[int, frozenset[int]]
    """For each asked cell the numbers of those who know a part of it and must not find the rest."""
    tender: frozenset[int]
    """Cells that nobody else minds."""
    width: int


def insiders(nation: Nation) -> tuple[list[Bounds], int]:
    """The bounds of every hidden cell asked about, at worst over insiders, and the programs."""
    asked = [at for at in nation.asked if nation.hidden[at]]
    if not asked:
        return [], 0
    return _Asking(nation, asked).all()


class _Asking:
    def __init__(self, nation: Nation, asked: Sequence[int]) -> None:
        self._nation = nation
        self._asked = asked
        near = np.append(nation.county, -1)[nation.row]
        self._found = Witnesses(
            nation.truth, nation.hidden, nation.tied, nation.row, near, asked, nation.width
        )
        self._cells = {
            int(at): (number, leaf, c)
            for number, sheet in enumerate(nation.sheets)
            for c in sheet.free
            for leaf, at in enumerate(sheet.at[:, c].tolist())
        }
        self._bounds: dict[int, Bounds] = {}

    def all(self) -> tuple[list[Bounds], int]:
        """Everybody's bounds of every cell, and how many programs it took."""
        nation = self._nation
        everybody = [at for at in self._asked if at not in nation.tender]
        for at in self._asked:
            self._exchange(at, -1)
        for at in everybody:
            self._ask(at, None)
        for insider in nation.knowers:
            if insider.own is None:
                self._beside(insider)
        for at in self._asked:
            for number in sorted(nation.minding.get(at, ())):
                self._ask(at, nation.knowers[number])
        return [*self._bounds.values()], self._found.programs

    def _beside(self, insider: Insider) -> None:
        """Ask about cells that somebody has no part of, where what she knows may matter."""
        nation = self._nation
        for at in sorted({at for row in insider.rows for at in self._found.through(row)}):
            here = nation.below.get(at, frozenset({int(nation.row[at])}))
            if at not in nation.tender and here.isdisjoint(insider.rows):
                if len(insider.rows) == 1 and not self._found.wide(at, insider):
                    self._exchange(at, *insider.rows)
                self._ask(at, insider)

    def _ask(self, at: int, insider: Insider | None) -> None:
        up, down, exact = self._found.ask(at, insider)
        true, near = int(self._nation.truth[at]), 1e-6
        bounds = Bounds(
            self._nation.asked[at],
            true - int(np.floor(down + near)),
            true + int(np.floor(up + near)),
            exact,
        )
        before = self._bounds.get(at)
        if before is None or bounds.upper - bounds.lower < before.upper - before.lower:
            self._bounds[at] = bounds

    def _exchange(self, at: int, without: int) -> None:
        """Bring the exchanges with other rows of the county that move a cell farthest."""
        if at not in self._cells:
            return
        number, leaf, c = self._cells[at]
        for change in _exchanges(
            self._nation.sheets[number], self._nation.county, (leaf, c), without, self._nation.width
        ):
            self._found.bring(change)


def _exchanges(
    sheet: Sheet, county: Integers, cell: tuple[int, int], without: int, width: int
) -> Iterator[dict[int, float]]:
    """Persons of other rows of the county who change places with some in a cell: up, and down."""
    leaf, c = cell
    others = np.array([one for one in sheet.free if one != c and sheet.hidden[leaf, one]], int)
    rows = np.flatnonzero((county == county[leaf]) & sheet.hidden[:, c])
    rows = rows[(rows != leaf) & (rows != without)]
    if not len(others) or not len(rows):
        return
    open_ = sheet.hidden[np.ix_(rows, others)]
    counts = sheet.counts
    for sign in (1, -1):
        if sign > 0:
            mine, theirs = counts[leaf, others].copy(), counts[rows, c][:, None]
            theirs = np.repeat(theirs, len(others), axis=1)
        else:
            mine, theirs = np.full(len(others), counts[leaf, c]), counts[np.ix_(rows, others)]
        change: dict[int, float] = {}
        left = width
        while left:
            can = np.where(open_, np.minimum(mine, theirs), 0)
            at = int(np.argmax(can))
            many = min(int(can.flat[at]), left)
            if not many:
                break
            row, other = divmod(at, len(others))
            left -= many
            if sign > 0:
                mine[other] -= many
                theirs[row] -= many
            else:
                mine -= many
                theirs[row, other] -= many
            for where, of, by in (
                (leaf, c, many),
                (leaf, int(others[other]), -many),
                (int(rows[row]), c, -many),
                (int(rows[row]), int(others[other]), many),
            ):
                for place in (int(sheet.at[where, of]), *_following(sheet, where, of)):
                    change[place] = change.get(place, 0.0) + sign * by
        if change:
            yield change


def _following(sheet: Sheet, leaf: int, c: int) -> list[int]:
    return [int(of[leaf]) for of in sheet.follows.get(c, ())]
