"""Fifty protected persons whose words must be found nowhere but before who was let in.

Everybody asks every address, saves, searches and exports; faults are provoked; a backup is made.
Then each answer, header, line of a log, letter and file is searched.
"""

import io
import logging
import random
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import timezone

from kvinnofrid.access.roles import Role
from kvinnofrid.backup.operations import make_backup
from kvinnofrid.backup.sealing import unseal
from kvinnofrid.config.commands import main
from kvinnofrid.records import operations
from kvinnofrid.records.models import Clearance
from kvinnofrid.records.row_security import stay_within
from kvinnofrid.records.rules import ProtectedIdentity
from tests.accounts.people import member, organisation, sign_in, unit
from tests.keys.numbers import personal_numbers
from tests.open_data.description import KNOWN, OPEN_TO_ALL, described
from tests.open_data.drawing import Question
from tests.records.people import Colleague, colleague, new_case
from tests.records_app.models import Case

PERSONS = 50
LETTERS = "bcdfghjklmnpqrstvwxz"
"""A made-up word is a Q and twenty of these, which nothing else can hold by chance."""

LIKELY = re.compile(rb"(?=(Q[%s]{20}|\d{6}-?\d{4}))" % LETTERS.encode())
WIDE = re.compile(rb"(?=(Q\0(?:[%s]\0){20}|(?:\d\0){6}(?:-\0)?(?:\d\0){4}))" % LETTERS.encode())


@dataclass(frozen=True)
class Canary:
    """A protected person: the words that give her away, and her record."""

    surname: str
    street: str
    notes: str
    number: str
    record: str

    @property
    def words(self) -> tuple[str, ...]:
        """What may be found nowhere; the number without the century, as longer forms hold it."""
        short = self.number[2:]
        return (self.surname, self.street, self.notes, short, f"{short[:6]}-{short[6:]}")


@dataclass
class Search:
    """Looks for the canaries in whatever it is given, in every way that text is written."""

    canaries: tuple[Canary, ...]
    looked: int = 0

    def __post_init__(self) -> None:
        self._words = {word.encode(): word for one in self.canaries for word in one.words}

    def hits(self, where: str, content: bytes, *, but: frozenset[bytes] = frozenset()) -> list[str]:
        """The canaries that are there; what is packed as a workbook is unpacked."""
        self.looked += 1
        wide = (found.replace(b"\0", b"") for found in WIDE.findall(content))
        found = {*LIKELY.findall(content), *wide} & self._words.keys()
        hits = [f"{self._words[one]} is in {where}" for one in sorted(found - but)]
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    hits += self.hits(f"{where}, {name}", archive.read(name), but=but)
        return hits


def _word(chance: random.Random) -> str:
    return "Q" + "".join(chance.choice(LETTERS) for _ in range(20))


def hidden(chance: random.Random, boss: Colleague, cleared: Colleague) -> Iterator[Canary]:
    """Make the persons: in the protected tier, with an address that may be stored."""
    other = colleague("Olga Andra", Role.UNIT_MANAGER)
    now = timezone.localtime()
    for n, number in enumerate(personal_numbers()[:PERSONS]):
        surname, street, notes = (_word(chance) for _ in range(3))
        change = operations.Change(
            {"name": f"Kaja {surname}", "address": f"{street} 3", "notes": notes, "stage": ""},
            protection=ProtectedIdentity.REGISTRATION,
            contact_needed=True,
        )
        case = new_case(boss, key=f"canary {n}", change=change, identity_number=number, now=now)
        operations.assign(
            model=Case, public_id=case.record, to=cleared.user, by=boss.actor, now=now
        )
        operations.protect(model=Case, public_id=case.record, by=boss.actor, now=now)
        with transaction.atomic():
            stay_within([str(organisation())])
            Clearance.objects.create(
                organisation_id=organisation(),
                record=case.record,
                user=cleared.user,
                proposed_by=boss.user,
                proposed_at=now,
                approved_by=other.user,
                approved_at=now,
            )
        yield Canary(surname, street, notes, number, case.record)


