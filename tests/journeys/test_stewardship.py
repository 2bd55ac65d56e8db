"""The pages of those who keep the installation in order, for everyone and on any screen."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import IdentityToken, Invitation
from kvinnofrid.backup.models import SelfTest
from tests.accounts.people import member, organisation, sign_in
from tests.journeys.browser import (
    DESK,
    SCREENS,
    OpenPage,
    assert_accessible,
    assert_no_overflow,
    assert_says_where,
    assert_walks_by_keyboard,
)
from tests.journeys.test_log_review import opened
from tests.retention.minimal import whole_catalogue

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def assert_fit(open_page: OpenPage, client: Client, *addresses: str) -> None:
    """Each page in both languages and on each screen, as whoever has signed in sees it."""
    for address in [*addresses, f"/en{addresses[0]}"]:
        for scheme, width in SCREENS:
            page = opened(open_page, client, address, width=width, scheme=scheme)
            assert page.locator("h1").count() == 1
            assert_no_overflow(page)
            assert_accessible(page)
            if width == DESK:
                assert_says_where(page)
                assert_walks_by_keyboard(page)
            page.context.close()


def test_how_the_installation_fares_can_be_read_by_everyone(
    open_page: OpenPage, client: Client
) -> None:
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR).user)
    for hours in (30, 2):
        at = timezone.now() - timedelta(hours=hours)
        for kind in SelfTest.Kind.values:
            SelfTest.objects.create(
                kind=kind,
                started=at,
                finished=at,
                passed=kind != "disk",
                summary="tables=3 rows=12 differences=0 seconds=1.5",
            )
    assert_fit(open_page, client, "/drift/")


@pytest.fixture
def archivists(
    open_page: OpenPage, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Client, Client]:
    """Two persons of a municipality that has decided its rules, and an invitation that is due."""
    settings.TOMBSTONES = tmp_path / "kept" / "tombstones.jsonl"
    settings.TOMBSTONE_KEY_FILE = tmp_path / "kept" / "tombstones.key"
    monkeypatch.setenv("KV_CATALOGUE", str(whole_catalogue("0380")))
    made = timezone.now() - timedelta(days=100)
    Invitation.objects.create(
        user=member(Role.BOARD_READER, "Nils Nämnd").user,
        purpose="join",
        token_hash="0" * 64,
        created_at=made,
        expires_at=made + timedelta(days=7),
    )
    clients = Client(), Client()
    for number, client in enumerate(clients):
        who = member(Role.ARCHIVIST, f"Arkivarie {number}").user
        IdentityToken.objects.create(
            user=who, organisation_id=organisation(), token=bytes([number]) * 32
        )
        sign_in(client, who)
    return clients


def test_two_persons_destroy_what_is_due_by_keyboard(
    open_page: OpenPage, archivists: tuple[Client, Client]
) -> None:
    one, other = archivists
    page = opened(open_page, one, "/gallring/", width=390)
    page.get_by_role("link", name="Inbjudningar som använts eller gått ut").press("Enter")
    page.get_by_role("button", name="Föreslå gallring").press("Enter")
    expect(page.get_by_text("Du har föreslagit det här")).to_be_visible()
    address = page.url
    page = opened(open_page, other, address, width=390)
    page.get_by_role("button", name="Godkänn gallringen").press("Enter")
    expect(page.get_by_text("→ Beslutad, inte verkställd")).to_be_visible()
    page.get_by_role("button", name="Förstör det som är moget").press("Enter")
    expect(page.get_by_text("✓ Förstörd")).to_be_visible()
    assert not Invitation.objects.exists()


def test_disposal_can_be_read_by_everyone(
    open_page: OpenPage, archivists: tuple[Client, Client]
) -> None:
    one, other = archivists
    home = f"/gallring/{organisation()}/"
    made = str(one.post(f"{home}regel/invitations/foresla/").headers["Location"])
    one.post(f"{home}stopp/", {"concerns": "session", "reference": "SN 2026/7"})
    pages = [home, f"{home}regel/client-records/", f"{home}stopp/", f"{home}gravstenar/"]
    assert_fit(open_page, other, *pages, made)
    other.post(f"{made}besluta/", {"decision": "approve"})
    assert_fit(open_page, other, made)


def test_the_data_protection_papers_can_be_reached_by_everyone(
    open_page: OpenPage, client: Client
) -> None:
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR).user)
    assert_fit(open_page, client, f"/dataskydd/{organisation()}/")
