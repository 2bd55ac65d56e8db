"""Coded facts about episodes, and which class each falls in by an indicator of the catalogue.

A fact names nobody. What is not known is `unknown`, a class of its own and never a no.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from kvinnofrid.catalogue import ExampleEpisode, Outcome, OutcomeCategory

UNKNOWN = "unknown"
OUTSIDE = "outside"
"""The class of an episode whose target group the indicator is not for."""
YES, NO = "yes", "no"
OTHERWISE = "otherwise"
"""The class of an episode with interventions, but not with this one."""
UNMATCHED, MATCHED = "unmatched", "matched"
BETTER, SAME, WORSE = "better", "same", "worse"
BEFORE, AFTER, CHANGE, LEAVERS = "before", "after", "change", "leavers"

Coded = str | int | float | Sequence[str]
Classes = Mapping[str, str]
"""The class of an episode in each of an indicator's tables."""


@dataclass(frozen=True, slots=True)
class Held:
    """A measurement that was held: the day, and its coded answers by item."""

    on: date
    answers: Mapping[str, Coded]


@dataclass(frozen=True, slots=True)
class Given:
    """An intervention: its kind, and by what right it was given."""

    kind: str
    form: str


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode as the indicators see it. `fields` are coded, `days` its days by name."""

    target_group: str
    days: Mapping[str, date]
    fields: Mapping[str, str] = field(default_factory=dict)
    interventions: tuple[Given, ...] = ()
    baseline: Held | None = None
    exit: Held | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its interventions."""
        return frozenset(one.kind for one in self.interventions)

    def entered(self, population: str) -> date | None:
        """The day when it came into the population `opened` or `closed`; None when it is not in."""
        return self.days.get(f"{population}_on")


