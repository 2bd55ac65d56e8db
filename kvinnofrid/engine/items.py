"""Answers as small integers: each item has a list of those that occurred, numbered as they came."""

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kvinnofrid.engine.facts import SCALE
from kvinnofrid.statistics.episodes import Coded

Codes = npt.NDArray[np.int32]
Kept = str | int | tuple[str, ...]
"""A code, a number in thousandths, or the codes that were chosen together, in order."""
Row = tuple[int, int, str, str | None, int | None, int]
"""A row of `facts.ANSWERS`."""
LARGEST = 2**63
_PLAIN = (str, int, float)


class Items:
    """The items that have occurred so far. It grows with what is answered, not with how often."""

    def __init__(self) -> None:
        self._items: dict[str, _Item] = {}

    def __len__(self) -> int:
        return len(self._items)

    def codes(self, rows: Sequence[Mapping[str, Coded]]) -> dict[int, Codes]:
        """For each item that the rows answer: the number of each row's answer, 0 where none.

        ValueError for an answer that can't be kept.
        """
        found: dict[str, tuple[_Item, array[int]]] = {}
        empty = array("i", bytes(4 * len(rows)))
        for at, row in enumerate(rows):
            for name, answer in row.items():
                if name not in found:
                    found[name] = self._item(name), empty[:]
                item, column = found[name]
                number = item.said.get(answer) if answer.__class__ in _PLAIN else None
                column[at] = item.number_of(answer) if number is None else number
        columns = sorted((item.asked, column) for item, column in found.values())
        return {asked: np.frombuffer(column, dtype=np.int32) for asked, column in columns}

    def _item(self, name: str) -> "_Item":
        if name not in self._items:
            self._items[name] = _Item(name, len(self._items) + 1)
        return self._items[name]

    def answers(self) -> Iterator[Row]:
        """What every number says, item by item."""
        for item in self._items.values():
            yield from item.rows()


class _Item:
    """An item and the answers to it. `said` is the number of each single answer that was met."""

    def __init__(self, name: str, asked: int) -> None:
        self.name = name
        self.asked = asked
        self.said: dict[object, int] = {}
        self._numbers: dict[Kept, int] = {}

    def number_of(self, answer: Coded) -> int:
        """The number of an answer. ValueError for one that can't be kept."""
        if isinstance(answer, list | tuple):
            return self._new(self._chosen(answer))
        number = self.said[answer] = self._new(self._single(answer))
        return number

    def _new(self, kept: Kept) -> int:
        return self._numbers.setdefault(kept, len(self._numbers) + 1)

    def _chosen(self, answer: Sequence[str]) -> tuple[str, ...]:
        if not all(isinstance(one, str) for one in answer):
            raise self._unkept(answer)
        return tuple(sorted(set(answer)))

    def _single(self, answer: Coded) -> Kept:
        if isinstance(answer, str):
            return answer
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            raise self._unkept(answer)
        if not math.isfinite(answer) or abs(answer) * SCALE >= LARGEST:
            raise self._unkept(answer)
        return round(answer * SCALE)

    def _unkept(self, answer: object) -> ValueError:
        return ValueError(f"an answer to {self.name} can't be kept: {answer}")

    def rows(self) -> Iterator[Row]:
        """What each of its numbers says."""
        for kept, number in self._numbers.items():
            if isinstance(kept, tuple):
                for one in (*kept, None):
                    yield self.asked, number, self.name, one, None, 1
            elif isinstance(kept, str):
                yield self.asked, number, self.name, kept, None, 0
            else:
                yield self.asked, number, self.name, None, kept, 0
