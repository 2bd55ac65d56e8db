"""The cover: which cells to hide, as an integer program of what every pattern must at least
satisfy.

It starts with what can be read off a single sum: a hidden cell alone in a sum is no secret, and in
a sum whose total is published a primary cell can rise only as far as the other hidden parts can
fall. What these sums overlook comes as cuts: for each primary cell that a pattern leaves too
narrow, an inequality from the dual of the attacker's program, which every pattern that protects the
cell satisfies (Benders' decomposition, as Fischetti and Salazar-González used it for cell
suppression, Management Science 47, 2001). The cover's optimum is therefore never more than the
fewest cells that must be hidden, and when its pattern protects every cell it is the best there is.
"""

import math

import numpy as np

from kvinnofrid.disclosure.part import Part
from kvinnofrid.disclosure.solver import Program, stack
from kvinnofrid.disclosure.values import Booleans, Integers, Reals

Row = tuple[Integers, Reals, float]
"""Cells, coefficients, and what their sum over hidden cells must reach."""


def rows_of(part: Part) -> list[Row]:
    """What each single sum of the part requires."""
    room = part.room
    followed = part.followed
    found: list[Row] = []
    for relation in range(len(part.start) - 1):
        found += _of_relation(part, relation, room=room, followed=bool(followed[relation]))
    return found


def _of_relation(part: Part, relation: int, *, room: Integers, followed: bool = False) -> list[Row]:
    span = slice(part.start[relation], part.start[relation + 1])
    members = part.members[span]
    first = _followed(part, members, part.moved[:, relation]) if followed else _alone(part, members)
    return first + _narrow(part, members, part.sign[span], room)


def _followed(part: Part, members: Integers, moved: Integers) -> list[Row]:
    """The parts of a total that moves must be able to follow it down."""
    ones = np.ones(len(members))
    fall = float(moved.max())  # the total stands on the other side: it falls when this is positive
    found: list[Row] = [(members, ones, 1.0)]
    if fall > 1:
        found.append((members, np.minimum(part.room[members], fall).astype(float), fall))
    return found


def _alone(part: Part, members: Integers) -> list[Row]:
    """A hidden cell must not be the only one of its sum."""
    found: list[Row] = []
    for place, cell in enumerate(members):
        others = np.delete(members, place)
        if part.need[cell]:
            found.append((others, np.ones(len(others)), 1.0))
        else:
            found.append((np.append(others, cell), np.append(np.ones(len(others)), -1.0), 0.0))
    return found


def _narrow(part: Part, members: Integers, sign: Integers, room: Integers) -> list[Row]:
    """A primary part of a sum rises only as the other parts fall, or the total rises."""
    found: list[Row] = []
    for place, cell in enumerate(members):
        lacks = int(part.need[cell] - room[cell])
        if part.need[cell] and sign[place] > 0 and lacks > 0:
            others = np.delete(members, place)
            gives = np.where(np.delete(sign, place) < 0, lacks, np.minimum(room[others], lacks))
            found.append((others, gives.astype(float), float(lacks)))
    return found


def least_hidden(part: Part) -> int:
    """A number of its own cells that every pattern of the whole table hides.

    From the linear relaxation of what the sums require that lie in the part altogether; the numbers
    of parts without common cells may be added.
    """
    rows = [
        row
        for relation in np.flatnonzero(part.entire)
        for row in _of_relation(part, int(relation), room=part.room)
    ]
    matrix, least = stack(rows, part.count)
    program = Program(
        matrix,
        cost=np.ones(part.count),
        column_bounds=(part.must_hide.astype(float), np.ones(part.count)),
        row_bounds=(least, np.full(len(least), np.inf)),
    )
    found = program.solve()
    return int(part.must_hide.sum()) if found is None else math.ceil(program.objective - 1e-6)


class Cover:
    """The integer program, growing by cuts."""

    GAP = 0.49  # costs are whole but for tie-breaks of less than this altogether

    def __init__(self, part: Part, *, nodes: int | None) -> None:
        self._part = part
        self._rows = rows_of(part)
        self._nodes = nodes
        self.bound = 0.0

    def add(self, row: Row) -> None:
        """Require one more inequality."""
        self._rows.append(row)

    def pattern(self, lower: Booleans, upper: Booleans) -> Booleans | None:
        """The cheapest pattern with some cells set; None when there is none or none was found."""
        matrix, least = stack(self._rows, self._part.count)
        program = Program(
            matrix,
            cost=self._part.cost,
            column_bounds=(lower.astype(float), upper.astype(float)),
            row_bounds=(least, np.full(len(least), np.inf)),
            whole=True,
            gap=self.GAP,
            nodes=self._nodes,
        )
        found = program.solve()
        self.bound = program.bound
        return None if found is None else found > 0.5

    def cheapest(self) -> Booleans | None:
        """The cheapest pattern of all."""
        return self.pattern(self._part.must_hide, self._part.may_hide | self._part.must_hide)
