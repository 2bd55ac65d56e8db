"""Pages with a made-up nation in the database, over HTTP, as one who works there gets them.

Make the nation first, in a data folder of its own: `./kv --data MAPP demo --episodes 100000`. Then
`./kv --data MAPP campaign nation --n 100` starts a server there, looks at the results of the three
biggest units, the working list, clients and search so many times each, and starts it anew five
times for the first look. The looks share the machine with the server.
"""

import contextlib
import http.client
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction

from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.operations.made_up import ADDRESS
from kvinnofrid.follow_up.models import Client, Episode, MadeUpNation
from kvinnofrid.records.row_security import EVERYWHERE, stay_within
from tests.campaigns.campaign import Campaign, Result, Tell
from tests.measuring import free_port, percentile, use_of
from tests.programs import PROJECT

UNITS, RESTARTS = 3, 5
CLIENTS = 40
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
MOST_MS = {100_000: 500, 1_000_000: 800}
"""What the results of a unit may take with so many episodes in the database."""


@dataclass
class Visitor:
    """A browser that keeps its cookies, and times each answer."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[float, int, str]:
        """Milliseconds, status and text of an answer, by a connection of its own."""
        headers = {"Host": "localhost", "Cookie": "; ".join(map("=".join, self.cookies.items()))}
        if not self.cookies:
            del headers["Cookie"]
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://localhost:{self.port}",
                "Host": f"localhost:{self.port}",
            }
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET" if form is None else "POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        taken = (time.perf_counter() - begun) * 1000
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        return taken, answer.status, text

    def send(self, page: str, to: str, **form: str) -> tuple[float, int, str]:
        """Send a form that stands on a page."""
        found = TOKEN.search(self.ask(page)[2])
        token = {"csrfmiddlewaretoken": found[1]} if found else {}
        return self.ask(to, {**form, **token})

    def sign_in(self, user: str) -> None:
        """Sign in as a made-up user; RuntimeError when it does not go well."""
        _, status, _ = self.send("/konto/logga-in/", "/konto/demo/", user=user)
        if status != 302:
            raise RuntimeError(f"signing in was answered by {status}")


@contextlib.contextmanager
def keys() -> Iterator[None]:
    """The key service of the data folder, unless one answers."""
    path = Path(settings.KEY_SOCKET)
    words = ["-m", "kvinnofrid.keys", "serve", "--store", str(path.parent), "--socket", str(path)]
    if path.exists():
        path.unlink()
    process = subprocess.Popen([sys.executable, *words], cwd=PROJECT, stderr=subprocess.DEVNULL)
    try:
        while not path.exists():
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextlib.contextmanager
def _server() -> Iterator[tuple[int, int]]:
    """A server of one worker; its process id and port, once the start page has come."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
            *("--blocking-threads", "1", "kvinnofrid.config.wsgi:application"),
        ],
        env={**os.environ, "KV_DATA": str(settings.DATA), "KV_MODE": "demo"},
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                if Visitor(port).ask("/halsa/")[1]:
                    break
            time.sleep(0.2)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(timeout=30)


@dataclass(frozen=True, slots=True)
class _Unit:
    address: str
    manager: str
    caseworker: str
    clients: tuple[str, ...]


def _units() -> list[_Unit]:
    found = []
    for number in range(1, UNITS + 1):
        manager = User.objects.get(email=f"chef-{number:04}{ADDRESS}")
        worker = User.objects.get(email=f"handlaggare-{number:04}-01{ADDRESS}")
        held = manager.memberships.get()
        with transaction.atomic():
            stay_within((EVERYWHERE,))
            every = Episode.objects.unscoped(because="campaign")
            chosen = every.filter(unit=held.unit_id, by=worker.pk).values_list(
                "client_id", flat=True
            )
            clients = tuple(str(one) for one in chosen.values_list("client", flat=True)[:CLIENTS])
        found.append(
            _Unit(
                f"/resultat/{held.organisation_id}/{held.unit_id}/",
                str(manager.pk),
                str(worker.pk),
                clients,
            )
        )
    return found


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    chance = random.Random(seed)
    nation = MadeUpNation.objects.get()
    with transaction.atomic():
        stay_within((EVERYWHERE,))
        clients = Client.objects.unscoped(because="campaign").count()
    units = _units()
    times: dict[str, list[float]] = {}
    used: dict[str, float] = {}
    failures: list[str] = []
    server = 0

    def look(kind: str, visitor: Visitor, path: str, form: dict[str, str] | None = None) -> str:
        before = use_of(server).cpu_seconds
        taken, status, text = (
            visitor.ask(path) if form is None else visitor.send(path, path, **form)
        )
        used[kind] = used.get(kind, 0.0) + use_of(server).cpu_seconds - before
        times.setdefault(kind, []).append(taken)
        if status != 200:
            failures.append(f"{kind} {path}: status {status}")
        elif "kv-made-up" not in text:
            failures.append(f"{kind} {path}: not marked as made up")
        return text

    with keys():
        for at in range(RESTARTS):
            tell(f"första anblicken, {at + 1} av {RESTARTS}")
            with _server() as (server, port):
                visitor = Visitor(port)
                visitor.sign_in(units[at % UNITS].manager)
                look("unit_first", visitor, units[at % UNITS].address)
        with _server() as (server, port):
            for at, unit in enumerate(units):
                tell(f"enhet {at + 1} av {UNITS}")
                manager, worker = Visitor(port), Visitor(port)
                manager.sign_in(unit.manager)
                worker.sign_in(unit.caseworker)
                for turn in range(-(-n // UNITS)):
                    year = f"?period={time.localtime().tm_year - turn % 5}"
                    look("unit_new_year" if turn < 5 else "unit", manager, unit.address + year)
                    look("working_list", worker, "/uppfoljning/")
                    if unit.clients:
                        client = chance.choice(unit.clients)
                        look("client", worker, f"/uppfoljning/klient/{client}/")
                    look("search", worker, "/uppfoljning/sok/", {"q": "Påhitt"})
            megabytes = use_of(server).megabytes
    figures: dict[str, object] = {
        "episodes": nation.episodes,
        "clients": clients,
        "load": f"{os.getloadavg()[0]:.0f}",
        "server_mb": f"{megabytes:.0f}",
    }
    for kind, found in times.items():
        figures[f"{kind}_p50_ms"] = f"{percentile(found, 50):.0f}"
        figures[f"{kind}_p95_ms"] = f"{percentile(found, 95):.0f}"
        figures[f"{kind}_cpu_ms"] = f"{1000 * used[kind] / len(found):.0f}"
    most = next((ms for many, ms in MOST_MS.items() if nation.episodes <= many), None)
    slowest = max(percentile(found, 95) for kind, found in times.items() if "unit" in kind)
    if most is not None and slowest > most:
        failures.append(f"a unit's results: 95 of 100 came within {slowest:.0f} ms, not {most}")
    return Result(failures, figures)


CAMPAIGN = Campaign("Sidorna med ett påhittat land i databasen (./kv demo).", 100, _campaign)
