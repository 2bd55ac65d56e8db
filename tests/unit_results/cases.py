"""Made-up facts of a unit, as the follow-up would give them."""

import random
from datetime import date, timedelta
from typing import Any

from kvinnofrid.follow_up.facts import Coded, EpisodeFact, InterventionFact, WaveFact
from tests.accounts.people import TODAY, organisation, unit

YEAR = TODAY.year
WAYS = ("own", "own", "police", "health_care", "social_services", "nonprofit")
REASONS = ("finished", "finished", "finished", "own_wish", "lost_contact")
VIOLENCE = (["psychological"], ["psychological", "physical"], ["digital", "latent"])


def fact(number: int, chance: random.Random, **given: Any) -> EpisodeFact:
    """An episode of the year, as chance has it."""
    opened = date(YEAR - 1, 12, 1) + timedelta(days=chance.randrange(40, 200))
    started = opened + timedelta(days=chance.randrange(1, 50))
    closed = started + timedelta(days=chance.randrange(20, 90)) if chance.random() < 0.8 else None
    first: dict[str, Coded] = {
        "violence_kinds": chance.choice(VIOLENCE),
        "safety": chance.randrange(0, 6),
        "health": chance.randrange(1, 7),
        "economy": chance.choice(("not", "barely", "mostly")),
        "violence_severity": chance.choice(("fear", "minor", "care")),
    }
    waves = [WaveFact("baseline", 1, opened + timedelta(days=9), "core", "1", first)]
    if closed is not None and chance.random() < 0.7:
        last: dict[str, Coded] = {
            "safety": chance.randrange(3, 11),
            "health": chance.randrange(3, 11),
            "economy": chance.choice(("barely", "mostly", "fully")),
            "violence_severity": "fear",
            "violence_ceased": chance.choice(("yes", "yes", "partly", "no")),
        }
        waves.append(WaveFact("exit", 1, closed, "core", "1", last))
    values: dict[str, Any] = {
        "episode": f"e{number}",
        "organisation": organisation(),
        "unit": str(unit().pk),
        "target_group": chance.choice(
            ("victim_survivor", "victim_survivor", "victim_survivor", "child")
        ),
        "status": "closed" if closed else "ongoing",
        "way_in": chance.choice(WAYS),
        "contacted_on": opened - timedelta(days=3),
        "opened_on": opened,
        "started_on": started,
        "closed_on": closed,
        "closure_reason": chance.choice(REASONS) if closed else "",
        "attainment": chance.choice(("wholly", "partly", "partly", "no", "")) if closed else "",
        "came_back": False,
        "sex": chance.choice(("woman", "woman", "woman", "man", "")),
        "age_band": chance.choice(("18-24", "25-34", "35-44", "45-54", "80-")),
        "home_municipality": "0380",
        "synthetic": True,
        "interventions": tuple(
            InterventionFact(kind, "by_decision", "own_unit", started, closed)
            for kind in chance.choice(((), ("talks",), ("talks", "refuge"), ("talks", "housing")))
        ),
        "waves": tuple(waves),
    }
    return EpisodeFact(**{**values, **given})


def facts_of_a_unit(many: int, **given: Any) -> list[EpisodeFact]:
    """Made-up episodes, the same each time."""
    chance = random.Random(7)
    return [fact(number, chance, **given) for number in range(many)]
