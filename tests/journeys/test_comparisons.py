"""From the picture of the country to one's own municipality, and on to what a word means."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import (
    DESK,
    PHONE,
    OpenPage,
    assert_fit_for_everyone,
    assert_no_overflow,
)

ROUND = "/jamforelser/oj-brottsoffer-2015/"
PAGES = [
    "/",
    "/jamforelser/",
    "/jamforelser/utveckling/",
    "/jamforelser/utveckling/routine-schooling-protected-housing/",
    ROUND,
    f"{ROUND}matris/",
    f"{ROUND}rangordning/",
    f"{ROUND}svarande/0138-tyreso/?jamfor=1281-lund&jamfor=1488-trollhattan",
    f"{ROUND}svarande/0180-stockholm/",
    f"{ROUND}indikator/KUN01/",
]
pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.mark.parametrize("address", [*PAGES, f"/en{ROUND}svarande/0138-tyreso/"])
def test_a_page_is_fit_for_everyone(open_page: OpenPage, address: str) -> None:
    assert_fit_for_everyone(open_page, [address])


def tab_to(page: Page, text: str) -> None:
    """Press Tab until what has focus says the text."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == text:
            return
    raise AssertionError(f"no way by keyboard to {text!r} on {page.url}")


def go_to(page: Page, text: str) -> None:
    """Get to a link by Tab and follow it by Enter."""
    tab_to(page, text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_one_reaches_the_definition_of_a_question_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/")
    go_to(page, "Öppna jämförelser")
    go_to(page, "Öppna jämförelser 2015: Stöd till brottsoffer")
    go_to(page, "Alla svar")
    go_to(page, "Tyresö")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tyresö")
    expect(page.get_by_text("48 ja av 60 möjliga")).to_be_visible()
    go_to(page, "Skyddat boende till våldsutsatta män")
    expect(page.get_by_role("heading", name="Vad ett ja betyder")).to_be_visible()


def test_the_matrix_is_filtered_without_a_new_page_and_the_address_can_be_kept(
    open_page: OpenPage,
) -> None:
    page = open_page(f"{ROUND}matris/")
    expect(page.get_by_text("8 av 8 svarande.")).to_be_visible()
    page.get_by_label("Län", exact=True).select_option("12")
    expect(page.get_by_text("2 av 8 svarande: Skåne län.")).to_be_visible()
    assert "lan=12" in page.url
    again = open_page(page.url)
    expect(again.get_by_text("2 av 8 svarande: Skåne län.")).to_be_visible()


def test_the_matrix_is_filtered_without_javascript_too(open_page: OpenPage) -> None:
    page = open_page(f"{ROUND}matris/", javascript=False)
    page.get_by_label("Län", exact=True).select_option("12")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_text("2 av 8 svarande: Skåne län.")).to_be_visible()


def test_on_a_phone_the_matrix_is_turned_so_that_questions_are_rows(open_page: OpenPage) -> None:
    page = open_page(f"{ROUND}matris/", width=PHONE)
    row = page.get_by_role("row", name="Använder standardiserad bedömningsmetod").first
    expect(row).to_be_visible()
    expect(row.get_by_role("cell").nth(1)).to_have_text("Ja")
    assert_no_overflow(page)


def test_the_headings_of_the_matrix_stay_in_sight(open_page: OpenPage) -> None:
    page = open_page(f"{ROUND}matris/", width=800)
    region = page.get_by_role("region", name="Helhetssyn och samordning").first
    region.evaluate("element => { element.scrollLeft = 400; }")
    name = region.get_by_role("rowheader", name="Tyresö")
    box, frame = name.bounding_box(), region.bounding_box()
    assert box is not None
    assert frame is not None
    assert abs(box["x"] - frame["x"]) < 3


def test_others_are_put_beside_a_profile_and_taken_away(open_page: OpenPage) -> None:
    page = open_page(f"{ROUND}svarande/0138-tyreso/")
    page.get_by_label("Lägg till en svarande att jämföra med").select_option(label="Lund")
    page.get_by_role("button", name="Jämför").click()
    expect(page.get_by_role("columnheader", name="Lund").first).to_be_visible()
    page.get_by_role("link", name="Ta bort Lund").click()
    expect(page.get_by_role("columnheader", name="Lund")).to_have_count(0)


@pytest.mark.parametrize("address", [f"{ROUND}matris/", f"{ROUND}svarande/0138-tyreso/", ROUND])
def test_on_paper_nothing_is_cut_off(open_page: OpenPage, address: str) -> None:
    page = open_page(address, width=1500 if "matris" in address else DESK)
    page.emulate_media(media="print")
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".kv-scroll, .kv-figure-picture")]
          .filter((e) => e.getBoundingClientRect().width > 0)
          .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
          .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert cut == []
