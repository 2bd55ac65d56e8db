"""Made-up answers to a questionnaire, many and fast: what is asked, likely, and fits together.

Every answer that can be given is made ready as text once, for each step of how well things are;
then a form is a row of draws. The questionnaire's own conditions decide what is asked.
"""

import json
import random
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import accumulate

from kvinnofrid.catalogue import Condition, Instrument, Item
from kvinnofrid.follow_up.nation.likely import CHANCES, LIKELY, STICKY
from kvinnofrid.questionnaires import Given, Missing, MissingReason, to_json
from kvinnofrid.questionnaires.conditions import can_be_tried, holds

STEPS = 10
"""How many steps there are from as bad to as good as can be; step 0 is the worst."""
UNKNOWN, DECLINED, LEFT_OUT = 0.025, 0.01, 0.12
SPREAD = 0.16
TRIES = 12
COMBINATIONS = 64
NUMBERS = (0.34, 0.24, 0.24, 0.12, 0.05, 0.01)
Values = dict[str, Given]
Test = Callable[[Values], bool]


@dataclass(frozen=True, slots=True)
class Option:
    """An answer, as text of the sealed form and as text of the coded one. None: left out."""

    value: Given | None
    sealed: str
    coded: str


@dataclass(frozen=True, slots=True)
class _Question:
    id: str
    place: int
    asked: Test | None
    fits: Test | None
    options: Sequence[Sequence[Option]]
    chances: Sequence[Sequence[float]]
    by_value: Mapping[object, Option]
    missing: Option

    def fitting(
        self, option: Option, step: int, values: Values, drawn: Callable[[], float]
    ) -> Option:
        """The option, or another draw, that fits with the earlier answers; else a missing one."""
        for _ in range(TRIES):
            if option.value is None or self.fits is None:
                return option
            if self.fits({**values, self.id: option.value}):
                return option
            option = self.options[step][bisect(self.chances[step], drawn())]
        return self.missing


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire on one occasion, made ready."""

    instrument: str
    version: str
    questions: tuple[_Question, ...] = field(repr=False)

    def fill(
        self, chance: random.Random, level: float, known: Mapping[str, Given]
    ) -> tuple[str, str, Values]:
        """The sealed answers and the coded ones as JSON, and the answers themselves.

        `level` is how well things are, 0–1; `known` is answered as it is where it is asked.
        """
        drawn = chance.random
        step = min(STEPS, max(0, int(level * STEPS + 0.5)))
        values: Values = {}
        sealed = [""] * len(self.questions)
        coded = [""] * len(self.questions)
        for question in self.questions:
            if question.asked is not None and not question.asked(values):
                continue
            said = known.get(question.id)
            if said is not None:
                option = question.by_value.get(said, question.missing)
            else:
                options, chances = question.options[step], question.chances[step]
                option = options[bisect(chances, drawn())]
            if question.fits is not None:
                option = question.fitting(option, step, values, drawn)
            value = option.value
            if value is None:
                continue
            values[question.id] = value
            sealed[question.place] = option.sealed
            coded[question.place] = option.coded
        return (
            "{" + ", ".join([one for one in sealed if one]) + "}",
            "{" + ", ".join([one for one in coded if one]) + "}",
            values,
        )

    def codes(self, item: str) -> tuple[str, ...]:
        """The codes that can be answered to a question with one answer; none when not asked."""
        found = [one.by_value for one in self.questions if one.id == item]
        return tuple(code for code in (found[0] if found else ()) if isinstance(code, str))

    def kept(self, values: Values) -> dict[str, Given]:
        """What stays the same from one measurement of somebody to the next."""
        return {item: values[item] for item in STICKY if item in values}


def made_ready(instrument: Instrument, *, occasion: str, today: date) -> Form:
    """The questionnaire as it is asked on an occasion."""
    asked = [
        (item, _asked(section.applies, item.applies, today))
        for section in instrument.sections
        for item in section.items
        if item.asked_at(occasion) and item.kind not in ("text", "date")
    ]
    order = {key: place for place, key in enumerate(sorted(item.id for item, _ in asked))}
    return Form(
        instrument.id,
        instrument.version,
        tuple(_question(item, test, order[item.id], occasion, today) for item, test in asked),
    )


def _question(item: Item, asked: Test | None, place: int, occasion: str, today: date) -> _Question:
    chances, options = [], []
    for step in range(STEPS + 1):
        drawn = list(_likely(item, step / STEPS, occasion))
        whole = sum(weight for _, weight in drawn)
        options.append([_option(item, value) for value, _ in drawn])
        # The last limit is above every draw, whatever sums come to.
        limits = list(accumulate(weight / whole for _, weight in drawn))
        chances.append([*limits[:-1], 1.1])
    missing = _option(item, Missing("unknown"))
    by_value: dict[object, Option] = {
        one.value: one for step_options in options for one in step_options if one.value is not None
    }
    if item.kind == "single":
        by_value |= {one.code: _option(item, one.code) for one in item.choices}
    if item.kind == "multiple":
        by_value = _Combined(item, by_value)
    return _Question(item.id, place, asked, _fits(item, today), options, chances, by_value, missing)


class _Combined(dict[object, Option]):
    """The options of a question with several answers, each made when it is first asked for."""

    def __init__(self, item: Item, known: Mapping[object, Option]) -> None:
        super().__init__(known)
        self._item = item

    def get(self, key: object, default: object = None) -> Option:
        """The option of these codes in any order."""
        del default
        if key not in self:
            assert isinstance(key, tuple)
            known = [one.code for one in self._item.choices]
            wanted = {one if one in known else "other" for one in key}
            codes = tuple(code for code in known if code in wanted)
            self[key] = _option(self._item, codes)
        return self[key]


def _option(item: Item, value: Given | None) -> Option:
    if value is None:
        return Option(None, "", "")
    plain = to_json({item.id: value})[item.id]
    coded = f"{value.reason}!" if isinstance(value, Missing) else plain
    name = json.dumps(item.id)
    return Option(
        value,
        f"{name}: {json.dumps(plain, ensure_ascii=False, sort_keys=True)}",
        f"{name}: {json.dumps(coded)}",
    )


def _likely(item: Item, level: float, occasion: str) -> Iterator[tuple[Given | None, float]]:
    """Each answer with how likely it is when things are so well."""
    reasons: tuple[tuple[MissingReason, float], ...] = (
        ("unknown", UNKNOWN),
        ("declined", DECLINED),
    )
    for reason, weight in reasons:
        yield Missing(reason), weight
    rest = 1 - UNKNOWN - DECLINED
    if not item.required:
        yield None, LEFT_OUT
        rest -= LEFT_OUT
    if item.kind == "multiple":
        combined = list(_combinations(item, level, occasion))
        yield from ((one, rest / len(combined)) for one in combined)
        return
    values: list[Given]
    if item.scale is not None:
        values = list(range(item.scale.low, item.scale.high + 1))
    elif item.kind == "number":
        values = [Decimal(number) for number in range(len(NUMBERS))]
    else:
        values = [one.code for one in item.choices]
    weights = _weights(item, values, level)
    whole = sum(weights)
    yield from zip(values, (rest * one / whole for one in weights), strict=True)


def _weights(item: Item, values: Sequence[Given], level: float) -> list[float]:
    if item.kind == "number":
        return list(NUMBERS)
    if item.improves is not None:
        place = level if item.improves == "up" else 1 - level
        span = max(1, len(values) - 1)
        return [2.718 ** (-(((at / span - place) / SPREAD) ** 2) / 2) for at in range(len(values))]
    said = LIKELY.get(item.id, {})
    found = []
    for at, value in enumerate(values):
        low, high = said.get(str(value), (1 / (at + 1), 1 / (at + 1)))
        found.append(low + (high - low) * level)
    return found


def _combinations(item: Item, level: float, occasion: str) -> Iterator[tuple[str, ...]]:
    """Answers of several codes: always the same ones for the same question."""
    chance = random.Random(f"{item.id}:{occasion}:{level}")  # noqa: S311 - nothing secret
    said = CHANCES.get(item.id, {})
    alone = [one.code for one in item.choices if one.exclusive]
    for _ in range(COMBINATIONS):
        low, high = said.get(alone[0], (0.1, 0.1)) if alone else (0.0, 0.0)
        first = occasion == "baseline" and item.id in ("violence_kinds", "exposure")
        if alone and not first and chance.random() < low + (high - low) * level:
            yield (alone[0],)
            continue
        chosen = [
            one.code
            for one in item.choices
            if not one.exclusive and chance.random() < said.get(one.code, (0.25, 0.25))[0]
        ]
        yield tuple(chosen) or (item.choices[0].code,)


def _asked(section: Condition | None, item: Condition | None, today: date) -> Test | None:
    tests = [_compiled(one, today) for one in (section, item) if one is not None]
    if not tests:
        return None
    if len(tests) == 1:
        return tests[0]
    return lambda values: all(test(values) for test in tests)


def _compiled(condition: Condition, today: date) -> Test:
    """The condition as a function; the usual shapes are quick, the others ask `holds`."""
    item, codes = condition.item, frozenset(condition.one_of)
    if item is not None and codes and not condition.limits and condition.answered is None:

        def is_one_of(values: Values) -> bool:
            value = values.get(item)
            if isinstance(value, tuple):
                return not codes.isdisjoint(value)
            return value in codes

        return is_one_of
    if item is None:
        parts = [_compiled(one, today) for one in (*condition.all, *condition.any, *condition.none)]
        if condition.all:
            return lambda values: all(part(values) for part in parts)
        if condition.any:
            return lambda values: any(part(values) for part in parts)
        return lambda values: not any(part(values) for part in parts)
    return lambda values: holds(condition, values, today)


def _fits(item: Item, today: date) -> Test | None:
    """Whether an answer keeps to what the question demands, so far as it can be tried."""
    rules = [
        (one.must, frozenset(one.must.items()), _compiled(one.must, today))
        for one in item.constraints
        if item.kind != "number"
    ]
    if not rules:
        return None
    return lambda values: all(
        not needed <= values.keys() or not can_be_tried(must, values) or test(values)
        for must, needed, test in rules
    )
