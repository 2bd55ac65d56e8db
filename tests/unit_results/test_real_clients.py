"""A unit's results of clients who were made as the pages make them, against a count by hand."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.unit_results import queries
from tests.accounts.people import organisation, sign_in, unit
from tests.client_surveys.answering import many
from tests.records.people import Colleague, colleague
from tests.records.running import key_service
from tests.unit_results.reading import plain, tables_of
from tests.unit_results.real_clients import (
    CLOSED_AGO,
    COUNTED,
    HELP_DAYS,
    OPENED_AGO,
    day,
    twelve_clients,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(shipped_data: None, db: None, tmp_path: Path) -> Iterator[Colleague]:
    """The unit's manager, with a caseworker's twelve clients."""
    queries._kept.clear()
    with key_service(tmp_path):
        yield colleague("Cleo Chef", Role.UNIT_MANAGER)


def test_the_page_counts_real_clients_as_a_hand_does(client: Client, boss: Colleague) -> None:
    anna = colleague("Anna Andersson")
    twelve_clients(anna)
    many(anna, 6)
    sign_in(client, boss.user)
    address = f"/resultat/{organisation()}/{unit().pk}/"
    for what, ago in (("Öppnade", OPENED_AGO), ("Avslutade", CLOSED_AGO)):
        html = client.get(f"{address}?period={day(ago).year}").content.decode()
        found = tables_of(html)
        for caption, classes in COUNTED[what].items():
            told = {name: found[caption][name] for name in classes}
            assert told == {name: str(number) for name, number in classes.items()}, caption
    said = plain(html)
    assert "6 av dem (100 %) har svarat båda gångerna" in said
    assert "är påhittat" in said
    assert found["Hur viktig har hjälpen varit för dig?"]["Mycket"] == "5"
    rows = list(
        csv.reader(
            io.StringIO(client.get(f"{address}csv/").content.decode("utf-8-sig")), delimiter=";"
        )
    )
    in_file = {(row[0], row[2], row[3]): row[4] for row in rows}
    assert in_file["attainment", "", "Delvis uppnått"] == "6"
    assert in_file["client-survey.importance", "", "Mycket"] == "5"
    assert HELP_DAYS == 63


def test_the_survey_is_of_all_and_a_silent_key_service_hides_it_alone(
    client: Client, boss: Colleague, settings: object
) -> None:
    many(colleague("Anna Andersson"), 5)
    sign_in(client, boss.user)
    address = f"/resultat/{organisation()}/{unit().pk}/"
    page = plain(client.get(address).content.decode())
    assert "Vad klienterna tycker" in page
    assert "5 svar" in page
    chosen = plain(client.get(f"{address}?urval=insats-talks").content.decode())
    assert "Hur viktig har hjälpen varit" not in chosen
    settings.KEY_SOCKET = Path("/nonexistent/socket")  # type: ignore[attr-defined]
    assert client.get(address).status_code == 200
