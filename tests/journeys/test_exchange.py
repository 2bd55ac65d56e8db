"""A unit manager takes data out and in by keyboard, and every page of it is for everyone."""

from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from kvinnofrid.access.roles import Role
from tests.accounts.people import member, organisation, sign_in, unit
from tests.exchange.extracts import csv_of, line, second
from tests.journeys.browser import OpenPage, assert_accessible, assert_no_overflow
from tests.journeys.test_log_review import opened
from tests.journeys.test_stewardship import assert_fit
from tests.records.people import colleague
from tests.records.running import key_service

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    """A key service that answers."""
    with key_service(tmp_path) as path:
        yield path


def of_unit(page: str) -> str:
    """An address of the unit."""
    return f"/in-och-ut/{organisation()}/{unit().pk}/{page}/"


def test_a_manager_takes_coded_data_out_by_keyboard(open_page: OpenPage, client: Client) -> None:
    sign_in(client, member(Role.UNIT_MANAGER).user)
    page = opened(open_page, client, "/in-och-ut/", width=390)
    page.get_by_role("link", name="Ta ut kodade uppgifter").press("Enter")
    page.get_by_label("Varför tas uppgifterna ut?").select_option("quality")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Hämta filen").press("Enter")
    path = Path(waiting.value.path())
    assert path.read_bytes()[:2] == b"PK"
    expect(page.get_by_role("heading", name="Ta ut kodade uppgifter")).to_be_visible()


def test_the_pages_of_data_in_and_out_are_for_everyone(open_page: OpenPage, client: Client) -> None:
    sign_in(client, member(Role.UNIT_MANAGER).user)
    assert_fit(open_page, client, "/in-och-ut/", of_unit("uttag"), of_unit("inlasning"))


def test_a_manager_takes_an_extract_in_by_keyboard(
    open_page: OpenPage, client: Client, keys: Path, tmp_path: Path
) -> None:
    sign_in(client, member(Role.UNIT_MANAGER).user)
    file = tmp_path / "utdrag.csv"
    file.write_bytes(csv_of([line(), second(), line(Klientnr="K-2", Öppnad="fel")]))
    page = opened(open_page, client, of_unit("inlasning"), width=390)
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Nästa: kolumner").press("Enter")
    expect(page.get_by_role("heading", name="Vad kolumnerna betyder")).to_be_visible()
    assert_no_overflow(page)
    assert_accessible(page)
    page.get_by_role("button", name="Nästa: koder").press("Enter")
    expect(page.get_by_role("heading", name="Vad värdena betyder")).to_be_visible()
    assert_no_overflow(page)
    assert_accessible(page)
    page.get_by_role("button", name="Nästa: pröva filen").press("Enter")
    expect(page.get_by_text("Det är inte ett datum.")).to_be_visible()
    assert_no_overflow(page)
    assert_accessible(page)
    page.get_by_role("button", name="Läs in resten").press("Enter")
    expect(page.get_by_text("1 ny klient")).to_be_visible()
    assert_accessible(page)


def test_two_persons_hand_out_a_research_extract_by_keyboard(
    open_page: OpenPage, client: Client, keys: Path
) -> None:
    public = str(pyrage.x25519.Identity.generate().to_public())
    other = Client()
    for browser, role in ((client, Role.COORDINATOR), (other, Role.ARCHIVIST)):
        sign_in(browser, colleague(f"Person {role}", role).user)
    assert_fit(
        open_page,
        client,
        reverse("exchange:research-new", args=[organisation()]),
        reverse("exchange:research", args=[organisation()]),
    )
    page = opened(open_page, client, "/in-och-ut/", width=390)
    page.get_by_role("link", name="Forskningsuttag").press("Enter")
    page.get_by_role("link", name="Föreslå ett forskningsuttag").press("Enter")
    for label, text in (
        ("Mottagare", "Universitetet"),
        ("Ändamål", "Studie"),
        ("Etikgodkännandets diarienummer", "2026-01234-01"),
        ("Mottagarens publika nyckel (age)", public),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Kön").check()
    page.get_by_role("button", name="Föreslå").press("Enter")
    expect(page.get_by_text("Du har föreslagit det här")).to_be_visible()
    assert_no_overflow(page)
    assert_accessible(page)
    address = page.url
    page = opened(open_page, other, address, width=390)
    page.get_by_role("button", name="Godkänn uttaget").press("Enter")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Hämta den låsta filen").press("Enter")
    assert Path(waiting.value.path()).read_bytes().startswith(b"age-encryption.org")
