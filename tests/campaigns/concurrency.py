"""Many editors of the same records at once: no save may be written over without anybody knowing.

Each of n editors makes 200 saves. Whoever comes second is told so and saves anew. The figures on
the last line count the saves and how often somebody was told.
"""

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.records.apart import own_database, programs

SAVES = 200


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures: list[str] = []
    figures: dict[str, str] = {}
    with own_database() as environment:
        for line in programs(environment, "crowd", str(n), str(SAVES), str(seed)):
            what, _, rest = line.partition(" ")
            if what == "failure":
                failures.append(rest)
            elif what == "counts":
                figures = dict(count.split("=") for count in rest.split())
            else:
                tell(f"{rest} av {n * SAVES} har sparats")
    return Result(failures, {**figures, "silent_overwrites": len(failures)})


CAMPAIGN = Campaign("Många som redigerar samma akter: inget skrivs över tyst.", 50, _campaign)
"""n is the number of editors."""
