"""The respondent's page and staff's pages, as they answer requests."""

import re
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from kvinnofrid.client_surveys import operations, queries, rules
from kvinnofrid.client_surveys.models import Gathered, Invitation
from kvinnofrid.client_surveys.words import NAMES, WORDS
from tests.accounts.people import organisation, sign_in, unit
from tests.client_surveys.answering import code_by, kept, many
from tests.records.people import Colleague

TELLS = re.compile(r"våld|kvinno|frid|violence|hotad|misshand|utsatt|klient|skydd", re.IGNORECASE)


@pytest.fixture(autouse=True)
def fresh_counts(db: None) -> None:
    cache.clear()


def address(name: str) -> str:
    return reverse(f"client_surveys:{name}", args=[organisation(), unit().pk])


def post(client: Client, where: str = "/svar/", **fields: str) -> Any:
    return client.post(where, fields)


@pytest.mark.parametrize("where", ["/svar/", "/en/svar/"])
def test_nothing_on_the_way_tells_a_bystander_what_it_is_about(
    client: Client, anna: Colleague, where: str
) -> None:
    code = code_by(anna, reference=uuid.uuid4()).code
    pages = [client.get(where), post(client, where, code=code), post(client, where, code="x")]
    pages.append(post(client, where, code=code, key=operations.new_key(), send="1"))
    for page in pages:
        assert not TELLS.search(page.content.decode())
        assert not page.cookies
        assert page.headers["Cache-Control"] == "no-store"
        assert '<link rel="icon" href="data:,">' in page.content.decode()


def test_a_form_from_the_page_needs_no_cookie_to_be_taken(anna: Colleague) -> None:
    strict = Client(enforce_csrf_checks=True)
    sent = post(strict, code=code_by(anna).code, key=operations.new_key(), send="1")
    assert "Tack!" in sent.content.decode()
    assert kept(Gathered).count() == 1


def test_unknown_used_revoked_and_expired_codes_are_answered_alike(
    client: Client, anna: Colleague
) -> None:
    used, revoked, expired = (code_by(anna).code for _ in range(3))
    post(client, code=used, key=operations.new_key(), send="1")
    operations.revoke(
        organisation=organisation(), unit=unit().pk, code=revoked, by=anna.actor, now=_now()
    )
    kept(Invitation).update(expires_at=_now())
    answers = {
        post(client, code=code, **more).content
        for code in ("K7MPX-R4TWW", "strunt", used, revoked, expired)
        for more in ({}, {"send": "1", "key": operations.new_key()})
    }
    assert len(answers) == 1
    assert WORDS["sv"]["closed"] in answers.pop().decode()


def _now() -> Any:
    from tests.accounts.people import NOW

    return NOW


def test_guessing_is_stopped_and_then_even_the_right_code_is_not_told(
    client: Client, anna: Colleague
) -> None:
    for _ in range(20):
        assert post(client, code="K7MPX-R4TWW").status_code == 200
    right = code_by(anna).code
    wrong_page, right_page = post(client, code="K7MPX-R4TWW"), post(client, code=right)
    assert wrong_page.status_code == right_page.status_code == 429
    assert wrong_page.content == right_page.content
    elsewhere = client.post("/svar/", {"code": right}, REMOTE_ADDR="10.9.8.7")
    assert elsewhere.status_code == 200
    assert 'name="importance"' in elsewhere.content.decode()


def test_guesses_from_everywhere_are_counted_together(
    client: Client, anna: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "kvinnofrid.client_surveys.permissions.RATES", {"survey_code": "20/h/ip,30/h/key"}
    )
    for number in range(30):
        client.post("/svar/", {"code": "x"}, REMOTE_ADDR=f"10.0.0.{number}")
    right = code_by(anna).code
    assert client.post("/svar/", {"code": right}, REMOTE_ADDR="10.1.1.1").status_code == 429


def test_right_codes_are_not_counted(client: Client, anna: Colleague) -> None:
    code = code_by(anna).code
    for _ in range(30):
        assert post(client, code=code).status_code == 200


def test_changing_language_halfway_keeps_what_was_answered(client: Client, anna: Colleague) -> None:
    code = code_by(anna, reference=uuid.uuid4()).code
    said = {"importance": "rather", "own_words": "Så här", "share": "yes", "safety": "7"}
    page = post(client, code=code, key="a" * 32, **said, **{"in": "sv", "to": "ar"})
    html = page.content.decode()
    assert '<html lang="ar" dir="rtl"' in html
    assert re.search(r'value="rather" checked', html)
    assert re.search(r'name="safety" value="7" checked', html)
    assert "Så här" in html
    assert re.search(r'name="share" value="yes" checked', html)
    assert 'name="key" value="' + "a" * 32 in html


@pytest.mark.parametrize("language", NAMES)
def test_every_language_has_the_page_and_all_questions(
    client: Client, anna: Colleague, language: str
) -> None:
    code = code_by(anna, reference=uuid.uuid4()).code
    html = post(client, code=code, to=language).content.decode()
    for said in ("about", "who", "share", "send", "leave"):
        assert escape(WORDS[language][said]) in html
    others = {"sv", "en"} - {language}
    for other in others:
        assert WORDS[other]["send"] not in html
    if language not in {"sv", "en"}:
        assert "Vet inte" not in html
        assert "Vill inte svara" not in html


