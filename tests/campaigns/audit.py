"""Falsifies the audit log in every way we know; the proof must see each.

Then a long chain is proved, and a read with its event is timed against one without.
"""

import tempfile
from pathlib import Path

from tests.audit.apart import finish, heard, own_database
from tests.campaigns.campaign import Campaign, Result, Tell

LONG_CHAIN = 1_000_000
TIMED_READS = 500


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    """The long chain is shorter in a run shorter than the whole: a hundred events a mutation."""
    failures = []
    length = min(LONG_CHAIN, 100 * n)
    with (
        tempfile.TemporaryDirectory(prefix="kv-audit-") as folder,
        own_database(Path(folder)) as environment,
    ):
        for line in heard(environment, "mutate", str(n), str(seed)):
            kind, _, said = line.partition(" ")
            if kind == "done":
                tell(f"{said} av {n}")
            else:
                failures.append(f"seed {seed}, mutation {said}")
        cost = finish(environment, "cost", str(TIMED_READS)).split()
        for line in heard(environment, "fill", str(length)):
            tell(f"{line} av {length} händelser")
        tell("kedjan prövas")
        proved = dict(pair.split("=") for pair in finish(environment, "prove", "1000").split())
    if proved["faults"] != "0":
        failures.append(f"a sound chain of {length} events was blamed")
    figures = {"proved": proved["events"], "proof_seconds": proved["seconds"]}
    figures["proof_cpu_seconds"] = proved["cpu"]
    return Result(failures, figures | dict(pair.split("=") for pair in cost))


CAMPAIGN = Campaign("Falsifierad händelselogg: varje ändring ska synas.", 10_000, _campaign)
