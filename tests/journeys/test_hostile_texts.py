"""Three hundred hostile texts in a browser, in every field: none runs, and nothing complains."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from kvinnofrid.access.roles import Role
from kvinnofrid.records import operations
from tests.accounts.people import member, organisation, sign_in, user
from tests.journeys.browser import OpenPage
from tests.records.conftest import keys
from tests.records.people import colleague, new_case
from tests.records.running import with_pages
from tests.web.hostile_texts import texts

__all__ = ["keys"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db]
CAUGHT = "globalThis.kvx7 = () => { globalThis.ran = true; };"


def some(number: int) -> list[str]:
    """The texts, so many at a time in one text."""
    found = texts()
    return [" ".join(found[n : n + number]) for n in range(0, len(found), number)]


@pytest.fixture
def pages() -> Iterator[None]:
    """The site with the pages of the tests' records."""
    with with_pages():
        yield


def visited(page: Page, address: str, *, holds: str) -> None:
    """Go there; the text is there as text, and nothing of it has run."""
    page.goto(address)
    assert holds in page.content()
    page.wait_for_load_state("load")
    assert page.evaluate("globalThis.ran") is None


def browser_of(open_page: OpenPage, client: Client) -> Page:
    """A browser where somebody is signed in, and which notices when a text runs."""
    page = open_page("/om/")
    page.context.add_init_script(CAUGHT)
    page.on("dialog", lambda dialog: dialog.dismiss())
    session = client.cookies["kv-session"].value
    host = urlsplit(page.url).hostname or ""
    page.context.add_cookies(
        [{"name": "kv-session", "value": session, "domain": host, "path": "/"}]
    )
    return page


def test_stored_texts_do_not_run(
    open_page: OpenPage, client: Client, keys: Path, pages: None
) -> None:
    """All three hundred in each field of a record, in its list, and in the names of people."""
    page_of = colleague("Cleo Chef", Role.UNIT_MANAGER)
    whole = "\n".join(texts())
    change = operations.Change(dict.fromkeys(("name", "address", "notes"), whole))
    case = new_case(page_of, change=change, now=timezone.localtime())
    for number, text in enumerate(some(2)):
        named = user(text[:200], email=f"hostile-{number}@example.se")
        member(Role.CASEWORKER, user=named)
    sign_in(client, page_of.user)
    page = browser_of(open_page, client)
    for address in ("/akter/", f"/akter/{case.record}/"):
        visited(page, address, holds="kvx7()")
    visited(page, f"/konto/behorigheter/{organisation()}/", holds="kvx7()")


def test_texts_in_addresses_do_not_run(open_page: OpenPage) -> None:
    """Twenty at a time in what everybody may send."""
    page = open_page("/om/")
    page.context.add_init_script(CAUGHT)
    for asked in ("/omraden/sok/?q=", "/konto/logga-in/?next="):
        for text in some(20):
            visited(page, asked + quote(text), holds="kvx7" if "sok" in asked else "")
