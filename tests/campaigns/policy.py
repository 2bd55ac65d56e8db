"""Asks the policy and its oracle the same random questions: they must give the same answer.

``main(n, seed)`` asks ``n`` questions and ends in one line of figures: how many were allowed, how
rare the rarest reason was, and the median time of a decision.
"""

import random
import statistics
import sys
import time
from collections import Counter
from typing import NamedTuple

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Reason
from tests.access.oracle import answer
from tests.access.situations import Situation, situation

SHOWN = 10
TIMED_EVERY = 10


class Outcome(NamedTuple):
    """What a run came to. ``failures`` counts differences; the first are in ``shown``."""

    n: int
    seed: int
    failures: int
    shown: list[str]
    reasons: Counter[Reason]
    allowed: int
    median_us: float
    seconds: float

    @property
    def line(self) -> str:
        """The figures."""
        rarest = min(self.reasons[reason] for reason in Reason)
        return (
            f"n={self.n} seed={self.seed} failures={self.failures} seconds={self.seconds:.1f}"
            f" allowed={self.allowed / self.n:.3f} rarest_reason={rarest}"
            f" decide_median_us={self.median_us:.2f}"
        )


def difference(asked: Situation) -> str | None:
    """How the policy and its oracle differ in a situation, if they do."""
    decision = decide(*asked)
    said = (decision.allowed, decision.reason, decision.as_missing, decision.fields)
    expected = answer(*asked)
    return None if said == expected else f"{asked}\n  policy: {said}\n  oracle: {expected}"


def run(n: int, seed: int, *, progress: bool = False) -> Outcome:
    """Ask ``n`` questions."""
    chance = random.Random(seed)
    begun = time.perf_counter()
    reasons: Counter[Reason] = Counter()
    times: list[float] = []
    shown: list[str] = []
    failures = allowed = 0
    for number in range(n):
        asked = situation(chance)
        if number % TIMED_EVERY == 0:
            started = time.perf_counter()
            decide(*asked)
            times.append(time.perf_counter() - started)
        decision = decide(*asked)
        reasons[decision.reason] += 1
        allowed += decision.allowed
        found = difference(asked)
        if found:
            failures += 1
            shown += [found] if len(shown) < SHOWN else []
        if progress and number and number % 100_000 == 0:
            sys.stderr.write(f"{number} of {n}, {failures} differences\n")
    return Outcome(
        n,
        seed,
        failures,
        shown,
        reasons,
        allowed,
        statistics.median(times) * 1e6,
        time.perf_counter() - begun,
    )


def main(n: int = 1_000_000, seed: int = 1) -> int:
    """Run, print the first differences and one line of figures; 1 when there were any, else 0."""
    outcome = run(n, seed, progress=True)
    for found in outcome.shown:
        sys.stdout.write(found + "\n")
    sys.stdout.write(outcome.line + "\n")
    return min(outcome.failures, 1)
