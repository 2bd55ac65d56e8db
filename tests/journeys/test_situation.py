"""From the menu to the county, and from a figure to what it means, by keyboard and on a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from kvinnofrid.situation import queries
from tests.journeys.browser import OpenPage, assert_fit_for_everyone
from tests.releases.releasing import approved
from tests.situation.made_nation import only, tables

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
COUNTY = "/lagesbild/lan/25-norrbottens-lan/"
AREAS = ("00", "12", "25", "2506", "2580", "2514", "25-rest")


@pytest.fixture
def released(shipped_data: None) -> Iterator[None]:
    """A small release of the made-up nation."""
    queries.forget()
    approved(only(tables(), AREAS), publish_at=datetime(2026, 11, 1, tzinfo=UTC), synthetic=True)
    yield
    queries.forget()


def test_the_pages_are_fit_for_everyone(released: None, open_page: OpenPage) -> None:
    small = "/lagesbild/kommun/2506-arjeplog/"
    assert_fit_for_everyone(open_page, [COUNTY, f"/en{small}"])


def test_from_the_menu_to_the_county_and_on_to_a_definition(
    released: None, open_page: OpenPage
) -> None:
    page = open_page("/")
    page.get_by_role("link", name="Lägesbild", exact=True).click()
    page.get_by_role("link", name="Norrbotten", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lägesbild för Norrbottens län")
    page.get_by_role("link", name="Våldet har upphört").first.click()
    expect(page.get_by_role("heading", name="Så räknas det")).to_be_visible()
    expect(page.get_by_text("Avslutade insatsperioder efter svar.")).to_be_visible()
