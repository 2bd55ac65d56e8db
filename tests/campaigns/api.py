"""Questions made up from the description of every address, asked by everybody: no 5xx.

n questions are asked by each role and by nobody in particular. The figures on the last line say how
many requests that came to.
"""

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.records.apart import own_database, programs


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures: list[str] = []
    requests = "0"
    with own_database() as environment:
        for line in programs(environment, "api", str(n), str(seed)):
            what, _, rest = line.partition(" ")
            if what == "failure":
                failures.append(rest)
            elif what == "requests":
                requests = rest
            else:
                tell(f"{rest} av {n} frågor, {len(failures)} fel")
    return Result(failures, {"requests": requests})


CAMPAIGN = Campaign(
    "Påhittade frågor till varje adress, av varje roll: inga 5xx.", 50_000, _campaign
)
