"""Readers at once: a server of its own, rounds at the size of the country, 16 who read.

Makes a data folder, loads it with made-up rounds, serves it on this machine and lets 16 readers
ask for pages as fast as they get them. It fails when a page does not come, when 95 of 100 do not
come within 300 ms, or when the server takes more than 400 MB. The readers share the machine with
the server, which makes the figures worse than they would be between two machines.
"""

import asyncio
import contextlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.request import urlopen

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.measuring import free_port, percentile, use_of

PROJECT = Path(__file__).resolve().parents[2]
READERS = 16
SLOWEST_MS = 300
MOST_MB = 400
WORKERS = 2
THREADS_ON_SQLITE, THREADS_ON_POSTGRESQL = 1, 4
SECONDS_TO_ANSWER = 60
ROUND = "pahittad-2020"
INDEX = "/jamforelser/"
WARM_UPS = 40
LINK = re.compile(r'href="([^"#]+)')
DOWNLOAD = re.compile(r"\.(csv|xlsx|png|svg|json)\b|[?&]format=")


def _command(environment: Mapping[str, str], *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "kvinnofrid", *words],
        env=dict(environment),
        cwd=PROJECT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _rounds(environment: dict[str, str], tell: Tell) -> None:
    tell("gör påhittade omgångar")
    folder = f"{environment['KV_DATA']}/pahittat"
    _command(environment, "demo-round", "--folder", folder)
    environment["KV_CATALOGUE"] = f"{folder}/catalogue"


Prepare = Callable[[dict[str, str], Tell], None]


@contextlib.contextmanager
def server(tell: Tell, prepare: Prepare = _rounds) -> Iterator[tuple[int, int]]:
    """A server with made-up data: its process id and port. All of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kvinnofrid-load-") as folder:
        environment = {**os.environ, "KV_DATA": folder, "KV_MODE": "demo"}
        tell("läser in landets data")
        _command(environment, "migrate", "--verbosity", "0")
        _command(environment, "load")
        prepare(environment, tell)
        _command(environment, "messages", "compile")
        _command(environment, "collectstatic", "--noinput", "--verbosity", "0")
        on_postgresql = bool(environment.get("KV_DATABASE_URL"))
        threads = THREADS_ON_POSTGRESQL if on_postgresql else THREADS_ON_SQLITE
        port = free_port()
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)),
                *("--blocking-threads", str(threads), "kvinnofrid.config.wsgi:application"),
            ],
            env=environment,
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            tell("väntar på servern")
            _wait(process, port)
            yield process.pid, port
        finally:
            process.terminate()
            process.wait(timeout=30)
            if on_postgresql and prepare is _rounds:
                _command(environment, "demo-round", "--remove")


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until and process.poll() is None:
        try:
            _page(port, INDEX)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not answer")


def _page(port: int, path: str) -> str:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return str(answer.read().decode())


def find_pages(port: int) -> dict[str, list[str]]:
    """The pages about the round by kind, as a reader finds them: by following links from its own.

    A kind is the address without what tells one respondent or indicator from another.
    """
    start = f"{INDEX}{ROUND}/"
    found = {start: None}
    waiting = [start]
    for depth in range(2):
        next_ones = []
        for path in waiting if depth == 0 else waiting[:6]:
            for link in map(unescape, LINK.findall(_page(port, path))):
                if link.startswith(start) and link not in found and not DOWNLOAD.search(link):
                    found[link] = None
                    next_ones.append(link)
        waiting = next_ones
    kinds: dict[str, list[str]] = {}
    for path in found:
        kinds.setdefault(kind_of(path), []).append(path)
    return kinds


def kind_of(path: str) -> str:
    """`/jamforelser/x/svarande/0138-tyreso/` and `…/0305-habo/` are of the kind `svarande/*`."""
    rest = path.removeprefix(f"{INDEX}{ROUND}/").partition("?")[0].strip("/")
    parts = rest.split("/")
    return "/".join([parts[0], *("*" for _ in parts[1:])]) or "round"


async def _read(port: int, path: str) -> tuple[float, int, int]:
    """Ask for a page as a browser does, over a connection of its own: ms, status and bytes."""
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        ask = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        writer.write(f"{ask}Accept-Encoding: gzip\r\n\r\n".encode())
        answer = await reader.read(-1)
    finally:
        writer.close()
    status = int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0
    return (time.perf_counter() - begun) * 1000, status, len(answer)


async def read_all(
    port: int, paths: list[str], tell: Tell, *, readers: int = READERS, pause: float = 0.0
) -> list[tuple[str, float, int]]:
    """Let readers ask for the pages: each its ms and its status.

    A reader pauses for `pause` seconds between two pages, half as long or half as long again.
    """
    chance = random.Random(readers)
    waiting = iter(paths)
    done: list[tuple[str, float, int]] = []

    async def reader() -> None:
        await asyncio.sleep(chance.uniform(0, pause))
        for path in waiting:
            milliseconds, status, _size = await _read(port, path)
            done.append((path, milliseconds, status))
            if len(done) % 100 == 0:
                tell(f"{len(done)} av {len(paths)} sidor")
            await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)

    await asyncio.gather(*(reader() for _ in range(readers)))
    return done


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    chance = random.Random(seed)
    figures: dict[str, object] = {"readers": READERS}
    with server(tell) as (pid, port):
        kinds = find_pages(port)
        tell(f"{sum(map(len, kinds.values()))} sidor av {len(kinds)} slag")
        chosen = [chance.choice(kinds[kind]) for kind in chance.choices(sorted(kinds), k=n)]
        asyncio.run(read_all(port, chosen[:WARM_UPS], tell))
        before = use_of(pid)
        done = asyncio.run(read_all(port, chosen, tell))
        after = use_of(pid)
    figures["server_mb"] = f"{after.megabytes:.0f}"
    figures["cpu_ms_a_page"] = f"{(after.cpu_seconds - before.cpu_seconds) * 1000 / n:.1f}"
    failures = [f"{path}: status {status}" for path, _ms, status in done if status != 200]
    if after.megabytes > MOST_MB:
        failures.append(f"the server took {after.megabytes:.0f} MB")
    for kind in sorted(kinds):
        times = [ms for path, ms, _status in done if kind_of(path) == kind]
        if not times:
            continue
        middle, most = percentile(times, 50), percentile(times, 95)
        figures[f"{kind}_p50_ms"] = f"{middle:.0f}"
        figures[f"{kind}_p95_ms"] = f"{most:.0f}"
        figures[f"{kind}_max_ms"] = f"{max(times):.0f}"
        if most > SLOWEST_MS:
            failures.append(f"{kind}: 95 of 100 pages came within {most:.0f} ms")
    return Result(failures, figures)


CAMPAIGN = Campaign("Sexton läsare på en gång av en omgång i landets storlek.", 2_000, _campaign)
