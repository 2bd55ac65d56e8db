"""Made-up episodes for the tests of a unit's figures."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from kvinnofrid.catalogue import Outcome, OutcomeSet, load_shipped
from kvinnofrid.statistics.episodes import Coded, Episode, Given, Held

T = TypeVar("T")

OPENED = date(2025, 3, 1)
GROUPS = ("victim_survivor", "child", "perpetrator")
KINDS = ("talks", "refuge", "housing")
VIOLENCE = ("psychological", "physical", "digital")


def shipped() -> OutcomeSet:
    """The indicators that are shipped."""
    return load_shipped().outcome_set("unit-results")


def outcome(code: str) -> Outcome:
    """A shipped indicator."""
    return shipped().outcome(code)


def episode(group: str = GROUPS[0], kinds: tuple[str, ...] = (), **fields: str) -> Episode:
    """An episode that was opened and closed in 2025."""
    return Episode(
        target_group=group,
        days={"opened_on": OPENED, "closed_on": date(2025, 9, 1)},
        fields=fields,
        interventions=tuple(Given(kind, "by_decision") for kind in kinds),
    )


def drawn_unit(chance: random.Random, many: int) -> list[Episode]:
    """Episodes of 2025 that are skewed as chance has it, so that small groups come up anywhere."""
    return [_drawn(chance, skew) for skew in [_Skew(chance)] for _ in range(many)]


class _Skew:
    """Picks among values, the first oftener the more it is skewed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._power = chance.choice((1.0, 2.0, 4.0))

    def pick(self, values: Sequence[T]) -> T:
        return values[int(len(values) * self._chance.random() ** self._power)]


def _drawn(chance: random.Random, skew: _Skew) -> Episode:
    fields = {
        one.measure.name: skew.pick(
            [*(c.values[0] if c.values else c.code for c in one.categories), ""]
        )
        for one in shipped().outcomes
        if one.measure.of == "field" and one.measure.name != "target_group"
    }
    started = OPENED + timedelta(days=skew.pick((3, 9, 20, 50)))
    days = {"contacted_on": OPENED, "opened_on": OPENED, "closed_on": date(2025, 9, 1)}
    if chance.random() < 0.9:
        days["started_on"] = started
    kinds = chance.sample(KINDS, skew.pick((1, 0, 2, 3)))
    return Episode(
        target_group=skew.pick(GROUPS),
        days=days,
        fields=fields,
        interventions=tuple(
            Given(kind, skew.pick(("by_decision", "open_service"))) for kind in kinds
        ),
        baseline=_held(chance, skew, OPENED + timedelta(days=skew.pick((5, 40)))),
        exit=_held(chance, skew, date(2025, 9, skew.pick((2, 28)))),
    )


def _held(chance: random.Random, skew: _Skew, on: date) -> Held | None:
    if chance.random() < 0.15:
        return None
    answers: dict[str, Coded] = {
        "violence_kinds": [
            one for one in ("psychological", "physical", "digital") if skew.pick((1, 1, 0))
        ],
        "safety": skew.pick(range(11)),
        "health": skew.pick(range(11)),
        "economy": skew.pick(("mostly", "barely", "fully", "not")),
        "violence_severity": skew.pick(("fear", "minor", "care", "life")),
        "violence_ceased": skew.pick(("yes", "partly", "no")),
    }
    return Held(on, {name: value for name, value in answers.items() if chance.random() < 0.95})
