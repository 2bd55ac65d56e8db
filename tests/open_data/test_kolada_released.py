"""Released figures as Kolada has figures: shares and numbers of classes, hidden ones private."""

from typing import Any

import pytest
from django.test import Client

from tests.open_data.released import EMBARGOED, FIRST, SECOND, put_out, tables

SET = "unit-results-2026-1"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _released(monkeypatch: pytest.MonkeyPatch) -> None:
    put_out(monkeypatch, EMBARGOED, SECOND, FIRST)


def get(client: Client, address: str) -> Any:
    response = client.get(f"/v3/{address}")
    assert response.status_code == 200, response.content[:300]
    return response.json()["values"]


def test_a_class_is_a_kpi_as_a_share_and_as_a_number(client: Client) -> None:
    found = {one["id"]: one for one in get(client, "kpi?title=kön")}
    share, number = found[f"{SET}-sex-woman"], found[f"{SET}-sex-woman-antal"]
    assert (share["title"], number["title"]) == (
        "Kön: Kvinna, andel (%)",
        "Kön: Kvinna, antal",
    )
    assert share["description"].startswith("Påhittade uppgifter. ")
    assert share["publication_date"] == "2026-04-01"
    groups = {one["id"]: one for one in get(client, "kpi_groups")}
    members = groups[f"G2KPI-{SET}-change_safety"]["members"]
    assert f"{SET}-change_safety-change-better" in {one["member_id"] for one in members}


def test_values_are_those_of_the_current_release(client: Client) -> None:
    id_ = f"{SET}-sex-woman-antal"
    found = get(client, f"data/kpi/{id_}/year/2024")
    table = tables(2)["sex", ""]
    assert [one["municipality"] for one in found] == [
        *("0000", "0001", "0003", "0114", "0180", "0305", "0380"),
    ]
    areas = {"0000": "00", "0001": "01", "0003": "03"}
    for one in found:
        area = areas.get(one["municipality"], one["municipality"])
        count = table.cell(area=area, year="2024", class_="woman")
        value = one["values"][0]
        assert value["value"] == count
        assert (value["status"], value["count"]) == (("Private", 0) if count is None else ("", 1))


def test_hidden_is_private_and_never_missing(client: Client) -> None:
    found = get(client, "data/municipality/0180/year/2023,2024,2025?per_page=5000")
    states = {one["values"][0]["status"] for one in found}
    assert "Private" in states
    assert all(
        (one["values"][0]["value"] is None) == bool(one["values"][0]["status"]) for one in found
    )


def test_a_choice_is_the_share_of_yes(client: Client) -> None:
    id_ = f"{SET}-interventions-talks"
    value = get(client, f"data/kpi/{id_}/municipality/0000/year/2025")[0]["values"][0]["value"]
    row = tables(2)["interventions", "talks"].row("00", "2025")
    total = tables(2)["interventions", "talks"].total("00", "2025")
    assert row["yes"] is not None
    assert total
    assert value == round(100 * row["yes"] / total, 1)


def test_only_what_is_new_is_given_to_who_asks_for_it(client: Client) -> None:
    address = f"data/kpi/{SET}-sex-woman/municipality/0180?from_date="
    assert len(get(client, f"{address}2026-04-01")) == 3
    assert get(client, f"{address}2026-04-02") == []


def test_city_districts_have_none(client: Client) -> None:
    assert client.get(f"/v3/oudata/kpi/{SET}-sex-woman/year/2025").status_code == 404


def test_what_is_under_embargo_is_not_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_out(monkeypatch, EMBARGOED)
    assert client.get(f"/v3/kpi/{SET}-sex-woman").status_code == 404
