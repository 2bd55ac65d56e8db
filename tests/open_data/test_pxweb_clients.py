"""Programs that others wrote for PxWebAPI 2 read from here when only their address is changed."""

import warnings

import pytest
from pytest_django.live_server_helper import LiveServer

from kvinnofrid.engine.jsonstat import Absent
from tests.open_data.released import AREAS, EMBARGOED, FIRST, SECOND, YEARS, put_out, tables

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the clients' own imports warn of is not ours
    import pxstatspy
    from jsonstat_validator import validate_jsonstat
    from pxweb import PxApi

HIDDEN = Absent.HIDDEN.value


@pytest.fixture
def address(shipped_data: None, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    put_out(monkeypatch, EMBARGOED, SECOND, FIRST)
    return f"{live_server.url}/api/v2"


def test_clients_find_describe_fetch_and_tabulate(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _pxwebpy(address)
    _pxstatspy(address)
    capsys.readouterr()


def _pxwebpy(address: str) -> None:
    api = PxApi(address, language="sv", max_workers=1)
    assert api.number_of_tables == 10
    assert [one["id"] for one in api.search(query="kön")["tables"]] == ["sex"]
    assert api.tables_on_path("change")[0]["id"] == "change_safety-before"
    assert api.get_table_variables("sex")["Region"]["category"]["label"]["0180"] == "Stockholm"
    assert api.get_code_list("vs_counties")["values"][0]["label"] == "Stockholms län"
    rows = api.get_table_data(
        "sex",
        value_codes={"Region": "01*", "sex": ["woman"], "ContentsCode": "count", "Tid": YEARS[-1]},
        show="code",
    )
    table = tables(2)["sex", ""]
    told = {row["område"]: row["value"] for row in rows}
    assert told == {
        area: table.cell(area=area, year=YEARS[-1], class_="woman")
        for area in AREAS
        if area.startswith("01")
    }
    api._client.configuration["maxDataCells"] = 40
    whole = api.get_table_data_all("sex")
    assert len(whole) == len(AREAS) * 4 * 6 * len(YEARS)
    for one in api.all_tables():
        validate_jsonstat(api._client.call(f"/tables/{one['id']}/data"))


def _pxstatspy(address: str) -> None:
    api = pxstatspy.PxAPI(pxstatspy.PxAPIConfig(base_url=address, language="en"))
    found = api.find_tables(query="gender", display=False)
    assert [one["id"] for one in found["tables"]] == ["sex"]
    frame = api.get_data_as_dataframe(
        "sex",
        value_codes={
            "Region": ["0180"],
            "sex": ["*"],
            "ContentsCode": ["*"],
            "Tid": ["RANGE(2024,2025)"],
        },
    )
    assert len(frame) == 4 * 2
    table = tables(2)["sex", ""]
    woman = frame[(frame["gender"] == "Woman") & (frame["year"] == "2024")]
    assert woman["Number"].tolist() == [table.cell(area="0180", year="2024", class_="woman")]
    text = api.get_table_data("sex", output_format=pxstatspy.OutputFormat.CSV)
    assert isinstance(text, str)
    assert text.startswith('"area"')
    assert HIDDEN in text
    with pytest.raises(pxstatspy.pxapi.PxAPIError, match="no table 'nothing'"):
        api.get_table_data("nothing")
