"""Sealed texts open in their own place alone; a key service that fails shows and loses nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings

from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.keys.errors import KeyServiceUnavailable, Undecipherable
from kvinnofrid.records import operations
from kvinnofrid.records.fields import EncryptedTextField
from kvinnofrid.records.rules import Conflict
from kvinnofrid.records.scoping import writing
from tests.accounts.people import NOW, sign_in
from tests.records.people import TEXTS, colleague, new_case, read, row
from tests.records.running import with_pages
from tests.records_app.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> Iterator[None]:
    """The pages of the tests' records."""
    with with_pages():
        yield


def put(case: Any, **stored: Any) -> None:
    """Write ciphertexts past the program, as whoever holds the database could."""
    with writing():
        Case.objects.unscoped(because="test").filter(pk=case.record).update(**stored)


def test_a_text_swapped_between_records_fields_or_versions_is_refused_and_logged(
    keys: Path,
) -> None:
    anna = colleague("Anna")
    case, other = new_case(anna), new_case(anna, key="other")
    mine, theirs = row(case), row(other)
    spoiled = (
        {"notes": theirs.notes},
        {"notes": mine.address},
        {"notes": mine.notes, "version": 2},
        {"notes": mine.notes.stored[:-1] + b"\0"},
        {"notes": theirs.notes, "data_key": theirs.data_key},
    )
    for stored in spoiled:
        put(case, **stored)
        with pytest.raises(Undecipherable, match="cannot be read in this place"):
            read(anna, case)
        event = AuditEvent.objects.filter(object_id=case.record).latest("number")
        assert (event.outcome, event.details) == ("failed", '{"reason":"Undecipherable"}')
        put(case, notes=mine.notes, version=1, data_key=bytes(mine.data_key))
    assert read(anna, case).values == TEXTS


def test_nothing_is_shown_or_lost_when_the_key_service_is_gone(keys: Path, pages: None) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    client = Client()
    sign_in(client, anna.user)
    with override_settings(KEY_SOCKET=keys.parent / "nobody-listens"):
        for language, said in (("", "Nyckeltjänsten svarar inte"), ("", "Försök igen")):
            page = client.get(f"{language}/akter/{case.record}/")
            assert page.status_code == 503
            assert said in page.content.decode()
            assert not any(text in page.content.decode() for text in TEXTS.values())
        save = client.post(
            f"/akter/{case.record}/spara/", {"version": "1", "notes": "Ny", "key": "k"}
        )
        assert save.status_code == 503
        assert client.get("/akter/").status_code == 503
        with pytest.raises(KeyServiceUnavailable):
            new_case(anna, key="second")
    assert read(anna, case).values == TEXTS
    again = client.post(f"/akter/{case.record}/spara/", {"version": "1", "notes": "Ny", "key": "k"})
    assert again.status_code == 302
    failed = AuditEvent.objects.filter(outcome="failed", object_id=case.record)
    assert {event.details for event in failed} == {'{"reason":"KeyServiceUnavailable"}'}
    assert Case.objects.unscoped(because="test").count() == 1


def test_a_spoiled_text_is_told_as_a_fault_in_words(keys: Path, pages: None) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    put(case, notes=row(case).address)
    client = Client()
    sign_in(client, anna.user)
    page = client.get(f"/akter/{case.record}/")
    assert page.status_code == 500
    assert "flyttad från en annan post" in page.content.decode()


def test_no_plain_text_is_in_the_database(keys: Path) -> None:
    new_case(colleague("Anna"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, address, notes FROM records_app_case")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert not any(word.encode() in stored for word in ("Asta", "Gatan", "Berättade"))


def test_every_save_seals_anew(keys: Path) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    before = row(case)
    saved = operations.write(
        model=Case,
        public_id=case.record,
        version=1,
        change=operations.Change({"stage": "plan"}),
        by=anna.actor,
        now=NOW,
        idempotency_key="k",
    )
    assert not isinstance(saved, Conflict)
    after = row(case)
    assert after.name.stored != before.name.stored
    assert read(anna, case).values == TEXTS | {"stage": "plan"}


def test_a_field_belongs_to_a_group_of_the_policy() -> None:
    with pytest.raises(ValueError, match="no group of fields"):
        EncryptedTextField(group="secrets")
