"""From the menu to a release and to one of its figures, on a phone and a desk."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from kvinnofrid.releases import operations, queries
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations import making
from kvinnofrid.releases.rules import Step
from tests.journeys.browser import (
    PHONE,
    OpenPage,
    assert_accessible,
    assert_fit_for_everyone,
    assert_no_overflow,
    assert_walks_by_keyboard,
)
from tests.journeys.test_log_review import opened
from tests.journeys.test_stewardship import assert_fit
from tests.releases.conftest import facts_of_a_country, given_tables
from tests.releases.releasing import approved, table
from tests.releases.test_operations import actor, wish
from tests.releases.test_work_pages import AT as WORK
from tests.releases.test_work_pages import analyst, tokens

__all__ = ["facts_of_a_country", "given_tables"]
WIDE = len(table("closure_reason").classes)
pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def released(shipped_data: None) -> Iterator[None]:
    """A small release with figures that are hidden."""
    queries.forget()
    hidden = table(counts={("0380", 2025): [None, None, 3, 40]})
    at = datetime(2026, 11, 1, tzinfo=UTC)
    none = {(area, year): [None] * WIDE for area in ("0305", "0380") for year in (2024, 2025)}
    wide = table("closure_reason", counts=none)
    every = {("target_group", ""): hidden, ("closure_reason", ""): wide}
    approved(every, publish_at=at, synthetic=True)
    yield
    queries.forget()


def test_from_the_menu_to_a_figure(released: None, open_page: OpenPage) -> None:
    assert_fit_for_everyone(open_page, ["/statistik/1/", "/en/statistik/1/target_group/?lan=03"])
    assert_no_overflow(open_page("/statistik/1/closure_reason/?lan=03", width=PHONE))
    page = open_page("/")
    page.get_by_role("link", name="Statistik", exact=True).click()
    page.get_by_role("link", name="Uppföljningen 2024–2025").click()
    page.get_by_role("link", name="Målgrupp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Målgrupp")
    expect(page.get_by_text("Inget tal i tabellen är dolt.")).to_be_visible()


@pytest.fixture
def made_here(
    shipped_data: None,
    facts_of_a_country: None,
    given_tables: None,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a process of its own does, done by the page; of made-up episodes, as in a demo."""
    settings.MODE = "demo"
    queries.forget()
    monkeypatch.setattr(
        operations,
        "start_making",
        lambda release: making.make(release=release, now=timezone.now()),
    )
    monkeypatch.setattr("kvinnofrid.releases.operations.shared.tokens_of", tokens)


def by_key(page: Page, role: Literal["link", "button"], name: str) -> None:
    """Use a link or button with the keyboard alone."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def proposed(page: Page, **more: str) -> str:
    """Propose a release, published at once, with keys alone; the address of its page."""
    by_key(page, "link", "Föreslå en utgåva")
    page.get_by_role("heading", level=1, name="Föreslå en utgåva").wait_for()
    assert_accessible(page)
    assert_walks_by_keyboard(page)
    for label, said in {"Får läsas från": "2026-01-01T09:30", **more}.items():
        box = page.get_by_label(label, exact=True)
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(said)
        else:
            box.fill(said)
    by_key(page, "button", "Föreslå")
    expect(page.get_by_text("Väntar på beslut av en annan person").first).to_be_visible()
    expect(page.get_by_text("En annan person ska besluta.")).to_be_visible()
    expect(page.get_by_role("button", name="Godkänn utgåvan")).to_have_count(0)
    return urlsplit(page.url).path


def test_two_analysts_make_publish_and_supersede_a_release_by_keyboard(
    made_here: None, open_page: OpenPage
) -> None:
    (_, moa), (_, nora) = analyst("Moa"), analyst("Nora")
    assert_fit(open_page, moa, WORK)
    first = proposed(opened(open_page, moa, WORK))
    page = opened(open_page, nora, first)
    for heading in ("Är uppgifterna fullständiga?", "Röjer utgåvan någon?"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    by_key(page, "button", "Godkänn utgåvan")
    expect(page.get_by_text("Publicerad").first).to_be_visible()
    assert_fit(open_page, nora, first)
    more = {"Ersätter": "1", "Varför den ersätts": "Ett län saknades."}
    page = opened(open_page, nora, proposed(opened(open_page, moa, WORK), **more))
    by_key(page, "button", "Godkänn utgåvan")
    by_key(page, "link", "Se den som alla ser den")
    expect(page.get_by_text("Ett län saknades.")).to_be_visible()
    page = open_page("/statistik/1/")
    expect(page.get_by_text("Använd inte den här utgåvan.")).to_be_visible()
    assert_accessible(page)


def test_who_waits_sees_how_far_it_has_come_and_can_break_it_off(
    made_here: None, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "start_making", lambda _: None)
    who, moa = analyst("Moa")
    at = timezone.now()
    by = actor(who, confirmed_at=at)
    made = operations.propose(wish=wish(publish_at=at), by=by, now=at)
    page = opened(open_page, moa, f"{WORK}{made}/")
    expect(page.get_by_text("Väntar på att börja")).to_be_visible()
    assert_accessible(page)
    Release.objects.update(step=Step.PROTECTING, told="12 tabeller av 40")
    expect(page.get_by_text("12 tabeller av 40")).to_be_visible()
    Release.objects.update(told_at=at - timedelta(minutes=5))
    expect(page.get_by_text("Arbetet har stannat")).to_be_visible()
    by_key(page, "button", "Avbryt arbetet")
    expect(page.get_by_text("Någon avbröt arbetet.")).to_be_visible()
    by_key(page, "button", "Gör om utgåvan")
    expect(page.get_by_role("heading", name="Utgåvan görs")).to_be_visible()
    making.make(release=made, now=timezone.now())
    expect(page.get_by_text("En annan person ska besluta.")).to_be_visible()
