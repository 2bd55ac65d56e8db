"""The tables of a unit by the indicators of the catalogue, as its staff may see them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kvinnofrid.catalogue import Outcome
from kvinnofrid.statistics.episodes import (
    OUTSIDE,
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
    guarded,
    stands,
    total_of,
    whole,
)

TARGET_GROUP = "target_group"
LEAST_FOR_QUARTILES = 10
"""Fewer values than this are not summed up by quartiles, which are values of somebody."""

WITH, WITHOUT = "with", "without"


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
            return WITH if self.intervention in one.kinds else WITHOUT
        return one.target_group

    @property
    def row(self) -> str | None:
        """The row that is chosen; None for all of them."""
        return WITH if self.intervention is not None else self.group


ALL = Chosen()


@dataclass(frozen=True, slots=True)
class Coded:
    """An episode with its class in every table of an indicator, reckoned once."""

    episode: Episode
    classes: Classes
    days: int | None = None


def coded(outcome: Outcome, episodes: Iterable[Episode]) -> list[Coded]:
    """The episodes as an indicator divides them."""
    of_days = outcome.measure.of == "days"
    return [
        Coded(one, classes(outcome, one), days_between(outcome, one) if of_days else None)
        for one in episodes
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
    outside = frozenset({OUTSIDE})
    if not choosable({"all": total_of(first.values())}, outside):
        return Told(None)
    may = choosable(first, outside)
    if chosen.row is not None and chosen.row not in may:
        return Told(None)
    tables = {
        name: _table(outcome, (name, order), per_row[name], may, chosen) for name, order in names
    }
    return Told(_size(first, chosen), tables, _quartiles(population, chosen))


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
    total = total_of(inside.values())
    if len(shared) > 1 and not stands([total], shared):
        return guarded(total, order, None)
    blocks = whole(total, order, **_kept(shared, [total]))
    if chosen.row is None or blocks is None:
        return guarded(total, order, blocks)
    rest = total_of(row for key, row in inside.items() if key not in may)
    parts = [total, *(inside[key] for key in may), rest]
    if len(shared) > 1 and not stands(parts, shared):
        return guarded(total, order, None)
    kept = _kept(shared, parts)
    shown, blocks = divided(inside, blocks, **kept, may=may)
    return guarded(inside[chosen.row], order, blocks if chosen.row in shown else None)


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
