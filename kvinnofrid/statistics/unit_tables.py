"""The tables of a unit by the indicators of the catalogue, as its staff may see them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kvinnofrid.catalogue import Outcome
from kvinnofrid.statistics import episodes
from kvinnofrid.statistics.episodes import (
    NO,
    OUTSIDE,
    YES,
    Classes,
    Episode,
    classes,
    days_between,
    shared_classes,
    tables_of,
)
from kvinnofrid.statistics.quantiles import Quartiles, quartiles
from kvinnofrid.statistics.small_groups import (
    Counts,
    Guarded,
    choosable,
    divided,
    few,
    guarded,
    hide_each_other,
    stands,
    total_of,
    whole,
)

TARGET_GROUP = "target_group"
LEAST_FOR_QUARTILES = 10
"""Fewer values than this are not summed up by quartiles, which are values of somebody."""

WITH, OTHERWISE, WITHOUT = "with", "otherwise", "without"
"""Rows of a choice of an intervention: those with it, those with others alone, those with none."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom a reader has chosen to see: all, a target group, or those with an intervention."""

    group: str | None = None
    intervention: str | None = None

    def __post_init__(self) -> None:
        if self.group is not None and self.intervention is not None:
            raise ValueError("choose a target group or an intervention, never both at once")

    def row_of(self, one: Episode) -> str:
        """The row that an episode is in, in the division that the choice is made from."""
        if self.intervention is not None:
            if self.intervention in one.kinds:
                return WITH
            return OTHERWISE if one.kinds else WITHOUT
        return one.target_group

    @property
    def row(self) -> str | None:
        """The row that is chosen; None for all of them."""
        return WITH if self.intervention is not None else self.group


ALL = Chosen()
NONE = frozenset({NO})


@dataclass(frozen=True, slots=True)
class Coded:
    """An episode with its class in every table of an indicator, reckoned once."""

    episode: Episode
    classes: Classes
    days: int | None = None


