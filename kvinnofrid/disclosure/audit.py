"""The audit: what an attacker learns, from what is published alone.

It shares nothing with the search: not its grid, its sums, its moves nor its way of asking the
solver. It takes the published cells with their codes, writes down every sum that the hierarchies
tell of, and asks for the smallest and the largest value of each primary cell. One answer is a whole
table that agrees with everything published, so it says something of every cell: random directions
first, and only what is still too narrow is asked for by itself.

The attacker knows that counts are whole, that a hidden cell is at least `lowest` (1 where the rule
says that zeros are never hidden), and the rule; which hidden cells are primary is not told.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import product

import highspy
import numpy as np

from kvinnofrid.disclosure.errors import SolverError, TableError
from kvinnofrid.disclosure.values import Audit, Booleans, Bounds, Cell, Dimension, Integers

EXACT_PRIMARY = 150
"""Up to so many primary cells, each is solved for by itself and its bounds are exact."""
LEAST_GAIN = 0.02
NEAR = 1e-6

Sum = tuple[int, list[int]]
"""A total and its parts, by place."""


def sums(dimensions: Sequence[Dimension], codes: Sequence[Sequence[str]]) -> list[Sum]:
    """Every sum among the published cells, as a reader of the tables would write them down."""
    strides = [math.prod(len(one) for one in codes[place + 1 :]) for place in range(len(codes))]
    found = []
    for place, dimension in enumerate(dimensions):
        at = {code: number * strides[place] for number, code in enumerate(codes[place])}
        offsets = [
            sum(pair)
            for pair in product(
                *(
                    [number * strides[other] for number in range(len(codes[other]))]
                    for other in range(len(codes))
                    if other != place
                )
            )
        ]
        for parents in dimension.hierarchies:
            children: dict[str, list[int]] = {}
            for child, parent in parents.items():
                children.setdefault(parent, []).append(at[child])
            for parent, below in children.items():
                found += [
                    (at[parent] + offset, [child + offset for child in below]) for offset in offsets
                ]
    return found


def taken(status: highspy.HighsStatus) -> None:
    """Raise SolverError when the solver did not take what it was given."""
    if status == highspy.HighsStatus.kError:
        raise SolverError("lösaren tog inte emot granskningen", "Inget är skrivet. Anmäl felet.")


def answer(solver: highspy.Highs) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The solver's best solution; SolverError without one."""
    for again in (False, True):
        if again:  # from the beginning: the last basis may have been a bad place to start
            taken(solver.clearSolver())
        taken(solver.run())
        if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            return np.array(solver.getSolution().col_value)
    raise SolverError(
        "granskningen fick inget svar av lösaren",
        "Inget är skrivet. Är tabellens summor riktiga? Kör annars igen med ett annat frö.",
    )


