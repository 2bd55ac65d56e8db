"""A hundred readers at once of the picture of the situation: nation, counties, municipalities.

Serves a release of a made-up nation on this machine and lets 100 readers read, each with a pause of
some seconds between two pages, as people read. They read twice: first while every page is made for
the first time, which is told beside, then as it is from then on. It fails when a page does not
come, or when 95 of 100 do not come within 150 ms the second time. What comes of asking without any
pause is told too. The readers share the machine with the server.
"""

import asyncio
import random
import subprocess
import sys
import urllib.request

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.campaigns.readers import LINK, PROJECT, read_all, server
from tests.measuring import percentile, use_of

READERS = 100
PAUSE = 2.0
SLOWEST_MS = 150
MENU = "/lagesbild/"
START = "/lagesbild/riket/"


def publish(environment: dict[str, str], tell: Tell) -> None:
    """Publish a release of a made-up nation."""
    tell("publicerar en utgåva om ett påhittat land")
    words = [sys.executable, "-m", "tests.situation.publishing"]
    subprocess.run(words, env=environment, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)


def _links(port: int, path: str) -> list[str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        found = LINK.findall(answer.read().decode())
    return [
        one for one in found if one.startswith("/lagesbild/") and one.endswith("/") and one != MENU
    ]


def _pages(port: int) -> list[str]:
    """The nation, and what it and its counties lead to."""
    found = dict.fromkeys([START, *_links(port, START)])
    for county in [one for one in found if "/lan/" in one]:
        found |= dict.fromkeys(_links(port, county))
    return [*found]


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    chance = random.Random(seed)
    with server(tell, publish) as (pid, port):
        pages = _pages(port)
        chosen = [chance.choice(pages) for _ in range(n)]
        begun = use_of(pid)
        cold = asyncio.run(read_all(port, chosen, tell, readers=READERS, pause=PAUSE))
        filled = use_of(pid)
        done = asyncio.run(read_all(port, chosen, tell, readers=READERS, pause=PAUSE))
        after = use_of(pid)
        hurried = asyncio.run(read_all(port, chosen, tell, readers=READERS))
    failures = [f"{path}: status {status}" for path, _ms, status in done if status != 200]
    times = {
        name: [ms for _path, ms, _status in read]
        for name, read in (("", done), ("first_", cold), ("without_pause_", hurried))
    }
    if percentile(times[""], 95) > SLOWEST_MS:
        failures.append(f"95 of 100 pages came within {percentile(times[''], 95):.0f} ms")
    figures: dict[str, object] = {"readers": READERS, "pages": len(pages)}
    for name, several in times.items():
        figures[f"{name}p50_ms"] = f"{percentile(several, 50):.0f}"
        figures[f"{name}p95_ms"] = f"{percentile(several, 95):.0f}"
    figures["first_cpu_ms_a_page"] = f"{(filled.cpu_seconds - begun.cpu_seconds) * 1000 / n:.1f}"
    figures["cpu_ms_a_page"] = f"{(after.cpu_seconds - filled.cpu_seconds) * 1000 / n:.1f}"
    figures["server_mb"] = f"{after.megabytes:.0f}"
    return Result(failures, figures)


CAMPAIGN = Campaign("Hundra läsare på en gång av lägesbilden.", 5_000, _campaign)
