"""The pages that everybody reads, and their files: whole, marked, and nothing hidden in them."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from django.test import Client

from kvinnofrid.audit.operations import Seal
from kvinnofrid.engine.tables import DisclosedTable
from kvinnofrid.releases.queries import published
from kvinnofrid.releases.rules import TableName
from tests.releases.releasing import NOW, approved, every_table, table

pytestmark = pytest.mark.django_db
HIDDEN = {("0380", 2025): [None, None, 3, 40]}
AT = "/statistik/"


def hidden_one() -> dict[TableName, DisclosedTable]:
    """A release with two hidden figures."""
    return {("target_group", ""): table(counts=HIDDEN)}


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_without_any_release_the_page_says_so(client: Client) -> None:
    assert "Ingen utgåva är publicerad ännu" in read(client, AT)
    assert client.get(f"{AT}1/").status_code == 404


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_of_a_release_is_there(client: Client, language: str) -> None:
    tables = every_table()
    approved(tables, synthetic=True)
    for address in (AT, f"{AT}1/", *(f"{AT}1/{code}/" for code in {name for name, _ in tables})):
        page = read(client, language + address)
        assert ("Påhittade uppgifter" if not language else "Made-up data") in page, address
    assert "Grums" not in read(client, f"{AT}1/target_group/")
    assert "Håbo" in read(client, f"{AT}1/target_group/?lan=03")


def test_an_embargoed_release_is_not_there_at_all(client: Client) -> None:
    approved(publish_at=NOW + timedelta(days=20_000))
    for address in ("", "target_group/", "target_group.csv", "allt.zip", "underskrift.json"):
        assert client.get(f"{AT}1/{address}").status_code == 404, address
    assert "Ingen utgåva" in read(client, AT)


def test_hidden_figures_have_one_mark_and_are_in_no_file(client: Client) -> None:
    approved(hidden_one())
    page = read(client, f"{AT}1/target_group/?lan=03")
    assert page.count('class="rl-hidden"') == 3
    assert "2 tal är dolda" in page
    lines = list(csv.DictReader(
        io.StringIO(read(client, f"{AT}1/target_group.csv").removeprefix("\ufeff")), delimiter=";"
    ))  # fmt: skip
    here = [one for one in lines if (one["area"], one["year"]) == ("0380", "2025")]
    assert [(one["class"], one["value"], one["status"]) for one in here] == [
        ("", "", "hidden"),
        ("victim_survivor", "", "hidden"),
        ("child", "", "hidden"),
        ("perpetrator", "3", "shown"),
        ("unknown", "40", "shown"),
    ]
    said = json.loads(read(client, f"{AT}1/target_group.json"))
    assert said["class"] == "dataset"
    assert ".." in said["status"].values()
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{AT}1/target_group.xlsx").content), read_only=True
    )
    cells = [cell for row in book.worksheets[0].values for cell in row]
    assert cells.count("..") == 3


def test_parquet_holds_the_same_as_csv(client: Client, tmp_path: Path) -> None:
    approved(hidden_one())
    path = tmp_path / "one.parquet"
    path.write_bytes(client.get(f"{AT}1/allt.parquet").content)
    with duckdb.connect() as database:
        found = database.execute(
            f"SELECT count(*), count(value), sum(value) FROM '{path}'"
        ).fetchone()
    text = read(client, f"{AT}1/target_group.csv").removeprefix("\ufeff")
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    values = [int(one["value"]) for one in lines if one["value"]]
    assert found == (len(lines), len(values), sum(values))


def test_the_columns_of_parquet_are_of_the_types_that_the_dictionary_says(
    client: Client, tmp_path: Path
) -> None:
    approved(hidden_one())
    text = read(client, f"{AT}1/ordlista.csv").removeprefix("\ufeff")
    lines = csv.DictReader(io.StringIO(text), delimiter=";")
    said = {one["code"]: one["type"] for one in lines if one["what"] == "column"}
    assert (said["year"], said["release"]) == ("SMALLINT", "INTEGER")
    for name in ("allt", "target_group"):
        path = tmp_path / f"{name}.parquet"
        path.write_bytes(client.get(f"{AT}1/{name}.parquet").content)
        with duckdb.connect() as database:
            file = database.read_parquet(str(path))
            types = [str(one) for one in file.types]
            assert dict(zip(file.columns, types, strict=True)) == said, name


def test_the_whole_can_be_checked_by_whoever_has_it(client: Client) -> None:
    approved(hidden_one())
    answer = client.get(f"{AT}1/allt.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        signed: dict[str, Any] = json.loads(packed.read("underskrift.json"))
        import hashlib

        content = packed.read("tabeller/target_group.json")
        assert hashlib.sha256(content).hexdigest() == signed["signed"]["tables"]["target_group"]
    assert {"siffror.csv", "ordlista.csv", "json-stat/target_group.json"} <= set(names)
    assert Seal(signed["signature"], signed["public_key"]).holds(signed["message"].encode())
    assert signed["digest"] == published(NOW)[0].digest
    assert "victim_survivor" in read(client, f"{AT}1/ordlista.csv")


def test_a_superseded_release_says_so_on_every_page(client: Client) -> None:
    first = approved()
    approved(supersedes=first, reason="Ett län saknades.", publish_at=NOW)
    for address in (f"{AT}1/", f"{AT}1/target_group/"):
        page = read(client, address)
        assert "Ersatt" in page
        assert f'href="{AT}2/"' in page
    assert "Ett län saknades." in read(client, f"{AT}1/")
    assert "Ett län saknades." in read(client, f"{AT}2/")


def test_a_kept_page_is_made_anew_when_its_release_is_superseded(client: Client) -> None:
    first = approved()
    assert "Ersatt" not in read(client, f"{AT}1/")
    approved(supersedes=first, reason="Ett län saknades.", publish_at=NOW)
    assert "Ersatt" in read(client, f"{AT}1/")


def test_what_is_not_in_a_release_is_not_there(client: Client) -> None:
    approved()
    for address in ("way_in/", "nothing/", "way_in.csv", "target_group.pdf", "allt.csv"):
        assert client.get(f"{AT}1/{address}").status_code == 404, address
    assert client.get(f"{AT}1/target_group/?ar=1999&lan=77&x=1").status_code == 200
