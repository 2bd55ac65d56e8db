"""Whole registrations on a bad line while the server is killed: each is there once, as it was sent.

A registration is a client, an episode and its first wave, which a colleague sometimes saves first.
Figures: saves that were acknowledged, and what had happened to them on the way.
"""

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.follow_up.registering import trial


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    for tally in trial(n, seed):
        tell(f"{tally.taken} av {n} registreringar, {len(tally.failures)} fel")
    figures = {name: tally.counted[name] for name in sorted(tally.counted)}
    return Result(tally.failures, {"saves": tally.saves, **figures})


CAMPAIGN = Campaign(
    "Hela registreringar på en dålig lina: var och en en gång, hel.", 200, _campaign
)
