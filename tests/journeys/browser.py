"""What every page must stand in a browser, for the journeys of all domains."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route

NARROWEST, PHONE, DESK = 360, 390, 1280
ColourScheme = Literal["light", "dark"]
SCREENS: tuple[tuple[ColourScheme, int], ...] = (("light", DESK), ("dark", NARROWEST))
"""Each colour scheme and each width once: what a scheme breaks it breaks at any width."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NEUTRAL_PAGE = "<!doctype html><html lang='sv'><title>Väder</title><h1>Vädret i dag</h1></html>"


@dataclass
class Complaints:
    """What the browser had to say while pages were open: each is a failure of the test."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Note errors, warnings and violations of the content security policy on a page."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"{message.type} at {message.location.get('url')}: {message.text}")


OpenPage = Callable[..., Page]
"""`open_page(address, width=DESK, scheme="light", javascript=True)`: a page in a fresh browser."""


def keep_off_the_network(context: BrowserContext, home: str, complaints: Complaints) -> None:
    """Answer the quick exit's address from here, and refuse and note everything else outside."""
    exit_host = urlsplit(settings.EXIT_ADDRESS).netloc

    def answer(route: Route) -> None:
        address = route.request.url
        if address.startswith(home):
            route.continue_()
        elif urlsplit(address).netloc == exit_host:
            route.fulfill(body=NEUTRAL_PAGE, content_type="text/html; charset=utf-8")
        else:
            complaints.heard.append(f"a request outside: {address}")
            route.abort()

    context.route("**/*", answer)


def assert_accessible(page: Page) -> None:
    """axe finds nothing against WCAG 2.2 A and AA, nor against its good practice."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def assert_no_overflow(page: Page) -> None:
    """The page does not scroll sideways, whatever its parts do within themselves."""
    page.wait_for_load_state("load")  # not before its style sheets have come
    wider = page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          return [...document.body.querySelectorAll("*")]
            .filter((element) => element.getBoundingClientRect().right > room + 1)
            .map((element) => element.outerHTML.slice(0, 120));
        }"""
    )
    assert wider == [], f"{page.url} at {page.viewport_size} is too wide:\n" + "\n".join(wider)


def assert_fit_for_everyone(open_page: OpenPage, addresses: Iterable[str]) -> None:
    """Accessible in both colour schemes, on the narrowest screen and on a desk, never too wide."""
    for address in addresses:
        for scheme, width in SCREENS:
            page = open_page(address, width=width, scheme=scheme)
            assert_no_overflow(page)
            assert_accessible(page)
            page.context.close()
