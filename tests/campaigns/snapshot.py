"""The snapshot of a nation: how long it takes to write from the database, and how much memory.

Make the nation first, in a data folder of its own: `./kv --data MAPP demo --episodes 1000000`. Then
`./kv --data MAPP campaign snapshot` writes the snapshot of all its years as a release does, counts
what came, and takes it away. With `--pg` everywhere on PostgreSQL, whose own seconds and memory are
not in the figures. It fails with fewer episodes than n, and above five minutes of the processor or
a gigabyte; the seconds of the clock, which other work on the machine prolongs, are told beside.
"""

import os
import resource
import time
from uuid import uuid4

from django.utils import timezone

from kvinnofrid.engine.databases import duckdb_over
from kvinnofrid.engine.facts import Placed
from kvinnofrid.releases import snapshots
from kvinnofrid.releases.check_rules import Gathering
from tests.campaigns.campaign import Campaign, Result, Tell
from tests.campaigns.nation import keys

MOST_SECONDS, MOST_MEGABYTES = 300, 1_000
TOLD_EVERY = 10_000
FIRST_YEAR = 2000


class _Telling(Gathering):
    """Says how many have gone by."""

    def __init__(self, years: range, tell: Tell) -> None:
        super().__init__(years)
        self._tell = tell

    def add(self, one: Placed) -> None:
        super().add(one)
        if self.episodes % TOLD_EVERY == 0:
            self._tell(f"{self.episodes} insatsperioder skrivna")


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    """`n` is how many episodes there must be; nothing is drawn."""
    today = timezone.localdate()
    gathering = _Telling(range(FIRST_YEAR, today.year + 1), tell)
    release = uuid4()
    begun, worked = time.monotonic(), time.process_time()
    try:
        with keys():
            taken = snapshots.take(release, 1, gathering, synthetic=True, day=today)
        seconds, processor = time.monotonic() - begun, time.process_time() - worked
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
        size = sum(one.stat().st_size for one in taken.folder.iterdir())
        with duckdb_over(taken) as database:
            held, help_given = database.columns(
                "SELECT COUNT(*) FILTER (occasion <> 'given'), COUNT(*) FILTER (occasion = 'given')"
                " FROM measurements",
                2,
            )
    finally:
        snapshots.remove(release)
    failed = {
        f"{taken.episodes} episodes, not {n}": taken.episodes < n,
        f"{processor:.0f} seconds of the processor": processor > MOST_SECONDS,
        f"{megabytes:.0f} MB": megabytes > MOST_MEGABYTES,
    }
    figures: dict[str, object] = {
        "episodes": taken.episodes,
        "measurements": int(held[0]),
        "with_help": int(help_given[0]),
        "answers": taken.answers,
        "items": taken.items,
        "written_seconds": f"{seconds:.1f}",
        "cpu_seconds": f"{processor:.1f}",
        "megabytes": f"{megabytes:.0f}",
        "megabytes_on_disk": f"{size / 1_000_000:.0f}",
        "load": f"{os.getloadavg()[1]:.1f}",
    }
    return Result([said for said, wrong in failed.items() if wrong], figures)


CAMPAIGN = Campaign(
    "Ögonblicksbilden av ett helt land ur databasen: tid och minne.", 1_000_000, _campaign
)
