"""A server with caseworkers, clients and sessions made beforehand, for trials that kill it.

Run as a program it is that server.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.browsing import TOKEN, Browser, Fields
from tests.programs import main
from tests.records.apart import own_database
from tests.served import Served, serve, served

MODULE = "tests.follow_up.apart"
SESSION = "kv-session"
PULSE = "/uppfoljning/puls/"
WHOLE_DAY = 28_000
LONGEST_LULL = 3.0
"""Seconds that a kill waits for saves."""


@dataclass
class Caseworker:
    """Somebody at a browser, with sessions to sign in by; the stale one has rested too long."""

    id: str
    browser: Browser
    fresh: list[str]
    stale: str

    def sign_in(self) -> None:
        """Begin the next session, as after a sign-in in another tab."""
        self.browser.cookies = {SESSION: self.fresh.pop()}

    def rest_too_long(self) -> None:
        """Let the session end."""
        self.browser.cookies[SESSION] = self.stale

    def at_another_browser(self) -> "Caseworker":
        """The same person, signed in somewhere else too."""
        there = Caseworker(self.id, Browser(self.browser.port), self.fresh, self.stale)
        there.sign_in()
        return there

    def renew(self, fields: Fields) -> None:
        """Give an open form the token of the session that holds now, as the page does."""
        fields[TOKEN] = [json.loads(self.browser.get(PULSE).text)["token"]]


@dataclass
class Stand:
    """The server, who works with it, and the addresses of the waves that are made beforehand."""

    server: Served
    people: list[Caseworker]
    waves: list[str]
    environment: Mapping[str, str]


@contextmanager
def standing(sessions: int, waves: int) -> Iterator[Stand]:
    """A server of its own, with a key service and a database of its own."""
    from tests.records.running import key_service  # which needs Django, as a program must not

    with (
        TemporaryDirectory(prefix="kv-keys-") as folder,
        key_service(Path(folder)) as socket,
        own_database() as environment,
    ):
        words = ("serve", str(sessions), str(waves))
        kept = {**environment, "KV_KEY_SOCKET": str(socket)}
        with served(MODULE, kept, *words) as server:
            yield _stand(server, json.loads(server.said), kept)


def _stand(server: Served, said: Mapping[str, Any], environment: Mapping[str, str]) -> Stand:
    people = [
        Caseworker(one["id"], Browser(server.port), one["fresh"], one["stale"])
        for one in said["people"]
    ]
    for one in people:
        one.sign_in()
    return Stand(server, people, said["waves"], environment)


def kill_after(stand: Stand, chance: random.Random, saves: Callable[[], int], usually: int) -> None:
    """Kill the server after some more saves, somewhere in the next, and wait until it is back."""
    wanted = saves() + chance.randrange(1, 2 * usually)
    until = time.monotonic() + LONGEST_LULL
    while saves() < wanted and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.05))
    stand.server.kill()
    stand.server.next_child()


# The program


def _serve(sessions: str, waves: str) -> None:
    serve(lambda: _made(int(sessions), int(waves)))


def _made(sessions: int, waves: int) -> str:
    """A caseworker and the manager of the unit, who both reach the clients."""
    from django.urls import reverse

    from kvinnofrid.access.roles import Role
    from kvinnofrid.follow_up.models import Wave
    from tests.follow_up.cases import look, new_client, new_episode
    from tests.records.people import colleague

    people = [colleague("Anna Envis"), colleague("Bo Ihärdig", Role.UNIT_MANAGER)]
    addresses = []
    for number in range(waves):
        client = new_client(people[0], name=f"Påhittad {number}")
        new_episode(people[0], client)
        wave = look(people[0], client, lambda folder: folder.of(Wave).get().pk)
        addresses.append(reverse("follow_up:wave", args=[client.record, wave]))
    return json.dumps(
        {"waves": addresses, "people": [_sessions(one.user, sessions) for one in people]}
    )


def _sessions(user: Any, number: int) -> dict[str, Any]:
    from datetime import UTC, datetime, timedelta

    from kvinnofrid.accounts.operations import SEEN

    hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    return {
        "id": str(user.pk),
        "fresh": [session_of(user) for _ in range(number)],
        "stale": session_of(user, idle=900, given={SEEN: hour_ago}),
    }


def session_of(user: Any, *, idle: int = WHOLE_DAY, given: Mapping[str, Any] | None = None) -> str:
    """The cookie of a session that somebody has begun."""
    from django.test import Client

    from kvinnofrid.accounts.operations import IDLE
    from tests.accounts.people import sign_in

    client = Client()
    sign_in(client, user)
    session = client.session
    session[IDLE] = idle
    session.update(given or {})
    session.save()
    return client.cookies[SESSION].value


PROGRAMS: dict[str, Callable[..., None]] = {"serve": _serve}

if __name__ == "__main__":
    main(PROGRAMS)
