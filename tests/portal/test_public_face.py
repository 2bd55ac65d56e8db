"""The pages that belong to nobody else."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from pytest_django import Settings

from kvinnofrid.portal import credits, errors


def test_every_file_of_data_has_its_source_and_both_lists_agree() -> None:
    root = Path(settings.REFERENCE_DATA)
    shipped = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.suffix in {".csv", ".gz", ".topojson"}
    }
    named = [name for source in credits.sources(root, "sv") for name in source.files]
    assert sorted(named) == sorted(shipped)
    described = (root / "SOURCES.md").read_text(encoding="utf-8")
    assert [name for name in shipped if f"`{name}`" not in described] == []


def test_sources_are_told_in_both_languages(client: Client) -> None:
    assert "Folkmängd per kommun 1950–2019" in client.get("/om/kallor/").content.decode()
    assert "Population by municipality" in client.get("/en/om/kallor/").content.decode()


def test_borrowed_things_are_named_with_their_licence() -> None:
    assert {(thing.name, thing.licence) for thing in credits.borrowed()} == {
        ("@digdir/designsystemet-css", "MIT"),
        ("@fontsource-variable/inter", "SIL Open Font License 1.1"),
    }


def test_the_statement_names_a_contact_or_says_that_there_is_none(
    client: Client, settings: Settings
) -> None:
    assert "inte angett någon kontakt" in client.get("/om/tillganglighet/").content.decode()
    settings.CONTACT = "webb@example.se"
    page = client.get("/om/tillganglighet/").content.decode()
    assert '<a href="mailto:webb@example.se">' in page
    assert "inte angett någon kontakt" not in page


def test_components_are_not_shown_in_production(client: Client, settings: Settings) -> None:
    assert client.get("/om/komponenter/").status_code == 200
    settings.MODE = "production"
    assert client.get("/om/komponenter/").status_code == 404


@pytest.mark.parametrize(
    ("address", "text"), [("/nej/", "Sidan finns inte"), ("/en/no/", "no such page")]
)
def test_a_page_that_does_not_exist_says_so_and_shows_a_way_on(
    client: Client, address: str, text: str
) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert text in response.content.decode()
    assert "<title>Kvinnofrid" not in response.content.decode()


def test_errors_help_in_words() -> None:
    request = RequestFactory().get("/")
    assert errors.bad_request(request, exception=ValueError()).status_code == 400
    assert errors.permission_denied(request, exception=ValueError()).status_code == 403
    fault = errors.server_error(request)
    assert fault.status_code == 500
    assert settings.EXIT_ADDRESS in fault.content.decode(), "also this page can be left quickly"
    assert "Felet är vårt" in fault.content.decode()
    assert "The fault is ours" in fault.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/en/", "/nej/"])
def test_titles_that_strangers_may_see_do_not_name_the_matter(client: Client, address: str) -> None:
    title = client.get(address).content.decode().partition("<title>")[2].partition("</title>")[0]
    assert title.strip()
    assert not any(word in title.lower() for word in ("kvinnofrid", "våld", "violence"))
