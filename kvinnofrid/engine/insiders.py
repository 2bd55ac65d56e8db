"""What somebody works out who also knows one row in full, or has a part of it herself.

Every hidden cell is held against everybody who may know something: whoever knows all of another row
of the nation, and, in a row of several parts, each who knows one of them. Most of it needs no
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

    row: the leaf that each cell is in, −1 above them. county: of each leaf. above: for each asked
    cell above the leaves, which leaves it is the sum of, and how many each has in it.
    """

    truth: Integers
    hidden: Booleans
    tied: Sequence[Sum]
    row: Integers
    county: Integers
    asked: Mapping[int, Key]
    above: Mapping[int, Mapping[int, int]]
    sheets: Sequence[Sheet]
    parts: Sequence[Insider]
    """Those who know a part of a row."""
    threshold: int
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
        for at in self._asked:
            self._exchange(at, -1)
        for at in self._asked:
            self._ask(at, None)
        everybody = self._everybody()
        for leaf, insider in everybody.items():
            for at in self._found.through(leaf):
                if self._minds(at, leaf):
                    if not self._found.wide(at, insider):
                        self._exchange(at, leaf)
                    self._ask(at, insider)
        for part in self._nation.parts:
            for at in self._asked:
                if self._left(at, part):
                    self._ask(at, part)
        return [*self._bounds.values()], self._found.programs

    def _everybody(self) -> Mapping[int, Insider]:
        """Those who know a whole row that somebody is in."""
        row = self._nation.row
        some = np.unique(row[(self._nation.truth > 0) & (row >= 0)])
        return {int(leaf): Insider(int(leaf)) for leaf in some}

    def _minds(self, at: int, leaf: int) -> bool:
        """Whether few others are in a cell to somebody who knows a row, or it is another row."""
        if self._nation.row[at] == leaf:
            return False
        below = self._nation.above.get(at, {})
        if leaf not in below:
            return True
        return self._few(at, below[leaf])

    def _left(self, at: int, part: Insider) -> bool:
        """Whether few others are in a cell to somebody who knows a part of it."""
        assert part.own is not None  # only whole rows have none
        return at in part.own and self._few(at, part.own[at])

    def _few(self, at: int, but: int) -> bool:
        return 0 < int(self._nation.truth[at]) - but < self._nation.threshold

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
