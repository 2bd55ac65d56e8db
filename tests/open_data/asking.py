"""Questions made up from the description of the site, asked by everybody: no answer is a 5xx."""

import random
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
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
from tests.accounts.people import member, organisation, sign_in, unit
from tests.open_data.description import described
from tests.records.people import colleague, new_case

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
SAME_PEOPLE = 20
"""Kinds of questions until new people ask them: some end their own session, or their rights."""

_serial = count(1)


@dataclass(frozen=True)
class Question:
    """A request as a client sends it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str

    def send(self, client: Client) -> Any:
        """The answer."""
        return client.generic(
            self.method,
            self.path,
            self.body,
            content_type="application/x-www-form-urlencoded",
            headers=self.headers,
            QUERY_STRING=self.query,
        )

    def ask(self, client: Client) -> int:
        """The status of the answer, when all of it has been read."""
        answer = self.send(client)
        if answer.streaming:
            b"".join(answer)
        return int(answer.status_code)


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


def people() -> dict[str, Client]:
    """A browser for each role, newly signed in, and one for nobody."""
    clients = {"nobody": Client(raise_request_exception=False)}
    for role in Role:
        client = Client(raise_request_exception=False)
        sign_in(client, member(role, f"Roll {next(_serial)}").user)
        clients[role.value] = client
    for client in clients.values():  # one and the same server
        client.handler = clients["nobody"].handler
    return clients


def _known() -> dict[str, tuple[str, ...]]:
    boss = colleague(f"Rut {next(_serial)}")
    case = new_case(boss, key=uuid.uuid4().hex)
    return {
        "organisation": (str(organisation()), "0"),
        "user": (str(boss.user.pk),),
        "unit": (str(unit().pk),),
        "public_id": (case.record,),
        "session": ("1",),
        "pk": ("1",),
    }


def faults(n: int, seed: int, *, by: int | None = None) -> Iterator[tuple[int, str | None]]:
    """Ask n questions: how many of them were asked, and what was wrong.

    Each is asked by everybody, or by so many of them, by lot. Each time round, every address has
    its share of the questions.
    """
    schema = schemathesis.openapi.from_dict(described(get_resolver().url_patterns, _known()))
    operations = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    chance = random.Random(seed)
    asked, turn = 0, 0
    while asked < n:
        each = max(1, (n - asked) // (len(MODES) * len(operations)))
        clients: dict[str, Client] = {}
        for number, operation in enumerate(operations):
            if number % SAME_PEOPLE == 0:
                clients = people()
            mode = MODES[(number + turn) % len(MODES)]
            for one in _some(operation, mode, min(each, n - asked), seed + asked):
                asked += 1
                chosen = chance.sample(list(clients), len(clients) if by is None else by)
                askers = {who: clients[who] for who in chosen}
                yield from ((asked, wrong) for wrong in _ask_all(one, askers))
        turn += 1


def _some(operation: Any, mode: GenerationMode, number: int, seed: int) -> list[Question]:
    return made_up(operation, mode, number, seed) if number else []


def _ask_all(one: Question, clients: dict[str, Client]) -> Iterator[str | None]:
    for who, client in clients.items():
        status = one.ask(client)
        yield f"{status} for {who}: {one}" if status >= 500 else None
