"""Which counts of a unit may be shown together, so that no group of one to four can be found.

Tables are made coarser until every count that is shown, and every difference between counts that
are shown, is nobody or at least five. Rows are the groups that a reader can choose between, columns
the classes that a table divides them into; rows are joined with rows and classes with classes, so
that what is shown of a table are whole blocks. Of a smaller group within a block nothing more than
the block is known. The rule and what it does not stop stand in ADR 0024.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

THRESHOLD = 5
WIDTH = 4
"""Least distance between the bounds of a number that is hidden, as in releases."""

Counts = Mapping[str, int]
Block = frozenset[str]
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Guarded:
    """A table as it may be shown. `shown` are the counts of classes, zero included.

    `joined` are classes that are hidden one by one, with their number together; `hidden` are
    classes of which nothing is said.
    """

    shown: Counts
    joined: tuple[tuple[tuple[str, ...], int], ...] = ()
    hidden: frozenset[str] = field(default_factory=frozenset)

    @property
    def says_something(self) -> bool:
        """Whether more than one block is told apart."""
        return len([n for n in self.shown.values() if n]) + len(self.joined) > 1 or (
            not self.joined and not self.hidden
        )


def few(number: int) -> bool:
    """Whether it is so few that it must be hidden."""
    return 0 < number < THRESHOLD


def total_of(rows: Iterable[Counts]) -> dict[str, int]:
    """The rows taken together."""
    found: dict[str, int] = {}
    for row in rows:
        for name, number in row.items():
            found[name] = found.get(name, 0) + number
    return found


def of_block(row: Counts, block: Iterable[str]) -> int:
    """How many of a row are in a block."""
    return sum(row.get(one, 0) for one in block)


def choosable(sizes: Counts) -> tuple[str, ...]:
    """The rows that may be told apart at all, in the given order.

    Each of them, and all the others taken together, are nobody or enough. Small rows are left out,
    and when the rest would be few the next smallest row with them.
    """
    left = [name for name, number in sizes.items() if not few(number)]
    while left and few(sum(number for name, number in sizes.items() if name not in left)):
        left.remove(min(left, key=lambda name: sizes[name]))
    return tuple(left)


def stands(rows: Iterable[Counts], shared: Block) -> bool:
    """Whether classes that several tables share may be shown beside all the others together."""
    return not any(few(part) for row in rows for part in _parts(row, shared))


def _parts(row: Counts, shared: Block) -> list[int]:
    each = [row.get(one, 0) for one in shared]
    return [*each, sum(row.values()) - sum(each)]


def whole(total: Counts, classes: Sequence[str], *, fixed: Block, pooled: Block) -> Blocks | None:
    """The blocks of a table that is not divided into rows; None when nothing of it may be shown.

    `fixed` classes stand by themselves, `pooled` ones never do.
    """
    free = [frozenset({one}) for one in classes if one not in fixed]
    joined = _joined([total], _pool(free, total, pooled), wide=True)
    if joined is None:
        return None
    return (*(frozenset({one}) for one in classes if one in fixed), *joined)


def divided(
    rows: Mapping[str, Counts], blocks: Blocks, *, fixed: Block, pooled: Block, may: Sequence[str]
) -> tuple[tuple[str, ...], Blocks]:
    """The rows of a table that are shown, with the blocks they all have.

    Of `may`, the rows that can be told apart, those are taken that together tell most.
    """
    best: tuple[int, tuple[str, ...], Blocks] = (0, (), ())
    kept = tuple(one for one in blocks if one <= fixed)
    for size in range(len(may), 0, -1):
        for names in combinations(may, size):
            shown = [rows[name] for name in names]
            rest = total_of(row for name, row in rows.items() if name not in names)
            free = [one for one in blocks if not one <= fixed]
            found = _joined([*shown, rest], _pool(free, total_of(shown), pooled))
            if found is None:
                continue
            score = sum(sum(row.values()) for row in shown) * (len(found) + len(kept) - 1)
            if score > best[0]:
                best = (score, names, (*kept, *found))
    return best[1], best[2]


def _pool(free: list[Block], total: Counts, pooled: Block) -> list[Block]:
    """The blocks, with those of `pooled` classes joined with the smallest other one."""
    alone = [one for one in free if one <= pooled and of_block(total, one)]
    for one in alone:
        rest = [other for other in free if other != one]
        if rest:
            other = min(rest, key=lambda block: _order(total, block))
            free = [block for block in rest if block != other] + [one | other]
    return free


def _order(total: Counts, block: Block) -> tuple[bool, int, list[str]]:
    number = of_block(total, block)
    return number == 0, number, sorted(block)


def _joined(rows: Sequence[Counts], free: list[Block], *, wide: bool = False) -> list[Block] | None:
    """The blocks joined until none is few in any row; None when all of them together are."""
    total = total_of(rows)
    while True:
        bad = [one for one in free if _small(rows, one, wide)]
        if not bad:
            return free
        one = min(bad, key=lambda block: _order(total, block))
        others = [block for block in free if block != one]
        if not others:
            return None
        other = min(others, key=lambda block: (block not in bad, *_order(total, block)))
        free = [block for block in others if block != other] + [one | other]


def _small(rows: Sequence[Counts], block: Block, wide: bool) -> bool:
    if any(few(of_block(row, block)) for row in rows):
        return True
    return wide and not hide_each_other([rows[0].get(one, 0) for one in block])


def hide_each_other(numbers: Iterable[int]) -> bool:
    """Whether numbers that are told together, each known to be none or not, are wide enough.

    The one of them that is greatest at most leaves one for each of the others.
    """
    there = [one for one in numbers if one]
    return not few(sum(there)) and (len(there) < 2 or sum(there) >= len(there) + WIDTH)


def guarded(row: Counts, classes: Sequence[str], blocks: Blocks | None) -> Guarded:
    """A row as its blocks let it be shown."""
    if not blocks:
        return Guarded({}, hidden=frozenset(classes))
    shown: dict[str, int] = {}
    joined = []
    for block in blocks:
        number = of_block(row, block)
        members = tuple(one for one in classes if one in block)
        if number == 0 or len(block) == 1:
            shown |= {one: (number if len(block) == 1 else 0) for one in members}
        else:
            joined.append((members, number))
    return Guarded({one: shown[one] for one in classes if one in shown}, tuple(joined))
