"""What is asked about: a client with an episode, a file, a case, a release; and by whom."""

import uuid
from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from kvinnofrid.access.roles import Role
from kvinnofrid.catalogue import load_shipped
from kvinnofrid.follow_up.models import Episode, Goal, Intervention, LinkedPerson, Wave
from kvinnofrid.releases.operations import load_demo
from tests.accounts.people import member, organisation, sign_in, unit
from tests.client_surveys.answering import code_by, own_survey
from tests.exchange.extracts import csv_of, line, put_in
from tests.follow_up.cases import look, new_client, new_episode
from tests.records.people import colleague, new_case

NOBODY = "nobody"
OF_OTHERS = 3
"""So many rows of each table are asked for by their ids, wherever an id may stand."""

_serial = count(1)
PARTS = {
    "episode": Episode,
    "wave": Wave,
    "goal": Goal,
    "person": LinkedPerson,
    "intervention": Intervention,
}

Ids = dict[str, tuple[str, ...]]


def people(*, known: bool = False) -> dict[str, Client]:
    """A browser for each role, newly signed in, and one for nobody.

    Those who are `known` have given who they are, so that they may open records.
    """
    clients = {NOBODY: Client(raise_request_exception=False)}
    for role in Role:
        clients[role.value] = Client(raise_request_exception=False)
        clients[role.value].handler = clients[NOBODY].handler  # one and the same server
        sign_in_as(clients[role.value], role, known=known)
    return clients


def sign_in_as(client: Client, role: Role, *, known: bool = False) -> None:
    """Sign somebody new in who has the role."""
    name = f"Roll {next(_serial)}"
    sign_in(client, colleague(name, role).user if known else member(role, name).user)


def still_signed_in(client: Client) -> bool:
    """Whether the browser has a session; a page that ends it takes the cookie."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and bool(cookie.value)


def few() -> Ids:
    """What little the test run asks about."""
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


def lay_out() -> None:
    """What is there once and for all: a release and an organisation's own survey."""
    with override_settings(MODE="demo"):
        load_demo(data=settings.REFERENCE_DATA, today=date(2026, 1, 1))
    own_survey()


def many() -> Ids:
    """A new client, a file and a case, and the ids of everything that is there, by parameter."""
    found = few()
    anna = colleague(f"Anna {next(_serial)}")
    client = new_client(anna)
    new_episode(anna, client)
    code_by(anna)
    boss = colleague(f"Berit {next(_serial)}", Role.UNIT_MANAGER)
    extract = put_in(boss, csv_of([line()]))
    parts = look(anna, client, lambda folder: {n: _ids(folder.of(m)) for n, m in PARTS.items()})
    shipped = load_shipped()
    return {
        **found,
        **dict(_others()),
        **{name: ids for name, ids in parts.items() if ids},
        "client": (client.record,),
        "extract": (str(extract),),
        "number": ("1", "2"),
        "ref": ("1", "2", "3"),
        "language": ("sv", "en"),
        "key": ("karta", "stapel", "trend"),
        "group": ("1",),
        "instrument": tuple(one.id for one in shipped.instruments),
        "code": tuple(one.code for one in shipped.outcome_sets[-1].outcomes),
    }


def _ids(rows: Any) -> tuple[str, ...]:
    return tuple(str(key) for key in rows.values_list("pk", flat=True))


def _others() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The ids of some rows of each table, by the name that a parameter has for it."""
    everything: list[str] = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            key = model._meta.pk.column if model._meta.pk is not None else None
            if key is None:
                continue
            cursor.execute(f"SELECT {key} FROM {model._meta.db_table} LIMIT {OF_OTHERS}")
            ids = tuple(_text(one) for (one,) in cursor.fetchall())
            everything += ids
            if ids:
                yield model.__name__.lower(), ids
                yield NAMES.get(model.__name__, model.__name__.lower()), ids
    yield ANY, tuple(dict.fromkeys(everything))


def _text(key: object) -> str:
    text = str(key)
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return text


ANY = "*"
"""The ids of everything, which may be tried anywhere."""

NAMES = {
    "InstrumentVersion": "version",
    "UserSession": "session",
    "Authenticator": "pk",
    "ResearchExtract": "extract",
}
