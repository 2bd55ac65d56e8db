"""Random people ask for random records over HTTP; the oracle says what each may get.

The figure on the last line is how many leaks there were: answers that tell what is denied from what
is missing, or that hold anything of a record that the person must not find.
"""

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.records.apart import own_database, programs


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures: list[str] = []
    with own_database() as environment:
        for line in programs(environment, "http", str(n), str(seed)):
            what, _, rest = line.partition(" ")
            if what == "failure":
                failures.append(rest)
            else:
                tell(f"{rest} av {n} frågor, {len(failures)} läckor")
    return Result(failures, {"leaks": len(failures)})


CAMPAIGN = Campaign("Akter över HTTP: det nekade är likt det som saknas.", 20_000, _campaign)
