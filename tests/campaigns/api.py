"""Questions made up from the description of every address, asked by everybody: no 5xx, no leak.

n questions are asked by each role and by nobody in particular, evenly over every address and
method. No answer may hold a word of a person with protected identity. With KV_PROCESSES=2 two
processes with a database each share the questions. The figures on the last line say how many
requests it came to, how many of those by a role had a session, and how they were answered.
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.records.apart import own_database, programs

TOLD_EVERY = 5.0


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    processes = int(os.environ.get("KV_PROCESSES", "1"))
    failures: list[str] = []
    figures: Counter[str] = Counter()
    done = [0] * processes

    def share(which: int) -> None:
        with own_database(which) as environment:
            own = n // processes + (which < n % processes)
            for line in programs(environment, "api", str(own), str(seed + which)):
                what, _, rest = line.partition(" ")
                if what == "failure":
                    failures.append(rest)
                elif what == "tally":
                    pairs = (pair.split("=") for pair in rest.split())
                    figures.update({name: int(number) for name, number in pairs})
                else:
                    done[which] = int(rest)

    with ThreadPoolExecutor(processes) as pool:
        shares = [pool.submit(share, which) for which in range(processes)]
        for one in shares:
            while not one.done():
                tell(f"{sum(done)} av {n} frågor, {len(failures)} fel")
                wait([one], timeout=TOLD_EVERY)
            one.result()
    figures["addresses"] //= processes
    return Result(failures, figures)


CAMPAIGN = Campaign(
    "Påhittade frågor till varje adress, av varje roll: inga 5xx, inget läckt.", 50_000, _campaign
)