def tables_of(outcome: Outcome) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The tables that an indicator is shown in, each with its classes in order.

    A table is named by what follows the indicator's code: nothing, one of several choices, or
    `before`, `after`, `change` and `leavers`.
    """
    codes = tuple(one.code for one in outcome.categories)
    measure = outcome.measure
    if measure.many:
        others = (OTHERWISE, NO) if measure.of == "intervention" else (NO, UNKNOWN)
        return tuple((code, (YES, *others)) for code in codes)
    if measure.of == "change":
        return (
            (BEFORE, (*codes, UNMATCHED)),
            (AFTER, (*codes, UNMATCHED)),
            (CHANGE, (BETTER, SAME, WORSE, UNMATCHED)),
            (LEAVERS, (*codes, UNKNOWN, MATCHED)),
        )
    return (("", (*codes, UNKNOWN)),)


def shared_classes(outcome: Outcome, table: str) -> frozenset[str]:
    """The classes that several tables have in common, so that all of them must hide them alike.

    Those without any intervention are the same persons whichever intervention is asked about, and
    those who have not answered are the same in every choice of a question.
    """
    if outcome.measure.of == "change":
        return frozenset({MATCHED, UNKNOWN} if table == LEAVERS else {UNMATCHED})
    return frozenset({NO if outcome.measure.of == "intervention" else UNKNOWN})


def days_between(outcome: Outcome, one: Episode) -> int | None:
    """The number of days, of an indicator that counts days; None when it is not known."""
    first = one.days.get(outcome.measure.name)
    last = one.days.get(outcome.measure.until or "")
    return None if first is None or last is None or last < first else (last - first).days


def classes(outcome: Outcome, one: Episode) -> Classes:
    """The class of an episode in each table of an indicator."""
    if outcome.groups and one.target_group not in outcome.groups:
        return {table: OUTSIDE for table, _ in tables_of(outcome)}
    measure = outcome.measure
    if measure.many:
        return _chosen(outcome, one)
    if measure.of == "change":
        return _changed(outcome, one)
    if measure.of == "field":
        value: Coded = (
            one.target_group if measure.name == "target_group" else one.fields.get(measure.name, "")
        )
        return {"": class_of(outcome.categories, value)}
    if measure.of == "answer":
        return {"": class_of(outcome.categories, _answer(one, measure.occasion, measure.name))}
    if measure.of == "intervention":
        return {"": YES if one.interventions else NO}
    if measure.of == "days":
        return {"": class_of(outcome.categories, days_between(outcome, one))}
    return {"": _on_time(outcome, one)}


def _answer(one: Episode, occasion: str, item: str) -> Coded | None:
    held = one.baseline if occasion == "baseline" else one.exit
    return None if held is None else held.answers.get(item)


def class_of(categories: tuple[OutcomeCategory, ...], value: Coded | None) -> str:
    """The class of an answer; `unknown` for one that is of none, and for None."""
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return _by_value(categories).get(value, UNKNOWN)
    if isinstance(value, int | float):
        for each in categories:
            if each.low is not None and each.low <= value and not _above(each.high, value):
                return each.code
    return UNKNOWN


def _above(high: int | None, value: float) -> bool:
    return high is not None and value > high


@lru_cache(maxsize=256)
def _by_value(categories: tuple[OutcomeCategory, ...]) -> dict[str, str]:
    return {value: one.code for one in categories for value in (one.values or (one.code,))}


def _chosen(outcome: Outcome, one: Episode) -> Classes:
    measure, codes = outcome.measure, [each.code for each in outcome.categories]
    if measure.of == "intervention":
        had = {each.kind if measure.name == "kind" else each.form for each in one.interventions}
        without = OTHERWISE if had else NO
    else:
        answer = _answer(one, measure.occasion, measure.name)
        if not isinstance(answer, Sequence) or isinstance(answer, str):
            return dict.fromkeys(codes, UNKNOWN)
        had, without = set(answer), NO
    return {code: YES if code in had else without for code in codes}


def _changed(outcome: Outcome, one: Episode) -> Classes:
    item, codes = outcome.measure.name, [each.code for each in outcome.categories]
    first, last = _answer(one, "baseline", item), _answer(one, "exit", item)
    before, after = class_of(outcome.categories, first), class_of(outcome.categories, last)
    if UNKNOWN in (before, after):
        return {BEFORE: UNMATCHED, AFTER: UNMATCHED, CHANGE: UNMATCHED, LEAVERS: before}
    places = (
        (float(first), float(last))
        if isinstance(first, int | float) and isinstance(last, int | float)
        else (float(codes.index(before)), float(codes.index(after)))
    )
    step = places[1] - places[0] if outcome.measure.better == "up" else places[0] - places[1]
    went = BETTER if step > 0 else WORSE if step < 0 else SAME
    return {BEFORE: before, AFTER: after, CHANGE: went, LEAVERS: MATCHED}


def _on_time(outcome: Outcome, one: Episode) -> str:
    measure = outcome.measure
    held = one.baseline if measure.occasion == "baseline" else one.exit
    due = one.days.get(measure.name)
    if held is None or due is None:
        return "not_in_time"
    return "in_time" if (held.on - due).days <= (measure.within or 0) else "not_in_time"


def from_example(given: ExampleEpisode) -> Episode:
    """An episode of a worked example."""
    days = {
        name: day
        for name in ("opened_on", "started_on", "closed_on", "contacted_on")
        if (day := getattr(given, name)) is not None
    }
    first = given.baseline_on or given.opened_on
    return Episode(
        target_group=given.target_group,
        days=days,
        fields=given.fields,
        interventions=tuple(Given(kind, given.form) for kind in given.interventions),
        baseline=None if given.baseline is None else Held(first, _numbers(given.baseline)),
        exit=None if given.exit is None else Held(given.closed_on or first, _numbers(given.exit)),
    )


def _numbers(answers: Mapping[str, str | tuple[str, ...]]) -> dict[str, Coded]:
    """Answers as they are coded: the catalogue holds texts alone."""
    return {
        item: int(value) if isinstance(value, str) and value.isdecimal() else value
        for item, value in answers.items()
    }
