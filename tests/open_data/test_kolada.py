"""The Kolada-shaped API: a client made for Kolada must not notice the difference."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

SAMPLES = json.loads(
    (Path(__file__).parents[1] / "data/kolada/v3-samples.json").read_text(encoding="utf-8")
)
SET = "oj-brottsoffer-2015"

pytestmark = pytest.mark.django_db


def get(client: Client, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"] == "application/json"
    return response.json()


def pages(client: Client, address: str) -> Iterator[Any]:
    following: str | None = address
    while following:
        page = get(client, following)
        assert page["count"] == len(page["values"])
        yield page
        parts = urlsplit(page["next_url"] or "")
        following = f"{parts.path}?{parts.query}" if page["next_url"] else None


@pytest.mark.parametrize("entity", ["kpi", "municipality", "municipality_groups"])
def test_an_object_has_the_fields_and_types_of_a_real_one(client: Client, entity: str) -> None:
    real = SAMPLES[entity][0]
    for ours in get(client, f"/v3/{entity}")["values"]:
        assert list(ours) == list(real)
        for field, value in real.items():
            if value is not None and ours[field] is not None:
                assert type(ours[field]) is type(value), field


def test_a_value_has_the_fields_and_types_of_a_real_one_and_says_that_it_is_not_deleted(
    client: Client,
) -> None:
    real = SAMPLES["data"][0]
    ours = get(client, f"/v3/data/kpi/{SET}-KUN01/year/2015")["values"][0]
    assert list(ours) == list(real)
    assert type(ours["period"]) is type(real["period"])
    assert set(ours["values"][0]) == {*real["values"][0], "isdeleted"}
    assert ours["values"][0]["gender"] == "T"
    assert ours["values"][0]["isdeleted"] is False


def test_municipalities_regions_and_the_nation_are_the_312_that_kolada_has(client: Client) -> None:
    found = {one["id"]: one for one in get(client, "/v3/municipality")["values"]}
    assert len(found) == 312
    assert sum(one["type"] == "K" for one in found.values()) == 290
    for real in SAMPLES["municipality"]:
        assert found[real["id"]]["type"] == real["type"]
    assert found["0000"] == {"id": "0000", "title": "Riket", "type": "L"}
    assert found["0980"]["type"] == "K"
    assert found["0009"]["type"] == "L"


@pytest.mark.parametrize("parameter", ["region_type", "type"])
def test_the_kind_of_municipality_can_be_chosen(client: Client, parameter: str) -> None:
    assert get(client, f"/v3/municipality?{parameter}=L")["count"] == 22
    assert get(client, f"/v3/municipality?{parameter}=K")["count"] == 290
    get(client, f"/v3/municipality?{parameter}=Q", status=422)


def test_a_group_that_kolada_has_keeps_its_id_and_members(client: Client) -> None:
    for real in SAMPLES["municipality_groups"]:
        [ours] = get(client, f"/v3/municipality_groups/{real['id']}")["values"]
        assert ours == real


def test_title_finds_a_part_of_a_title_in_any_case(client: Client) -> None:
    found = get(client, "/v3/municipality?title=HÅBO")["values"]
    assert [one["id"] for one in found] == ["0305"]
    assert get(client, "/v3/kpi?title=skyddat boende")["count"] >= 3
    assert get(client, "/v3/kpi?title=finns inte alls")["values"] == []


def test_several_ids_are_found_in_the_order_asked_and_unknown_ones_are_left_out(
    client: Client,
) -> None:
    found = get(client, "/v3/municipality/1480,9999,0180/")["values"]
    assert [one["title"] for one in found] == ["Göteborg", "Stockholm"]


@pytest.mark.parametrize(
    "address",
    [
        "/v3/kpi/N99999",
        "/v3/municipality/9999",
        "/v3/municipality_groups/G1",
        "/v3/ou/V1",
        "/v3/data/kpi/N99999/year/2015",
        "/v3/nothing",
        "/v3",
    ],
)
def test_what_does_not_exist_is_answered_with_404_as_json(client: Client, address: str) -> None:
    assert "Not Found" in get(client, address, status=404)["detail"]


def test_the_answers_of_the_report_are_the_values(client: Client) -> None:
    found = get(client, f"/v3/data/kpi/{SET}-KUN02/municipality/1281,1284,2482/year/2015")
    assert {one["municipality"]: one["values"][0]["value"] for one in found["values"]} == {
        "1281": 1.0,
        "1284": 2.0,
        "2482": 1.0,
    }


def test_a_group_is_the_unweighted_mean_of_those_that_answered_and_says_how_many(
    client: Client,
) -> None:
    [one] = get(client, f"/v3/data/kpi/{SET}-KUN02/municipality/G33621/year/2015")["values"]
    assert one["values"][0]["value"] == 1.5
    assert one["values"][0]["count"] == 2


def test_a_city_district_answers_for_itself_and_not_for_its_municipality(client: Client) -> None:
    [unit] = get(client, "/v3/ou?municipality=1480")["values"]
    [one] = get(client, f"/v3/oudata/kpi/{SET}-KUN01/ou/{unit['id']}/year/2015")["values"]
    assert one["ou"] == unit["id"]
    assert one["values"][0]["value"] == 2.0
    assert get(client, f"/v3/data/kpi/{SET}-KUN01/municipality/1480/year/2015")["values"] == []


def test_a_printed_share_stands_for_the_nation_alone_and_apart_from_the_counted(
    client: Client,
) -> None:
    printed = get(client, f"/v3/data/kpi/{SET}-KUN04-andel-ja/year/2015")["values"]
    assert [(one["municipality"], one["values"][0]["value"]) for one in printed] == [("0000", 6.0)]
    counted = get(client, f"/v3/data/kpi/{SET}-KUN04/municipality/0000/year/2015")
    assert counted["values"] == []


@pytest.mark.parametrize(
    "address",
    [
        f"/v3/data/kpi/{SET}-KUN01/municipality/1281",
        "/v3/data/municipality/1281/year/2015",
        f"/v3/data/kpi/{SET}-KUN01/year/2015",
        f"/v3/data/?kpi_id={SET}-KUN01&municipality_id=1281&municipality_id=0138",
        f"/v3/data?kpi_id={SET}-KUN01&year=2015",
    ],
)
def test_any_two_of_kpi_municipality_and_year_are_enough_in_path_or_query(
    client: Client, address: str
) -> None:
    assert get(client, address)["values"]


@pytest.mark.parametrize(
    "address",
    [
        f"/v3/data/kpi/{SET}-KUN01",
        "/v3/data",
        f"/v3/data/kpi/{SET}-KUN01/year/20x5",
        f"/v3/data/kpi/{SET}-KUN01/year/2015?from_date=yesterday",
        "/v3/kpi?per_page=5001",
        "/v3/kpi?page=0",
        "/v3/kpi?page=²",
        "/v3/kpi/" + ",".join(map(str, range(1001))),
    ],
)
def test_a_question_that_cannot_be_understood_is_answered_with_what_is_wrong(
    client: Client, address: str
) -> None:
    assert get(client, address, status=422)["detail"]


def test_pages_follow_each_other_and_together_hold_everything_once(client: Client) -> None:
    found = list(pages(client, "/v3/municipality?per_page=100&region_type=K"))
    assert [page["count"] for page in found] == [100, 100, 90]
    assert found[0]["previous_url"] is None
    assert found[1]["previous_url"].endswith("&page=1")
    assert len({one["id"] for page in found for one in page["values"]}) == 290


def test_only_what_has_changed_since_a_day_is_given(client: Client) -> None:
    address = f"/v3/data/kpi/{SET}-KUN01/year/2015"
    assert get(client, f"{address}?from_date=2015-01-01")["values"]
    assert get(client, f"{address}?from_date=2999-01-01")["values"] == []


def test_it_can_only_be_read(client: Client) -> None:
    response = client.post("/v3/kpi")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_quality_areas_are_groups_of_kpis(client: Client) -> None:
    groups = get(client, "/v3/kpi_groups")["values"]
    assert [len(group["members"]) for group in groups] == [14, 13, 25, 8]
