"""The pages of the round of 2015 say what counting its answers gives."""

import csv
import io
import re

import pytest
from django.test import Client
from openpyxl import load_workbook

from kvinnofrid.comparisons.models import Respondent, Round
from kvinnofrid.comparisons.operations import touch

ROUND = "/jamforelser/oj-brottsoffer-2015/"
pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    """The words of a page, without markup."""
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def csv_rows(client: Client, address: str) -> list[dict[str, str]]:
    """A CSV file as Excel reads it."""
    content = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


@pytest.mark.parametrize(
    ("address", "yes"),
    [
        ("1480-askim-frolunda-hogsbo", 53),
        ("1284-hoganas", 44),
        ("1281-lund", 47),
        ("0140-nykvarn", 45),
        ("1081-ronneby", 43),
        ("2482-skelleftea", 47),
        ("1488-trollhattan", 53),
        ("0138-tyreso", 48),
    ],
)
def test_a_profile_says_the_counted_number_of_yes(client: Client, address: str, yes: int) -> None:
    assert f"{yes} ja av 60 möjliga" in text_of(client, f"{ROUND}svarande/{address}/")


def test_the_profile_of_tyreso_states_that_49_is_printed_and_48_counted(client: Client) -> None:
    said = text_of(client, f"{ROUND}svarande/0138-tyreso/")
    assert "Källan trycker 49 ja, men de tryckta svaren innehåller 48." in said


def test_who_did_not_answer_has_a_page_that_says_so(client: Client) -> None:
    said = text_of(client, f"{ROUND}svarande/0180-stockholm/")
    assert "Uppgift saknas" in said
    assert "Stockholm svarade inte i det som har publicerats här." in said
    assert "0 ja" not in said


def test_a_code_or_another_name_leads_to_the_right_address(client: Client) -> None:
    for address in ("0138", "0138-nagot"):
        moved = client.get(f"{ROUND}svarande/{address}/")
        assert moved["Location"] == f"{ROUND}svarande/0138-tyreso/"


def test_the_round_says_its_highest_and_lowest_printed_shares(client: Client) -> None:
    said = text_of(client, ROUND)
    assert "Högst andel ja: 94 %." in said
    assert "Lägst andel ja: 6 %." in said


def test_equal_numbers_of_yes_share_a_place_in_the_ranking(client: Client) -> None:
    rows = csv_rows(client, f"{ROUND}rangordning.csv")
    assert [(row["Plats"], row["Svarande"], row["Ja, räknat"]) for row in rows] == [
        ("1", "Göteborg, Askim, Frölunda, Högsbo", "53"),
        ("1", "Trollhättan", "53"),
        ("3", "Tyresö", "48"),
        ("4", "Lund", "47"),
        ("4", "Skellefteå", "47"),
        ("6", "Nykvarn", "45"),
        ("7", "Höganäs", "44"),
        ("8", "Ronneby", "43"),
    ]
    assert rows[2]["Ja, publicerat"] == "49"


def test_the_file_of_shares_has_the_printed_ones_of_all_60_questions(client: Client) -> None:
    rows = csv_rows(client, f"{ROUND.rstrip('/')}.csv")
    printed = {row["Kod"]: row["Andel ja, procent, riket"] for row in rows}
    assert len(printed) == 60
    assert printed["KUN01"] == "69,0"


def test_the_file_of_the_matrix_keeps_what_was_chosen(client: Client) -> None:
    rows = csv_rows(client, f"{ROUND}matris.csv?lan=12&ordning=ja")
    assert [row["Svarande"] for row in rows] == ["Lund", "Höganäs"]
    assert sum(rows[0][code] == "Ja" for code in rows[0]) == 47


def test_a_workbook_says_where_its_figures_come_from(client: Client) -> None:
    content = client.get(f"{ROUND}svarande/0138-tyreso.xlsx").content
    about = load_workbook(io.BytesIO(content))["Om uppgifterna"]
    said = {str(row[0]): row[1] for row in about.iter_rows(values_only=True)}
    assert said["Antal ja, räknat"] == 48
    assert said["Antal ja, publicerat"] == 49
    assert "SKL" in str(said["Källa"])


def test_pictures_are_files_of_their_own(client: Client) -> None:
    for address in ("karta.svg", "landet.svg", "svarande/0138-tyreso/profil.svg"):
        picture = client.get(f"{ROUND}{address}")
        assert picture["Content-Type"] == "image/svg+xml"
        assert b"<svg" in picture.content
    assert client.get(f"{ROUND}annat.svg").status_code == 404