class _Heard(logging.Handler):
    """Keeps every line of every log, with what went wrong."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(self.format(record))


@contextmanager
def heard() -> Iterator[list[str]]:
    """Every line that is logged meanwhile, at any level."""
    handler, root = _Heard(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield handler.lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def questions(known: Mapping[str, tuple[str, ...]], record: str) -> Iterator[Question]:
    """Every address with values that lead somewhere, read and written to, and searched."""
    values = {**KNOWN, **known, "public_id": (record,)}
    described_as = described(get_resolver().url_patterns, values)["paths"]
    for path, methods in described_as.items():
        address = path
        for name in [one["name"] for one in methods["get"]["parameters"] if one["in"] == "path"]:
            address = address.replace("{" + name + "}", values.get(name, ("1",))[0])
        yield Question("GET", address, f"q={record[:8]}&akt={record}&contact=1", {}, "")
        if "post" in methods:
            yield Question("POST", address, "", {}, f"version=1&stage=x&key=k&record={record}")
    for path in ("/akter/", "/akter.csv", "/akter/namn/"):
        yield Question("GET", path, "q=Kaja", {}, "")


def _answer(one: Question, client: Client) -> tuple[bytes, bytes]:
    """Everything that an answer tells: headers with cookies, and body."""
    response: Any = one.send(client)
    body = b"".join(response) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{response.status_code}\n{headers}\n{response.cookies}\n".encode(), body


def leaks(seed: int, share: float) -> Iterator[str]:
    """Every place where a canary was found. Last, how much was searched.

    Each role asks so large a share of the addresses, by lot; every address is asked by somebody.
    """
    chance = random.Random(seed)
    boss, cleared = colleague("Cleo Chef", Role.UNIT_MANAGER), colleague("Klara Klar")
    search = Search(tuple(hidden(chance, boss, cleared)))
    known = {
        "organisation": (str(organisation()),),
        "user": (str(cleared.user.pk),),
        "unit": (str(unit().pk),),
    }
    with heard() as lines:
        yield from _in_answers(search, known, chance, share)
        yield from _before_who_was_let_in(search, cleared)
        yield from _when_something_fails(search, cleared)
    yield from search.hits("a log", "\n".join(lines).encode())
    letters = (
        "\n".join(str(one.message()) for one in mail.outbox) if hasattr(mail, "outbox") else ""
    )
    yield from search.hits("a letter", letters.encode())
    yield from _in_files(search)
    yield f"looked {search.looked}"


def _in_answers(
    search: Search, known: Mapping[str, tuple[str, ...]], chance: random.Random, share: float
) -> Iterator[str]:
    """What those who were not let in are answered, and nobody in particular."""
    for number, role in enumerate((None, *Role)):
        client = Client(raise_request_exception=False)
        if role is not None:
            sign_in(client, member(role, f"Utan {role}").user)
        for turn, one in enumerate(questions(known, chance.choice(search.canaries).record)):
            if role is not None and one.path.startswith(OPEN_TO_ALL):
                continue
            if turn % len(Role) != number and chance.random() >= share:
                continue
            said = b"\n".join(_answer(one, client))
            yield from search.hits(f"{one.method} {one.path} for {role}", said)


def _before_who_was_let_in(search: Search, cleared: Colleague) -> Iterator[str]:
    """She sees the name and the text of the one that she opens, and the address if she asks."""
    client = Client(raise_request_exception=False)
    sign_in(client, cleared.user)
    for one in search.canaries:
        hers = frozenset(word.encode() for word in (one.surname, one.notes))
        headers, said = _answer(Question("GET", f"/akter/{one.record}/", "", {}, ""), client)
        if not all(word in said for word in hers):
            yield f"{one.record} is not shown to who was let in"
        yield from search.hits("the page of one that she opened", said, but=hers)
        yield from search.hits("its headers", headers)


def _when_something_fails(search: Search, cleared: Colleague) -> Iterator[str]:
    """A key service that is gone, a version that is old, and what nobody can read."""
    client = Client(raise_request_exception=False)
    sign_in(client, cleared.user)
    for one in search.canaries[:10]:
        hers = frozenset(word.encode() for word in (one.surname, one.notes))
        address = f"/akter/{one.record}/"
        late = Question("POST", f"{address}spara/", "", {}, "version=0&notes=x&key=late")
        headers, said = _answer(late, client)
        yield from search.hits("a conflict", said, but=hers)
        yield from search.hits("the headers of a conflict", headers)
        with override_settings(KEY_SOCKET=Path("/nowhere/socket")):
            for asked in (Question("GET", address, "", {}, ""), late):
                yield from search.hits("a fault", b"\n".join(_answer(asked, client)))


def _in_files(search: Search) -> Iterator[str]:
    """The data folder, a backup's clear text, the sessions, and what the commands write."""
    identity = pyrage.x25519.Identity.generate()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make_backup(
            out=folder / "backups", recipients=[str(identity.to_public())], now=timezone.now()
        )
        (folder / "clear").mkdir()
        unseal(file=made.path, identities=[identity], folder=folder / "clear")
        said = io.StringIO()
        with redirect_stdout(said):
            for form in ("md", "docx"):
                main(["privacy-papers", "--out", str(folder / "papers"), "--format", form])
            main(["export", "comparisons", "oj-brottsoffer-2015", "--out", str(folder / "round")])
        yield from search.hits("what the commands said", said.getvalue().encode())
        for root in (folder, Path(settings.DATA)):
            for path in root.rglob("*"):
                if path.is_file():
                    yield from search.hits(f"the file {path.name}", path.read_bytes())
