"""Hostile texts in every field that takes text: what comes back shows them and does nothing."""

import random
import uuid
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from kvinnofrid.access.roles import Role
from kvinnofrid.records import operations
from tests.accounts.people import member, organisation, sign_in, unit, user
from tests.open_data.description import KNOWN, OPEN_TO_ALL, described, form_fields, looked_for
from tests.open_data.drawing import Question
from tests.records.people import colleague, new_case
from tests.web.hostile_texts import could_act

ROLES = (None, Role.UNIT_MANAGER, Role.LOG_REVIEWER, Role.SYSTEM_ADMINISTRATOR)
"""Those whose pages have fields, and nobody in particular."""

DENIED = {403, 404, 405}
MARK = "kvx7"
"""Stands in every text, however it is written in a page: one without it is not read as a page."""

FIELDS = ("name", "address", "notes", "stage")
_serial = count(1)


def _stored(text: str) -> str:
    """Rows that show the text wherever a person wrote it: names, units and a record."""
    number = next(_serial)
    unit(name=f"{text[:90]} {number}")
    named = user(f"{text} {number}", email=f"hostile-{number}@example.se")
    member(Role.CASEWORKER, user=named)
    maker = colleague(f"Rut {next(_serial)}", Role.UNIT_MANAGER)
    short = {name: text[:20] if name == "stage" else text for name in FIELDS}
    case = new_case(
        maker, key=uuid.uuid4().hex, change=operations.Change(short), now=timezone.localtime()
    )
    return case.record


def _questions(text: str, record: str, who: str) -> Iterator[Question]:
    values = {
        **KNOWN,
        "organisation": (str(organisation()),),
        "unit": (str(unit().pk),),
        "user": (who,),
        "public_id": (record,),
    }
    asked = urlencode(dict.fromkeys(looked_for(), text))
    filled = urlencode(
        {**dict.fromkeys(form_fields(), text), "version": "1", "key": uuid.uuid4().hex}
    )
    for path, methods in described(get_resolver().url_patterns, values)["paths"].items():
        if path.startswith(("/v3", "/api")):
            continue
        address, free = path, path
        for one in methods["get"]["parameters"]:
            if one["in"] == "path":
                name = "{" + one["name"] + "}"
                known = values.get(one["name"])
                address = address.replace(name, known[0] if known else "1")
                free = free.replace(name, _in_path(text))
        yield Question("GET", address, "", {}, "")
        yield Question("GET", address, asked, {}, "")
        if free != path:
            yield Question("GET", free, asked, {}, "")
        if "post" in methods:
            yield Question("POST", address, "", {}, filled)


def _in_path(text: str) -> str:
    return quote(text.replace("/", "\u2215"), safe="")


def clients() -> list[Client]:
    """Browsers of those whose pages have fields."""
    found = [Client(raise_request_exception=False) for _ in ROLES]
    for client, role in zip(found, ROLES, strict=True):
        client.handler = found[0].handler
        if role is not None:
            sign_in(client, member(role, f"Roll {next(_serial)}").user)
    return found


def faults(
    texts: Sequence[str], seed: int, *, of_open: float = 0.1, of_denied: float = 0.1
) -> Iterator[tuple[int, str | None]]:
    """Ask with each text: how many texts were tried, and what was wrong with an answer.

    Pages with forms are all asked for. A share is chosen by chance of what is open to all, and of
    what somebody was denied with the first text: to be denied is one and the same page.
    """
    chance = random.Random(seed)
    denied: set[tuple[int, int]] = set()
    for number, text in enumerate(texts, 1):
        record, browsers = _stored(text), clients()
        who = str(member(Role.CASEWORKER, f"Roll {next(_serial)}").user.pk)
        for place, one in enumerate(_questions(text, record, who)):
            is_open = one.path.startswith(OPEN_TO_ALL)
            if is_open and chance.random() > of_open:
                continue
            for client in range(1 if is_open else len(browsers)):
                if (place, client) in denied and chance.random() > of_denied:
                    continue
                answer = one.send(browsers[client])
                if number == 1 and answer.status_code in DENIED:
                    denied.add((place, client))
                yield from ((number, wrong) for wrong in _wrong(one, answer))
        yield number, None


def _wrong(one: Question, response: Any) -> Iterator[str]:
    kind = response.headers.get("Content-Type", "")
    where = f"{one.method} {one.path}?{one.query[:200]}"
    if response.status_code >= 500:
        yield f"{response.status_code} for {where}"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield f"what kind it is may be guessed: {where}"
    if "script-src 'self'" not in response.headers.get("Content-Security-Policy", ""):
        yield f"no policy on {where}"
    if "html" in kind or "svg" in kind:
        body = b"".join(response) if response.streaming else response.content
        if MARK.encode() in body:
            yield from (f"{found} in {where}" for found in could_act(body.decode()))
