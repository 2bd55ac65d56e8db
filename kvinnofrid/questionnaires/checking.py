"""What is impossible, unlikely or unanswered among the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kvinnofrid.catalogue import Instrument, Item, Wording
from kvinnofrid.catalogue.items import PROFESSIONAL_LEVEL

from .answers import Answers, Given, Missing, Value
from .conditions import can_be_tried, holds
from .scoring import LEVELS, score
from .skipping import applies


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about an answer. `key` is `item` or `item/constraint`; reasons are given by it."""

    item: str
    constraint: str | None
    words: Wording

    @property
    def key(self) -> str:
        """What names the finding within the answers."""
        return self.item if self.constraint is None else f"{self.item}/{self.constraint}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found. Errors are impossible and must be put right.

    Warnings are unlikely, and each is let through by a reason; `unexplained` are those without.
    `unanswered` are required items that are asked and neither answered nor said to lack an answer.
    """

    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    unexplained: tuple[Finding, ...] = ()
    unanswered: tuple[str, ...] = ()

    @property
    def may_be_submitted(self) -> bool:
        """Whether nothing is left to put right, explain or answer."""
        return not (self.errors or self.unexplained or self.unanswered)


def check(
    instrument: Instrument,
    answers: Answers,
    *,
    today: date,
    occasion: str | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Findings:
    """What is impossible, unlikely or unanswered among the answers of items that are asked.

    `reasons` are by the key of the warning they explain. Constraints are tried only when every
    item they refer to has an answer that counts.
    """
    asked = applies(instrument, answers, today=today, occasion=occasion)
    values = {item: answers[item] for item in asked if item in answers}
    items = [item for item in instrument.items if item.id in asked]
    errors: list[Finding] = []
    warnings: list[Finding] = []
    for item in items:
        for level, finding in _findings(item, values, today):
            (errors if level == "impossible" else warnings).append(finding)
    unanswered = [item.id for item in items if item.required and item.id not in values]
    warnings += _differing(instrument, answers, today, occasion)
    if _level_is_lacking(instrument, answers, items):
        unanswered.append(PROFESSIONAL_LEVEL)
    given = {key for key, reason in (reasons or {}).items() if reason.strip()}
    return Findings(
        errors=tuple(errors),
        warnings=tuple(warnings),
        unexplained=tuple(one for one in warnings if one.key not in given),
        unanswered=tuple(unanswered),
    )


def _level_is_lacking(instrument: Instrument, answers: Answers, asked: list[Item]) -> bool:
    """Whether factors were to be rated and the professional has not set a level."""
    if instrument.mode != "structured_judgement" or not any(item.factor for item in asked):
        return False
    return answers.get(PROFESSIONAL_LEVEL) not in LEVELS


def _differing(
    instrument: Instrument, answers: Answers, today: date, occasion: str | None
) -> list[Finding]:
    """A warning when the professional judges otherwise than the points, and does not say why."""
    if instrument.mode != "summed_score":
        return []
    found = score(instrument, answers, today=today, occasion=occasion)
    if found.professional is None or found.professional.reason.strip():
        return []
    bands = {one.band.id for one in found.sums if one.band is not None}.intersection(LEVELS)
    if not bands or bands == {found.professional.level}:
        return []
    return [Finding(PROFESSIONAL_LEVEL, "differs", _DIFFERS)]


def _findings(
    item: Item, values: Mapping[str, Given], today: date
) -> Iterator[tuple[str, Finding]]:
    given = values.get(item.id)
    if given is None or isinstance(given, Missing):
        return
    if not _fits(item, given):
        yield "impossible", Finding(item.id, None, _WRONG_KIND)
        return
    alone = [choice for choice in item.choices if choice.exclusive]
    if isinstance(given, tuple) and len(given) > 1 and any(c.code in given for c in alone):
        yield "impossible", Finding(item.id, None, _NOT_TOGETHER)
    for constraint in item.constraints:
        if can_be_tried(constraint.must, values) and not holds(constraint.must, values, today):
            yield constraint.level, Finding(item.id, constraint.id, constraint.words)


def _fits(item: Item, value: Value) -> bool:
    """Whether the value is one that the item can have at all."""
    match item.kind:
        case "single":
            return isinstance(value, str) and item.choice(value) is not None
        case "multiple":
            return isinstance(value, tuple) and all(item.choice(code) for code in value)
        case "number":
            whole = isinstance(value, Decimal) and value == value.to_integral_value()
            return isinstance(value, Decimal) and (whole or not item.whole)
        case "scale":
            within = item.scale is not None and isinstance(value, int)
            return within and value in _steps(item)
        case "date":
            return isinstance(value, date)
        case _:
            return isinstance(value, str)


def _steps(item: Item) -> range:
    assert item.scale is not None
    return range(item.scale.low, item.scale.high + 1)


_WRONG_KIND = Wording(
    sv="Svaret går inte att tolka för den här frågan. Svara på nytt.",
    en="The answer cannot be understood for this question. Answer again.",
)
_DIFFERS = Wording(
    sv="Bedömningen är en annan än poängen visar. Skriv skälet till den.",
    en="The judgement is another than the points show. Write the reason for it.",
)
_NOT_TOGETHER = Wording(
    sv="Ett av svaren kan inte väljas tillsammans med andra. Ta bort det eller de andra.",
    en="One of the answers cannot be chosen together with others. Remove it, or the others.",
)
