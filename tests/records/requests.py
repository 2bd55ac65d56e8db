"""Random people ask for random records over HTTP; what they get is held against the oracle.

What is denied must equal what is missing: status, headers and body, to the byte. And no answer may
hold anything of a record that the person must not find.
"""

import random
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.access.oracle import answer
from tests.accounts.people import sign_in
from tests.records import world
from tests.records.world import Person, Told

PER_WORLD = 400
PEOPLE, RECORDS = 12, 16
STEPS: dict[int, tuple[dict[str, Any], ...]] = {
    1: ({"method": "password"},),
    2: ({"method": "password"}, {"method": "mfa", "type": "totp"}),
}
LINK = re.compile(r'href="/akter/([0-9a-f-]{36})/"')
TOTAL = re.compile(r'id="total">(\d+)<')
VERSION = re.compile(r'id="version">(\d+)<')
NOBODYS = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Seen:
    """An answer as the one who asked sees it, without the date and with the id made the same."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, response: Any, public_id: str) -> "Seen":
        """What is seen of a response to a request for that id."""
        headers = sorted(
            (name, value.replace(public_id, NOBODYS))
            for name, value in response.headers.items()
            if name != "Date"
        )
        body = response.content.replace(public_id.encode(), NOBODYS.encode())
        return cls(response.status_code, tuple(headers), body)


def through_service(person: Person) -> Person:
    """Whoever comes in by an organisation's service reaches nothing in another organisation."""
    actor = person.actor
    if actor.assurance < 3 or not actor.memberships:
        return person
    home = actor.memberships[0].organisation
    held = tuple(
        one if one.organisation == home else replace(one, required_assurance=9)
        for one in actor.memberships
    )
    return Person(person.user, replace(actor, memberships=held))


@dataclass
class Stand:
    """A world that is being asked, and what has been saved in it so far."""

    made: world.World
    chance: random.Random
    clients: dict[str, Client] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    saves: int = 0

    def __post_init__(self) -> None:
        self.made = world.World(tuple(map(through_service, self.made.people)), self.made.records)
        for one in self.made.records:
            self.versions[one.facts.id] = 1
            self.texts[one.facts.id] = dict(one.texts)

    def client(self, person: Person) -> Client:
        """Somebody's browser, signed in unless they have left."""
        if person.actor.id not in self.clients:
            client = Client()
            steps = STEPS.get(person.actor.assurance) or (
                {"method": "service", "level": 3, "service": self.home(person)},
            )
            sign_in(client, person.user, *steps)
            self.clients[person.actor.id] = client
        return self.clients[person.actor.id]

    def home(self, person: Person) -> str:
        """The organisation whose service signed somebody in."""
        return next((one.organisation for one in person.actor.memberships), "")

    def may(self, person: Person, action: str, told: Told, now: datetime) -> str:
        """What the oracle says: "yes", "missing" or "no"."""
        said = answer(person.actor, action, told.facts, now)
        return "yes" if said.allowed else "missing" if said.as_missing else "no"

    def found_by(self, person: Person, now: datetime) -> dict[str, Told]:
        """What the person may find, by id."""
        return {
            one.facts.id: one
            for one in self.made.records
            if self.may(person, "record.find", one, now) == "yes"
        }


Ask = Callable[[Stand, Client, str], Any]


def _save(stand: Stand, client: Client, public_id: str, *, late: bool) -> Any:
    stand.saves += 1
    version = stand.versions.get(public_id, 1)
    return client.post(
        f"/akter/{public_id}/spara/",
        {
            "version": str(version - 1 if late else version),
            "notes": f"Ny anteckning {stand.saves}",
            "key": uuid.UUID(int=stand.chance.getrandbits(128)).hex,
        },
    )


ONE: dict[str, tuple[str, Ask]] = {
    "detail": ("record.read", lambda _, client, one: client.get(f"/akter/{one}/")),
    "contact": ("record.read", lambda _, client, one: client.get(f"/akter/{one}/?contact=1")),
    "save": ("record.write", lambda stand, client, one: _save(stand, client, one, late=False)),
    "conflict": ("record.write", lambda stand, client, one: _save(stand, client, one, late=True)),
    "wrong method": ("", lambda _, client, one: client.put(f"/akter/{one}/")),
    "wrong address": ("", lambda _, client, one: client.get(f"/akter/{one}/andra/")),
}
EXPECTED = {"detail": 200, "contact": 200, "save": 302, "conflict": 409}
MANY = ("list", "search", "csv", "number", "complete")


