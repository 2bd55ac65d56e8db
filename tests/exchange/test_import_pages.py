"""The pages of taking in an extract, from file to record."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from kvinnofrid.access.roles import Role
from kvinnofrid.exchange.models import CaseSystemExtract, SavedMapping
from kvinnofrid.follow_up import facts
from kvinnofrid.follow_up.facts import Selection
from tests.accounts.people import member, organisation, sign_in, unit
from tests.exchange.extracts import csv_of, line, second
from tests.records.people import Colleague

pytestmark = pytest.mark.django_db


def manager(chief: Colleague) -> Browser:
    browser = Browser()
    sign_in(browser, chief.user)
    return browser


def start() -> str:
    return reverse("exchange:import", args=[organisation(), unit().pk])


def sent(browser: Browser, content: bytes, *, mapping: str = "") -> str:
    """The file sent; the address of its columns."""
    file = SimpleUploadedFile("utdrag.csv", content)
    answer = browser.post(start(), {"file": file, "mapping": mapping})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def chosen(page: str) -> dict[str, str]:
    """What is chosen in the drop-down lists of a page."""
    found = {}
    for name, inside in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', page, re.S):
        hit = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = hit[1] if hit else ""
    return found


def test_from_file_to_record_by_way_of_guesses(chief: Colleague) -> None:
    browser = manager(chief)
    columns = sent(browser, csv_of([line(), second(), line(Klientnr="K-2", Öppnad="fel")]))
    page = browser.get(columns).content.decode()
    assert "Filen har 3 rader" in page
    codes = browser.post(columns, chosen(page)).headers["Location"]
    trial = browser.post(codes, chosen(browser.get(codes).content.decode())).headers["Location"]
    page = browser.get(trial).content.decode()
    assert "Det är inte ett datum." in page
    assert "Läs in resten, utom klienterna med fel" in page
    report = browser.get(trial.replace("/prov/", "/rapport/"))
    assert "Det är inte ett datum." in report.content.decode("utf-8-sig")
    saved = browser.post(trial.replace("/prov/", "/spara/"), {"name": "Vårt system"})
    assert saved.status_code == 302
    assert SavedMapping.objects.get().name == "Vårt system"
    assert browser.post(trial.replace("/prov/", "/spara/"), {"name": "<b>"}).status_code == 422
    done = browser.post(trial.replace("/prov/", "/las-in/"))
    assert "1 ny klient" in done.content.decode()
    assert len(facts.episodes(Selection(organisation(), str(unit().pk)))) == 1
    assert browser.get(trial).status_code == 404
    assert browser.post(trial.replace("/prov/", "/las-in/")).status_code == 404
    assert "Inläst" in browser.get(start()).content.decode()


def test_a_value_without_code_is_chosen_on_the_page(chief: Colleague) -> None:
    browser = manager(chief)
    columns = sent(browser, csv_of([line(**{"Väg in": "Snuten"})]))
    codes = browser.post(columns, chosen(browser.get(columns).content.decode()))
    page = browser.get(codes.headers["Location"]).content.decode()
    assert "Snuten" in page
    given = chosen(page)
    name = next(name for name, code in given.items() if code == "" and name.startswith("code-"))
    answer = browser.post(codes.headers["Location"], {**given, name: "police"})
    assert "Läs in allt" in browser.get(answer.headers["Location"]).content.decode()


def test_what_is_wrong_is_said_where_it_is(chief: Colleague) -> None:
    browser = manager(chief)
    assert browser.post(start(), {}).status_code == 422
    answer = browser.post(start(), {"file": SimpleUploadedFile("a.csv", b"\x00\x01")})
    assert answer.status_code == 422
    assert "Filen kan inte läsas" in answer.content.decode()
    columns = sent(browser, csv_of([line()]))
    given = chosen(browser.get(columns).content.decode())
    assert browser.post(columns, {**given, "column-8": ""}).status_code == 422
    twice = browser.post(columns, {**given, "column-1": "client_reference"})
    assert "Två kolumner har valts" in twice.content.decode()
    less = {name: value for name, value in given.items() if value != "target_group"}
    assert "Välj en kolumn för målgruppen" in browser.post(columns, less).content.decode()
    assert browser.get(columns.replace("/kolumner/", "/prov/")).status_code == 200


def test_a_file_is_thrown_away(chief: Colleague) -> None:
    browser = manager(chief)
    columns = sent(browser, csv_of([line()]))
    assert browser.post(columns.replace("/kolumner/", "/kasta/")).status_code == 302
    assert CaseSystemExtract.objects.get().status == "discarded"
    assert browser.get(columns).status_code == 404
    assert "Kastad" in browser.get(start()).content.decode()


def test_others_reach_nothing_of_it(chief: Colleague, other_chief: Colleague) -> None:
    columns = sent(manager(chief), csv_of([line()]))
    assert manager(other_chief).get(columns).status_code == 404
    for role, code in ((Role.CASEWORKER, "0380"), (Role.UNIT_MANAGER, "0305")):
        browser = Browser()
        sign_in(browser, member(role, f"Nils {code}", code=code).user)
        assert browser.get(start()).status_code in {403, 404}
        assert browser.get(columns).status_code in {403, 404}


def test_the_pages_are_whole_in_english(chief: Colleague) -> None:
    browser = manager(chief)
    columns = sent(browser, csv_of([line()]))
    assert "What the columns mean" in browser.get(f"/en{columns}").content.decode()
    said = browser.get(f"/en{columns.replace('/kolumner/', '/prov/')}").content.decode()
    assert "Take in all" in said
