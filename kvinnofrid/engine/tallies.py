"""Answers counted by sort and place: what each answer's number counts as, and the counting."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kvinnofrid.catalogue import Outcome
from kvinnofrid.engine import statements
from kvinnofrid.engine.facts import SCALE
from kvinnofrid.engine.statements import Places

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Asked:
    """An item on an occasion, and the sorts that its answers count as.

    `sorts` has an array for each sort that an answer may count as at once: by the number of the
    answer a sort, counted from `first`, or `width` where there is none.
    """

    occasion: str
    item: int
    first: int
    width: int
    sorts: tuple[Integers, ...]


@dataclass(frozen=True)
class Tally:
    """Answers to be counted by sort and place, in whatever way the database does best."""

    places: Places
    height: int
    asked: tuple[Asked, ...]

    @property
    def grouped(self) -> str:
        """Counted by the database: number among `asked`, answer, place, number."""
        return statements.tally(self.places, [(one.occasion, one.item) for one in self.asked])

    def of_groups(self, columns: tuple[Integers, ...]) -> Integers:
        """Sorts × places, from what `grouped` gave."""
        found = np.zeros((self.height, self.places.size), dtype=np.int64)
        which, answer, place, number = columns
        for at, one in enumerate(self.asked):
            mine = which == at
            for sorts in one.sorts:
                sort, there = looked_up(sorts, answer[mine]), place[mine]
                inside = sort < one.width
                into = found[one.first : one.first + one.width]
                np.add.at(into, (sort[inside], there[inside]), number[mine][inside])
        return found

    def add(self, one: Asked, place: Integers, answers: Integers, found: Integers) -> None:
        """Add the answers of an item to sorts × places. `place` is of each answer."""
        size = self.places.size
        into = found[one.first : one.first + one.width]
        for sorts in one.sorts:
            cells = looked_up(sorts * size, answers)
            cells += place
            counted = np.bincount(cells, minlength=(one.width + 1) * size)
            into += counted[: one.width * size].reshape(one.width, size)


def tally(
    places: Places, outcomes: Sequence[Outcome], columns: tuple[Integers, ...]
) -> Tally | None:
    """What is to be counted, from what `statements.of_answers` gave; None when nobody answered."""
    outcome, item, answer, sort = columns
    asked, first = [], 0
    for number, one in enumerate(outcomes):
        mine, width = outcome == number, statements.width(one)
        if mine.any():
            sorts = layers(answer[mine], sort[mine], width)
            occasion = statements.occasion_of(one)
            asked.append(Asked(occasion, int(item[mine][0]), first, width, sorts))
        first += width
    return Tally(places, first, tuple(asked)) if asked else None


def layers(answers: Integers, sorts: Integers, otherwise: int) -> tuple[Integers, ...]:
    """Pairs of answers and sorts as arrays from answer to sort, as few as hold every pair."""
    order = np.argsort(answers, kind="stable")
    answers, sorts = answers[order], sorts[order]
    rank = np.arange(len(answers)) - np.searchsorted(answers, answers)
    return tuple(
        by_answer(answers[rank == at], sorts[rank == at], otherwise)
        for at in range(int(rank.max()) + 1)
    )


def by_answer(answers: Integers, values: Integers, otherwise: int) -> Integers:
    """An array from the number of an answer to its value; its last is for all larger numbers."""
    found = np.full(int(answers.max()) + 2, otherwise, dtype=np.int64)
    found[answers] = values
    return found


def looked_up(values: Integers, answers: Integers) -> Integers:
    """The value of each answer, from what `by_answer` made."""
    found: Integers = values.take(answers, mode="clip")
    return found


@dataclass(frozen=True)
class Stepping:
    """What the answers to an item are to an indicator of change, by the number of the answer."""

    item: int
    up: int
    width: int
    classes: Integers
    is_number: Integers
    number: Integers

    def pairs(
        self, first: Integers, last: Integers
    ) -> tuple[Integers, Integers, Integers, npt.NDArray[np.bool_]]:
        """The classes of first and last answers, the steps between, and which pairs they are of.

        A step is in thousandths, positive when it is for the better: of the unit between two
        numbers, of a class between two classes.
        """
        before, after = looked_up(self.classes, first), looked_up(self.classes, last)
        inside = (before < self.width) & (after < self.width)
        first, last, before, after = first[inside], last[inside], before[inside], after[inside]
        by_number = (looked_up(self.is_number, first) & looked_up(self.is_number, last)) > 0
        between = looked_up(self.number, last) - looked_up(self.number, first)
        step = np.where(by_number, between, SCALE * (after - before))
        return before, after, self.up * step, inside


def stepping(outcome: Outcome, number: int, columns: tuple[Integers, ...]) -> Stepping | None:
    """Of an indicator, from what `statements.of_steps` gave; None when nobody answered it."""
    mine = columns[0] == number
    if not mine.any():
        return None
    item, answers, classes, is_number, numbers = (one[mine] for one in columns[1:])
    return Stepping(
        int(item[0]),
        1 if outcome.measure.better == "up" else -1,
        len(outcome.categories),
        by_answer(answers, classes, len(outcome.categories)),
        by_answer(answers, is_number, 0),
        by_answer(answers, numbers, 0),
    )
