"""The client survey in a browser: for everyone, on a phone, in each language, leaving nothing."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from kvinnofrid.access.roles import Role
from kvinnofrid.client_surveys.models import Gathered, SharedAnswers
from tests.accounts.people import organisation, sign_in, unit
from tests.client_surveys.answering import code_by, kept, many
from tests.journeys.browser import NARROWEST, PHONE, OpenPage
from tests.journeys.test_signing_in import assert_fit
from tests.records.people import Colleague, colleague
from tests.records.running import key_service

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

VOICES = """
  window.spoken = [];
  const voices = [{lang: "sv-SE", name: "Alva"}];
  Object.defineProperty(window, "speechSynthesis", {value: {
    getVoices: () => voices,
    speak: (said) => window.spoken.push([said.lang, said.text]),
    cancel: () => {}, addEventListener: () => {},
  }});
  window.SpeechSynthesisUtterance = class {
    constructor(text) { this.text = text; }
    addEventListener() {}
  };
"""


@pytest.fixture
def anna(shipped_data: None, db: None, tmp_path: Path) -> Iterator[Colleague]:
    """A caseworker, while a key service answers."""
    cache.clear()
    with key_service(tmp_path):
        yield colleague("Anna Andersson")


def enter(page: Page, code: str) -> None:
    page.locator("#code").fill(code.lower())
    page.locator("[name=open]").click()


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f'label:has([name={name}][value="{value}"])').click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_client_answers_on_a_phone_and_leaves_nothing(
    open_page: OpenPage, anna: Colleague, javascript: bool
) -> None:
    slip = code_by(anna, reference=uuid.uuid4())
    page = open_page("/svar/", width=NARROWEST, javascript=javascript)
    expect(page).to_have_title("Några frågor")
    if javascript:
        assert_fit(page)
    enter(page, slip.code)
    expect(page).to_have_title("Några frågor")
    choose(page, "importance", "very")
    choose(page, "safety", "8")
    choose(page, "share", "yes")
    if javascript:
        assert_fit(page)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, .kq-choice, .cs-code input")]
            .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"""
        )
        assert small == []
    page.locator("[name=send]").click()
    expect(page.get_by_role("heading", name="Tack!")).to_be_visible()
    assert page.url.endswith("/svar/")
    assert page.context.cookies() == []
    if javascript:
        assert_fit(page)
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert kept(Gathered).get().version == 1
    assert kept(SharedAnswers).count() == 1
    page.go_back()
    assert page.locator("input:checked").count() == 0


def test_the_square_leads_straight_to_the_questions_and_out_of_the_history(
    open_page: OpenPage, anna: Colleague
) -> None:
    page = open_page(f"/svar/#{code_by(anna).code}", width=PHONE)
    expect(page.locator("[name=importance]").first).to_be_attached()
    assert page.url.endswith("/svar/")
    page.go_back()
    assert "#" not in page.url


@pytest.mark.parametrize("language", ["en", "ar", "es", "fa", "uk"])
def test_each_language_is_fit_for_everyone(
    open_page: OpenPage, anna: Colleague, language: str
) -> None:
    page = open_page("/svar/", width=NARROWEST, scheme="dark")
    page.locator(f"button[value={language}]").click()
    enter(page, code_by(anna, reference=uuid.uuid4()).code)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert_fit(page)


def test_questions_are_read_aloud_when_there_is_a_voice_for_the_language(
    open_page: OpenPage, anna: Colleague
) -> None:
    page = open_page("/om/")
    page.add_init_script(VOICES)
    page.goto("/svar/")
    enter(page, code_by(anna).code)
    listen = page.locator("#q-importance .cs-listen")
    listen.click()
    (language, said) = page.evaluate("window.spoken[0]")
    assert language == "sv"
    assert said.startswith("Hur viktig har hjälpen varit för dig?. Inte alls. Lite.")
    expect(listen).to_have_text("Sluta läsa")
    assert_fit(page)
    page.locator("button[value=uk]").click()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(page.locator(".cs-listen")).to_have_count(0)


def test_the_quick_exit_leaves_from_the_questions(open_page: OpenPage, anna: Colleague) -> None:
    page = open_page("/svar/")
    enter(page, code_by(anna).code)
    page.locator("#exit").click()
    expect(page).to_have_title("Väder")
    page.go_back()
    expect(page).to_have_title("Väder")


@pytest.mark.parametrize("english", ["", "/en"])
def test_staff_make_a_code_and_read_results(
    open_page: OpenPage, client: Client, anna: Colleague, english: str
) -> None:
    many(anna, 6, texts={"importance": ["very"], "own_words": ["Tack för hjälpen"]})
    boss = colleague("Cleo Chef", Role.UNIT_MANAGER)
    sign_in(client, boss.user)
    page = open_page("/om/", width=PHONE)
    host = urlsplit(page.url).hostname or ""
    session = client.cookies["kv-session"].value
    cookie = {"name": "kv-session", "value": session, "domain": host, "path": "/"}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{english}/svar/enhet/{organisation()}/{unit().pk}/")
    expect(page.locator("main svg").first).to_be_attached()
    assert_fit(page)
    page.locator(".cs-buttons a").first.click()
    expect(page.locator("main form button")).to_be_visible()
    assert_fit(page)
    page.locator("main form button").click()
    expect(page.locator(".cs-slip-code")).to_have_text(re.compile(r"\w{5}-\w{5}"))
    assert_fit(page)
    page.goto(f"{english}/svar/enhet/{organisation()}/{unit().pk}/aterkalla/")
    assert_fit(page)
    page.goto(f"{english}/svar/enhet/{organisation()}/{unit().pk}/ord/")
    expect(page.get_by_text("Tack för hjälpen").first).to_be_visible()
    assert_fit(page)
