"""Protected identity: a badge wherever the person is shown, and no address by default."""

import logging
import random
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from kvinnofrid.access.roles import Role
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.catalogue import Text
from kvinnofrid.records import operations
from kvinnofrid.records.rules import (
    ContactNotKeptError,
    ProtectedIdentity,
    Saved,
    differences,
    shown_groups,
    storable,
)
from kvinnofrid.web.templatetags.kvinnofrid import protected_badge
from tests.accounts.people import NOW, sign_in
from tests.records.people import NUMBER, TEXTS, Colleague, colleague, new_case, read
from tests.records.running import with_pages
from tests.records_app.models import Case

WITHOUT_CONTACT = {name: text for name, text in TEXTS.items() if name != "address"}
CANARIES = 50


def change(by: Colleague, case: Saved, *, key: str, **given: Any) -> Any:
    """Save something in the case."""
    return operations.write(
        model=Case,
        public_id=case.record,
        version=given.pop("version", 1),
        change=operations.Change(given.pop("values", {}), **given),
        by=by.actor,
        now=NOW,
        idempotency_key=key,
    )


def test_an_assumed_identity_is_no_kind_of_protection() -> None:
    assert {kind.value for kind in ProtectedIdentity} == {"", "marking", "registration"}
    assert all("finger" not in str(kind.words).lower() for kind in ProtectedIdentity)


def test_contact_is_left_out_where_the_identity_is_protected() -> None:
    groups = {"name": "identity", "address": "contact"}
    values = {"name": "Asta", "address": "Gatan 1"}
    everything = frozenset({"identity", "contact"})
    marked = ProtectedIdentity.MARKING
    with pytest.raises(ContactNotKeptError) as refused:
        storable(values, groups, marked, contact_needed=False)
    assert "kryssa i" in refused.value.message()
    assert "tick" in refused.value.message("en")
    assert "Gatan" not in str(refused.value)
    assert storable(values, groups, marked, contact_needed=True) == values
    assert storable(values, groups, ProtectedIdentity.NONE, contact_needed=False) == values
    assert shown_groups(everything, marked, contact_asked=False) == {"identity"}
    assert shown_groups(everything, marked, contact_asked=True) == everything
    assert differences({"a": "1", "b": "2"}, {"a": "1"})[0].field == "b"


@pytest.mark.django_db
def test_an_identity_that_becomes_protected_loses_its_address(keys: Path) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    change(anna, case, key="a", protection=ProtectedIdentity.REGISTRATION)
    reading = read(anna, case, contact=True)
    assert reading.protection is ProtectedIdentity.REGISTRATION
    assert reading.values == TEXTS | {"address": ""}
    with pytest.raises(ContactNotKeptError):
        change(anna, case, key="b", version=2, values={"address": "Hemlig gata"})
    needed = {"values": {"address": "Hemlig gata"}, "contact_needed": True}
    change(anna, case, key="c", version=2, **needed)
    assert read(anna, case).values == WITHOUT_CONTACT
    assert read(anna, case, contact=True).values["address"] == "Hemlig gata"
    late = change(anna, case, key="d", version=1, values={"address": "Gissad gata"})
    assert late.differences == ()
    fields = [
        event.details
        for event in AuditEvent.objects.filter(action="record.read").order_by("number")
    ]
    assert "contact" in fields[0]
    assert "contact" not in fields[1]


@pytest.mark.django_db
def test_the_badge_stands_in_lists_and_on_the_page(keys: Path) -> None:
    anna = colleague("Anna")
    marked = operations.Change(WITHOUT_CONTACT, ProtectedIdentity.MARKING)
    case = new_case(anna, change=marked)
    client = Client()
    sign_in(client, anna.user)
    with with_pages():
        for address in ("/akter/", f"/akter/{case.record}/"):
            page = client.get(address).content.decode()
            assert 'class="kv-protected"' in page
            assert "Sekretessmarkering" in page
    assert protected_badge(Text(sv="Svenska", en="English")) == {"words": "Svenska"}


@pytest.mark.django_db
def test_canaries_are_found_nowhere(
    keys: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protected persons whose every word is unique, sought in whatever others are shown."""
    caplog.set_level(logging.DEBUG)
    anna, bo = colleague("Anna"), colleague("Bo")
    boss, reviewer = colleague("Cleo", Role.UNIT_MANAGER), colleague("Rut", Role.LOG_REVIEWER)
    chance = random.Random(1)
    cases, words = [], []
    for number in range(CANARIES):
        texts = {
            name: f"kanarie{chance.getrandbits(64):016x}" for name in ("name", "address", "notes")
        }
        given = operations.Change(texts, ProtectedIdentity.REGISTRATION, contact_needed=True)
        number_of: dict[str, Any] = {"identity_number": NUMBER} if number == 0 else {}
        cases.append(new_case(anna, key=f"c{number}", change=given, **number_of))
        words += [*texts.values()] if number else [*texts.values(), NUMBER, NUMBER[2:]]
    operations.protect(model=Case, public_id=cases[1].record, by=anna.actor, now=NOW)
    shown = []
    with with_pages():
        for who in (bo, boss, reviewer):
            client = Client(raise_request_exception=False)
            sign_in(client, who.user)
            shown += [
                client.get(path).content
                for path in ("/", "/konto/", "/akter/namn/?q=kanarie", "/finns/inte/")
                + (() if who is boss else ("/akter/", "/akter.csv"))
            ]
            one = cases[1].record if who is boss else cases[0].record
            shown += [
                client.get(f"/akter/{one}/").content,
                client.post(f"/akter/{one}/spara/", {"version": "0", "key": "k"}).content,
            ]
        with override_settings(KEY_SOCKET=keys.parent / "nobody"):
            client = Client()
            sign_in(client, anna.user)
            shown.append(client.get(f"/akter/{cases[0].record}/").content)
    text = b"".join(shown).decode() + caplog.text + "".join(capsys.readouterr())
    text += "".join(str(event) for event in AuditEvent.objects.values_list())
    hits = [word for word in words if word in text and word not in _allowed(cases, boss)]
    assert hits == []


def _allowed(cases: list[Saved], boss: Colleague) -> set[str]:
    """The names that the unit's manager may see in a list."""
    page = operations.find(model=Case, by=boss.actor, now=NOW, most=CANARIES)
    assert len(page.lines) == len(cases) - 1
    return {line.values["name"] for line in page.lines}
