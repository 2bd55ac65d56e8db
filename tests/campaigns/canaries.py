"""Fifty protected persons, sought in all that everybody is answered, in logs, letters and files.

n is how many times, each with other persons. The figure on the last line is how many answers and
files were searched.
"""

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.records.apart import own_database, programs


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures: list[str] = []
    searched = 0
    for number in range(n):
        with own_database() as environment:
            *hits, looked = programs(environment, "canaries", str(seed + number), "1")
        failures += hits
        searched += int(looked.removeprefix("looked "))
        tell(f"{number + 1} av {n} gånger, {len(failures)} fel")
    return Result(failures, {"searched": searched})


CAMPAIGN = Campaign("Femtio skyddade personer söks överallt: ingenting hittas.", 1, _campaign)
