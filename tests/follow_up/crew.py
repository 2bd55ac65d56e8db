"""Many caseworkers at once, at the work of a day: the list, a client, a wave, the picture, results.

As a program it makes them, with clients and sessions, in the database that a server works with.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.browsing import Fields, form
from tests.programs import main, say

MODULE = "tests.follow_up.crew"
CODES = ("0180", "0380", "0580", "0680", "0880", "1080", "1280", "1480", "1880", "2480")
NAMES = ("Asta", "Britt", "Cilla", "Disa", "Ebba", "Freja", "Greta", "Hedda")
CLIENTS = 4
DRAFTS = 4
PLANNED = re.compile(r'href="([^"]+/matning/[^"/]+/)">Fyll i<')
COOKIE = re.compile(rb"set-cookie: ([^=]+)=([^;]*)", re.IGNORECASE)
START = "/uppfoljning/"
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was answered: of what kind, how many milliseconds it took, the status."""

    kind: str
    milliseconds: float
    status: int


@dataclass
class Work:
    """What a crew has done together, and how much it is to do.

    The first `warm_up` requests are not counted; `begin` is called after them, and what it says is
    kept.
    """

    port: int
    wanted: int
    think: float
    warm_up: int = 0
    begin: Callable[[], float] = lambda: 0.0
    at_begin: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    begun_at: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether all has been asked for that was wanted."""
        return len(self.asked) >= self.wanted

    def note(self, asked: Asked) -> None:
        """Take down what was asked, unless it was to warm up."""
        if self.warm_up:
            self.warm_up -= 1
            if not self.warm_up:
                self.begun_at, self.at_begin = time.monotonic(), self.begin()
            return
        self.asked.append(asked)
        self.seconds = time.monotonic() - self.begun_at


@dataclass
class Member:
    """A caseworker with her clients: each the address of the client and of her episode."""

    cookies: dict[str, str]
    clients: list[tuple[str, str]]
    results: str
    answers: Fields
    work: Work
    chance: random.Random

    async def day(self) -> None:
        """The same again and again, each time with another client, until all is done."""
        await asyncio.sleep(self.chance.uniform(0, self.work.think))
        while not self.work.is_over:
            try:
                await self._one_client(*self.chance.choice(self.clients))
            except OSError as error:
                self.work.faults.append(f"no answer: {error!r}")
                self.work.note(Asked("none", 0, 0))

    async def _one_client(self, client: str, episode: str) -> None:
        fields = form(await self._ask("working_list", START), having="q")
        await self._ask("search", f"{START}sok/", {**fields, "q": [self.chance.choice(NAMES)]})
        await self._ask("client", client)
        planned = PLANNED.search(await self._ask("episode", episode))
        if planned:
            await self._fill_in(planned[1])
        await self._ask("picture", f"{episode}bild/")
        if not self.chance.randrange(4):
            await self._ask("results", self.results)

    async def _fill_in(self, wave: str) -> None:
        fields = form(await self._ask("wave", wave), having="held_on")
        page = f"{self.chance.getrandbits(64):x}"
        for number in range(1, DRAFTS + 1):
            name = self.chance.choice(list(self.answers))
            fields[name] = self.answers[name]
            sent = {"page": [page], "number": [str(number)], "changed": [name]}
            seen = {"draft_version": [str(number - 1)]}
            await self._ask("draft", f"{wave}utkast/", {**fields, **sent, **seen})
        await self._ask("submit", wave, {**fields, **self.answers})

    async def _ask(
        self, kind: str, path: str, fields: Mapping[str, Sequence[str]] | None = None
    ) -> str:
        begun = time.perf_counter()
        status, text = await asyncio.wait_for(self._exchange(path, fields), PATIENCE)
        self.work.note(Asked(kind, (time.perf_counter() - begun) * 1000, status))
        if status != (302 if kind == "submit" else 200):
            self.work.faults.append(f"{kind} {path} was answered with {status}: {text[:300]}")
        await asyncio.sleep(self.work.think * self.chance.uniform(0.5, 1.5))
        return text

    async def _exchange(
        self, path: str, fields: Mapping[str, Sequence[str]] | None
    ) -> tuple[int, str]:
        body = urlencode(fields, doseq=True) if fields is not None else ""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.work.port)
        try:
            lines = [
                f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1",
                "Host: localhost",
                "Connection: close",
                f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
            writer.write("\r\n".join([*lines, "", body]).encode())
            answer = await reader.read(-1)
        finally:
            writer.close()
        head, _, text = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1."):
            raise ConnectionResetError("no answer came")
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        return int(head[9:12]), text.decode(errors="replace")


async def work_of(work: Work, said: Sequence[Mapping[str, Any]], chance: random.Random) -> None:
    """Let everybody that the program made work until all is done."""
    crew = [
        Member(
            {"kv-session": one["session"]},
            [(client, episode) for client, episode in one["clients"]],
            one["results"],
            one["answers"],
            work,
            random.Random(chance.getrandbits(64)),
        )
        for one in said
    ]
    await asyncio.gather(*(one.day() for one in crew))


# The program


def _make(people: str) -> None:
    """Caseworkers in ten municipalities, with clients who have been asked once; a line each."""
    for number in range(int(people)):
        say(json.dumps(_member(number, CODES[number % len(CODES)])))


def _member(number: int, code: str) -> dict[str, Any]:
    from django.urls import reverse

    from tests.accounts.people import TODAY, organisation, unit
    from tests.follow_up.apart import session_of
    from tests.follow_up.test_waves import BASELINE, BASELINE_ONLY
    from tests.records.people import colleague

    who, place = colleague(f"Påhittad {number}", code=code), unit(code=code)
    during = {name: given for name, given in BASELINE.items() if name not in BASELINE_ONLY}
    answers = {**during, "interventions": ("talks",), "held_on": TODAY.isoformat()}
    return {
        "session": session_of(who.user),
        "clients": [_client(who, organisation(code), place.pk, n) for n in range(CLIENTS)],
        "results": reverse("unit_results:results", args=[organisation(code), place.pk]),
        "answers": {
            name: [str(one) for one in (given if isinstance(given, tuple) else (given,))]
            for name, given in answers.items()
        },
    }


def _client(who: Any, organisation: int, unit: Any, number: int) -> tuple[str, str]:
    """A client who has been asked once and is being helped: the addresses of both pages."""
    from django.urls import reverse

    from kvinnofrid.follow_up import operations
    from kvinnofrid.follow_up.rules import Move
    from tests.accounts.people import NOW
    from tests.follow_up.cases import OPENED, new_episode, take
    from tests.follow_up.test_waves import first_wave, send

    client = operations.create_client(
        organisation=organisation,
        unit=unit,
        new=operations.NewClient({"name": f"{NAMES[number]} Påhitt", "sex": "woman"}, ""),
        by=who.actor,
        now=NOW,
        key=f"crew-{who.user.pk}-{number}",
    )
    episode = new_episode(who, client)
    send(who, client, first_wave(who, client))
    take(who, client, episode, Move.START, OPENED)
    here = [client.record, episode.part]
    return reverse("follow_up:client", args=here[:1]), reverse("follow_up:episode", args=here)


PROGRAMS: dict[str, Callable[..., None]] = {"make": _make}

if __name__ == "__main__":
    main(PROGRAMS)
