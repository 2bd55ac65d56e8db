"""Filters change the address and the table, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.browser import OpenPage

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without"])
def test_a_choice_is_in_the_address(open_page: OpenPage, *, javascript: bool) -> None:
    page = open_page("/om/komponenter/", javascript=javascript)
    page.get_by_label("Län").select_option("03")
    page.get_by_label("Namn").fill("Ärla")
    page.get_by_role("button", name="Visa").click()
    expect(page).to_have_url(re.compile(r"\?lan=03&namn=%C3%84rla$"))
    expect(page.locator("#tabell")).to_be_visible()


def test_with_script_a_choice_takes_effect_at_once_and_no_page_is_stored(
    open_page: OpenPage,
) -> None:
    page = open_page("/om/komponenter/")
    page.get_by_label("Län").select_option("")
    expect(page).to_have_url(re.compile(r"\?lan=&namn=$"))
    assert page.evaluate("localStorage.length") == 0
    kept = page.evaluate("Object.entries(sessionStorage)")
    assert kept == [["htmx-current-path-for-history", "/om/komponenter/?lan=&namn="]]


def test_a_choice_made_before_the_script_has_come_takes_effect(open_page: OpenPage) -> None:
    page, waiting = open_page("/om/komponenter/"), list[Route]()
    page.route("**/htmx*.js", lambda route: waiting.append(route))
    page.reload(wait_until="commit")
    page.get_by_label("Län").select_option("")
    assert "lan=" not in page.url
    waiting[0].continue_()
    expect(page).to_have_url(re.compile(r"\?lan=&namn=$"))
