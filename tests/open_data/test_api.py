"""Our own API: described by OpenAPI, true to the report, and clear about what it cannot answer."""

from typing import Any

import pytest
from django.test import Client

ROUND = "/api/rounds/oj-brottsoffer-2015"

pytestmark = pytest.mark.django_db


def get(client: Client, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert response.status_code == status, response.content[:300]
    return response.json()


def test_the_description_names_every_address(client: Client) -> None:
    described = get(client, "/api/openapi.json")
    assert set(described["paths"]) == {
        "/api/rounds",
        "/api/rounds/{slug}/indicators",
        "/api/rounds/{slug}/respondents",
        "/api/rounds/{slug}/answers",
        "/api/series",
        "/api/organisations/{kind}",
    }


def test_printed_and_counted_numbers_stand_apart(client: Client) -> None:
    respondents = {one["name"]: one for one in get(client, f"{ROUND}/respondents")}
    assert respondents["Tyresö"]["yes"] == 48
    assert respondents["Tyresö"]["published_yes"] == 49
    assert sorted(one["yes"] for one in respondents.values()) == [43, 44, 45, 47, 47, 48, 53, 53]
    assert respondents["Trollhättan"]["rank"] == 1
    assert respondents["Trollhättan"]["sharing_rank"] == 2


def test_an_indicator_carries_its_definition_and_both_shares(client: Client) -> None:
    found = {one["code"]: one for one in get(client, f"{ROUND}/indicators")}
    assert len(found) == 60
    assert found["KUN04"]["published_yes_percent"] == "6.00"
    assert found["KUN04"]["computed_yes_percent"] == 12.5
    assert found["KUN04"]["definition"]["sv"] != found["KUN04"]["definition"]["en"]


def test_answers_come_in_pages_that_together_are_all(client: Client) -> None:
    first = get(client, f"{ROUND}/answers?limit=300")
    second = get(client, f"{ROUND}/answers?limit=300&offset=300")
    assert first["total"] == 480
    assert len(first["values"]) + len(second["values"]) == 480
    assert second["values"][-1]["answer"] in {"yes", "partly", "no", "not_applicable", "missing"}


def test_every_series_value_says_how_it_is_known(client: Client) -> None:
    values = [value for series in get(client, "/api/series") for value in series["values"]]
    assert len(values) == 45
    assert {value["basis"] for value in values} == {"stated", "derived", "inferred"}


def test_organisations_are_those_of_the_day(client: Client) -> None:
    assert len(get(client, "/api/organisations/municipality")) == 290
    gothenburg = "1480"
    for day, number in (("2017-03-31", 10), ("2026-01-01", 0)):
        districts = get(client, f"/api/organisations/city_district?on={day}")
        assert sum(one["parent_code"] == gothenburg for one in districts) == number


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/rounds/oj-finns-inte/indicators", 404),
        (f"{ROUND}/answers?limit=0", 422),
        ("/api/organisations/planet", 422),
        ("/api/organisations/municipality?on=igår", 422),
    ],
)
def test_what_cannot_be_answered_is_said_in_both_languages(
    client: Client, address: str, status: int
) -> None:
    assert set(get(client, address, status=status)["detail"]) == {"sv", "en"}
