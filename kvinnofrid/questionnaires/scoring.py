"""Reading the answers: points that are summed, or factors that are rated. Never both.

A `Score` has points and bands. A `Judgement` has ratings and the level that the professional set,
and no place for a number, so that nothing can show a sum of what must not be summed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kvinnofrid.catalogue import Band, Instrument, Item, Sum
from kvinnofrid.catalogue.items import PROFESSIONAL_LEVEL, PROFESSIONAL_REASON

from .answers import Answers, Given, Missing, Value
from .skipping import applies, counted, depends_on

Level = Literal["low", "medium", "high"]
LEVELS: tuple[Level, ...] = ("low", "medium", "high")


class WrongModeError(ValueError):
    """Points were asked of an instrument that is not summed, or a judgement of one that is."""

    def __init__(self, instrument: Instrument, wanted: str) -> None:
        super().__init__(instrument.id, instrument.mode, wanted)
        self.instrument = instrument.id

    def __str__(self) -> str:
        _, mode, wanted = self.args
        return f"{self.instrument} is read by {mode}, not by {wanted}: ask for the other kind."


@dataclass(frozen=True, slots=True)
class SumScore:
    """One sum. `points` are of the answers that count; `missing` are items asked, not answered.

    When answers are missing, the points could end anywhere from `lowest` to `highest`; `band` is
    then given only if both ends fall in the same one. Nothing is imputed.
    """

    id: str
    points: Decimal
    lowest: Decimal
    highest: Decimal
    band: Band | None
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether no answer is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Professional:
    """What the professional judges, beside the points: a level, and why when it differs."""

    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Score:
    """The sums, and beside them the professional's own judgement when there is one.

    Neither changes the other: both are kept and both are shown.
    """

    sums: tuple[SumScore, ...]
    professional: Professional | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Factors rated one by one (choice codes), and the level that the professional set.

    `missing` are factors asked and not rated. `level` is None until it has been set.
    """

    ratings: Mapping[str, str]
    missing: tuple[str, ...]
    level: Level | None
    reason: str


def score(
    instrument: Instrument, answers: Answers, *, today: date, occasion: str | None = None
) -> Score:
    """The points of the answers that count; WrongModeError unless the mode is `summed_score`."""
    if instrument.mode != "summed_score":
        raise WrongModeError(instrument, "summed_score")
    asked = applies(instrument, answers, today=today, occasion=occasion)
    values = counted(instrument, answers, today=today, occasion=occasion)
    level, reason = _professional(answers)
    return Score(
        sums=tuple(_sum(instrument, one, asked, values) for one in instrument.sums),
        professional=None if level is None else Professional(level, reason),
    )


def judgement(
    instrument: Instrument, answers: Answers, *, today: date, occasion: str | None = None
) -> Judgement:
    """The ratings and the level set; WrongModeError unless it is a structured judgement."""
    if instrument.mode != "structured_judgement":
        raise WrongModeError(instrument, "structured_judgement")
    asked = applies(instrument, answers, today=today, occasion=occasion)
    factors = [item.id for item in instrument.items if item.factor and item.id in asked]
    ratings = {factor: given for factor in factors if isinstance(given := answers.get(factor), str)}
    level, reason = _professional(answers)
    return Judgement(
        ratings=ratings,
        missing=tuple(factor for factor in factors if factor not in ratings),
        level=level,
        reason=reason,
    )


def _professional(answers: Answers) -> tuple[Level | None, str]:
    said = answers.get(PROFESSIONAL_LEVEL)
    reason = answers.get(PROFESSIONAL_REASON)
    level = next((one for one in LEVELS if one == said), None)
    return level, reason if isinstance(reason, str) else ""


def _sum(
    instrument: Instrument, one: Sum, asked: tuple[str, ...], values: Mapping[str, Given]
) -> SumScore:
    points = lowest = highest = Decimal(0)
    missing: list[str] = []
    open_items = {i for i in asked if isinstance(values.get(i, _NONE), Missing)}
    for item in (instrument.item(item_id) for item_id in one.items):
        given = values.get(item.id)
        least, most = _possible(item)
        if (item.id in asked and given is None) or isinstance(given, Missing):
            missing.append(item.id)
        elif given is not None:
            least = most = _points(item, given)
            points += most
        if not _settled(instrument, item, open_items):
            least, most = min(least, Decimal(0)), max(most, Decimal(0))
        elif item.id not in asked:
            least = most = Decimal(0)
        lowest += least
        highest += most
    band = _band(one, lowest)
    return SumScore(
        id=one.id,
        points=points,
        lowest=lowest,
        highest=highest,
        band=band if band is not None and band is _band(one, highest) else None,
        missing=tuple(missing),
    )


_NONE = Missing("unknown")


def _settled(instrument: Instrument, item: Item, open_items: set[str]) -> bool:
    """Whether the answers that are still missing cannot change that the item is asked or not."""
    return open_items.isdisjoint(depends_on(instrument, item.id))


def _points(item: Item, given: Value) -> Decimal:
    if isinstance(given, int):
        return Decimal(given)
    chosen = given if isinstance(given, tuple) else (given,)
    return sum((c.points or Decimal(0) for c in item.choices if c.code in chosen), Decimal(0))


def _possible(item: Item) -> tuple[Decimal, Decimal]:
    """The lowest and highest points that the item can give."""
    if item.scale is not None:
        return Decimal(item.scale.low), Decimal(item.scale.high)
    points = [choice.points or Decimal(0) for choice in item.choices]
    if item.kind == "single":
        return min(points), max(points)
    together = [c.points or Decimal(0) for c in item.choices if not c.exclusive]
    alone = [c.points or Decimal(0) for c in item.choices if c.exclusive]
    low = sum((p for p in together if p < 0), Decimal(0))
    high = sum((p for p in together if p > 0), Decimal(0))
    if together and not (low or all(p <= 0 for p in together)):
        low = min(together)
    if together and not (high or all(p >= 0 for p in together)):
        high = max(together)
    return min([low, *alone]), max([high, *alone])


def _band(one: Sum, points: Decimal) -> Band | None:
    return next((band for band in one.bands if band.lowest <= points <= band.highest), None)
