"""Everything can be reached and pressed without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import OpenPage, assert_walks_by_keyboard

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_the_first_tab_offers_to_skip_to_the_content(open_page: OpenPage) -> None:
    page = open_page("/om/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_second_tab_is_the_way_out(open_page: OpenPage) -> None:
    page = open_page("/om/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Lämna sidan snabbt")).to_be_focused()


def test_every_focus_is_seen_and_none_is_a_trap(open_page: OpenPage) -> None:
    page = open_page("/om/komponenter/")
    assert assert_walks_by_keyboard(page) > 30


def test_a_wide_table_scrolls_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/om/komponenter/", width=360)
    region = page.get_by_role("region", name="Påhittade kommuner").last
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert region.evaluate("element => element.scrollLeft") > 0


def test_the_table_of_a_figure_opens_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/om/komponenter/")
    summary = page.get_by_text("Visa som tabell")
    table = page.locator("#figur-tabell")
    expect(table).not_to_be_visible()
    summary.focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