class Attacker:
    """Somebody with all the published cells, patience, and a solver."""

    def __init__(
        self, published: Mapping[int, int], count: int, known: Sequence[Sum], *, lowest: int
    ) -> None:
        hidden = np.array([place not in published for place in range(count)])
        self._variable = np.cumsum(hidden) - 1
        self._hidden = hidden
        self.count = int(hidden.sum())
        most = 10.0 * (1 + max(published.values(), default=0) + 100 * count)
        starts, index, value, right = [0], [], [], []
        for total, parts in known:
            terms = {place: 1.0 for place in parts if hidden[place]}
            if hidden[total]:
                terms[total] = -1.0
            rest = published.get(total, 0) - sum(published.get(place, 0) for place in parts)
            if not terms:
                if rest:
                    raise TableError(
                        "de publicerade cellerna går inte ihop", "Räkna om tabellen från början."
                    )
                continue
            index += [int(self._variable[place]) for place in terms]
            value += list(terms.values())
            starts.append(len(index))
            right.append(float(rest))
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, setting in (("output_flag", False), ("threads", 1), ("random_seed", 7)):
            taken(self._solver.setOptionValue(name, setting))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.count, len(right)
        model.col_cost_ = np.zeros(self.count)
        model.col_lower_ = np.full(self.count, float(lowest))
        model.col_upper_ = np.full(self.count, most)
        model.row_lower_ = model.row_upper_ = np.array(right)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(index, dtype=np.int32)
        model.a_matrix_.value_ = np.array(value)
        taken(self._solver.passModel(model))
        self.programs = 0

    def table(self, wish: Mapping[int, float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """A possible table with as much as can be of what is wished for; 0 at published cells."""
        cost = np.zeros(self.count)
        for place, weight in wish.items():
            cost[self._variable[place]] = -weight
        every = np.arange(self.count, dtype=np.int32)
        taken(self._solver.changeColsCost(self.count, every, cost))
        self.programs += 1
        found = np.zeros(len(self._hidden))
        found[self._hidden] = answer(self._solver)
        return found


def audit_pattern(
    dimensions: Sequence[Dimension],
    codes: Sequence[Sequence[str]],
    values: Integers,
    hidden: Booleans,
    primary: Booleans,
    *,
    width: int,
    lowest: int,
    seed: int = 1,
) -> Audit:
    """The bounds that an attacker reaches for every primary cell.

    The arrays have a place for each published cell, the last dimension fastest. A primary cell that
    is not hidden has bounds without width, so that the audit fails. `lowest` as in the module's
    text.
    """
    known = {int(place): int(values[place]) for place in np.flatnonzero(~hidden)}
    asked = {int(place): _cell(codes, int(place)) for place in np.flatnonzero(primary)}
    return audit_sums(
        known,
        len(values),
        sums(dimensions, codes),
        asked,
        width=width,
        lowest=lowest,
        seed=seed,
    )


def audit_sums(
    known: Mapping[int, int],
    count: int,
    tied: Sequence[Sum],
    asked: Mapping[int, Cell],
    *,
    width: int,
    lowest: int = 0,
    seed: int = 1,
    exact: int = EXACT_PRIMARY,
) -> Audit:
    """The bounds that an attacker reaches for some cells, named in `asked`, of any sums.

    Cells are places from 0 to `count`; `known` are the values of those that are published. Up to
    `exact` cells asked for, all bounds are exact.
    """
    lower = np.zeros(count)
    upper = np.zeros(count)
    solved = np.zeros(count, dtype=np.bool_)
    for place, value in known.items():
        lower[place] = upper[place] = value
        solved[place] = True
    open_ = [place for place in asked if place not in known]
    programs = 0
    if open_:
        attacker = Attacker(known, count, tied, lowest=lowest)
        lower[open_], upper[open_] = np.inf, -np.inf
        _attack(attacker, open_, lower, upper, solved, width=width, seed=seed, most=exact)
        programs = attacker.programs
    bounds = tuple(
        Bounds(
            cell,
            math.ceil(lower[place] - NEAR),
            math.floor(upper[place] + NEAR),
            bool(solved[place]),
        )
        for place, cell in asked.items()
    )
    return Audit(width, bounds, programs)


def _attack(
    attacker: Attacker,
    asked: list[int],
    lower: np.ndarray[tuple[int], np.dtype[np.float64]],
    upper: np.ndarray[tuple[int], np.dtype[np.float64]],
    exact: Booleans,
    *,
    width: int,
    seed: int,
    most: int,
) -> None:
    chance = np.random.default_rng(seed)

    def ask(wish: Mapping[int, float]) -> None:
        table = attacker.table(wish)
        lower[asked] = np.minimum(lower[asked], table[asked])
        upper[asked] = np.maximum(upper[asked], table[asked])

    def narrow() -> list[int]:
        return [
            p for p in asked if math.floor(upper[p] + NEAR) - math.ceil(lower[p] - NEAR) < width
        ]

    todo = asked
    if len(asked) > most:
        while todo:
            signs = dict(zip(todo, chance.choice([-1.0, 1.0], len(todo)).tolist(), strict=True))
            ask(signs)
            ask({place: -sign for place, sign in signs.items()})
            left = narrow()
            if len(todo) - len(left) <= LEAST_GAIN * len(todo):
                todo = left
                break
            todo = left
    for place in todo:
        if len(asked) <= most or place in narrow():
            ask({place: 1.0})
            ask({place: -1.0})
            exact[place] = True


def _cell(codes: Sequence[Sequence[str]], place: int) -> Cell:
    found: list[str] = []
    for one in reversed(codes):
        place, at = divmod(place, len(one))
        found.append(one[at])
    return tuple(reversed(found))
