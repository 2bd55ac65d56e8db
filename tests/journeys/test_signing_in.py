"""Signing in by hand, and the pages behind it, for everyone and on any screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.demo import load_demo
from tests.accounts.people import PASSWORD, TODAY, member, user
from tests.journeys.browser import SCREENS, OpenPage, assert_accessible, assert_no_overflow
from tests.keys.numbers import personal_numbers
from tests.records.running import key_service

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def demo(shipped_data: None, settings: Settings) -> None:
    """The demo with its users."""
    settings.MODE = "demo"
    load_demo(data=django_settings.REFERENCE_DATA, today=TODAY)


@pytest.fixture
def keys(tmp_path: Path, demo: None) -> Iterator[Path]:
    """A key service that came after the demo was loaded: nobody has said who they are."""
    with key_service(tmp_path) as path:
        yield path


def stands(page: Page, heading: str) -> None:
    """The page with that heading has come, and its scripts hear what is pressed."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state("load")


def assert_fit(page: Page) -> None:
    """Accessible in both schemes, narrow and wide, without losing who is signed in."""
    for scheme, width in SCREENS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 844})
        assert_no_overflow(page)
        assert_accessible(page)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("start", "role", "home", "account", "people", "give"),
    [
        (
            "/konto/logga-in/",
            "Enhetschef",
            "Att göra",
            "Mitt konto",
            "Behörigheter",
            "Ge någon en roll",
        ),
        (
            "/en/konto/logga-in/",
            "Unit manager",
            "To do",
            "My account",
            "Access",
            "Give somebody a role",
        ),
    ],
)
def test_a_manager_of_the_demo_gives_a_role(
    open_page: OpenPage, start: str, role: str, home: str, account: str, people: str, give: str
) -> None:
    page = open_page(start)
    assert_fit(page)
    page.get_by_role("button", name=role).click()
    stands(page, home)
    assert_fit(page)
    page.get_by_role("banner").get_by_role("link", name=account).click()
    assert_fit(page)
    page.get_by_role("link", name="Uppsala kommun").click()
    stands(page, people)
    assert_fit(page)
    page.get_by_role("link", name="Alva Demo").click()
    stands(page, "Alva Demo")
    assert_fit(page)
    page.go_back()
    stands(page, people)
    page.get_by_role("link", name=give).click()
    stands(page, give)
    assert_fit(page)
    page.locator("[name=email]").fill("ny@example.se")
    page.locator("[name=full_name]").fill("Ny Person")
    page.keyboard.press("Enter")
    expect(page.locator(".kv-link")).to_contain_text("/konto/valkommen/")
    assert_fit(page)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("start", "role", "give", "who", "place", "wrong"),
    [
        (
            "/konto/",
            "Enhetschef",
            "Ange vem du är",
            "Vem du är",
            "Uppsala kommun",
            "Kontrollsiffran",
        ),
        ("/en/konto/", "Unit manager", "Give who you are", "Who you are", "Uppsala", "check digit"),
    ],
)
def test_one_says_who_one_is_by_keyboard(
    open_page: OpenPage,
    keys: Path,
    start: str,
    role: str,
    give: str,
    who: str,
    place: str,
    wrong: str,
) -> None:
    page = open_page(start)
    page.get_by_role("button", name=role).click()
    page.get_by_role("link", name=give).press("Enter")
    stands(page, who)
    assert_fit(page)
    page.locator("[name=number]").fill("19900101-0000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(wrong)
    expect(page.locator("[name=number]")).to_have_value("")
    assert_fit(page)
    page.locator("[name=number]").fill(personal_numbers()[0])
    page.keyboard.press("Enter")
    expect(page.locator("[aria-labelledby=who]")).to_contain_text(place)
    page.get_by_role("link", name="Uppsala kommun").first.click()
    page.get_by_role("link", name="Alva Demo").click()
    page.locator("[aria-labelledby=who] a").click()
    assert_fit(page)
    page.locator("[name=number]").fill(personal_numbers()[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert_fit(page)
    page.locator("[name=number]").fill(personal_numbers()[1])
    page.keyboard.press("Enter")
    expect(page.locator("button[value=forget]")).to_be_visible()
    assert_fit(page)


@pytest.fixture
def passkey(open_page: OpenPage) -> Page:
    """A browser with a key in it that says yes."""
    page = open_page("/konto/logga-in/")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_key_is_added_and_then_enough(passkey: Page) -> None:
    member(Role.COORDINATOR, user=user("Disa Dahl", password=PASSWORD))
    page = passkey
    page.locator("[name=login]").fill("disa.dahl@example.se")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lägg till en andra faktor")
    assert_fit(page)
    page.get_by_role("link", name="Lägg till en nyckel").click()
    stands(page, "Lägg till en nyckel")
    assert_fit(page)
    page.get_by_role("button", name="Lägg till nyckeln").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservkoder")
    assert_fit(page)
    page.get_by_role("link", name="Jag har skrivit av dem").click()
    stands(page, "Mitt konto")
    page.get_by_role("button", name="Logga ut").click()
    stands(page, "Logga in")
    page.get_by_role("button", name="Logga in med nyckel").click()
    page.wait_for_url("**/resultat/")
    page.goto("/konto/")
    expect(page.get_by_text("Kvinnofridssamordnare")).to_be_visible()
