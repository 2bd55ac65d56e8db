"""What every page must stand in a browser, for the journeys of all domains."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route, expect

NARROWEST, PHONE, DESK = 360, 390, 1280
ColourScheme = Literal["light", "dark"]
SCREENS: tuple[tuple[ColourScheme, int], ...] = (("light", DESK), ("dark", NARROWEST))
"""Each colour scheme and each width once: what a scheme breaks it breaks at any width."""

LOOKED_FOR = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],  # to describe all that is right takes longer than to look
}

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
    results = Axe().run(page, options=LOOKED_FOR)
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


# A part of a box, such as the calendar of a day, is marked by the browser within the box.
FOCUSED = """async () => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const last = window.lastFocused;
  window.lastFocused = element;
  (window.everFocused ??= new Set()).add(element);
  const stop = () => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      what: element.outerHTML.slice(0, 100),
      marked: style.outlineStyle !== "none" || style.boxShadow !== "none" || last === element,
      inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      onward: !last || last === element || Boolean(last.compareDocumentPosition(element) & 4),
    };
  };
  const first = stop();
  if (first.marked && first.inside) return first;
  await new Promise((done) => setTimeout(done, 250)); // a busy machine draws late
  return stop();
}"""
PASSED_BY = """() => [
    ...document.querySelectorAll("a[href], button, summary, select, textarea, input")
  ].filter((one) => one.type !== "radio" && !one.disabled && one.checkVisibility()
    && one.tabIndex >= 0 && !window.everFocused.has(one))
  .map((one) => one.outerHTML.slice(0, 100))"""


def assert_walks_by_keyboard(page: Page, *, at_most: int = 200) -> int:
    """Tab goes through the page in its own order, always seen, past nothing and into no trap."""
    stops = []
    for _ in range(at_most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        stops.append(stop)
    else:
        raise AssertionError(f"{page.url}: the end of the page was never reached")
    good = {"marked", "inside", "onward"}
    bad = [one for one in stops if not all(one[key] for key in good)]
    assert bad == [], f"{page.url}\n{bad}"
    assert page.evaluate(PASSED_BY) == [], page.url
    return len(stops)


def assert_says_where(page: Page) -> None:
    """The way to the page stands above it, and ends with the page itself."""
    expect(page.locator(".kv-breadcrumbs [aria-current=page]")).to_have_count(1)
