"""Somebody comes into the room: the page must be gone at once, and not come back."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, PHONE, OpenPage, assert_no_overflow

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
AWAY = re.compile(re.escape(settings.EXIT_ADDRESS))


def assert_away(page: Page) -> None:
    """The weather is what one sees."""
    expect(page).to_have_url(AWAY)
    expect(page.get_by_role("heading", name="Vädret i dag")).to_be_visible()


def test_back_never_shows_the_page_that_was_left(open_page: OpenPage) -> None:
    page = open_page("/om/")
    page.get_by_role("link", name="Källor och licenser").first.click()
    expect(page).to_have_title(re.compile("Källor"))
    page.get_by_role("link", name="Lämna sidan snabbt").click()
    assert_away(page)
    page.go_back(wait_until="commit")
    assert_away(page)


def test_opening_the_site_anew_works_after_an_exit(open_page: OpenPage) -> None:
    page = open_page("/om/")
    page.get_by_role("link", name="Lämna sidan snabbt").click()
    assert_away(page)
    page.goto("/om/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Om Kvinnofrid")


def test_escape_three_times_leaves(open_page: OpenPage) -> None:
    page = open_page("/en/om/")
    for _ in range(2):
        page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Escape")
    assert_away(page)


def test_other_keys_between_do_not_leave(open_page: OpenPage) -> None:
    page = open_page("/om/")
    for key in ("Escape", "Escape", "a", "Escape"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_it_works_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/om/", javascript=False)
    page.get_by_role("link", name="Lämna sidan snabbt").click()
    assert_away(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_it_stays_in_sight_and_covers_nothing_that_has_focus(
    open_page: OpenPage, width: int
) -> None:
    page = open_page("/om/komponenter/", width=width)
    band = page.get_by_role("region", name="Lämna sidan")
    page.mouse.wheel(0, 2000)
    expect(band).to_be_in_viewport(ratio=1)
    page.locator("#tabeller").evaluate("element => element.scrollIntoView()")
    heading, cover = page.locator("#tabeller").bounding_box(), band.bounding_box()
    assert heading is not None
    assert cover is not None
    assert heading["y"] >= cover["y"] + cover["height"]
    assert_no_overflow(page)