def coded(outcome: Outcome, found: Iterable[Episode]) -> list[Coded]:
    """The episodes as an indicator divides them."""
    of_days = outcome.measure.of == "days"
    return [
        Coded(one, classes(outcome, one), days_between(outcome, one) if of_days else None)
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of an indicator for a choice.

    `n` is the number of episodes it is for; None when it must not be known. `tables` are by name;
    empty when nothing can be told. `quartiles` are of an indicator that counts days.
    """

    n: int | None
    tables: Mapping[str, Guarded] = field(default_factory=dict)
    quartiles: Quartiles | None = None


def told(outcome: Outcome, population: Sequence[Coded], chosen: Chosen = ALL) -> Told:
    """The tables of an indicator for a choice, such that no small group can be found by them.

    `population` are the episodes of the whole unit and period, whatever is chosen.
    """
    if not is_for(outcome, chosen):
        return Told(None)
    names = tables_of(outcome)
    per_row = {name: _by_row(name, population, chosen.row_of) for name, _ in names}
    first = per_row[names[0][0]]
    may = _may(first, chosen)
    if not _is_told_of_some(_by_row(names[0][0], population, ALL.row_of)):
        return Told(None)
    if chosen.row is not None and chosen.row not in may:
        return Told(None)
    if len(names) > 1:
        may = _alike(outcome, names[0][0], first, may)
    tables = {
        name: _table(outcome, (name, order), per_row[name], may, chosen) for name, order in names
    }
    apart = all(not one.joined and not one.hidden for one in tables.values())
    return Told(_size(first, chosen), tables, _quartiles(population, chosen) if apart else None)


def _is_told_of_some(groups: Mapping[str, Counts]) -> bool:
    """Whether an indicator of some groups tells of anybody, whatever is chosen.

    Sizes are reckoned of everybody, so that all indicators of a population tell the same groups
    apart. Those whom the indicator is for, and those whom it is not for, must be nobody or enough
    among the groups that are left, or the one could be subtracted from the other.
    """
    left = _left(groups, choosable(_sizes(groups)))
    return not any(few(number) for number in _in_and_out(left))


def _may(rows: Mapping[str, Counts], chosen: Chosen) -> tuple[str, ...]:
    """The rows that may be told apart: groups by their sizes, an intervention by who has it."""
    sizes = _sizes(rows)
    if chosen.intervention is None:
        return choosable(sizes)
    may = _with_it(sizes)
    parts = [_left(rows, may), *(rows[one] for one in may)]
    return () if any(few(number) for part in parts for number in _in_and_out(part)) else may


def _sizes(rows: Mapping[str, Counts]) -> dict[str, int]:
    return {name: sum(row.values()) for name, row in rows.items()}


def _in_and_out(row: Counts) -> tuple[int, int]:
    outside = row.get(OUTSIDE, 0)
    return outside, sum(row.values()) - outside


def _with_it(sizes: Mapping[str, int]) -> tuple[str, ...]:
    """Those with an intervention, when neither they nor any that are left can be found to be few.

    How many have no intervention at all is told by itself when they are enough.
    """
    row = {YES: sizes.get(WITH, 0), episodes.OTHERWISE: sizes.get(OTHERWISE, 0)}
    row[NO] = sizes.get(WITHOUT, 0)
    return (WITH,) if row[YES] and _tells_with(row, apart=not few(row[NO])) else ()


def is_for(outcome: Outcome, chosen: Chosen) -> bool:
    """Whether an indicator is told of at all for a choice.

    Groups are not divided by groups, nor interventions by interventions or groups: the same cell
    would then be in two divisions that hide differently.
    """
    if chosen.group is not None:
        return outcome.code != TARGET_GROUP and (
            not outcome.groups or chosen.group in outcome.groups
        )
    if chosen.intervention is not None:
        kinds = outcome.measure.of == "intervention" and outcome.measure.name != "form"
        return outcome.code != TARGET_GROUP and not kinds
    return True


def _by_row(
    table: str, population: Iterable[Coded], row_of: Callable[[Episode], str]
) -> dict[str, dict[str, int]]:
    rows: dict[str, dict[str, int]] = {}
    for one in population:
        row = rows.setdefault(row_of(one.episode), {})
        name = one.classes[table]
        row[name] = row.get(name, 0) + 1
    return dict(sorted(rows.items()))


def _table(
    outcome: Outcome,
    named: tuple[str, tuple[str, ...]],
    rows: Mapping[str, Counts],
    may: Sequence[str],
    chosen: Chosen,
) -> Guarded:
    name, order = named
    shared = shared_classes(outcome, name)
    inside = {key: _inside(row) for key, row in rows.items()}
    if episodes.OTHERWISE in order:
        return _of_help(inside, may, chosen)
    total = total_of(inside.values())
    if len(shared) > 1 and not stands([total], shared):
        return guarded(total, order, None)
    blocks = whole(total, order, **_kept(shared, [total]))
    if chosen.row is None or blocks is None:
        return guarded(total, order, blocks)
    parts = [total, *(inside[key] for key in may), _left(inside, may)]
    if len(shared) > 1 and not stands(parts, shared):
        return guarded(total, order, None)
    shown, blocks = divided(inside, blocks, **_kept(shared, parts), may=may)
    return guarded(inside[chosen.row], order, blocks if chosen.row in shown else None)


def _left(rows: Mapping[str, Counts], shown: Sequence[str]) -> dict[str, int]:
    return total_of(row for name, row in rows.items() if name not in shown)


def _best(
    rows: Mapping[str, Counts], may: Sequence[str], holds: Callable[[Sequence[Counts]], bool]
) -> tuple[str, ...]:
    """The most rows for which it holds, for them and for all that are left together."""
    for size in range(len(may), 0, -1):
        for names in combinations(may, size):
            if holds([*(rows[name] for name in names), _left(rows, names)]):
                return names
    return ()


def _alike(
    outcome: Outcome, table: str, rows: Mapping[str, Counts], may: Sequence[str]
) -> tuple[str, ...]:
    """The rows that an indicator of several tables tells apart, the same in all of them.

    The class that the tables share stands in each row, and in what is left. Where it were joined
    with another in each table, what is told of those others would narrow it down.
    """
    shared = shared_classes(outcome, table)
    if shared == NONE:
        return tuple(may)
    inside = {key: _inside(row) for key, row in rows.items()}
    total = total_of(inside.values())
    return _best(inside, may, lambda parts: stands([total, *parts], shared))


def _of_help(rows: Mapping[str, Counts], may: Sequence[str], chosen: Chosen) -> Guarded:
    """How many have an intervention, and how many don't.

    Where it is told how many have none at all, those who have others alone could be found too.
    """
    total = total_of(rows.values())
    apart = stands([total], NONE)
    if not _tells_with(total, apart):
        return guarded(total, (YES, NO), None)
    if chosen.row is None:
        return _with_and_without(total)
    shown = _best(rows, may, lambda parts: all(_tells_with(one, apart) for one in parts))
    if chosen.row not in shown:
        return guarded(total, (YES, NO), None)
    return _with_and_without(rows[chosen.row])


def _tells_with(row: Counts, apart: bool) -> bool:
    with_it, otherwise, none = (row.get(one, 0) for one in (YES, episodes.OTHERWISE, NO))
    if apart:
        return not any(map(few, (with_it, otherwise, none)))
    return not few(with_it) and hide_each_other((otherwise, none))


def _with_and_without(row: Counts) -> Guarded:
    with_it = row.get(YES, 0)
    return Guarded({YES: with_it, NO: sum(row.values()) - with_it})


def _kept(shared: frozenset[str], rows: Sequence[Counts]) -> dict[str, frozenset[str]]:
    """Whether the class that tables share stands alone in them all, or in none of them."""
    none = frozenset[str]()
    if stands(rows, shared):
        return {"fixed": shared, "pooled": none}
    return {"fixed": none, "pooled": shared}


def _inside(row: Counts) -> dict[str, int]:
    return {name: number for name, number in row.items() if name != OUTSIDE}


def _size(rows: Mapping[str, Counts], chosen: Chosen) -> int:
    found = rows.values() if chosen.row is None else [rows[chosen.row]]
    return sum(total_of(map(_inside, found)).values())


def _quartiles(population: Sequence[Coded], chosen: Chosen) -> Quartiles | None:
    days = [
        one.days
        for one in population
        if one.days is not None and chosen.row in (None, chosen.row_of(one.episode))
    ]
    return quartiles(days) if len(days) >= LEAST_FOR_QUARTILES else None
