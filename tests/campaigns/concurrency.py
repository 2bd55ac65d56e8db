"""Many editors of the same records at once: no save may be written over without anybody knowing.

Each of n editors makes 200 saves. Whoever comes second is told so and saves anew. The figures on
the last line count the saves and how often somebody was told.
"""

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.records.apart import finish, own_database

SAVES = 200


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    tell(f"{n} redaktörer sparar {SAVES} gånger var")
    with own_database() as environment:
        lines = finish(environment, "crowd", str(n), str(SAVES), str(seed)).splitlines()
    failures = [line.removeprefix("failure ") for line in lines if line.startswith("failure ")]
    counts = next(line for line in lines if line.startswith("counts ")).split()[1:]
    figures = dict(count.split("=") for count in counts)
    return Result(failures, {**figures, "silent_overwrites": len(failures)})


CAMPAIGN = Campaign("Många som redigerar samma akter: inget skrivs över tyst.", 50, _campaign)
"""n is the number of editors."""
