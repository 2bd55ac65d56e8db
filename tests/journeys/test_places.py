"""A coordinator looks up her municipality, and what is around it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import OpenPage, assert_fit_for_everyone

ADDRESSES = [
    "/omraden/",
    "/omraden/sok/?q=Habo",
    "/omraden/kommun/",
    "/omraden/kommun/1480-goteborg/",
    "/omraden/lan/17-varmlands-lan/",
    "/omraden/grupp/skr-2017/A1-storstader/",
]


@pytest.mark.journey
def test_she_writes_habo_and_is_told_apart_from_habo_with_a_ring(open_page: OpenPage) -> None:
    page = open_page("/omraden/")
    page.get_by_role("searchbox").fill("Habo")
    page.get_by_role("searchbox").press("Enter")
    results = page.locator("#resultat")
    expect(results).to_contain_text("1 träff på ”Habo”")
    expect(results).to_contain_text("Menade du även")
    page.wait_for_load_state("load")  # what makes the search live comes last
    page.get_by_role("searchbox").fill("Håbo")
    expect(results).to_contain_text("1 träff på ”Håbo”")
    results.get_by_role("link", name="Håbo", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Håbo kommun")


@pytest.mark.journey
def test_she_goes_by_keyboard_from_the_map_to_a_county(open_page: OpenPage) -> None:
    page = open_page("/omraden/")
    county = page.locator("svg:visible a").filter(has_text="Uppsala")
    county.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uppsala län")
    page.get_by_role("link", name="Håbo", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Håbo kommun")
    page.get_by_role("link", name="In English").click()
    expect(page.get_by_text("Municipality in Uppsala län")).to_be_visible()


@pytest.mark.journey
def test_search_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/omraden/sok/", javascript=False)
    page.get_by_role("searchbox").fill("0180")
    page.get_by_role("button", name="Sök").click()
    expect(page.locator("#resultat")).to_contain_text("Stockholm")


@pytest.mark.journey
def test_the_pages_of_places_are_fit_for_everyone(open_page: OpenPage) -> None:
    assert_fit_for_everyone(open_page, ADDRESSES)
