"""Questions made up from the description of the site, asked by everybody: no answer is a 5xx.

In the test run Hypothesis and schemathesis make up each of them. There a question costs as much as
a dozen answers do, so the campaign has a few from them at each address and draws the others.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import hypothesis
import schemathesis
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given
from schemathesis import GenerationMode
from schemathesis.core import NotSet
from schemathesis.core.result import Ok

from kvinnofrid.access.roles import Role
from tests.open_data import stand
from tests.open_data.description import described
from tests.open_data.drawing import Drawing, Question, addresses
from tests.records.canaries import hidden
from tests.records.people import colleague

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
SAME_PEOPLE = 20
"""Kinds of questions until new people ask them: some end their own session, or their rights."""

SAME_STAND = 40
"""Addresses until there is a new client with an episode to ask about, and new people."""

CHANGED = 0.3
"""Share of the questions that are one of schemathesis', put otherwise."""

WATCHED = 5
"""Persons with protected identity, whom nobody of those who ask may learn of."""


def question(case: Any) -> Question:
    """What a made-up case would send."""
    body = {} if isinstance(case.body, NotSet) else case.body
    fields = body if isinstance(body, dict) else {"body": body}
    headers = {name: str(value) for name, value in (case.headers or {}).items()}
    return Question(
        case.method,
        case.formatted_path,
        urlencode(_plain(case.query or {}), doseq=True),
        {n: v for n, v in headers.items() if re.fullmatch(r"[A-Za-z-]+", n) and v.isprintable()},
        urlencode(_plain(fields), doseq=True),
    )


def _plain(fields: Any) -> dict[str, Any]:
    """As a form sends it; what cannot be written as UTF-8 is asked for with a sign instead."""
    pairs = fields.items() if isinstance(fields, dict) else [("value", fields)]
    return {_text(name): _text(value) for name, value in pairs}


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(one) for one in value]
    return str(value).encode("utf-8", "replace").decode()


def made_up(operation: Any, mode: GenerationMode, number: int, seed: int) -> list[Question]:
    """So many questions of one kind, the same for the same seed; fewer if there are no more."""
    found: list[Question] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=number,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def collect(case: Any) -> None:
        found.append(question(case))

    collect()
    return found[:number]


def faults(n: int, seed: int, *, by: int | None = None) -> Iterator[tuple[int, str | None]]:
    """Ask n questions of schemathesis: how many of them were asked, and what was wrong.

    Each is asked by everybody, or by so many of them, by lot. Each time round, every address has
    its share of the questions.
    """
    chance = random.Random(seed)
    operations = _operations(described(get_resolver().url_patterns, stand.few()))
    asked, turn = 0, 0
    while asked < n:
        each = max(1, (n - asked) // (len(MODES) * len(operations)))
        clients: dict[str, Client] = {}
        for number, operation in enumerate(operations):
            if number % SAME_PEOPLE == 0:
                clients = stand.people()
            mode = MODES[(number + turn) % len(MODES)]
            for one in _some(operation, mode, min(each, n - asked), seed + asked):
                asked += 1
                chosen = chance.sample(list(clients), len(clients) if by is None else by)
                for who in chosen:
                    status, _ = one.ask(clients[who])
                    yield asked, _wrong(status, who, one)
        turn += 1


def _operations(description: Mapping[str, Any]) -> list[Any]:
    schema = schemathesis.openapi.from_dict(dict(description))
    return [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]


def _some(operation: Any, mode: GenerationMode, number: int, seed: int) -> list[Question]:
    return made_up(operation, mode, number, seed) if number else []


def _wrong(status: int, who: str, one: Question) -> str | None:
    return f"{status} for {who}: {one}" if status >= 500 else None


@dataclass
class Tally:
    """What a campaign has come to."""

    questions: int = 0
    requests: int = 0
    addresses: set[tuple[str, str]] = field(default_factory=set)
    statuses: dict[int, int] = field(default_factory=dict)
    signed_in: int = 0
    """Requests of roles that were made while they had a session."""

    def told(self) -> str:
        """As pairs on a line."""
        statuses = " ".join(f"status_{one}={n}" for one, n in sorted(self.statuses.items()))
        return (
            f"questions={self.questions} requests={self.requests} signed_in={self.signed_in}"
            f" addresses={len(self.addresses)} {statuses}"
        )


def campaign(n: int, seed: int, tally: Tally, *, seeds: int = 1) -> Iterator[str | None]:
    """Ask n questions, each of everybody; what was wrong after each, None when nothing was.

    They go round all the addresses and methods, in another order each time. `seeds` of each kind
    are schemathesis' at each address.
    """
    chance = random.Random(seed)
    stand.lay_out()
    watched = [word.encode() for word in _watched(chance)]
    ids = stand.many()
    description = described(get_resolver().url_patterns, ids)
    drawing, kinds = Drawing(description, seed), addresses(description)
    made_first: dict[tuple[str, str], list[Question]] = {}
    for operation in _operations(description):
        made = [one for mode in MODES for one in made_up(operation, mode, seeds, seed)]
        made_first[operation.method.upper(), operation.path] = made
        yield None
    unasked = {key: list(made) for key, made in made_first.items()}
    while tally.questions < n:
        chance.shuffle(kinds)
        for number, address in enumerate(kinds[: n - tally.questions]):
            if number % SAME_STAND == 0:
                ids = stand.many()
                drawing.ids, drawing.any = ids, ids[stand.ANY]
                clients = stand.people(known=True)
            tally.questions += 1
            key = (address.method, address.path)
            tally.addresses.add(key)
            if unasked.get(key):
                one = unasked[key].pop()
            elif made_first.get(key) and chance.random() < CHANGED:
                one = drawing.changed(chance.choice(made_first[key]))
            else:
                one = drawing.question(address)
            yield from _ask_all(one, clients, watched, tally)


def _watched(chance: random.Random) -> Iterator[str]:
    boss, cleared = colleague("Cleo Chef", Role.UNIT_MANAGER), colleague("Klara Klar")
    for one in islice(hidden(chance, boss, cleared), WATCHED):
        yield from (one.surname, one.street, one.notes)


def _ask_all(
    one: Question, clients: dict[str, Client], watched: Sequence[bytes], tally: Tally
) -> Iterator[str | None]:
    for who, client in clients.items():
        status, said = one.ask(client)
        tally.requests += 1
        tally.statuses[status] = tally.statuses.get(status, 0) + 1
        if who != stand.NOBODY:
            if stand.still_signed_in(client):
                tally.signed_in += 1
            else:
                stand.sign_in_as(client, Role(who), known=True)
        yield _wrong(status, who, one)
        if any(word in said for word in watched):
            yield f"a person with protected identity is told of to {who}: {one}"
