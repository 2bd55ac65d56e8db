"""What lives are drawn with: ids that grow, weighted lists, days as texts, batches of rows."""

import random
from bisect import bisect
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from kvinnofrid.follow_up.nation import tables
from kvinnofrid.follow_up.nation.help import Weighted
from kvinnofrid.follow_up.nation.tables import Rows


@dataclass
class Batch:
    """Rows to put in together, and what they come to by a word for each thing counted."""

    rows: Rows = field(default_factory=tables.empty)
    tally: Counter[str] = field(default_factory=Counter)


class Ids:
    """Random ids that grow, so that a database files them where it filed the last one."""

    def __init__(self, unit: int, chance: random.Random) -> None:
        self._unit, self._chance, self._last = unit, chance, 0

    def new(self) -> str:
        """32 digits: unit and number first, then the version (8) and chance."""
        self._last += 1
        drawn = self._chance.getrandbits(60)
        return (
            f"{self._unit & 0xFFFF:04x}{self._last & 0xFFFFFFFF:08x}"
            f"8{drawn & 0xFFF:03x}{8 | drawn >> 58:x}{(drawn >> 12) & 0x7FFFFFFFFFF:015x}"
        )


def dashed(id_: str) -> str:
    """An id as it is written out."""
    return f"{id_[:8]}-{id_[8:12]}-{id_[12:16]}-{id_[16:20]}-{id_[20:]}"


class Drawn:
    """Draws from weighted lists, each prepared once."""

    def __init__(self) -> None:
        # The list itself is kept too: another in its place in memory would pass for it.
        self._ready: dict[int, tuple[list[str], list[float], Weighted]] = {}

    def __call__(self, chance: random.Random, of: Weighted) -> str:
        found = self._ready.get(id(of))
        if found is None:
            limits = list(accumulate(weight for _, weight in of))
            parts = [one / limits[-1] for one in limits[:-1]]
            found = [code for code, _ in of], parts, of
            self._ready[id(of)] = found
        return found[0][bisect(found[1], chance.random())]


choose = Drawn()


class Days:
    """Days as texts, by their ordinals."""

    def __init__(self) -> None:
        first = date(1990, 1, 1)
        self._first = first.toordinal()
        self._texts = [(first + timedelta(days=at)).isoformat() for at in range(365 * 60)]

    def __call__(self, day: int | None) -> str | None:
        return None if day is None else self._texts[day - self._first]


iso = Days()
