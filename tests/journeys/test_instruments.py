"""Forms: every page for everyone, filled in by keyboard, and with or without JavaScript."""

import random
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from kvinnofrid.access.roles import Role
from kvinnofrid.catalogue import Instrument, Item, load_shipped
from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.questionnaires import applies, from_texts
from tests.accounts.people import NOW, TODAY, member, organisation, sign_in
from tests.instruments.test_pages import FORM, at, drafted
from tests.journeys.browser import PHONE, OpenPage
from tests.journeys.test_log_review import opened
from tests.journeys.test_stewardship import assert_fit
from tests.questionnaires.small_instrument import instrument, item, words

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def coordinator(client: Client) -> Client:
    """A coordinator who has signed in."""
    sign_in(client, member(Role.COORDINATOR).user)
    return client


def test_every_page_of_the_forms_is_fit_for_everyone(
    open_page: OpenPage, coordinator: Client
) -> None:
    first = drafted(coordinator)
    coordinator.post(f"{first}publicera/")
    second = drafted(coordinator, version="2")
    survey = at("medfoljande/client-survey/?sprak=ar")
    assert_fit(
        open_page,
        coordinator,
        at("medfoljande/core-victim-survivor/"),
        at(),
        at("las-in/"),
        first,
        second,
        f"{second}skillnader/",
        survey,
    )


def test_a_file_is_taken_in_and_published_on_a_phone(
    open_page: OpenPage, coordinator: Client
) -> None:
    page = opened(open_page, coordinator, at(), width=PHONE)
    page.get_by_role("link", name="Läs in ett formulär").press("Enter")
    page.get_by_label("Fil i XLSForm").set_input_files(
        {"name": "somn.xlsx", "mimeType": "application/octet-stream", "buffer": FORM}
    )
    page.get_by_label("Version").fill("2026-1")
    page.get_by_label("Namn").fill("Sömn")
    page.get_by_role("button", name="Läs in som utkast").press("Enter")
    expect(page.get_by_role("heading", name="Sömn 2026-1")).to_be_visible()
    expect(page.get_by_text("Frågor av det här slaget finns inte här")).to_be_visible()
    page.get_by_role("button", name="Publicera versionen").press("Enter")
    expect(page.get_by_text("Kontrollsumma")).to_be_visible()
    assert InstrumentVersion.objects.get().status == "published"


def test_a_first_wave_is_answered_by_keyboard_alone(
    open_page: OpenPage, coordinator: Client
) -> None:
    page = opened(open_page, coordinator, at("medfoljande/core-victim-survivor/"))
    page.locator("#q-way_in input").first.focus()
    for key in ("2", "1", "2", "2", "2"):  # way in, gender, age, relation, honour
        page.keyboard.press(key)
    for key in ("6", "Enter"):  # nothing makes it harder
        page.keyboard.press(key)
    assert page.locator("#q-vulnerability input:checked").count() == 1
    for key in ("1", "6", "Enter"):  # psychological and latent
        page.keyboard.press(key)
    for key in ("3", "2", "2", "4"):  # often, minor, some years, they meet
        page.keyboard.press(key)
    for key in ("2", "Enter", "1"):  # two children, who have witnessed it
        page.keyboard.press(key)
    for key in ("3", "2", "3", "1"):  # safety 3, FREDA, high, no protected identity
        page.keyboard.press(key)
    for key in ("3", "1", "1", "3", "2", "4", "3", "2"):  # refuge, schooling, … network
        page.keyboard.press(key)
    for key in ("1", "2", "Enter"):  # goals
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Pröva svaren")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Allt som ska besvaras är besvarat")).to_be_visible()


def test_what_a_question_leads_to_shows_at_once_and_keeps_its_answer(
    open_page: OpenPage, coordinator: Client
) -> None:
    page = opened(open_page, coordinator, at("medfoljande/core-victim-survivor/"))
    often = page.locator("#q-violence_frequency")
    expect(often).to_be_hidden()
    page.get_by_label("Psykiskt").check()
    expect(often).to_be_visible()
    often.get_by_label("Någon gång i veckan").check()
    page.get_by_label("Inget av detta").nth(1).check()
    expect(page.get_by_label("Psykiskt")).not_to_be_checked()
    expect(often).to_be_hidden()
    page.get_by_label("Psykiskt").check()
    expect(page.get_by_label("Inget av detta").nth(1)).not_to_be_checked()
    expect(often.get_by_label("Någon gång i veckan")).to_be_checked()
    often.get_by_label("Vet inte").check()
    expect(often.get_by_label("Någon gång i veckan")).not_to_be_checked()
    children = page.locator("#q-children_in_household")
    children.get_by_role("textbox").fill("2")
    expect(page.locator("#q-children_exposed")).to_be_visible()
    children.get_by_role("combobox").select_option("unknown!")
    expect(children.get_by_role("textbox")).to_have_value("")
    expect(page.locator("#q-children_exposed")).to_be_hidden()


