"""The page of the papers: for those who answer for data protection, each taking-out logged."""

import re
from typing import Any

import pytest
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.privacy.presenters import KINDS, PURPOSES
from kvinnofrid.web.files import CONTENT_TYPES
from tests.accounts.people import member, organisation, sign_in

pytestmark = pytest.mark.django_db
MAY = {Role.COORDINATOR, Role.LOG_REVIEWER, Role.ARCHIVIST, Role.SYSTEM_ADMINISTRATOR}
BEGINS = {"pdf": b"%PDF-", "docx": b"PK", "md": b"# "}


def at(more: str = "") -> str:
    return f"/dataskydd/{organisation()}/{more}"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY])
def test_nobody_else_takes_them_out(client: Client, role: Role) -> None:
    sign_in(client, member(role).user)
    for page in ("/dataskydd/", at(), at("registerforteckning.md")):
        assert client.get(page).status_code in {403, 404}
    assert not AuditEvent.objects.filter(action="system.privacy_papers", outcome="allowed").exists()


def test_the_page_says_what_each_paper_is_for_and_what_is_left_to_fill_in(client: Client) -> None:
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR).user)
    page = text(client.get("/dataskydd/", follow=True))
    for purpose in PURPOSES.values():
        assert str(purpose) in page
    assert "luckor att fylla i." in page
    assert "inte en installation i drift" in page
    english = text(client.get(f"/en{at()}"))
    assert "gaps to fill in." in english


@pytest.mark.parametrize("form", KINDS)
def test_a_paper_is_a_file_and_its_taking_out_is_logged(client: Client, form: str) -> None:
    sign_in(client, member(Role.COORDINATOR).user)
    answer = client.get(at(f"registerforteckning.{form}"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == CONTENT_TYPES[form]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.content.startswith(BEGINS[form])
    event = AuditEvent.objects.get(action="system.privacy_papers")
    assert '"subject":"registerforteckning"' in event.details


def test_every_paper_can_be_taken_out_and_no_other(client: Client) -> None:
    sign_in(client, member(Role.ARCHIVIST).user)
    for name in PURPOSES:
        assert client.get(at(f"{name}.md")).status_code == 200
    assert client.get(at("nothing.md")).status_code == 404
    assert client.get(at("registerforteckning.exe")).status_code == 404
    assert client.get("/dataskydd/0/registerforteckning.md").status_code in {403, 404}


def test_the_form_for_an_incident_holds_no_line_of_the_log(client: Client) -> None:
    sign_in(client, member(Role.ARCHIVIST).user)
    client.get(at("registerforteckning.md"))
    said = client.get(at("incidentexport.md")).content.decode()
    assert "Loggen förs för varje organisation för sig" in said
    assert "system.privacy_papers" not in said
