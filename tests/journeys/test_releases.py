"""From the menu to a release and to one of its figures, on a phone and a desk."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from kvinnofrid.releases import queries
from tests.journeys.browser import OpenPage, assert_fit_for_everyone
from tests.releases.releasing import approved, table

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def released(shipped_data: None) -> Iterator[None]:
    """A small release with figures that are hidden."""
    queries.forget()
    hidden = table(counts={("0380", 2025): [None, None, 3, 40]})
    at = datetime(2026, 11, 1, tzinfo=UTC)
    approved({("target_group", ""): hidden}, publish_at=at, synthetic=True)
    yield
    queries.forget()


def test_from_the_menu_to_a_figure(released: None, open_page: OpenPage) -> None:
    assert_fit_for_everyone(open_page, ["/statistik/1/", "/en/statistik/1/target_group/?lan=03"])
    page = open_page("/")
    page.get_by_role("link", name="Statistik", exact=True).click()
    page.get_by_role("link", name="Uppföljningen 2024–2025").click()
    page.get_by_role("link", name="Målgrupp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Målgrupp")
    expect(page.get_by_text("Inget tal i tabellen är dolt.")).to_be_visible()
