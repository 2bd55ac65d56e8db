"""Answers of a wave: as they are stored, as codes for statistics, and what is known beforehand."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from kvinnofrid.questionnaires import (
    Answers,
    Given,
    Instrument,
    Missing,
    counted,
    from_json,
    from_texts,
    to_json,
)

Coded = dict[str, object]
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is filled in: answers by item, and reasons by the warning they explain."""

    answers: Mapping[str, Given] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    held_on: str = ""


def stored(filled: Filled) -> str:
    """The text that is sealed."""
    return json.dumps(
        {
            "answers": to_json(filled.answers),
            "reasons": dict(filled.reasons),
            "held_on": filled.held_on,
        },
        sort_keys=True,
        ensure_ascii=False,
    )


def opened(instrument: Instrument, text: str) -> Filled:
    """The form that `stored` made a text of. An empty text is an empty form."""
    if not text:
        return Filled()
    content = json.loads(text)
    return Filled(
        from_json(instrument, content["answers"]),
        content["reasons"],
        content.get("held_on", ""),
    )


def coded(instrument: Instrument, answers: Answers, *, occasion: str, today: date) -> Coded:
    """The answers that count as codes and numbers, without texts and days.

    A missing answer is its reason with an exclamation mark, as `unknown!`.
    """
    kinds = {item.id: item.kind for item in instrument.items}
    found: Coded = {}
    for item, given in counted(instrument, answers, today=today, occasion=occasion).items():
        if kinds[item] in ("text", "date"):
            continue
        if isinstance(given, Missing):
            found[item] = f"{given.reason}!"
        else:
            found[item] = to_json({item: given})[item]
    return found


def merged(
    base: Filled, mine: Filled, changed: Iterable[str], reasons: Iterable[str] = ()
) -> Filled:
    """`base` with what was changed in `mine`: answers and reasons; what is emptied is emptied."""
    names = set(changed)
    return Filled(
        _with(base.answers, mine.answers, names),
        _with(base.reasons, mine.reasons, set(reasons)),
        mine.held_on if "held_on" in names else base.held_on,
    )


def _with(base: Mapping[str, V], mine: Mapping[str, V], names: set[str]) -> dict[str, V]:
    kept = {name: value for name, value in base.items() if name not in names}
    return {**kept, **{name: value for name, value in mine.items() if name in names}}


@dataclass(frozen=True, slots=True)
class Known:
    """What the episode knows already, which is asked for in the questionnaire too."""

    way_in: str = ""
    sex: str = ""
    age: int | None = None
    attainment: str = ""
    closure_reason: str = ""
    interventions: Sequence[str] = ()
    protected_identity: str = ""


SEX = {"woman": "woman", "man": "man", "other_sex": "other"}


def suggested(instrument: Instrument, known: Known, *, occasion: str) -> dict[str, Given]:
    """Answers to begin with, so that what the episode knows is not asked for again."""
    wishes: dict[str, Sequence[str]] = {
        "way_in": (known.way_in,),
        "gender": (SEX.get(known.sex, ""),),
        "goal_attainment": (known.attainment,),
        "closure_reason": (known.closure_reason,),
        "protected_identity": (known.protected_identity,),
        "interventions": tuple(known.interventions),
        "age_band": (),
    }
    texts: dict[str, Sequence[str]] = {}
    for item in instrument.items:
        if item.id not in wishes or not item.asked_at(occasion):
            continue
        codes = [choice.code for choice in item.choices]
        wanted = [one for one in wishes[item.id] if one]
        if item.id == "age_band" and known.age is not None:
            wanted = [code for code in codes if holds_age(code, known.age)]
        if item.id == "interventions" and any(one not in codes for one in wanted):
            wanted = [one for one in wanted if one in codes] + ["other"]
        texts[item.id] = [one for one in dict.fromkeys(wanted) if one in codes]
    return from_texts(instrument, texts)[0]


_BAND = re.compile(r"(?P<low>\d+)(?:-(?P<high>\d+)|(?P<plus>plus))|under(?P<under>\d+)")


def holds_age(code: str, age: int) -> bool:
    """Whether an age is in the band that a code names: 18-24, 80plus, under18."""
    found = _BAND.fullmatch(code)
    if found is None:
        return False
    if found["under"]:
        return age < int(found["under"])
    return int(found["low"]) <= age and (bool(found["plus"]) or age <= int(found["high"]))
