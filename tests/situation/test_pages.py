"""The pages: what they show, what they say of what they do not show, and what they read."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kvinnofrid.organisations import queries as organisations
from kvinnofrid.releases.queries import BrokenReleaseError
from kvinnofrid.situation import queries
from kvinnofrid.situation.presenters.beside import _plain
from kvinnofrid.situation.presenters.comparing import rows_within
from tests.situation.conftest import PUBLISHED, Given, Release
from tests.situation.made_nation import YEARS, Tables, leaves, only, rows_of, tables

PAGES = [
    "/lagesbild/riket/",
    "/lagesbild/lan/12-skane-lan/",
    "/lagesbild/kommun/1281-lund/",
    "/lagesbild/tal/opened/?lan=25",
    "/lagesbild/definitioner/",
]
SMALL = "/lagesbild/kommun/2506-arjeplog/"
LUND = "/lagesbild/kommun/1281-lund/"
FEW = ("00", "12", "1281", "1263", "12-rest", "25", "2506", "25-rest")


def text_of(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("&#x27;", "'"))


def opened(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer)


def key_figure(said: str, name: str) -> str:
    """What stands under the name of a key figure."""
    found = re.search(rf"{name}\s+(.{{1,200}}?)\.", said)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_where_its_figures_come_from(
    client: Client, nation: Tables, address: str
) -> None:
    swedish = opened(client, address)
    assert "utgåva 1, Uppföljningen 2023–2025, publicerad 2026-11-01" in swedish
    assert "Påhittade uppgifter" in swedish


def test_the_pages_are_whole_in_english(client: Client, nation: Tables) -> None:
    said = opened(client, "/en" + LUND)
    assert "release 1, The follow-up 2023–2025, published 2026-11-01" in said
    for word in (" dolt", "insatsperiod", "osäkerhet", "Riket", "avslut"):
        assert word not in said


def test_before_the_first_release_and_before_its_time_the_page_says_so(
    client: Client, release: Release, db: None
) -> None:
    release()
    assert "Ingen utgåva är publicerad än" in opened(client, "/lagesbild/riket/")
    later = replace(PUBLISHED, published_at=datetime(2999, 1, 1, tzinfo=UTC))
    release((later, only(tables(), FEW)))
    assert "Ingen utgåva är publicerad än" in opened(client, "/lagesbild/riket/")
    assert client.get(LUND).status_code == 404


def test_rank_level_number_and_uncertainty_stand_together(client: Client, nation: Tables) -> None:
    said = key_figure(opened(client, LUND), "Känner sig tryggare")
    assert re.match(
        r"\d+ % n = \d+, \d+ % av alla, osäkerhet \d+–\d+ %, Skåne län \d+ %, .+ \d+ % \(\d+ av"
        r" \d+ kommuner\), riket \d+ %, (delad )?plats \d+ av \d+",
        said,
    )


def test_a_municipality_too_small_is_told_of_with_others_in_words(
    client: Client, nation: Tables
) -> None:
    said = opened(client, SMALL)
    assert "Arjeplog visas inte för sig här: då skulle någon kunna pekas ut." in said
    together = rows_of(leaves(1, (2023, 2024, 2025)))["25-rest"]
    assert f"insatsperioder gäller {len(together)} områden tillsammans: Arjeplog, " in said
    number = nation["target_group", ""].total("25-rest", "2025")
    lead = f"Övriga kommuner i Norrbottens län tillsammans: 2025 öppnades {number} insatsperioder."
    assert lead in said
    assert " plats " not in key_figure(said, "Känner sig tryggare")


def test_what_is_hidden_is_said_to_be_hidden_everywhere(
    client: Client, release: Release, db: None
) -> None:
    cell = ("change_safety", "change", "1281", "2025", "better")
    release((PUBLISHED, only(tables(), FEW, {cell: None})))
    said = opened(client, LUND)
    figure = key_figure(said, "Känner sig tryggare")
    assert figure.startswith("dolt För att ingen ska kunna pekas ut, Skåne län")
    assert "Dolt: någon skulle kunna pekas ut" in said
    body = client.get("/lagesbild/kommun/1281-lund.csv").content.decode("utf-8-sig")
    rows = [
        one
        for one in csv.DictReader(io.StringIO(body), delimiter=";")
        if (one["Tal"], one["Områdeskod"], one["År"]) == ("safer", "1281", "2025")
    ]
    assert [(one["Läge"], one["Antal"], one["Värde"]) for one in rows] == [("dolt", "", "")]


def test_a_year_and_the_sign_of_the_map_can_be_chosen_and_nothing_else(
    client: Client, release: Release, db: None
) -> None:
    release((PUBLISHED, only(tables(), FEW)))
    address = "/lagesbild/lan/12-skane-lan/?ar=2023&tal=helped&annat=%3Cb%3E"
    said = opened(client, address)
    assert "Läget 2023 i en bild" in said
    assert "annat=" not in client.get(address).content.decode()
    assert "Läget 2025 i en bild" in opened(client, "/lagesbild/lan/12-skane-lan/?ar=1999")


@pytest.mark.parametrize(
    "address", ["/lagesbild/kommun/9999-x/", "/lagesbild/tal/nothing/", "/lagesbild/lan/99-x/"]
)
def test_there_is_no_page_of_what_is_not_there(
    client: Client, nation: Tables, address: str
) -> None:
    assert client.get(address).status_code == 404


def test_files_of_made_up_figures_say_so_in_their_names(client: Client, nation: Tables) -> None:
    for address in ("/lagesbild/tal/safer.xlsx", "/lagesbild/tal/safer/karta.svg"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert 'filename="pahittat-lagesbild-2025-safer' in answer.headers["Content-Disposition"]


def test_medians_of_days_and_means_of_change_stand_with_their_tables(
    client: Client, release: Release, db: None
) -> None:
    release((PUBLISHED, only(tables(), FEW)))
    said = opened(client, LUND)
    assert "Median 8 dagar; hälften ligger mellan 3 och 21 dagar." in said
    assert re.search(
        r"I medel 1,2 steg bättre \(osäkerhet \d,\d till \d,\d\), räknat på \d+\."
        r" \d+ har inte svarat båda gångerna",
        said,
    )


def test_another_group_of_municipalities_can_be_laid_beside(
    client: Client, release: Release, db: None
) -> None:
    release((PUBLISHED, only(tables(), FEW)))
    assert "Pendlingskommun nära storstad" not in key_figure(opened(client, SMALL), "tryggare")
    said = opened(client, f"{SMALL}?grupp=A2")
    assert "Pendlingskommun nära storstad" in key_figure(said, "tryggare")


def test_nothing_is_shown_of_a_release_that_is_not_the_one_that_was_signed(
    client: Client, release: Release, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    release((PUBLISHED, {}))

    def changed(_given: object, _number: int) -> Tables:
        raise BrokenReleaseError("Utgåva 1")

    monkeypatch.setattr(Given, "tables", changed)
    answer = client.get(LUND)
    assert answer.status_code == 503
    assert "inte den som undertecknades" in text_of(answer)
    assert client.get("/lagesbild/riket.pdf").status_code == 503


def test_what_clients_say_in_their_own_survey_says_how_many_and_whose(
    client: Client, nation: Tables
) -> None:
    said = opened(client, "/lagesbild/riket/")
    assert re.search(r"[\d\s]+ har svarat på klienternas egen enkät 2025 \(riket\)\.", said)
    assert "Hur många som fick enkäten och inte svarade sparas inte." in said
    assert "av dem som svarat på enkäten" in key_figure(said, "Skulle vända sig hit igen")
    answers = nation["survey_safety", ""]
    alone = [code for code, inside in rows_of(leaves(1, YEARS)).items() if len(inside) == 1]
    few = next(one for one in alone if len(one) == 4 and answers.total(one, "2025") is None)
    place = organisations.register().by_code("municipality", few, on=date(2025, 12, 31))
    assert place is not None
    said = opened(client, f"/lagesbild/kommun/{place.address}/")
    assert "har svarat på klienternas egen enkät 2025 (övriga kommuner i" in said
    assert "För övriga kommuner i" in key_figure(said, "Skulle vända sig hit igen")
    assert "* gäller övriga kommuner i" in said
    assert (
        "visas inte för sig i alla tal: då skulle någon kunna pekas ut. Talen om klienternas"
        in said
    )


def test_any_group_and_another_municipality_can_be_laid_beside(
    client: Client, nation: Tables
) -> None:
    said = opened(client, f"{LUND}?grupp=size-classes-2015-4&bredvid=1263")
    assert "Svedala kommun" in said
    assert re.search(r"\d+ % \(\d+ av \d+ kommuner\)", key_figure(said, "Känner sig tryggare"))
    assert "är lagda ihop av" in said
    assert re.search(r"n = \d+.{0,60}(högre än|lägre än|ingen säker skillnad mot) Lund", said)
    assert "Svedala" not in key_figure(
        opened(client, f"{LUND}?bredvid=1281"), "Känner sig tryggare"
    )
    county = opened(client, "/lagesbild/lan/12-skane-lan/?bredvid=25")
    assert "Norrbottens län" in county


def test_a_group_holds_rows_of_its_own_members_alone(nation: Tables) -> None:
    found = queries.picture(now=datetime(2026, 11, 22, tzinfo=UTC))
    assert found is not None
    every = tuple(leaves(1, YEARS))
    whole = rows_within(found, "target_group", every, 2025)
    assert sorted(code for inside in whole.values() for code in inside) == sorted(every)
    together = next(row for row in whole if row.endswith("-rest"))
    without = [one for one in every if one != whole[together][0]]
    assert together not in rows_within(found, "target_group", without, 2025)


def test_what_stands_beside_is_told_in_whole_numbers_where_it_is_whole() -> None:
    assert [str(_plain(Decimal(one))) for one in ("87995.00", "3.5")] == ["87995", "3.5"]
