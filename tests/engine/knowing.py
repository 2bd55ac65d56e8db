"""Who may know a part of a number herself, and what is left of it to others: an attacker's view.

It shares nothing with `engine.knowing`: it goes from municipality to municipality, and asks of each
number in turn what somebody who has a part of it would find by subtraction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from kvinnofrid.disclosure.audit import Attacker, Sum
from kvinnofrid.engine.areas import NATION, above

THRESHOLD = 5
Name = tuple[str, ...]


@dataclass
class Puzzle:
    """A family in a year as the attacker writes it down: cells, sums, what is known, the truth."""

    place: dict[Name, int] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    true: dict[int, int] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    within: dict[int, str] = field(default_factory=dict)
    """The municipality that a cell is of."""
    below: dict[str, set[str]] = field(default_factory=dict)
    """The municipalities of every area above them, and of those told of together."""
    units: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    """By municipality and unit: how many of each of its cells are the unit's."""
    rows: dict[str, list[tuple[str, str, bool]]] = field(default_factory=dict)
    """The cells of a row: table, class, and whether somebody minds if all of a row are in it."""

    def at(self, *name: str) -> int:
        """The place of a cell."""
        return self.place.setdefault(name, len(self.place))

    def add(self, total: Name, parts: Sequence[Name]) -> None:
        """A sum that the reader knows of."""
        self.sums.append((self.at(*total), [self.at(*one) for one in parts]))


@dataclass(frozen=True)
class Knower:
    """Somebody who knows all of some municipalities, or a unit's part of one."""

    areas: frozenset[str]
    unit: str = ""

    def own(self, of: Puzzle, name: Name) -> int:
        """How many of a number are hers."""
        found = 0
        for area in self.areas & of.below.get(name[1], {name[1]}):
            at = of.place.get((name[0], area, name[2]))
            if at is not None:
                found += of.units[area, self.unit].get(at, 0) if self.unit else of.true[at]
        return found

    def attacker(self, of: Puzzle) -> Attacker:
        """Her, with all that is published and what she knows."""
        known, sums, size = dict(of.known), [*of.sums], len(of.place)
        if self.unit:
            for area in self.areas:
                for at, many in of.units[area, self.unit].items():
                    sums.append((at, [size, size + 1]))
                    known[size] = many
                    size += 2
        else:
            known |= {at: of.true[at] for at, area in of.within.items() if area in self.areas}
        return Attacker(known, size, sums, lowest=0)


NOBODY = Knower(frozenset())


def knowers(of: Puzzle) -> list[Knower]:
    """Everybody who may know something of a puzzle that is not told."""
    areas = sorted(of.below[NATION])
    counties = {above(one, "county") for one in areas}
    return [
        *(Knower(frozenset({one})) for one in areas),
        *(Knower(frozenset(of.below[one])) for one in sorted(counties)),
        *(Knower(frozenset({area}), unit) for area, unit in sorted(of.units)),
    ]


def others(of: Puzzle, who: Knower) -> Iterator[tuple[Name, int]]:
    """The numbers that somebody has a part of that tell her too much of others, and their part.

    There are few others, or all others of a row are in one class.
    """
    every = {**of.below, **{one: {one} for one in of.below[NATION]}}
    hers = [area for area, municipalities in every.items() if who.areas & municipalities]
    for area, row in product(hers, of.rows.values()):
        cells = {(table, area, code): minded for table, code, minded in row}
        rest = {
            name: of.true[of.place[name]] - who.own(of, name) for name in cells if name in of.place
        }
        for name, left in rest.items():
            alike = cells[name] and left == sum(rest.values())
            if 0 < left < THRESHOLD or (left and alike):
                yield name, left
