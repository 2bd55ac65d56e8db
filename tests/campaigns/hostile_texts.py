"""Three hundred texts that would be script in a careless page, in every field that takes text.

What comes back is read as a browser reads it: nothing in it may act. That nothing acts in a browser
either is tried in the journeys.
"""

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.records.apart import own_database, programs


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures: list[str] = []
    with own_database() as environment:
        for line in programs(environment, "hostile", str(n), str(seed)):
            what, _, rest = line.partition(" ")
            if what == "failure":
                failures.append(rest)
            else:
                tell(f"{rest} av {n} texter, {len(failures)} fel")
    return Result(failures)


CAMPAIGN = Campaign("Fientliga texter i alla fält: ingenting av dem körs.", 300, _campaign)
