"""A caseworker reads what the unit has come to, chooses some of the clients, and takes it away."""

import re
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from kvinnofrid.access.roles import Role
from tests.accounts.people import member, organisation, sign_in, unit
from tests.client_surveys.answering import many
from tests.journeys.browser import OpenPage
from tests.journeys.test_log_review import opened
from tests.journeys.test_stewardship import assert_fit
from tests.records.people import colleague
from tests.records.running import key_service
from tests.unit_results.cases import facts_of_a_unit
from tests.unit_results.conftest import Tell, tell
from tests.unit_results.real_clients import CLOSED_AGO, day, twelve_clients

__all__ = ["tell"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_a_manager_reads_what_real_clients_came_to_on_screen_and_paper(
    open_page: OpenPage, client: Client, shipped_data: None, tmp_path: Path
) -> None:
    with key_service(tmp_path):
        anna = colleague("Anna Andersson")
        twelve_clients(anna)
        many(anna, 5)
        sign_in(client, member(Role.UNIT_MANAGER, "Cleo Chef").user)
        year = day(CLOSED_AGO).year
        address = f"/resultat/{organisation()}/{unit().pk}/?period={year}"
        page = opened(open_page, client, address)
        attained = page.locator("#attainment-tabell tr", has_text="Delvis uppnått")
        expect(attained).to_contain_text("6")
        asked = page.get_by_role("heading", name="Hur viktig har hjälpen varit för dig?")
        expect(asked.first).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator("#attainment-tabell")).to_be_visible()
        expect(page.locator(".ur-filters")).to_be_hidden()
        expect(page.get_by_role("link", name="CSV")).to_be_hidden()


def test_a_manager_chooses_a_group_and_finds_the_definition(
    open_page: OpenPage, client: Client, tell: Tell
) -> None:
    tell(facts_of_a_unit(120))
    sign_in(client, member(Role.UNIT_MANAGER).user)
    address = f"/resultat/{organisation()}/{unit().pk}/"
    page = opened(open_page, client, address)
    expect(page.locator("h1")).to_have_text("Enhetens resultat")
    page.get_by_label("Målgrupp eller insats").select_option("malgrupp-child")
    expect(page.locator(".ur-view")).to_contain_text("Målgrupp: Barn")
    expect(page.get_by_role("link", name="XLSX")).to_have_count(1)
    page.get_by_role("link", name=re.compile("Så räknas det.*Väg in")).click()
    expect(page.get_by_role("heading", name="Väg in")).to_be_visible()


def test_the_pages_of_results_are_for_everyone(
    open_page: OpenPage, client: Client, tell: Tell
) -> None:
    tell(facts_of_a_unit(120))
    sign_in(client, member(Role.COORDINATOR).user)
    unit("Andra mottagningen")
    address = f"/resultat/{organisation()}/{unit().pk}/"
    assert_fit(open_page, client, address, "/resultat/", "/resultat/definitioner/")
