"""A disk that becomes full: a clear no, nothing lost, and what is open to all is still read."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from kvinnofrid.keys.errors import JournalFailed
from kvinnofrid.records import operations
from tests.accounts.people import sign_in
from tests.campaigns import full_disk
from tests.records.people import colleague, new_case
from tests.records.running import with_pages
from tests.records.small_disk import can_have_small_disk


def test_what_was_acknowledged_outlives_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_have_small_disk(tmp_path):
        pytest.skip("the system lets no process have a disk of its own")
    monkeypatch.delenv("KV_DATABASE_URL", raising=False)
    assert list(full_disk.CAMPAIGN.run(4, 1, lambda said: None).failures) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError("database or disk is full"), "Det du nyss skickade är inte sparat"),
        (JournalFailed(reason="No space left on device"), "No space left on device"),
    ],
    ids=["the database's", "the key service's"],
)
def test_a_disk_without_room_is_told_in_words(
    keys: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def full(**given: Any) -> None:
        raise error

    anna = colleague("Anna")
    case = new_case(anna)
    client = Client(raise_request_exception=False)
    sign_in(client, anna.user)
    monkeypatch.setattr(operations, "write", full)
    with with_pages():
        answer = client.post(f"/akter/{case.record}/spara/", {"version": "1", "notes": "Ny"})
    assert answer.status_code == 503
    assert said in answer.text
