"""The pages of disposal: counts and references for those who may, and two persons to destroy."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import IdentityToken, Invitation, User
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.retention.models import Disposal, Hold, Tombstone
from tests.accounts.people import member, organisation, sign_in
from tests.retention.minimal import whole_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uppsala(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uppsala has decided the rules; what is destroyed is remembered in a folder of the test."""
    settings.TOMBSTONES = tmp_path / "kept" / "tombstones.jsonl"
    settings.TOMBSTONE_KEY_FILE = tmp_path / "kept" / "tombstones.key"
    monkeypatch.setenv("KV_CATALOGUE", str(whole_catalogue("0380")))


def person(name: str, role: Role = Role.ARCHIVIST, token: bytes = b"") -> User:
    """Somebody whose identity is known."""
    who = member(role, name).user
    IdentityToken.objects.create(
        user=who, organisation_id=organisation(), token=token or name.encode().ljust(32, b".")
    )
    return who


def invited(days_ago: int = 100) -> Invitation:
    """An invitation that ran out long ago, to somebody of Uppsala."""
    made = timezone.now() - timedelta(days=days_ago)
    who = member(Role.BOARD_READER, f"Nils {days_ago}").user
    return Invitation.objects.create(
        user=who,
        purpose="join",
        token_hash=f"{days_ago:064d}",
        created_at=made,
        expires_at=made + timedelta(days=7),
    )


def at(more: str = "") -> str:
    return f"/gallring/{organisation()}/{more}"


def client_of(who: User) -> Client:
    client = Client()
    sign_in(client, who)
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def proposed(who: Client) -> str:
    answer = who.post(at("regel/invitations/foresla/"))
    assert answer.status_code == 302
    return str(answer.headers["Location"])


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.ARCHIVIST, Role.UNIT_MANAGER}]
)
def test_nobody_else_sees_anything_of_it(role: Role) -> None:
    client = client_of(member(role).user)
    for page in ("", "regel/invitations/", "gravstenar/", "stopp/"):
        assert client.get(at(page)).status_code in {403, 404}
    assert client.get("/gallring/").status_code in {403, 404}


def test_another_organisation_is_not_for_its_neighbours() -> None:
    invited()
    made = proposed(client_of(person("Ann")))
    other = client_of(member(Role.ARCHIVIST, "Bo", code="0305").user)
    assert other.get(at()).status_code == 404
    here = made.replace(f"/{organisation()}/", f"/{organisation('0305')}/")
    assert other.get(here).status_code == 404
    assert other.post(f"{here}besluta/", {"decision": "approve"}).status_code == 404
    assert other.post(f"{here}verkstall/").status_code == 404


def test_an_archivist_sees_counts_law_and_references_and_that_is_logged() -> None:
    gone = invited()
    client = client_of(person("Ann"))
    page = client.get("/gallring/", follow=True)
    assert "Socialnämnden 2025-12-10, SN 2025/1" in text(page)
    assert "Inbjudningar som använts eller gått ut" in text(page)
    rule = text(client.get(at("regel/invitations/")))
    assert str(gone.pk) in rule
    assert "artikel 5.1 e" in rule
    assert "Nils" not in rule
    assert AuditEvent.objects.filter(action="retention.preview").count() == 2
    assert client.get(at("regel/nothing/")).status_code == 404
    english = text(client.get(f"/en{at('regel/invitations/')}"))
    assert "Due for disposal" in english


def test_one_proposes_another_approves_and_what_is_due_is_destroyed() -> None:
    gone, kept = invited(), invited(20)
    ann, bo = client_of(person("Ann")), client_of(person("Bo", Role.UNIT_MANAGER))
    page = proposed(ann)
    assert "Du har föreslagit det här" in text(ann.get(page))
    assert "Godkänn gallringen" not in text(ann.get(page))
    assert ann.post(f"{page}besluta/", {"decision": "approve"}).status_code == 403
    assert ann.post(f"{page}verkstall/").status_code == 422
    assert "Godkänn gallringen" in text(bo.get(page))
    assert bo.post(f"{page}besluta/", {"decision": "maybe"}).status_code == 404
    assert bo.post(f"{page}besluta/", {"decision": "approve"}).status_code == 302
    assert bo.post(f"{page}besluta/", {"decision": "reject"}).status_code == 422
    assert bo.post(f"{page}verkstall/").status_code == 403
    assert Invitation.objects.filter(pk=gone.pk).exists()
    assert ann.post(f"{page}verkstall/").status_code == 302
    assert set(Invitation.objects.values_list("pk", flat=True)) == {kept.pk}
    assert "✓ Förstörd" in text(ann.get(page))
    assert "✓ Verkställd" in text(ann.get(at()))
    assert str(gone.pk) in text(ann.get(at("gravstenar/")))
    assert Tombstone.objects.get().object_id == str(gone.pk)