def test_what_no_page_offers_is_as_if_it_had_not_been_asked(client: Client) -> None:
    evil = '"><script>alert(1)</script>'
    plain = client.get(f"{ROUND}matris/")
    asked = client.get(f"{ROUND}matris/", {"lan": evil, "evil": evil, "ordning": "nej"})
    assert asked.content == plain.content
    assert asked["ETag"] == plain["ETag"]


def test_names_from_a_file_are_escaped_in_every_page(client: Client) -> None:
    evil = "<img src=x onerror=alert(1)>&\"'"
    Respondent.objects.filter(published_yes=49).update(label=evil)
    touch(slug="oj-brottsoffer-2015")
    for address in ("", "matris/", "rangordning/", "svarande/0138-tyreso/", "indikator/KUN01/"):
        said = client.get(f"{ROUND}{address}").content.decode()
        assert "<img" not in said, address
    assert "&lt;img" in client.get(f"{ROUND}matris/").content.decode()


def test_a_page_is_made_anew_after_an_import_and_only_then(client: Client) -> None:
    first = client.get(f"{ROUND}rangordning/")
    unchanged = client.get(f"{ROUND}rangordning/", headers={"If-None-Match": first["ETag"]})
    assert unchanged.status_code == 304
    Respondent.objects.filter(published_yes=49).delete()
    touch(slug="oj-brottsoffer-2015")
    again = client.get(f"{ROUND}rangordning/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Tyresö" not in again.content.decode()


def test_a_series_says_how_each_value_is_known(client: Client) -> None:
    rows = csv_rows(client, "/jamforelser/utveckling/routine-schooling-protected-housing.csv")
    known = {row["År"]: (row["Procent"], row["Uppgiftens slag"]) for row in rows}
    assert known["2018"] == ("15,00", "framräknad")
    assert known["2024"] == ("34,00", "tolkad")


def test_years_are_written_without_a_space_for_thousands(client: Client) -> None:
    assert "mellan 2013 och 2024" in text_of(client, "/jamforelser/")
    assert "Från 2024 :" in text_of(client, "/jamforelser/utveckling/agreement-police/")


def test_sources_of_a_series_are_links_with_the_publisher_s_name(client: Client) -> None:
    page = client.get("/jamforelser/utveckling/agreement-police/").content.decode()
    assert re.search(
        r'<a class="ds-link" href="https://(socialstyrelsen\.se/[^"]+)" rel="external">'
        r"Socialstyrelsen \(2024-06-18\)</a>",
        page,
    )
    assert "socialstyrelsen.se" not in text_of(client, "/jamforelser/utveckling/agreement-police/")


def test_a_made_up_round_says_so_on_every_page(client: Client) -> None:
    Round.objects.filter(slug="oj-brottsoffer-2015").update(synthetic=True)
    touch(slug="oj-brottsoffer-2015")
    for address in (
        "",
        "matris/",
        "rangordning/",
        "svarande/0138-tyreso/",
        "svarande/0180-stockholm/",
        "indikator/KUN01/",
    ):
        assert "Påhittade svar." in text_of(client, f"{ROUND}{address}"), address
    for file in ("matris.csv", "rangordning/rangordning.svg"):
        named = client.get(f"{ROUND}{file}").headers["Content-Disposition"]
        assert 'filename="pahittade-svar-oj-brottsoffer-2015' in named


def test_the_page_of_a_place_says_what_it_answered(client: Client) -> None:
    said = text_of(client, "/omraden/kommun/0138-tyreso/")
    counted = "48 av 60 ja, räknat på svaren; källan trycker 49"
    assert f"Öppna jämförelser 2015: Stöd till brottsoffer : {counted}" in said
    assert "trycker" not in text_of(client, "/omraden/kommun/1281-lund/")
    silent = text_of(client, "/omraden/kommun/0180-stockholm/")
    assert "uppgift saknas: svarade inte i det som har publicerats här" in silent


def test_the_start_page_says_the_highest_and_the_lowest_share(client: Client) -> None:
    said = text_of(client, "/")
    assert "94 % svarar ja på Skyddat boende till våldsutsatta kvinnor" in said
    assert "6 % svarar ja på Systematisk uppföljning" in said
