"""The page about the installation: for system administrators alone, in words that help."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kvinnofrid.access.roles import Role
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.backup.presenters import WORDS, in_words
from tests.accounts.people import member, sign_in

pytestmark = pytest.mark.django_db


def tried(kind: str, *, passed: bool = True, ago: float = 1, summary: str = "seconds=1.5") -> None:
    at = timezone.now() - timedelta(hours=ago)
    SelfTest.objects.create(kind=kind, started=at, finished=at, passed=passed, summary=summary)


def page(client: Client, role: Role = Role.SYSTEM_ADMINISTRATOR, way: str = "/drift/") -> Any:
    sign_in(client, member(role).user)
    return client.get(way)


def test_every_trial_has_words() -> None:
    assert set(WORDS) == set(SelfTest.Kind)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMINISTRATOR])
def test_nobody_else_sees_it(client: Client, role: Role) -> None:
    answer = page(client, role)
    assert answer.status_code in {403, 404}


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get("/drift/").status_code == 302


def test_before_the_first_trial_the_page_says_so(client: Client) -> None:
    assert "Ingen självkontroll är gjord ännu" in page(client).content.decode()


def test_when_all_is_well_it_says_so(client: Client) -> None:
    for kind in SelfTest.Kind.values:
        tried(kind)
    said = page(client).content.decode()
    assert "Allt som prövas fungerar." in said
    assert "7 av 7" in said


def test_what_failed_says_what_to_do(client: Client) -> None:
    for kind in SelfTest.Kind.values:
        tried(kind, passed=kind != "disk")
    said = page(client).content.decode()
    assert "En sak behöver åtgärdas." in said
    assert "utöka disken" in said


def test_a_trial_of_long_ago_says_that_nobody_looks(client: Client) -> None:
    tried("backup", ago=40)
    said = page(client, way="/en/drift/").content.decode()
    assert "The self-test is too old" in said
    assert "Not tried for long" in said


def test_figures_are_told_in_words_and_words_as_they_stand() -> None:
    assert in_words("tables=3 rows=12 bytes=2000000000 differences=0 seconds=1.5") == (
        "3 tabeller, 12 rader, 2,0 GB, 0 skillnader, 1,5 sekunder",
        (),
    )
    assert in_words("free_bytes=500000000000")[0] == "500,0 GB ledigt"
    assert in_words("program=0.1 database=sqlite waiting_migrations=0")[0] == (
        "SQLite, 0 ändringar väntar"
    )
    assert in_words("keys=1 missing=0 development=yes")[0].endswith(
        "nycklar för prov, inte för drift"
    )
    assert in_words("Nyckeltjänsten svarar inte.") == ("", ("Nyckeltjänsten svarar inte.",))
    assert in_words("chains=1 faults=1\nfel här") == ("1 kedjor, 1 fel", ("fel här",))