def leaks(n: int, seed: int) -> Iterator[str | None]:
    """Ask n times; for each, what was wrong with the answer, None when nothing was."""
    chance = random.Random(seed)
    stand = None
    for number in range(n):
        if stand is None or number % PER_WORLD == 0:
            now = timezone.localtime()
            stand = Stand(world.make(chance, people=PEOPLE, records=RECORDS, now=now), chance)
        wrong = _ask(stand)
        yield f"request {number} of seed {seed}: {wrong}" if wrong else None


def _ask(stand: Stand) -> str | None:
    chance = stand.chance
    person, told = chance.choice(stand.made.people), chance.choice(stand.made.records)
    kind = chance.choice((*ONE, *ONE, *MANY))
    now = timezone.localtime()
    if person.actor.ended or person.actor.assurance < 2:
        return _stopped_at_the_door(stand, person, told, kind)
    if kind in ONE:
        return _one(stand, person, told, kind, now)
    return _many(stand, person, told, kind, now)


def _stopped_at_the_door(stand: Stand, person: Person, told: Told, kind: str) -> str | None:
    kind = kind if kind in ONE else "detail"
    return _same_as_missing(stand, person, told, kind)


def _same_as_missing(stand: Stand, person: Person, told: Told, kind: str) -> str | None:
    """Ask for the record and for none; once more if they differ, as a session is renewed."""
    client, ask = stand.client(person), ONE[kind][1]
    for _ in range(3):
        missing_id = str(uuid.UUID(int=stand.chance.getrandbits(128), version=4))
        denied = Seen.of(ask(stand, client, told.facts.id), told.facts.id)
        missing = Seen.of(ask(stand, client, missing_id), missing_id)
        if denied == missing and denied.status != 200:
            return _hidden_words(stand, denied.body, {}, allowed=told.facts.id)
    return f"{kind} of {told.facts.id} by {person.actor.id} differs from missing: {denied.status}"


def _one(stand: Stand, person: Person, told: Told, kind: str, now: datetime) -> str | None:
    action = ONE[kind][0]
    said = stand.may(person, action, told, now) if action else "missing"
    if said == "missing":
        return _same_as_missing(stand, person, told, kind)
    response = ONE[kind][1](stand, stand.client(person), told.facts.id)
    expected = EXPECTED[kind] if said == "yes" else 403
    if response.status_code != expected:
        return f"{kind} of {told.facts.id}: {response.status_code} instead of {expected}"
    body = response.content.decode()
    if kind == "save" and said == "yes":
        stand.versions[told.facts.id] += 1
        stand.texts[told.facts.id]["notes"] = f"Ny anteckning {stand.saves}"
    if kind == "detail":
        texts = stand.texts[told.facts.id]
        if any(text not in body for text in texts.values()):
            return f"detail of {told.facts.id} lacks something"
        if VERSION.findall(body) != [str(stand.versions[told.facts.id])]:
            return f"detail of {told.facts.id} has the wrong version"
    shown = {told.facts.id: told} | stand.found_by(person, now)
    return _hidden_words(stand, response.content, shown)


def _many(stand: Stand, person: Person, told: Told, kind: str, now: datetime) -> str | None:
    found = stand.found_by(person, now)
    client = stand.client(person)
    if kind in {"search", "complete"}:
        word = told.texts["name"].split()[stand.chance.choice((0, -1))]
        found = {
            key: one
            for key, one in found.items()
            if word.casefold() in one.texts["name"].casefold()
            or word.casefold() in one.texts["stage"]
        }
        path = "/akter/" if kind == "search" else "/akter/namn/"
        response = client.get(path, {"q": word})
    else:
        path = {"list": "/akter/", "csv": "/akter.csv", "number": "/akter/antal/"}[kind]
        response = client.get(path)
    if response.status_code != 200:
        return f"{kind}: {response.status_code}"
    body = response.content.decode()
    if kind in {"list", "search"}:
        right = set(LINK.findall(body)) == set(found) and TOTAL.findall(body) == [str(len(found))]
    elif kind == "number":
        right = body == str(len(found))
    elif kind == "csv":
        right = {line[:36] for line in body.splitlines()} == set(found)
    else:
        right = {one["id"] for one in response.json()["found"]} == set(found)
    if not right:
        return f"{kind} for {person.actor.id}: not {sorted(found)}"
    return _hidden_words(stand, response.content, found)


def _hidden_words(
    stand: Stand, body: bytes, shown: dict[str, Told], *, allowed: str = ""
) -> str | None:
    """Something of a record that is not shown to this person."""
    for one in stand.made.records:
        if one.facts.id in shown:
            continue
        words = [one.texts["name"], one.texts["address"], one.texts["notes"]]
        if one.facts.id != allowed:
            words.append(one.facts.id)
        if any(word.encode() in body for word in words):
            return f"something of {one.facts.id} is in an answer"
    return None