def test_without_javascript_what_comes_next_is_shown_when_the_form_is_sent(
    open_page: OpenPage, coordinator: Client
) -> None:
    address = at("medfoljande/core-victim-survivor/")
    page = opened(open_page, coordinator, address, javascript=False)
    expect(page.locator("#q-violence_frequency")).to_be_hidden()
    page.get_by_label("Psykiskt").check()
    page.get_by_role("button", name="Pröva svaren").click()
    expect(page.locator("#q-violence_frequency")).to_be_visible()
    expect(page.get_by_label("Psykiskt")).to_be_checked()
    expect(page.get_by_role("heading", name="Det här återstår")).to_be_visible()


EVERY_CONDITION = instrument(
    sections=[
        {
            "id": "s",
            "title": words("S"),
            "items": [
                item("q"),
                item("m", "multiple"),
                item("n", "number"),
                item("k", "scale"),
                item("d", "date"),
                item("e", "date"),
                item("c1", applies={"item": "n", "above": "2.5"}),
                item("c2", applies={"item": "n", "at_most": "k"}),
                item("c3", applies={"item": "d", "below": "today"}),
                item("c4", applies={"item": "d", "at_least": "e"}),
                item("c5", applies={"none": [{"item": "q", "one_of": ["yes"]}]}),
                item("c6", applies={"item": "m", "one_of": ["yes"], "answered": "true"}),
                item("c7", applies={"item": "c5", "answered": "false"}),
                item("c8", applies={"item": "k", "at_least": "3", "below": "8"}),
                item("c9", applies={"item": "n", "at_least": "0.1", "at_most": "0.3"}),
            ],
        },
        {
            "id": "t",
            "title": words("T"),
            "applies": {
                "any": [{"item": "c5", "one_of": ["no"]}, {"item": "c3", "answered": "true"}]
            },
            "items": [item("x"), item("y", applies={"item": "x", "one_of": ["yes"]})],
        },
    ]
)


def test_the_browser_and_the_server_agree_on_what_is_asked(
    open_page: OpenPage, coordinator: Client
) -> None:
    version = InstrumentVersion.objects.create(
        organisation=str(organisation()),
        instrument=EVERY_CONDITION.id,
        version="1",
        content=EVERY_CONDITION.model_dump(mode="json"),
        made_by="1",
        made_at=NOW,
    )
    _agree(opened(open_page, coordinator, at(f"egna/{version.id}/prova/")), EVERY_CONDITION, 150)
    core = load_shipped().instrument("core-victim-survivor")
    for occasion in ("baseline", "exit"):
        address = at(f"medfoljande/{core.id}/?tillfalle={occasion}")
        _agree(opened(open_page, coordinator, address), core, 40, occasion)


SET = """(answers) => {
  for (const field of document.querySelectorAll("[data-item] :is(input, select, textarea)")) {
    const given = answers[field.name] || [];
    if (["radio", "checkbox"].includes(field.type)) field.checked = given.includes(field.value);
    else if (field.matches("[data-missing]")) {
      field.value = given.find((one) => one.endsWith("!")) || "";
    }
    else field.value = given[0] && !given[0].endsWith("!") ? given[0] : "";
  }
  document.querySelector("[data-item] input").dispatchEvent(new Event("change", { bubbles: true }));
  return [...document.querySelectorAll("[data-item]")]
    .filter((item) => !item.closest("[hidden]")).map((item) => item.dataset.item);
}"""


def _agree(page: Page, made: Instrument, times: int, occasion: str | None = None) -> None:
    chance = random.Random(made.id)
    day = page.locator("[data-questionnaire]").get_attribute("data-today")
    today = date.fromisoformat(str(day))  # the page's, also when a night has gone by
    for _ in range(times):
        texts = {one.id: _answer(chance, one) for one in made.items if chance.random() < 0.8}
        answers, unreadable = from_texts(made, texts)
        assert unreadable == {}
        shown = page.evaluate(SET, texts)
        asked = applies(made, answers, today=today, occasion=occasion)
        assert tuple(shown) == asked, texts


def _answer(chance: random.Random, one: Item) -> list[str]:
    if chance.random() < 0.1:
        return [chance.choice(["unknown!", "declined!", "not_asked!"])]
    codes = [choice.code for choice in one.choices]
    match one.kind:
        case "single":
            return [chance.choice(codes)]
        case "multiple":
            return sorted({chance.choice(codes) for _ in range(2)})
        case "number":
            broken = [] if one.whole else ["2,5", "2.6", "0,3", "0.30", "0,1", "0,09"]
            return [chance.choice(["0", "1", "-1", "10", *broken])]
        case "scale":
            return [str(chance.randint(0, 10))]
        case "date":
            days = (date(2026, 1, 1), TODAY, date(2030, 5, 5))
            return [chance.choice(days).isoformat()]
        case _:
            return ["hej"]
