"""The pages of places: what they say, where old and wrong addresses lead, and their files."""

import csv
import io
import json
import re
from datetime import date

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from kvinnofrid.organisations import operations, queries
from kvinnofrid.organisations.models import Kind, Population
from kvinnofrid.organisations.queries import Place

pytestmark = pytest.mark.django_db

BEFORE = date(2020, 1, 1)


def municipality(code: str) -> Place:
    return queries.organisation_by_code(Kind.MUNICIPALITY, code, on=BEFORE)


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    assert not response.cookies
    return response.content.decode()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/omraden/", ["Värmlands län", "2473307", "SKR:s kommungrupper 2017", "Välj ett län"]),
        ("/omraden/kommun/", ["Upplands Väsby", "Övertorneå", "/omraden/kommuner.xlsx"]),
        ("/omraden/lan/", ["Gotlands län"]),
        ("/omraden/region/", ["Västra Götalandsregionen"]),
        ("/omraden/lansstyrelse/", ["Länsstyrelsen i Dalarnas län"]),
        ("/omraden/stadsdel/", ["Angered", "mars 2017", "Malmö kommun"]),
        ("/omraden/nationellt/", ["NCK"]),
        ("/omraden/kommun/0305-habo/", ["Håbo kommun", "22973", "+14,7", "Uppsala län", "1950"]),
        ("/omraden/kommun/1480-goteborg/", ["Angered", "2020-12-31"]),
        ("/omraden/lan/17-varmlands-lan/", ["SE311", "Karlstad", "Region Värmland", "283384"]),
        ("/omraden/region/0017-region-varmland/", ["Landstinget Värmland", "omkring 2019-01-01"]),
        ("/omraden/lansstyrelse/17-lansstyrelsen-i-varmlands-lan/", ["Länsstyrelsen Värmland"]),
        ("/omraden/stadsdel/1280-norr/", ["Stadsområde i Malmö kommun", "2017-03-31"]),
        (
            "/omraden/stadsdel/1480-angered/",
            ["Angered upphörde 2020-12-31", "listad från 2015-01-01", "fler, 2019"],
        ),
        ("/omraden/nationellt/nck/", ["Nationellt centrum för kvinnofrid"]),
        ("/omraden/riket/0000-riket/", ["10587710", "Gotlands län", "indelningen 2020-01-01"]),
        ("/omraden/grupp/skr-2017/A1-storstader/", ["Malmö", "minst 200", "1970211"]),
        (
            "/omraden/grupp/storleksklass-2018/5-200-000-invanare-eller-fler/",
            ["Uppsala", "Storleksklasser 2018"],
        ),
        ("/en/omraden/kommun/0305-habo/", ["Municipality in Uppsala län", "Nearest in the same"]),
        ("/en/omraden/lan/17-varmlands-lan/", ["Municipalities in the county", "283,384"]),
        ("/en/omraden/sok/?q=Habo", ["Did you also mean", "1 result for “Habo”"]),
    ],
)
def test_a_page_says_what_it_is_for(client: Client, address: str, said: list[str]) -> None:
    html = re.sub(r"(?<=\d)[\u00a0\u202f](?=\d)", "", page(client, address))
    assert [text for text in said if text not in html] == []


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("/omraden/kommun/0305/", "/omraden/kommun/0305-habo/"),
        ("/omraden/kommun/0305-habo-kommun/", "/omraden/kommun/0305-habo/"),
        ("/en/omraden/kommun/0643-fel/", "/en/omraden/kommun/0643-habo/"),
        ("/omraden/region/0017-landstinget-varmland/", "/omraden/region/0017-region-varmland/"),
        ("/omraden/grupp/skr-2023/B3/", "/omraden/grupp/skr-2023/B3-storre-stad/"),
    ],
)
def test_another_name_in_the_address_leads_to_the_right_one(
    client: Client, address: str, right: str
) -> None:
    response = client.get(address)
    assert response.status_code == 301
    assert response["Location"] == right


def test_the_address_of_the_nation_is_found_without_its_code(client: Client) -> None:
    assert client.get("/omraden/riket/")["Location"] == "/omraden/riket/0000-riket/"


@pytest.mark.parametrize(
    ("address", "help_given"),
    [
        ("/omraden/kommun/9999-vasteras/", "Västerås"),
        ("/omraden/kommun/0306-habo/", "0643-habo"),
        ("/omraden/grupp/skr-2011/A1-storstader/", "Sök efter namnet"),
        ("/omraden/grupp/skr-2017/Z9-okand/", "Sök efter namnet"),
        ("/omraden/grupp/storleksklass-1949/5/", "Sök efter namnet"),
        ("/omraden/nationellt/finns-inte/", "Sök efter namnet"),
    ],
)
def test_an_unknown_address_helps_to_find_the_right_one(
    client: Client, address: str, help_given: str
) -> None:
    html = page(client, address, 404)
    assert "Sidan finns inte" in html
    assert help_given in html


def test_an_old_code_leads_to_the_new_one_and_history_tells(client: Client) -> None:
    heby = municipality("0331")
    vastmanland = queries.organisation_by_code(Kind.COUNTY, "19", on=BEFORE)
    operations.change_county(
        organisation=heby.id, county=vastmanland.id, code="1990", on=date(2022, 1, 1), by="A"
    )
    response = client.get("/omraden/kommun/0331-heby/")
    assert (response.status_code, response["Location"]) == (301, "/omraden/kommun/1990-heby/")
    html = page(client, "/omraden/kommun/1990-heby/")
    assert "Heby kommun, 0331, Uppsala län" in html
    assert "Heby kommun, 1990, Västmanlands län" in html
    assert "2021-12-31" in html


