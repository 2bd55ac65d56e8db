"""Finished answers that lie in files are given out no longer than they are true."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from kvinnofrid.open_data.answers import answers
from kvinnofrid.organisations import operations as organisations
from kvinnofrid.releases import queries
from kvinnofrid.releases import views as releases
from kvinnofrid.releases.models import Release
from kvinnofrid.web import answer_files, response_cache
from kvinnofrid.web.licences import LICENCES
from tests.accounts.people import organisation
from tests.releases.releasing import NOW, approved, table

pytestmark = pytest.mark.django_db
PAGE, FILE, DATA = "/statistik/1/", "/statistik/1/target_group.json", "/data/sv/target_group.csv"
STANDS = "/data/sv/r1-target_group.json"
ADDRESSES = (PAGE, FILE, DATA, STANDS)


def restarted() -> None:
    """What a process knows is forgotten; the files are there."""
    queries.forget()
    for kept in (answers, releases.cache):
        kept.clear()
    answer_files.program.cache_clear()


@pytest.fixture(autouse=True)
def in_files_alone(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """All that is finished is kept in files, however small, as another process sees it."""
    settings.KEPT_ANSWERS = tmp_path / "kept"
    monkeypatch.setattr(response_cache, "LARGE", 0)
    restarted()
    yield
    restarted()


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def files(settings: Settings) -> int:
    return sum(1 for _ in settings.KEPT_ANSWERS.iterdir())


def test_a_finished_answer_is_found_by_the_next_process(client: Client, settings: Settings) -> None:
    approved()
    first = [read(client, one) for one in ADDRESSES]
    made = files(settings)
    assert made == len(ADDRESSES)
    restarted()
    assert [read(client, one) for one in ADDRESSES] == first
    assert files(settings) == made


def test_what_is_superseded_says_so_in_every_answer_and_what_is_current_is_the_new(
    client: Client,
) -> None:
    first = approved()
    before = {one: read(client, one) for one in ADDRESSES}
    new = {("target_group", ""): table(counts={("0380", 2025): [71, 72, 73, 74]})}
    approved(new, supersedes=first, reason="Ett län saknades.", publish_at=NOW)
    restarted()
    assert "Ersatt" in read(client, PAGE)
    assert "Ersatt av utgåva 2" in read(client, STANDS)
    assert '"72"' in read(client, DATA) or ",72" in read(client, DATA)
    assert ",72" not in before[DATA]


@pytest.mark.parametrize("change", ["delete", "embargo"])
def test_what_is_no_longer_published_is_not_there(client: Client, change: str) -> None:
    """As after a restore of a backup that was taken before it."""
    row = approved()
    for one in ADDRESSES:
        read(client, one)
    if change == "delete":
        row.delete()
    else:
        Release.objects.update(publish_at=NOW.replace(year=NOW.year + 70))
    restarted()
    assert {client.get(one).status_code for one in ADDRESSES} == {404}


def test_other_terms_are_told_at_once(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved()
    old = settings.DATA_LICENCE
    new = next(one for one in LICENCES.values() if one != old)
    assert old.address in read(client, FILE)
    monkeypatch.setenv("KV_DATA_LICENCE", "another")
    settings.DATA_LICENCE = new
    restarted()
    said = read(client, FILE)
    assert new.address in said
    assert old.address not in said


def test_a_place_that_is_renamed_is_called_so_at_once(client: Client) -> None:
    approved()
    addresses = ("/statistik/1/target_group/?lan=03", "/statistik/1/target_group.csv", DATA)
    assert all("Håbo" in read(client, one) for one in addresses)
    organisations.rename(
        organisation=organisation("0305"),
        name="Håttby",
        full_name="Håttby kommun",
        on=date(2024, 1, 1),
        by="a trial",
    )
    for _process in range(2):
        for one in addresses:
            said = read(client, one)
            assert "Håttby" in said, one
            assert "Håbo" not in said, one
        restarted()