def test_two_accounts_of_one_person_are_one_person() -> None:
    invited()
    page = proposed(client_of(person("Ann", token=b"1" * 32)))
    other = member(Role.ARCHIVIST, "Ann Igen").user
    client = client_of(other)
    answer = client.post(f"{page}besluta/", {"decision": "approve"})
    assert answer.status_code == 403
    assert "personnummer" in text(answer)
    assert Disposal.objects.get().status == "proposed"


def test_what_is_rejected_can_be_proposed_again() -> None:
    invited()
    ann, bo = client_of(person("Ann")), client_of(person("Bo"))
    page = proposed(ann)
    answer = ann.post(at("regel/invitations/foresla/"))
    assert answer.status_code == 422
    assert "Inget mer är moget" in text(answer)
    assert bo.post(f"{page}besluta/", {"decision": "reject"}).status_code == 302
    assert "✕ Avslagen" in text(bo.get(page))
    assert proposed(ann) != page


def test_without_a_decision_nothing_can_be_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KV_CATALOGUE")
    invited()
    client = client_of(person("Ann"))
    assert "är ett förslag" in text(client.get(at()))
    assert "Nämnden har inte beslutat" in text(client.get(at("regel/invitations/")))
    answer = client.post(at("regel/invitations/foresla/"))
    assert answer.status_code == 422
    assert "ett förslag räcker inte" in text(answer)
    assert client.post(at("regel/nothing/foresla/")).status_code == 404
    nowhere = client.post("/gallring/0/regel/invitations/foresla/")
    assert nowhere.status_code in {403, 404}
    assert not Disposal.objects.exists()


def test_a_hold_spares_what_was_approved_and_takes_another_to_lift() -> None:
    gone = invited()
    ann, bo = client_of(person("Ann")), client_of(person("Bo"))
    page = proposed(ann)
    bo.post(f"{page}besluta/", {"decision": "approve"})
    given = {"concerns": "invitation", "object_id": str(gone.pk), "reference": "SN 2026/7"}
    assert ann.post(at("stopp/"), given).status_code == 302
    assert "SN 2026/7" in text(ann.get(at()))
    ann.post(f"{page}verkstall/")
    assert "Bevarad, inte längre mogen" in text(ann.get(page))
    assert Invitation.objects.filter(pk=gone.pk).exists()
    lift = at(f"stopp/{Hold.objects.get().pk}/hav/")
    assert lift not in text(ann.get(at()))
    assert ann.post(lift).status_code == 403
    assert lift in text(bo.get(at()))
    assert bo.post(lift).status_code == 302
    assert bo.post(lift).status_code == 404
    assert bo.post(at("stopp/00000000-0000-0000-0000-000000000000/hav/")).status_code == 404


def test_a_hold_takes_a_register_number_and_nothing_about_a_person() -> None:
    client = client_of(person("Ann"))
    assert client.get(at("stopp/")).status_code == 200
    for given in (
        {"concerns": "", "reference": ""},
        {"concerns": "", "reference": "Anna <anna@example.se>"},
        {"concerns": "", "object_id": "x", "reference": "SN 1"},
        {"concerns": "nothing", "reference": "SN 1"},
    ):
        assert client.post(at("stopp/"), given).status_code == 422
    assert not Hold.objects.exists()
    assert client.post(at("stopp/"), {"concerns": "", "reference": "SN 1"}).status_code == 302


def test_a_tombstone_file_that_was_changed_stops_the_destruction(settings: Settings) -> None:
    invited()
    ann, bo = client_of(person("Ann")), client_of(person("Bo"))
    page = proposed(ann)
    bo.post(f"{page}besluta/", {"decision": "approve"})
    settings.TOMBSTONES.parent.mkdir(parents=True)
    settings.TOMBSTONES.write_text("{}\n", encoding="utf-8")
    answer = ann.post(f"{page}verkstall/")
    assert answer.status_code == 422
    assert "tombstones" in text(answer)
    assert Invitation.objects.exists()


def test_the_second_factor_is_asked_for_anew_before_anything_is_proposed() -> None:
    invited()
    client = Client()
    sign_in(
        client, person("Ann"), {"method": "password"}, {"method": "mfa", "type": "totp", "at": 0}
    )
    answer = client.post(at("regel/invitations/foresla/"))
    assert answer.status_code == 302
    assert not Disposal.objects.exists()
