"""A unit's results on the page and in files: who may see them, and what they say."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.follow_up.rules import AGE_BANDS
from kvinnofrid.unit_results.queries import indicators
from tests.accounts.people import member, organisation, sign_in, unit
from tests.unit_results.cases import YEAR, facts_of_a_unit
from tests.unit_results.conftest import Tell
from tests.unit_results.reading import tables_of

pytestmark = pytest.mark.django_db


def client_of(role: Role, *, code: str = "0380", name: str = "Anna Andersson") -> Client:
    client = Client()
    sign_in(client, member(role, name, code=code).user)
    return client


def address(more: str = "", *, language: str = "") -> str:
    return f"{language}/resultat/{organisation()}/{unit().pk}/{more}"


def content_of(answer: Any) -> str:
    return str(answer.content.decode())


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content_of(answer)))


def opened(client: Client, more: str = "", *, language: str = "") -> str:
    answer = client.get(address(more, language=language))
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.UNIT_MANAGER, Role.COORDINATOR])
def test_the_units_staff_its_manager_and_the_coordinator_see_the_results(
    unit_of_120: None, role: Role
) -> None:
    said = opened(client_of(role))
    assert "n = 120" in said
    assert f"öppnade {YEAR}" in said
    assert "definition 2026-1" in said


@pytest.mark.parametrize("role", [Role.BOARD_READER, Role.SYSTEM_ADMINISTRATOR, Role.LOG_REVIEWER])
def test_nobody_above_or_beside_the_unit_sees_them(unit_of_120: None, role: Role) -> None:
    client = client_of(role)
    assert client.get(address()).status_code in {403, 404}
    assert client.get(address("csv/")).status_code in {403, 404}


def test_another_municipality_sees_a_unit_as_missing(unit_of_120: None) -> None:
    client = client_of(Role.COORDINATOR, code="0305")
    assert client.get(address()).status_code == 404


def test_a_unit_of_another_organisation_is_missing(unit_of_120: None) -> None:
    other = unit("Andra", "0305")
    client = client_of(Role.COORDINATOR)
    assert client.get(f"/resultat/{organisation()}/{other.pk}/").status_code == 404


def test_a_caseworker_cannot_take_the_figures_as_a_file(unit_of_120: None) -> None:
    client = client_of(Role.CASEWORKER)
    assert client.get(address("csv/")).status_code == 403
    assert f"{unit().pk}/csv/" not in client.get(address()).content.decode()


def test_the_file_says_the_same_as_the_page_and_hides_the_same(unit_of_120: None) -> None:
    client = client_of(Role.UNIT_MANAGER)
    answer = client.get(address("csv/"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Indikator"
    numbers = [int(row[4]) for row in rows[1:] if row[4]]
    assert numbers
    assert not [number for number in numbers if 0 < number < 5]
    assert "attachment" in answer["Content-Disposition"]
    assert "pahittat-" in answer["Content-Disposition"]
    assert (rows[0][-1], rows[1][-1]) == ("Påhittade uppgifter", "ja")
    assert client.get(address("xlsx/")).content[:2] == b"PK"


def test_each_look_and_each_file_is_in_the_log(unit_of_120: None) -> None:
    client = client_of(Role.UNIT_MANAGER)
    client.get(address())
    client.get(address("csv/"))
    found = list(AuditEvent.objects.filter(object_kind="accounts.unit").order_by("pk"))
    assert [one.action for one in found] == ["unit.read_results", "results.download"]
    assert {one.object_id for one in found} == {str(unit().pk)}


def test_no_count_from_one_to_four_stands_on_any_view(unit_of_120: None) -> None:
    client = client_of(Role.CASEWORKER)
    for choice in ("", "malgrupp-child", "insats-talks", "insats-refuge"):
        tables = tables_of(content_of(client.get(address(f"?urval={choice}"))))
        told = [int(one) for table in tables.values() for one in table.values() if one.isdigit()]
        assert max(told) > 4
        assert not [one for one in told if 0 < one < 5]


def test_a_choice_of_too_few_is_refused_in_words(tell: Tell) -> None:
    chance = facts_of_a_unit(40, target_group="victim_survivor")
    tell([*chance, *facts_of_a_unit(3, target_group="child")])
    said = opened(client_of(Role.CASEWORKER), "?urval=malgrupp-child")
    assert "Urvalet är dolt" in said
    assert "n =" not in said


def test_a_unit_without_episodes_says_so(tell: Tell) -> None:
    tell([])
    assert "Inget är öppnat eller avslutat under tiden." in opened(client_of(Role.CASEWORKER))


def test_a_unit_with_few_episodes_shows_no_figure(tell: Tell) -> None:
    tell(facts_of_a_unit(4))
    said = opened(client_of(Role.CASEWORKER))
    assert "n =" not in said


def test_what_was_made_up_says_so(unit_of_120: None) -> None:
    assert "syntetisk" in opened(client_of(Role.CASEWORKER)).lower() or "påhitt" in opened(
        client_of(Role.CASEWORKER, name="Bo Berg")
    )


def test_the_matched_share_stands_with_what_changed(unit_of_120: None) -> None:
    assert re.search(
        r"n = \d+, \d+ av dem \(\d+ %\) har svarat båda gångerna",
        opened(client_of(Role.CASEWORKER)),
    )


def test_each_figure_leads_to_its_definition(unit_of_120: None) -> None:
    client = client_of(Role.CASEWORKER)
    page = client.get(address()).content.decode()
    defined = client.get("/resultat/definitioner/").content.decode()
    for one in indicators().outcomes:
        assert f"/resultat/definitioner/#{one.code}" in page
        assert f'id="{one.code}"' in defined


def test_what_nobody_can_choose_is_all(unit_of_120: None) -> None:
    client = client_of(Role.CASEWORKER)
    assert "n = 120" in opened(client, "?period=1850&urval=malgrupp-nobody")


def test_the_page_is_whole_in_english(unit_of_120: None) -> None:
    said = opened(client_of(Role.CASEWORKER), language="/en")
    assert f"opened in {YEAR}" in said
    assert "Who come, and how" in said


def test_the_start_leads_to_the_only_unit_and_lets_a_coordinator_choose(unit_of_120: None) -> None:
    assert client_of(Role.CASEWORKER).get("/resultat/").headers["Location"] == address()
    unit("Andra mottagningen")
    said = text_of(client_of(Role.COORDINATOR, name="Klara Karlsson").get("/resultat/"))
    assert "Andra mottagningen" in said
    board = client_of(Role.BOARD_READER, name="Per Politiker")
    assert board.get("/resultat/").status_code in {403, 404}


def test_every_age_band_of_the_follow_up_has_a_class() -> None:
    known = {value for one in indicators().outcome("age_band").categories for value in one.values}
    assert {band for _first, band in AGE_BANDS} == known
