"""Drafts on a bad line while the server is killed: the last one acknowledged is what comes back.

Figures: how often each thing went wrong on the way. "cut off" are requests that ended in the
middle, "overtaken" such as came after a later one.
"""

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.follow_up.drafting import trial


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    for tally in trial(n, seed):
        tell(f"{tally.acknowledged} av {n} utkast, {len(tally.failures)} fel")
    figures = {name: tally.counted[name] for name in sorted(tally.counted)}
    return Result(tally.failures, {"acknowledged": tally.acknowledged, **figures})


CAMPAIGN = Campaign(
    "Utkast på en dålig lina: det senast kvitterade kommer tillbaka.", 500, _campaign
)
