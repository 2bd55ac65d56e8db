"""Units, teams and demands in a browser: by keyboard, for everyone, on any screen."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from kvinnofrid.access.roles import Role
from tests.accounts.people import member, organisation, sign_in, unit
from tests.journeys.browser import OpenPage, assert_says_where, assert_walks_by_keyboard
from tests.journeys.test_signing_in import assert_fit, stands

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def people(english: str = "") -> str:
    return f"{english}/konto/behorigheter/{organisation()}/"


def as_(open_page: OpenPage, client: Client, role: Role, address: Callable[[], str]) -> Page:
    """A page as somebody with the role sees it."""
    page = open_page("/om/")
    sign_in(client, member(role, "Cleo Chef").user)
    session = client.cookies["kv-session"].value
    host = urlsplit(page.url).hostname or ""
    cookie = {"name": "kv-session", "value": session, "domain": host, "path": "/"}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(address())
    return page


def test_a_manager_forms_a_team_by_keyboard(open_page: OpenPage, client: Client) -> None:
    page = as_(open_page, client, Role.UNIT_MANAGER, people)
    member(Role.CASEWORKER, "Alva Alm", unit=unit())
    page.locator("[aria-labelledby=teams] a").press("Enter")
    stands(page, "Team")
    assert_fit(page)
    page.get_by_label("Namn").fill("Vuxna")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Vuxna").press("Enter")
    stands(page, "Vuxna")
    assert_fit(page)
    page.get_by_label("Kollega i enheten").select_option(label="Alva Alm")
    page.get_by_role("button", name="Ta med i teamet").press("Enter")
    expect(page.get_by_role("button", name="Ta ut ur teamet Alva Alm")).to_be_visible()
    assert_fit(page)
    page.get_by_role("button", name="Stäng teamet").press("Enter")
    expect(page.get_by_text("Det som hänt i det står kvar")).to_be_visible()
    assert_fit(page)


@pytest.mark.parametrize("english", ["", "/en"])
def test_an_administrator_manages_units_and_demands(
    open_page: OpenPage, client: Client, english: str
) -> None:
    page = as_(open_page, client, Role.SYSTEM_ADMINISTRATOR, lambda: people(english))
    links = page.locator("[aria-labelledby=settings] a")
    links.first.press("Enter")
    stands(page, "Units" if english else "Enheter")
    page.locator("[name=name]").fill("Barnahus")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Barnahus")).to_be_visible()
    assert_fit(page)
    page.get_by_role("link", name="Barnahus").press("Enter")
    stands(page, "Barnahus")
    assert_fit(page)
    page.locator("[name=until]").fill("2099-01-01")
    page.locator("form:has([value=close]) button").press("Enter")
    expect(page.locator("[value=keep]")).to_be_visible()
    assert_fit(page)
    page.goto(people(english))
    links.last.press("Enter")
    stands(page, "Demands on the sign-in" if english else "Krav på inloggningen")
    assert_fit(page)
    assert_says_where(page)
    assert_walks_by_keyboard(page)
    page.reload()
    page.locator("[name=allows_password]").press("Space")
    page.locator(".kv-form button[type=submit]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert_fit(page)
