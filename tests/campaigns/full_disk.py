"""A disk that becomes full in the midst of saves: a clear no, nothing lost, pages still come.

On SQLite alone: PostgreSQL's disk is that of its server.
"""

import os
import tempfile
from pathlib import Path

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.records.apart import own_database, programs
from tests.records.small_disk import can_have_small_disk, on_small_disk


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    failures: list[str] = []
    if os.environ.get("KV_DATABASE_URL"):
        return Result(["PostgreSQL's disk is that of its server: run this without --pg"])
    with tempfile.TemporaryDirectory(prefix="kv-disk-") as name, own_database() as environment:
        folder = Path(name)
        if not can_have_small_disk(folder):
            return Result(["the system lets no process have a disk of its own (unshare, mount)"])
        within = on_small_disk(folder / "disk", Path(environment["KV_DATA"]))
        there = {**environment, "KV_DATA": str(folder / "disk")}
        for line in programs(there, "full_disk", str(n), str(seed), within=within):
            what, _, rest = line.partition(" ")
            if what == "failure":
                failures.append(rest)
            else:
                tell(f"{rest} av {n} gånger, {len(failures)} fel")
    return Result(failures)


CAMPAIGN = Campaign("Full disk mitt i sparandet: tydligt nej, inget förlorat.", 100, _campaign)
