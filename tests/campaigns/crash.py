"""kill -9 of a server in the midst of saves: what was acknowledged is kept, nothing is doubled.

The figure on the last line is how many saves were cut off and sent again with the same key.
"""

import tempfile
from pathlib import Path

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.records.apart import own_database
from tests.records.crash import kills
from tests.records.running import key_service


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures: list[str] = []
    cut = "0"
    with (
        tempfile.TemporaryDirectory() as folder,
        key_service(Path(folder)) as socket,
        own_database() as environment,
    ):
        environment["KV_KEY_SOCKET"] = str(socket)
        for number, wrong in enumerate(kills(environment, n, seed), 1):
            if wrong and wrong.startswith("cut off "):
                cut = wrong.removeprefix("cut off ")
            elif wrong:
                failures.append(f"kill {number} of seed {seed}: {wrong}")
            tell(f"{number} av {n} avbrott, {len(failures)} fel")
    return Result(failures, {"cut_off": cut})


CAMPAIGN = Campaign("kill -9 mitt i sparandet: inget förloras, inget dubbleras.", 1000, _campaign)
