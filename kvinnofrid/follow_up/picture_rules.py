"""What changed between the first and the latest wave, area by area, in steps and not in sums. Pure.

Each item that the questionnaire says which way is better counts as better, worse or the same;
answers of different items are never added together. An area is better when some of its items are
and none is worse, and the other way about; when some are better and some worse it is mixed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kvinnofrid.catalogue import Instrument, Item
from kvinnofrid.questionnaires import Given, Missing


class Trend(StrEnum):
    """How something has gone."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    MIXED = "mixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item then and now. None is no answer."""

    item: Item
    first: Given | None
    last: Given | None
    trend: Trend
    steps: tuple[float | None, ...]
    """Where each wave stands from 0, the hardest, to 1, the best; None without an answer."""


@dataclass(frozen=True, slots=True)
class AreaChange:
    """An area with its items."""

    area: str
    trend: Trend
    items: tuple[ItemChange, ...]


def position(item: Item, given: Given | None) -> float | None:
    """Where an answer stands between the hardest, 0, and the best, 1; None when nobody can say."""
    if given is None or isinstance(given, Missing) or item.improves is None:
        return None
    place: float
    if item.scale is not None and isinstance(given, int):
        place = (given - item.scale.low) / (item.scale.high - item.scale.low)
    elif item.kind == "single" and isinstance(given, str):
        codes = [choice.code for choice in item.choices]
        if given not in codes or len(codes) < 2:
            return None
        place = codes.index(given) / (len(codes) - 1)
    else:
        return None
    return place if item.improves == "up" else 1 - place


def trend_of(steps: Sequence[float | None]) -> Trend:
    """How something has gone from the first answer to the last one; unknown with fewer than two."""
    known = [one for one in steps if one is not None]
    if len(known) < 2:
        return Trend.UNKNOWN
    if known[-1] > known[0]:
        return Trend.BETTER
    return Trend.WORSE if known[-1] < known[0] else Trend.SAME


def together(trends: Sequence[Trend]) -> Trend:
    """The trend of an area from those of its items; unknown ones say nothing."""
    known = {one for one in trends if one is not Trend.UNKNOWN}
    if not known:
        return Trend.UNKNOWN
    if known == {Trend.SAME}:
        return Trend.SAME
    if Trend.MIXED in known or {Trend.BETTER, Trend.WORSE} <= known:
        return Trend.MIXED
    return Trend.BETTER if Trend.BETTER in known else Trend.WORSE


def changes(instrument: Instrument, waves: Sequence[Mapping[str, Given]]) -> tuple[AreaChange, ...]:
    """Each area of the questionnaire that can change, in its order; `waves` in order of time."""
    found = []
    for area in instrument.areas:
        items = tuple(
            _item(item, waves)
            for item in instrument.items
            if item.area == area.id and item.improves is not None and _again(item)
        )
        if items:
            found.append(AreaChange(area.id, together([one.trend for one in items]), items))
    return tuple(found)


def _again(item: Item) -> bool:
    """Whether it is asked on more than one occasion, so that it can change."""
    return not item.occasions or len(item.occasions) > 1


def _item(item: Item, waves: Sequence[Mapping[str, Given]]) -> ItemChange:
    answers = [wave.get(item.id) for wave in waves]
    steps = tuple(position(item, given) for given in answers)
    known = [given for given, step in zip(answers, steps, strict=True) if step is not None]
    return ItemChange(
        item,
        known[0] if known else None,
        known[-1] if len(known) > 1 else None,
        trend_of(steps),
        steps,
    )