def test_every_language_has_every_text() -> None:
    assert set(WORDS) == set(NAMES)
    assert {frozenset(texts) for texts in WORDS.values()} == {frozenset(WORDS["sv"])}
    assert all(text.strip() for texts in WORDS.values() for text in texts.values())


def test_a_page_without_a_key_is_asked_again_and_nothing_is_lost(
    client: Client, anna: Colleague
) -> None:
    page = post(client, code=code_by(anna).code, send="1", importance="very", key="no key")
    assert re.search(r'value="very" checked', page.content.decode())
    assert not kept(Gathered).exists()


def test_an_answer_that_cannot_be_is_told_and_the_rest_is_kept(
    client: Client, anna: Colleague
) -> None:
    code = code_by(anna).code
    page = post(client, code=code, send="1", key="a" * 32, importance="very", safety="99")
    html = page.content.decode()
    assert "Välj ett heltal från 0 till 10." in html
    assert re.search(r'value="very" checked', html)
    assert not kept(Gathered).exists()


def test_hostile_fields_break_nothing(client: Client, anna: Colleague) -> None:
    code = code_by(anna).code
    odd = {
        "key": "\0" * 99,
        "to": "<xx>",
        "in": "../..",
        "importance": "\0",
        "own_words": "x" * 5000,
    }
    for page in (
        post(client, code="\0" * 5000, **odd),
        post(client, code=code, send="1", **odd),
        client.post("/svar/", {"code": [code, "x"], "send": ["1", "2"]}),
        client.get("/svar/?code=" + code),
        client.post("/svar/", "not a form", content_type="application/json"),
    ):
        assert page.status_code == 200
    assert not kept(Gathered).exists()
    assert client.put("/svar/").status_code == 405


def test_a_second_press_is_thanked_too(client: Client, anna: Colleague) -> None:
    fields = {"code": code_by(anna).code, "key": "b" * 32, "send": "1"}
    first, second = post(client, **fields), post(client, **fields)
    assert first.content == second.content
    assert "Tack!" in second.content.decode()
    assert kept(Gathered).get().version == 1


def test_the_slip_says_nothing_and_its_picture_carries_the_code_behind_the_hash(
    client: Client, anna: Colleague, settings: Any
) -> None:
    settings.SURVEY_ADDRESS = "https://svar.example.se"
    sign_in(client, anna.user)
    page = client.get(address("code")).content.decode()
    key = re.search(r'name="page" value="([^"]+)"', page)
    assert key
    html = client.post(address("code"), {"page": key[1]}).content.decode()
    slip = re.search(r'<section class="cs-slip".*?</section>', html, re.DOTALL)
    assert slip
    assert not TELLS.search(slip[0])
    assert "svar.example.se/svar/" in slip[0]
    assert "<svg" in slip[0]
    assert "1 kod är ute" in html
    code = re.search(r'cs-slip-code">([^<]+)<', html)
    assert code
    client.post(address("code"), {"revoke": "1", "code": code[1]})
    assert not kept(Invitation).exists()


def test_an_old_page_makes_no_code_and_says_so(client: Client, anna: Colleague) -> None:
    sign_in(client, anna.user)
    html = client.post(address("code"), {"page": "old"}).content.decode()
    assert "öppnad för länge" in html
    assert not kept(Invitation).exists()


def test_the_unit_sees_its_results_with_n_and_the_words_only_for_the_manager(
    client: Client, anna: Colleague, chef: Colleague
) -> None:
    many(anna, 5)
    sign_in(client, anna.user)
    html = client.get(address("results")).content.decode()
    assert "Vad klienterna svarar" in html
    assert "n = 5" in html
    assert "Frågor som inte visas" in html
    assert address("words") not in html
    assert client.get(address("words")).status_code in {403, 404}
    assert client.get("/svar/enheter/").headers["Location"] == address("results")
    sign_in(client, chef.user)
    assert address("words") in client.get(address("results")).content.decode()


def test_too_few_answers_show_no_number(client: Client, anna: Colleague) -> None:
    many(anna, 4)
    sign_in(client, anna.user)
    html = client.get(address("results")).content.decode()
    assert "minst fem" in html
    assert "<svg" not in html.split("<main")[1]


def test_a_manager_revokes_all_on_a_page(client: Client, anna: Colleague, chef: Colleague) -> None:
    code_by(anna)
    sign_in(client, anna.user)
    assert client.get(address("revoke")).status_code in {403, 404}
    sign_in(client, chef.user)
    assert "1 kod" in client.get(address("revoke")).content.decode()
    client.post(address("revoke"))
    assert not kept(Invitation).exists()


def test_another_units_pages_are_not_there(client: Client, anna: Colleague) -> None:
    sign_in(client, anna.user)
    other = unit("Barnahus")
    for name in ("results", "code", "words", "revoke"):
        where = reverse(f"client_surveys:{name}", args=[organisation(), other.pk])
        assert client.get(where).status_code in {403, 404}
    assert rules.SMALLEST == 5


def test_a_code_made_with_a_ticket_lets_the_client_share(client: Client, anna: Colleague) -> None:
    reference = uuid.uuid4()
    sign_in(client, anna.user)
    where = f"{address('code')}?for={queries.ticket(reference=reference, by=str(anna.user.pk))}"
    key = re.search(r'name="page" value="([^"]+)"', client.get(where).content.decode())
    assert key
    client.post(where, {"page": key[1]})
    assert kept(Invitation).get().reference == reference
    client.post(f"{address('code')}?for=false", {"page": key[1]})
    assert kept(Invitation).count() == 1
