"""Signing in through an organisation's own service, in a browser that goes there and back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import Invitation, OrganisationSecurity, ServiceIdentity
from kvinnofrid.accounts.operations.invitations import issue
from tests.accounts.people import NOW, PASSWORD, member, organisation, sign_in, user
from tests.accounts.providers import openid, saml_idp
from tests.accounts.providers.fixtures import openid_provider as openid_provider
from tests.accounts.providers.fixtures import places as places
from tests.accounts.service_people import FRESH
from tests.accounts.services import OIDC, SAML, browser, known, openid_service, saml_service
from tests.journeys.browser import OpenPage, assert_says_where, assert_walks_by_keyboard
from tests.journeys.test_signing_in import assert_fit, stands

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def let_through(context: BrowserContext, address: str) -> None:
    """Let the browser visit the provider, which is on this machine too."""
    context.route(f"{address}/**", lambda route: route.continue_())


@contextmanager
def saml_server() -> Iterator[saml_idp.Provider]:
    """A SAML provider with a page: whoever presses its button is signed in."""
    provider = saml_idp.Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """A form with the answer in it, for our address for answers."""
            asked = saml_idp.read_request(self.path)
            form = saml_idp.Answer(provider, asked).form()
            fields = "".join(
                f"<input type='hidden' name='{name}' value='{value}'>"
                for name, value in form.items()
            )
            content = (
                "<!doctype html><html lang='sv'><meta charset='utf-8'><title>Legitimera dig</title>"
                "<link rel='icon' href='data:,'><h1>Legitimera dig</h1>"
                f"<form method='post' action='{asked.answers_to}'>{fields}"
                "<button>Jag är jag</button></form></html>"
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    base = f"http://127.0.0.1:{server.server_address[1]}"
    provider.entity_id, provider.address = f"{base}/metadata", f"{base}/sso"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@pytest.fixture
def saml_page(places: object) -> Iterator[saml_idp.Provider]:
    """The SAML provider while the test lasts."""
    assert places
    with saml_server() as provider:
        yield provider


def to_account(page: Page, name: str) -> None:
    """From the results, where a coordinator's work is, to one's own account."""
    page.wait_for_url("**/resultat/")
    page.get_by_role("banner").get_by_role("link", name=name).click()
    stands(page, name)


def identify(page: Page) -> None:
    """Be oneself at the provider."""
    page.get_by_role("button", name="Jag är jag").click()


@pytest.mark.parametrize(
    ("start", "button", "home", "again"),
    [
        ("/konto/logga-in/", "Logga in med Uppsala OIDC", "Mitt konto", "Logga ut"),
        ("/en/konto/logga-in/", "Sign in with Uppsala OIDC", "My account", "Sign out"),
    ],
)
def test_somebody_signs_in_by_openid_connect(
    open_page: OpenPage,
    openid_provider: openid.Provider,
    start: str,
    button: str,
    home: str,
    again: str,
) -> None:
    known(openid_service(openid_provider, listed=True))
    page = open_page(start)
    let_through(page.context, openid_provider.issuer)
    assert_fit(page)
    page.get_by_role("button", name=button).click()
    stands(page, "Legitimera dig")
    identify(page)
    to_account(page, home)
    expect(page.get_by_text("Disa Dahl")).to_be_visible()
    assert_fit(page)
    page.get_by_role("button", name=again).click()
    expect(page.get_by_role("button", name=button)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_signs_in_by_saml_at_the_address_that_the_house_gave(
    open_page: OpenPage, saml_page: saml_idp.Provider, javascript: bool
) -> None:
    known(saml_service(saml_page))
    page = open_page(f"/konto/tjanst/{SAML}/", javascript=javascript)
    let_through(page.context, saml_page.address.removesuffix("/sso"))
    stands(page, "Logga in med Uppsala SAML")
    if javascript:
        assert_fit(page)
    page.get_by_role("button", name="Fortsätt till Uppsala SAML").click()
    stands(page, "Legitimera dig")
    identify(page)
    to_account(page, "Mitt konto")
    expect(page.get_by_text("Kvinnofridssamordnare")).to_be_visible()


def test_an_invitation_is_accepted_through_the_service(
    open_page: OpenPage, openid_provider: openid.Provider
) -> None:
    openid_service(openid_provider)
    who = member(Role.COORDINATOR, "Ny Person").user
    token = issue(who, Invitation.Purpose.JOIN, by=None, now=NOW)
    page = open_page(f"/konto/valkommen/{token}/")
    let_through(page.context, openid_provider.issuer)
    assert_fit(page)
    page.get_by_role("button", name="Fortsätt med Uppsala OIDC").click()
    identify(page)
    to_account(page, "Mitt konto")
    assert ServiceIdentity.objects.get().user == who
    assert_fit(page)


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_sign_in_that_is_not_enough_is_explained(
    open_page: OpenPage,
    openid_provider: openid.Provider,
    complaints: Any,
    language: str,
) -> None:
    known(openid_service(openid_provider))
    OrganisationSecurity.objects.create(organisation_id=organisation(), required_assurance=3)
    openid_provider.acr = openid.LOA2
    page = open_page(f"{language}/konto/tjanst/{OIDC}/")
    let_through(page.context, openid_provider.issuer)
    page.get_by_role("button").last.click()
    identify(page)
    stands(page, "The sign-in is not enough" if language else "Inloggningen räcker inte")
    assert_fit(page)
    refused = [line for line in complaints.heard if "403" in line]
    complaints.heard[:] = [line for line in complaints.heard if line not in refused]
    assert len(refused) <= 1


def enter(page: Page, home: str, name: str) -> None:
    """Sign in as a system administrator, as the sign-in pages would."""
    client = browser()
    who = member(Role.SYSTEM_ADMINISTRATOR, user=user(name, password=PASSWORD)).user
    sign_in(client, who, *FRESH)
    host = urlsplit(home).hostname or ""
    page.context.add_cookies(
        [
            {
                "name": "kv-session",
                "value": client.cookies["kv-session"].value,
                "domain": host,
                "path": "/",
            }
        ]
    )


def test_two_administrators_set_up_a_service(
    open_page: OpenPage, openid_provider: openid.Provider, settings: Settings
) -> None:
    assert settings.SIGN_IN_HOSTS
    one = open_page("/konto/logga-in/")
    enter(one, one.url, "Anna Ek")
    one.goto("/konto/")
    one.get_by_role("link", name="Inloggningstjänster, Uppsala kommun").click()
    stands(one, "Inloggningstjänster")
    one.locator("[name=name]").fill("Uppsala kommun")
    one.locator("[name=slug]").fill("uppsala")
    assert_fit(one)
    one.get_by_role("button", name="Lägg till").click()
    stands(one, "Uppsala kommun")
    one.locator("[name=issuer]").fill(openid_provider.issuer)
    one.locator("[name=client_id]").fill(openid.CLIENT)
    one.locator("[name=client_secret]").fill(openid.SECRET)
    one.get_by_role("button", name="Spara som förslag").click()
    expect(one.get_by_role("heading", name="Föreslagna inställningar")).to_be_visible()
    assert_fit(one)
    two = open_page("/konto/logga-in/")
    enter(two, two.url, "Bo Berg")
    two.goto(urlsplit(one.url).path)
    two.get_by_role("button", name="Pröva inställningarna nu").click()
    expect(two.get_by_text("Tjänsten svarar och kallar sig det som står här.")).to_be_visible()
    assert_fit(two)
    two.get_by_role("button", name="Godkänn och ta i bruk").click()
    expect(two.get_by_text("I bruk", exact=True)).to_be_visible()
    assert_fit(two)
    assert_says_where(two)
    assert_walks_by_keyboard(two)


def test_the_answer_of_a_stranger_is_refused_in_words(
    open_page: OpenPage, saml_page: saml_idp.Provider, complaints: Any
) -> None:
    saml_service(saml_page)
    page = open_page(f"/konto/tjanst/{SAML}/")
    let_through(page.context, saml_page.address.removesuffix("/sso"))
    page.get_by_role("button", name="Fortsätt till Uppsala SAML").click()
    identify(page)
    stands(page, "Inloggningen är inte kopplad hit")
    assert_fit(page)
    complaints.heard[:] = [line for line in complaints.heard if "403" not in line]
