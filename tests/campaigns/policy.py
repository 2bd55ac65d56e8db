"""Asks the policy and its oracle the same random questions: they must give the same answer.

The figures on the last line say which share was allowed, how often the rarest reason was given, and
the median time of a decision.
"""

import random
import statistics
import time
from collections import Counter
from typing import NamedTuple

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Reason
from tests.access.oracle import answer
from tests.access.situations import Situation, situation
from tests.campaigns.campaign import Campaign, Result, Tell

TIMED_EVERY = 10
TOLD_EVERY = 50_000


class Outcome(NamedTuple):
    """What a run came to."""

    differences: list[str]
    reasons: Counter[Reason]
    allowed: float
    median_us: float


def difference(asked: Situation) -> str | None:
    """How the policy and its oracle differ in a situation, if they do."""
    decision = decide(*asked)
    said = (decision.allowed, decision.reason, decision.as_missing, decision.fields)
    expected = answer(*asked)
    return None if said == expected else f"{asked}\n  policy: {said}\n  oracle: {expected}"


def run(n: int, seed: int, tell: Tell = lambda said: None) -> Outcome:
    """Ask ``n`` questions."""
    chance = random.Random(seed)
    reasons: Counter[Reason] = Counter()
    times: list[float] = []
    differences: list[str] = []
    allowed = 0
    for number in range(n):
        asked = situation(chance)
        started = time.perf_counter()
        decision = decide(*asked)
        if number % TIMED_EVERY == 0:
            times.append(time.perf_counter() - started)
        if number % TOLD_EVERY == 0:
            tell(f"{number} av {n} frågor, {len(differences)} skillnader")
        reasons[decision.reason] += 1
        allowed += decision.allowed
        found = difference(asked)
        if found:
            differences.append(f"{found}\n  question {number} of seed {seed}")
    return Outcome(differences, reasons, allowed / n, statistics.median(times) * 1e6)


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    outcome = run(n, seed, tell)
    return Result(
        outcome.differences,
        {
            "allowed": f"{outcome.allowed:.3f}",
            "rarest_reason": min(outcome.reasons[reason] for reason in Reason),
            "decide_median_us": f"{outcome.median_us:.1f}",
        },
    )


CAMPAIGN = Campaign("Åtkomstpolicyn mot ett oberoende facit: samma svar.", 1_000_000, _campaign)
