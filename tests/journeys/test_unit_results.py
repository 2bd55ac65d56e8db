"""A caseworker reads what the unit has come to, chooses some of the clients, and takes it away."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from kvinnofrid.access.roles import Role
from tests.accounts.people import member, organisation, sign_in, unit
from tests.journeys.browser import OpenPage
from tests.journeys.test_log_review import opened
from tests.journeys.test_stewardship import assert_fit
from tests.unit_results.cases import facts_of_a_unit
from tests.unit_results.conftest import Tell, tell

__all__ = ["tell"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_a_manager_reads_the_results_chooses_a_group_and_finds_the_definition(
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
