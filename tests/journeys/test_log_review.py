"""A reviewer's day in a browser: choose, look, judge by keyboard, on any screen."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from kvinnofrid.access.roles import Role
from kvinnofrid.audit.models import ReviewCase
from tests.accounts.people import member
from tests.journeys.browser import (
    DESK,
    SCREENS,
    OpenPage,
    assert_accessible,
    assert_no_overflow,
    assert_says_where,
    assert_walks_by_keyboard,
)
from tests.log_review.reviewing import (
    KIND,
    RECORDS,
    days,
    event_page,
    home,
    read_record,
    reviewer,
    write,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def signed_in(open_page: OpenPage, client: Client, settings: object) -> Client:
    """A reviewer with a log of reads and sign-ins to look at."""
    settings.LOGGED_KINDS = [KIND]  # type: ignore[attr-defined]
    reviewer(client)
    someone = str(member(Role.CASEWORKER, "Klara Klok").user.pk)
    write(4, actor=someone)
    read_record("rec-1", actor=someone, details={"relation": "same_surname"})
    return client


def opened(open_page: OpenPage, client: Client, address: str, **wishes: object) -> Page:
    """A page as whoever has signed in sees it."""
    page = open_page("/om/", **wishes)
    session = client.cookies["kv-session"].value
    host = urlsplit(page.url).hostname or ""
    page.context.add_cookies(
        [{"name": "kv-session", "value": session, "domain": host, "path": "/"}]
    )
    page.goto(address)
    assert "/konto/" not in page.url
    return page


def test_every_page_of_the_review_is_fit_for_everyone(
    open_page: OpenPage, signed_in: Client
) -> None:
    review = str(signed_in.post(home("ny/"), days()).headers["Location"])
    number = ReviewCase.objects.order_by("event__number")[0].event.number
    addresses = [
        home(),
        review,
        event_page(number),
        home("ny/"),
        home("kedjan/"),
        home("utdrag/?akt=rec-1"),
    ]
    for address in [*addresses, f"/en{addresses[2]}"]:
        for scheme, width in SCREENS:
            page = opened(open_page, signed_in, address, width=width, scheme=scheme)
            assert page.locator("h1").count() == 1
            assert_no_overflow(page)
            assert_accessible(page)
            if width == DESK:
                assert_says_where(page)
                assert_walks_by_keyboard(page)
            page.context.close()


def test_a_reviewer_chooses_and_judges_by_keyboard(open_page: OpenPage, signed_in: Client) -> None:
    page = opened(open_page, signed_in, "/logg/", width=390)
    page.get_by_role("link", name="Välj ut händelser att granska").focus()
    page.keyboard.press("Enter")
    page.get_by_role("spinbutton", name="Slumpvis utvalda").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Granskning")
    row = page.get_by_role("row").filter(has_text="Samma efternamn")
    row.get_by_role("link").press("Enter")
    expect(page.get_by_role("heading", name="Före och efter")).to_be_visible()
    page.get_by_role("radio", name="I sin ordning").press("ArrowDown")
    expect(page.get_by_role("radio", name="Följs upp")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Chefen kontrollerar tilldelningen.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("→ Följs upp")).to_be_visible()
    expect(page.get_by_text("Chefen kontrollerar tilldelningen.")).to_be_visible()
    case = ReviewCase.objects.get(event__object_id="rec-1")
    assert case.outcome == "follow_up"
    RECORDS.there.clear()
