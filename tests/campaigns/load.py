"""A hundred caseworkers at once, each thinking for a second between what she does.

Starts the program as `./kv start` does, with its key service, makes caseworkers with clients in
ten municipalities, and lets them work: the list of what there is to do, search, a client, a wave
with drafts on the way, the client's picture, the unit's results. n is how many requests there are.
It fails when an answer is not the right one, or when 95 of 100 do not come within 300 ms on SQLite
and 500 ms on PostgreSQL. Whoever asks shares the machine with the server.

The last line says the times of all and of each kind, and what the server used of the processor.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.follow_up import crew
from tests.follow_up.crew import Work
from tests.measuring import free_port, percentile, use_of
from tests.programs import PROJECT, lines

PEOPLE = 100
THINK = 1.0
"""Seconds, on average."""
SLOWEST_MS = {"sqlite": 300, "postgresql": 500}
WARM_UP = 800
"""Requests that are not counted: all begin within a second, with the same page."""

SECONDS_TO_START = 900


@contextmanager
def started(tell: Tell) -> Iterator[tuple[int, int, dict[str, str]]]:
    """The program as it is started by `./kv start`: process, port, and surroundings of its own."""
    with tempfile.TemporaryDirectory(prefix="kvinnofrid-load-") as folder:
        port = free_port()
        environment = {
            **os.environ,
            "KV_DATA": folder,
            "KV_MODE": "demo",
            "PYTHONPATH": str(PROJECT),
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        environment.pop("KV_KEY_SOCKET", None)
        process = subprocess.Popen(
            [sys.executable, "kv", "--data", folder, "start", "--port", str(port)],
            env=environment,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            tell("startar Kvinnofrid, med en demos alla data")
            assert process.stdout is not None
            if not process.stdout.readline():
                raise RuntimeError("kv start ended before it served")
            environment["DJANGO_SETTINGS_MODULE"] = "kvinnofrid.config.settings"
            yield process.pid, port, environment
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def made(environment: Mapping[str, str], tell: Tell, people: int) -> list[dict[str, object]]:
    """The caseworkers, made in the server's database."""
    said = []
    for line in lines(crew.MODULE, environment, "make", str(people)):
        said.append(json.loads(line))
        tell(f"{len(said)} av {people} handläggare med klienter")
    return said


async def _all(work: Work, said: list[dict[str, object]], seed: int, tell: Tell) -> None:
    async def told() -> None:
        while not work.is_over:
            tell(f"{len(work.asked)} av {work.wanted} förfrågningar, {len(work.faults)} fel")
            await asyncio.sleep(2)

    await asyncio.gather(crew.work_of(work, said, random.Random(seed)), told())


def figures(work: Work) -> dict[str, str]:
    """The times of all that was asked, and of each kind."""
    found = {}
    kinds = sorted({one.kind for one in work.asked})
    for name in ("all", *kinds):
        times = [one.milliseconds for one in work.asked if name in ("all", one.kind)]
        for percent in (50, 95, 99):
            found[f"{name}_p{percent}_ms"] = f"{percentile(times, percent):.0f}"
    found["status_5xx"] = str(sum(one.status >= 500 for one in work.asked))
    return found


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    database = "postgresql" if os.environ.get("KV_DATABASE_URL") else "sqlite"
    with started(tell) as (pid, port, environment):
        said = made(environment, tell, PEOPLE)
        work = Work(port, n, THINK, warm_up=WARM_UP, begin=lambda: use_of(pid).cpu_seconds)
        asyncio.run(_all(work, said, seed, tell))
        spent = use_of(pid).cpu_seconds - work.at_begin
    found = {
        "database": database,
        "people": PEOPLE,
        "requests": len(work.asked),
        "a_second": f"{len(work.asked) / work.seconds:.1f}",
        "cpu_ms_a_request": f"{spent * 1000 / len(work.asked):.1f}",
        "load_average": f"{os.getloadavg()[0]:.1f}",
        **figures(work),
    }
    failures = list(work.faults)
    most = percentile([one.milliseconds for one in work.asked], 95)
    if most > SLOWEST_MS[database]:
        failures.append(f"95 of 100 answers came within {most:.0f} ms")
    return Result(failures, found)


CAMPAIGN = Campaign(
    "Hundra handläggare på en gång, en sekunds betänketid. n är antalet förfrågningar.",
    8_000,
    _campaign,
)
