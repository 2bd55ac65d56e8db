"""The site in a browser: `open_page` for every journey. Checks to use stand in `browser.py`."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.browser import (
    DESK,
    ColourScheme,
    Complaints,
    OpenPage,
    keep_off_the_network,
)

expect.set_options(timeout=30_000)  # milliseconds; a busy machine is slow, not wrong


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browser complained about; anything fails the test when it ends."""
    complaints = Complaints()
    yield complaints
    assert complaints.heard == []


@pytest.fixture
def open_page(
    shipped_data: None, live_server: LiveServer, browser: Browser, complaints: Complaints
) -> Iterator[OpenPage]:
    """Open an address of the site as a person with that screen and those wishes would."""
    contexts: list[BrowserContext] = []

    def open_page(
        address: str,
        *,
        width: int = DESK,
        scheme: ColourScheme = "light",
        javascript: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        keep_off_the_network(context, live_server.url, complaints)
        page = context.new_page()
        complaints.listen(page)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
