"""The tables of releases in the shape of PxWebAPI 2: what is asked for is what is given."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import openpyxl
import pytest
from django.test import Client

from kvinnofrid.releases import queries
from tests.open_data.released import AREAS, EMBARGOED, FIRST, SECOND, put_out, tables
from tests.releases import releasing

ROOT = "/api/v2"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _released(monkeypatch: pytest.MonkeyPatch) -> None:
    put_out(monkeypatch, EMBARGOED, SECOND, FIRST)


def get(client: Client, address: str, status: Any = 200, **parameters: Any) -> Any:
    response = client.get(f"{ROOT}{address}", parameters)
    assert response.status_code == status, response.content[:400]
    wanted = "application/json" if status == 200 else "application/problem+json"
    assert response.headers["Content-Type"] == wanted
    return response.json()


def test_settings_tell_what_a_program_needs(client: Client) -> None:
    found = get(client, "/config")
    assert found["apiVersion"] == "2.0.0"
    assert found["defaultDataFormat"] in found["dataFormats"]
    assert {one["id"] for one in found["languages"]} == {"sv", "en"}
    assert found["maxDataCells"] > 0


def test_the_list_has_the_tables_of_the_current_release(client: Client) -> None:
    found = get(client, "/tables")
    assert [one["id"] for one in found["tables"]] == [
        *("target_group", "sex", "interventions", "waiting_days", "waiting_days-quartiles"),
        *(f"change_safety-{part}" for part in ("before", "after", "change", "leavers", "mean")),
    ]
    first = found["tables"][0]
    assert first["label"] == "Målgrupp. 2023–2025"
    assert (first["firstPeriod"], first["lastPeriod"]) == ("2023", "2025")
    assert first["updated"] == "2026-04-01T08:00:00Z"
    assert first["variableNames"] == ["område", "målgrupp", "tabellinnehåll", "år"]
    assert {one["rel"] for one in first["links"]} >= {"self", "metadata", "data", "canonical"}
    assert found["page"]["totalElements"] == 10


def test_earlier_releases_are_there_for_who_asks(client: Client) -> None:
    found = get(client, "/tables", includeDiscontinued="true", query="kön", lang="sv")["tables"]
    assert [(one["id"], one["discontinued"]) for one in found] == [
        ("sex", False),
        ("r1-sex", True),
    ]


def test_the_list_comes_in_pages(client: Client) -> None:
    found = get(client, "/tables", pageSize="3", pageNumber="2")
    assert len(found["tables"]) == 3
    assert found["page"]["totalPages"] == 4
    assert {one["rel"] for one in found["page"]["links"]} == {
        *("self", "first", "last", "next", "prev"),
    }
    assert get(client, "/tables", 404, pageNumber="9")["title"] == "Non-existent page"


def test_what_is_under_embargo_is_not_there(client: Client) -> None:
    before = get(client, "/tables/r99-sex", 404)
    embargoed = get(client, "/tables/r3-sex", 404)
    assert before["detail"].replace("99", "3") == embargoed["detail"]
    assert get(client, "/tables/sex/data", ContentsCode="x")["value"]
    listed = get(client, "/tables", includeDiscontinued="true")["tables"]
    assert not [one for one in listed if one["id"].startswith("r3-")]


def test_a_standing_address_is_the_same_figures_for_ever(client: Client) -> None:
    standing = get(client, "/tables/r1-sex/data")
    assert standing["value"] != get(client, "/tables/sex/data")["value"]
    assert standing["href"].endswith("/api/v2/tables/r1-sex/data?lang=sv")
    assert "Ersatt av utgåva 2. Två enheter saknades." in standing["note"]
    assert get(client, "/tables/r2-sex/data")["value"] == get(client, "/tables/sex/data")["value"]


def test_the_description_has_every_value_and_no_figure(client: Client) -> None:
    found = get(client, "/tables/interventions/metadata", lang="en")
    assert found["value"] == []
    assert found["id"] == ["Region", "interventions", "answer", "ContentsCode", "Tid"]
    region = found["dimension"]["Region"]
    assert list(region["category"]["index"]) == list(AREAS)
    assert region["category"]["label"]["00"] == "The nation"
    assert [one["id"] for one in region["extension"]["codelists"]] == [
        *("vs_nation", "vs_counties", "vs_municipalities", "vs_together"),
    ]
    assert found["extension"]["px"]["tableid"] == "interventions"


def test_a_description_narrowed_has_what_is_left(client: Client) -> None:
    narrowed = get(client, "/tables/sex/metadata", **{"codelist[Region]": "vs_counties"})
    assert list(narrowed["dimension"]["Region"]["category"]["index"]) == ["01", "03"]
    first = get(client, "/tables/sex/metadata", defaultSelection="true")
    assert list(first["dimension"]["Region"]["category"]["index"]) == ["00", "01", "03"]


def test_figures_are_those_of_the_table_and_hidden_ones_are_marked(client: Client) -> None:
    found = get(
        client,
        "/tables/sex/data",
        **{
            "valuecodes[Region]": "*",
            "valuecodes[sex]": "*",
            "valuecodes[ContentsCode]": "count",
            "valueCodes[tid]": "2024",
        },
    )
    table = tables(2)["sex", ""]
    cells = [(area, sex) for area in AREAS for sex in table.classes]
    truth = [table.cell(area=area, year="2024", class_=sex) for area, sex in cells]
    assert found["value"] == truth
    hidden = {str(n) for n, value in enumerate(truth) if value is None}
    assert hidden
    assert found["status"] == dict.fromkeys(hidden, "..")


def test_what_is_posted_is_answered_alike(client: Client) -> None:
    question = {
        "selection": [
            {"variableCode": "Region", "codelist": "vs_counties", "valueCodes": ["*"]},
            {"variableCode": "sex", "valueCodes": ["woman"]},
            {"variableCode": "ContentsCode", "valueCodes": ["count", "share"]},
            {"variableCode": "Tid", "valueCodes": ["top(2)"]},
        ]
    }
    posted = client.post(
        f"{ROOT}/tables/sex/data", json.dumps(question), content_type="application/json"
    )
    asked = get(
        client,
        "/tables/sex/data",
        **{
            "valuecodes[Region]": "01,03",
            "valuecodes[sex]": "woman",
            "valuecodes[ContentsCode]": "count,share",
            "valuecodes[Tid]": "from(2024)",
        },
    )
    assert posted.json() == asked
    assert asked["size"] == [2, 1, 2, 2]


def test_nothing_chosen_gives_what_is_shown_first(client: Client) -> None:
    selection = get(client, "/tables/sex/defaultselection")
    chosen = {one["variableCode"]: one["valueCodes"] for one in selection["selection"]}
    assert chosen["Region"] == ["00", "01", "03"]
    assert get(client, "/tables/sex/data")["size"] == [len(codes) for codes in chosen.values()]
    empty = client.post(f"{ROOT}/tables/sex/data", "{}", content_type="application/json")
    assert empty.json() == get(client, "/tables/sex/data")


def test_a_sheet_has_what_was_asked_for_where_it_was_asked_for(client: Client) -> None:
    asked = {
        "valuecodes[sex]": "woman",
        "valuecodes[ContentsCode]": "count",
        "valuecodes[Tid]": "*",
        "outputFormat": "csv",
        "outputFormatParams": "UseCodes,SeparatorSemicolon,IncludeTitle",
        "heading": "Tid",
    }
    response = client.get(f"{ROOT}/tables/sex/data", asked)
    lines = response.content.decode().split("\r\n")
    counts = [
        tables(2)["sex", ""].cell(area="00", year=str(y), class_="woman")
        for y in (2023, 2024, 2025)
    ]
    shown = [".." if count is None else str(count) for count in counts]
    assert lines[0].startswith('"Kön efter område')
    assert lines[2] == '"område";"kön";"tabellinnehåll";"2023";"2024";"2025"'
    assert lines[3].replace('".."', "..") == ";".join(['"00"', '"woman"', '"count"', *shown])
    assert 'filename="r2-sex.csv"' in response.headers["Content-Disposition"]


def test_a_workbook_says_what_it_holds(client: Client) -> None:
    asked = {"outputFormat": "xlsx", "outputFormatParams": "UseCodesAndTexts"}
    response = client.get(f"{ROOT}/tables/sex/data", asked)
    book = openpyxl.load_workbook(io.BytesIO(response.content), read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[1][:2] == ("00 Riket", "woman Kvinna")
    assert ".." in {cell for row in rows for cell in row}
    assert "Kvinnofrid" in {row[1] for row in book.worksheets[1].iter_rows(values_only=True)}


def test_parquet_has_numbers_and_nothing_where_a_figure_is_hidden(
    client: Client, tmp_path: Any
) -> None:
    response = client.get(f"{ROOT}/tables/sex/data", {"outputFormat": "parquet"})
    file = tmp_path / "t.parquet"
    file.write_bytes(response.content)
    with duckdb.connect() as database:
        rows = database.execute(
            'SELECT Region, sex, Tid, "count", share, Region_label FROM read_parquet($file)',
            {"file": str(file)},
        ).fetchall()
        kinds = {row[0]: row[1] for row in database.execute(f"DESCRIBE FROM '{file}'").fetchall()}
    assert kinds["count"] == "BIGINT"
    assert kinds["share"] == "DOUBLE"
    table = tables(2)["sex", ""]
    assert len(rows) == 3 * 4 * 3
    for area, sex, year, count, _share, label in rows:
        assert count == table.cell(area=area, year=year, class_=sex)
        assert label


def test_a_code_list_names_areas(client: Client, shipped_data: None) -> None:
    found = get(client, "/codelists/vs_municipalities")
    assert {"code": "0180", "label": "Stockholm", "valueMap": ["0180"]} in found["values"]
    together = get(client, "/codelists/vs_together", lang="en")["values"]
    assert together[0]["label"] == "Stockholms län, the others together"


def test_who_has_the_answer_is_sent_nothing(client: Client) -> None:
    first = client.get(f"{ROOT}/tables/sex/data")
    again = client.get(f"{ROOT}/tables/sex/data", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{ROOT}/tables/r1-sex/data")
    assert other.headers["ETag"] != first.headers["ETag"]
    for response in (first, again):
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies


WHOLE = {
    "valuecodes[Region]": "*",
    "valuecodes[sex]": "*",
    "valuecodes[ContentsCode]": "*",
    "valuecodes[Tid]": "*",
}


@pytest.mark.parametrize(
    ("address", "parameters", "status", "title"),
    [
        ("/tables/nothing", {}, 404, "Non-existent table"),
        ("/tables/sex-before/metadata", {}, 404, "Non-existent table"),
        ("/tables/r0-sex/data", {}, 404, "Non-existent table"),
        (
            "/tables/sex/data",
            {"valuecodes[Sex]": "*"},
            400,
            "Missing selection for mandatory variable",
        ),
        ("/tables/sex/data", {"valuecodes[färg]": "*"}, 400, "Non-existent variable"),
        ("/tables/sex/data", WHOLE | {"valuecodes[Region]": "9999"}, 400, "Non-existent value"),
        ("/tables/sex/data", WHOLE | {"valuecodes[Region]": "99*"}, 400, "Non-existent value"),
        (
            "/tables/sex/data",
            WHOLE | {"valuecodes[Tid]": "top(0)"},
            400,
            "Illegal selection expression",
        ),
        ("/tables/sex/data", WHOLE | {"codelist[Region]": "agg_x"}, 400, "Non-existent codelist"),
        ("/tables/sex/data", WHOLE | {"outputFormat": "px"}, 400, "Unsupported output format"),
        (
            "/tables/sex/data",
            WHOLE | {"outputFormatParams": "UseCodes,UseTexts"},
            400,
            "Unsupported output format",
        ),
        ("/tables/sex/data", WHOLE | {"heading": "Tid", "stub": "sex"}, 400, "Illegal placement"),
        ("/tables/sex/data", {"valuecodes": "01"}, 400, "Parameter error"),
        ("/tables", {"lang": "no"}, 400, "Unsupported language"),
        ("/tables", {"pageSize": "0"}, 400, "Parameter error"),
        ("/tables", {"includeDiscontinued": "maybe"}, 400, "Parameter error"),
        ("/codelists/agg_region", {}, 404, "Non-existent codelist"),
        ("/savedqueries/1", {}, 404, "Not found"),
        ("/nothing", {}, 404, "Not found"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_why(
    client: Client, address: str, parameters: dict[str, str], status: int, title: str
) -> None:
    found = get(client, address, status, **parameters)
    assert (found["title"], found["status"]) == (title, status)
    assert len(found["detail"]) > 10


@pytest.mark.parametrize("body", ["", "{", '{"selection": 3}', "[" * 5000])
def test_a_body_that_cannot_be_read_is_told_so(client: Client, body: str) -> None:
    response = client.post(f"{ROOT}/tables/sex/data", body, content_type="application/json")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_fault_is_told_in_the_language_asked_for(client: Client) -> None:
    swedish = get(client, "/tables/nothing", 404)["detail"]
    assert swedish != get(client, "/tables/nothing", 404, lang="en")["detail"]


def test_without_a_release_there_is_an_empty_list(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_out(monkeypatch, EMBARGOED)
    assert get(client, "/tables")["tables"] == []
    assert get(client, "/tables/sex", 404)["title"] == "Non-existent table"
    assert get(client, "/codelists/vs_nation", 404)["title"] == "Non-existent codelist"


def test_the_description_of_the_interface_names_every_address(client: Client) -> None:
    described = get(client, "/openapi.json")
    assert set(described["paths"]) == {
        *("/api/v2/config", "/api/v2/tables", "/api/v2/tables/{id}", "/api/v2/codelists/{id}"),
        *(f"/api/v2/tables/{{id}}/{end}" for end in ("metadata", "defaultselection", "data")),
    }
    assert set(described["paths"]["/api/v2/tables/{id}/data"]) == {"get", "post"}


def test_a_release_as_it_is_stored_is_told_of(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    queries.forget()
    made = releasing.approved()
    found = get(client, f"/tables/r{made.number}-target_group/data", lang="en")
    whole = releasing.table()
    assert found["value"][0] == whole.cell(area="00", year="2024", class_="victim_survivor")
    releasing.approved(publish_at=datetime.now(tz=UTC) + timedelta(days=1))
    assert get(client, f"/tables/r{(made.number or 0) + 1}-target_group", 404)
    assert [one["id"] for one in get(client, "/tables")["tables"]] == ["target_group"]
    queries.forget()


def test_link_checkers_and_pages_of_other_sites_are_answered(client: Client) -> None:
    for address in ("/tables", "/tables/sex", "/tables/sex/data", "/config"):
        response = client.head(f"{ROOT}{address}")
        assert (response.status_code, response.content) == (200, b"")
    assert client.get(ROOT, follow=True).json()["apiVersion"]
    asked = client.options(f"{ROOT}/tables/sex/data")
    assert asked.status_code == 204
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert asked.headers["Access-Control-Allow-Origin"] == "*"


def test_a_release_that_is_not_as_it_was_signed_is_not_given_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(number: int) -> None:
        raise queries.BrokenReleaseError(f"Utgåva {number}")

    monkeypatch.setattr(queries, "tables", changed)
    assert get(client, "/tables/sex/data", 503)["title"] == "Release not whole"
    for address in ("/data/sv/sex.csv", "/datasets/dcat", "/v3/kpi"):
        assert client.get(address).status_code == 503
