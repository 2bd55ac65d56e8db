"""A server killed in the midst of saves: nothing acknowledged is lost, nothing is doubled."""

import http.client
import random
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests import served

MODULE = "tests.records.apart"
KILL_WITHIN = 2.0
"""A kill comes at a random time within so many times what a save usually takes."""
MOST_TRIES = 200


def serve() -> None:
    """Make a user and a record, and answer until told to stop. For `apart`."""
    from tests.records.running import with_pages

    with_pages().enable()
    served.serve(_one_record)


def _one_record() -> str:
    from django.test import Client

    from tests.accounts.people import sign_in
    from tests.records.people import colleague, new_case

    who = colleague("Asta Envis")
    case = new_case(who)
    client = Client()
    sign_in(client, who.user)
    cookie = client.cookies.output(header="", sep=";").split(";")[0].strip()
    return f"{case.record} {cookie}"


@dataclass
class Writer:
    """Saves again and again, and knows what has been acknowledged."""

    port: int
    record: str
    cookie: str
    version: int = 1
    retried: int = 0
    spent: list[float] = field(default_factory=list)

    def save(self, mark: str) -> str | None:
        """Save until it is acknowledged, with one key; what is wrong, None when nothing is."""
        body = urlencode({"version": self.version, "notes": mark, "key": uuid.uuid4().hex})
        for _ in range(MOST_TRIES):
            begun = time.perf_counter()
            try:
                status, _ = self._ask("POST", f"/akter/{self.record}/spara/", body)
            except (OSError, http.client.HTTPException):
                self.retried += 1
                time.sleep(0.005)
                continue
            self.spent.append(time.perf_counter() - begun)
            if status != 302:
                return f"save to version {self.version} of {self.record} answered {status}"
            self.version += 1
            return None
        return "the server did not come back"

    def check(self, mark: str) -> str | None:
        """What is wrong with what is stored, None when nothing is."""
        status, page = self._ask("GET", f"/akter/{self.record}/")
        right = f'id="version">{self.version}<' in page and mark in page
        return None if status == 200 and right else f"version {self.version} with {mark} is lost"

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {
                "Cookie": self.cookie,
                "Content-Type": "application/x-www-form-urlencoded",
                "Host": "localhost",
            }
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def kills(environment: Mapping[str, str], n: int, seed: int) -> Iterator[str | None]:
    """Kill n times in the midst of saves; for each, what was wrong. Last, how many were cut off."""
    chance = random.Random(seed)
    with served.served(MODULE, environment, "serve") as server:
        record, cookie = server.said.split(" ", 1)
        writer = Writer(server.port, record, cookie)
        for number in range(5):
            assert writer.save(f"varm {number}") is None
        for number in range(n):
            usual = sorted(writer.spent)[len(writer.spent) // 2]
            timer = threading.Timer(chance.uniform(0, KILL_WITHIN * usual), server.kill)
            timer.start()
            wrong = writer.save(f"sparat {number}")
            timer.join()
            server.next_child()
            yield wrong or writer.check(f"sparat {number}")
        yield f"cut off {writer.retried}"