def test_a_merged_municipality_keeps_its_page_and_names_its_successor(client: Client) -> None:
    new = operations.merge(
        organisations=[municipality("0305").id, municipality("0330").id],
        code="0390",
        name="Mälarbygd",
        full_name="Mälarbygds kommun",
        on=date(2022, 1, 1),
        by="A",
    )
    html = page(client, "/omraden/kommun/0305-habo/")
    assert "Håbo upphörde 2021-12-31" in html
    assert "/omraden/kommun/0390-malarbygd/" in html
    assert "Efterträddes av Mälarbygd (sammanläggning)" in html
    html = page(client, "/omraden/kommun/0390-malarbygd/")
    assert "Efterträdde Håbo (sammanläggning)" in html
    assert "Folkmängd i" not in html
    operations.record_population(figures={new: 45_000}, year=2024, source="Påhittad")
    assert "Påhittad" in page(client, "/omraden/kommun/0390-malarbygd/")
    assert "upphörd" in page(client, "/omraden/sok/?q=håbo")
    assert "Mälarbygd" in page(client, "/omraden/lan/03-uppsala-lan/")


def test_a_county_that_the_map_lacks_has_a_page_without_one(client: Client) -> None:
    gotland = queries.organisation_by_code(Kind.COUNTY, "09", on=BEFORE)
    operations.change_code(organisation=gotland.id, code="99", on=date(2022, 1, 1), by="A")
    assert 'id="karta"' not in page(client, "/omraden/lan/99-gotlands-lan/")
    assert 'id="karta"' in page(client, "/omraden/lan/19-vastmanlands-lan/")


def test_search_lists_what_is_written_first_and_suggests_apart(client: Client) -> None:
    html = page(client, "/omraden/sok/?q=Habo")
    hits, suggestions = html.split("Menade du även")
    assert "/omraden/kommun/0643-habo/" in hits
    assert "/omraden/kommun/0305-habo/" not in hits
    assert "/omraden/kommun/0305-habo/" in suggestions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Habo och Håbo är olika"),
        ("qqqq", "Kontrollera stavningen"),
        ("goteborg", "Ingen träff på ”goteborg”"),
        ("s", "Fler än så passar"),
        ("göteborgs stad", "funnen som Göteborgs stad"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_search_says_how_it_went(client: Client, text: str, said: str) -> None:
    response = client.get("/omraden/sok/", {"q": text})
    assert said in response.content.decode()


def test_the_list_of_municipalities_is_the_same_in_all_files(client: Client) -> None:
    plain = client.get("/omraden/kommuner.csv")
    rows = list(csv.DictReader(io.StringIO(plain.content.decode("utf-8"))))
    told = json.loads(client.get("/omraden/kommuner.json").content)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/omraden/kommuner.xlsx").content))
    sheet = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert len(rows) == len(told["municipalities"]) == len(sheet) - 1 == 290
    assert "SCB" in told["source"]
    habo = {row["code"]: row for row in rows}["0305"]
    assert habo["name"] == "Håbo"
    assert habo["population_2024"] == "22973"
    assert [row["code"] for row in rows] == [row[0] for row in sheet[1:]]
    assert rows[0] == {k: str(v) for k, v in told["municipalities"][0].items()}
    assert plain["Content-Disposition"] == 'attachment; filename="kommuner.csv"'


def test_a_kind_of_file_that_is_not_offered_is_not_found(client: Client) -> None:
    assert client.get("/omraden/kommuner.exe").status_code == 404


def test_domains_above_add_panels_to_a_place(client: Client, settings: Settings) -> None:
    settings.PLACE_PANELS = ["tests.organisations.panels.of_habo"]
    assert "<h2>Panel om Håbo " in page(client, "/omraden/kommun/0305-habo/")
    assert "Panel om" not in page(client, "/omraden/kommun/0643-habo/")


def test_pages_answer_without_any_data(client: Client) -> None:
    Population.objects.all().delete()
    operations.record_population(figures={}, year=2030, source="")
    for address in ("/omraden/", "/omraden/kommun/", "/omraden/kommun/0305-habo/"):
        page(client, address)
    assert "uppgift saknas" in page(client, "/omraden/kommun/")


def test_a_page_of_a_place_asks_the_database_little(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(client, "/omraden/lan/14-vastra-gotalands-lan/")
    with django_assert_max_num_queries(40):
        page(client, "/omraden/lan/14-vastra-gotalands-lan/")
    with django_assert_max_num_queries(40):
        page(client, "/omraden/kommun/")


@pytest.mark.parametrize(
    "address",
    [
        "/omraden/karta",
        "/omraden/kommun/0305-habo/karta",
        "/omraden/kommun/0305-habo/folkmangd",
        "/en/omraden/lan/17-varmlands-lan/karta",
        "/omraden/grupp/skr-2023/A1-storstader/karta",
    ],
)
def test_every_picture_can_be_had_as_a_file_that_stands_alone(client: Client, address: str) -> None:
    drawn = client.get(f"{address}.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert b"SCB" in drawn.content, "the source is drawn in"
    assert client.get(f"{address}.png").content.startswith(b"\x89PNG")
    assert "attachment" in drawn["Content-Disposition"]


@pytest.mark.parametrize(
    "address",
    ["/omraden/kommun/0305-habo/annat.svg", "/omraden/kommun/9999-x/karta.svg", "/omraden/x.png"],
)
def test_a_picture_that_is_not_there_is_missing(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_page_leads_to_its_pictures_as_files(client: Client) -> None:
    assert 'href="folkmangd.svg"' in page(client, "/omraden/kommun/0305-habo/")
