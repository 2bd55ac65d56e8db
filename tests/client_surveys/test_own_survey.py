"""An organisation's own survey stands in the place of the shipped one."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from kvinnofrid.client_surveys import operations, queries
from tests.accounts.people import TODAY, organisation, sign_in, unit
from tests.client_surveys.answering import (
    answered,
    code_by,
    many,
    own_survey,
    results,
    withdraw,
)
from tests.records.people import Colleague


@pytest.fixture(autouse=True)
def fresh_counts(db: None) -> None:
    cache.clear()


def asked_by(client: Client, code: str, **more: str) -> str:
    return str(client.post("/svar/", {"code": code, **more}).content.decode())


def test_what_an_organisation_has_published_is_asked_of_its_clients(
    client: Client, anna: Colleague
) -> None:
    code = code_by(anna).code
    assert "Smakade kaffet?" not in asked_by(client, code)
    own_survey()
    page = asked_by(client, code)
    assert "Smakade kaffet?" in page
    assert 'name="importance"' not in page
    assert 'value="sv"' in page
    assert 'value="ar"' not in page, "the questions are put in Swedish alone"


def test_another_organisation_still_asks_the_shipped_one(anna: Colleague) -> None:
    own_survey()
    assert queries.current(organisation(), today=TODAY).id == "var-enkat"
    assert queries.current(organisation("0305"), today=TODAY).id == "client-survey"


def test_a_version_withdrawn_or_replaced_while_somebody_answers_takes_the_answer(
    client: Client, anna: Colleague
) -> None:
    first = own_survey()
    code = code_by(anna).code
    shown = re.search(r'name="asked" value="([^"]+)"', asked_by(client, code))
    assert shown
    assert shown[1] == "var-enkat:1"
    withdraw(first)
    own_survey("2", title={"sv": "Nyare", "en": "Newer"})
    sent = asked_by(client, code, asked=shown[1], coffee="yes", key=operations.new_key(), send="1")
    assert "Tack!" in sent
    many(anna, 4, instrument=queries.asked(organisation(), "var-enkat:1", today=TODAY), texts={})
    (found,) = results(anna)
    assert (found.instrument.version, found.answered) == ("1", 5)


@pytest.mark.parametrize("false", ["", "x", "core-child:2026-1", "client-survey:1", ":", "a:b:c"])
def test_a_version_that_a_page_was_never_shown_in_is_the_current_one(
    anna: Colleague, false: str
) -> None:
    assert queries.asked(organisation(), false, today=TODAY).id == "client-survey"


def test_versions_are_told_apart_and_never_added_up(client: Client, anna: Colleague) -> None:
    many(anna, 6)
    own_survey()
    many(anna, 5, texts={"coffee": ["yes"]})
    assert [(one.instrument.id, one.answered) for one in results(anna)] == [
        ("var-enkat", 5),
        ("client-survey", 5),
    ]
    assert answered(anna) == 10
    sign_in(client, anna.user)
    page = client.get(f"/svar/enhet/{organisation()}/{unit().pk}/").content.decode()
    assert "Vår enkät, version 1" in page
    assert "Vad tycker du om hjälpen?, version 2026-1" in page


def test_staff_are_told_which_translations_nobody_has_examined(
    client: Client, anna: Colleague
) -> None:
    sign_in(client, anna.user)
    where = f"/svar/enhet/{organisation()}/{unit().pk}/"
    page = client.get(where).content.decode()
    assert "Ingen översättare har granskat العربية, Español, فارسی, Українська" in page
    own_survey()
    page = client.get(where).content.decode()
    assert "Går att besvara på Svenska." in page
    assert "Ingen översättare" not in page
