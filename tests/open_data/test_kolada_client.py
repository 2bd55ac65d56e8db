"""A client that others wrote for Kolada reads from here when only its address is changed."""

import warnings

import pytest
from pytest_django.live_server_helper import LiveServer

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the client's own imports warn of is not ours
    from koladapy import KoladaAPI

SET = "oj-brottsoffer-2015"


@pytest.fixture
def kolada(shipped_data: None, live_server: LiveServer) -> KoladaAPI:
    return KoladaAPI(base_url=f"{live_server.url}/v3/", max_requests_per_second=1000)


def test_the_client_finds_fetches_and_tabulates(kolada: KoladaAPI) -> None:
    kpis = kolada.search_kpis("standardiserad bedömningsmetod")
    assert kpis[0]["id"] == f"{SET}-KUN01"
    assert len(kolada.get_municipalities()) == 312
    assert kolada.get_municipality("1281")["title"] == "Lund"
    assert len(kolada.get_municipality_group("G33620")["members"]) == 5
    values = kolada.get_values(kpi_id=f"{SET}-KUN02", municipality_id=["1281", "1284"], years=2015)
    assert [one["values"][0]["value"] for one in values] == [1.0, 2.0]
    table = kolada.get_data_as_dataframe(
        kpi_id=[f"{SET}-KUN01"], years=[2015], include_metadata=True
    )
    assert {"Lund", "Tyresö"} <= set(table["municipality_title"])
    unit = kolada.get_organizational_units(municipality="1480")[0]
    assert kolada.get_values(kpi_id=f"{SET}-KUN01", ou_id=unit["id"])[0]["ou"] == unit["id"]
