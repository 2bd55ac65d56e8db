"""A key service that dies, and a clock that jumps, in the midst of what somebody does."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from kvinnofrid.audit.verification import stored_faults
from kvinnofrid.keys.client import KeyClient
from kvinnofrid.keys.errors import KeyServiceUnavailable
from kvinnofrid.records import operations
from kvinnofrid.records.permissions import RecordMissing
from kvinnofrid.records.rules import GLASS_LASTS, GlassReason
from tests.accounts.people import NOW, sign_in, unit
from tests.records.people import MINUTE, Colleague, colleague, new_case, read, row
from tests.records.running import with_pages
from tests.records_app.models import Case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def pages() -> Iterator[None]:
    """The pages of the tests' records."""
    with with_pages():
        yield


def browser(who: Colleague) -> Client:
    client = Client(raise_request_exception=False)
    sign_in(client, who.user)
    return client


def dies_after(patched: pytest.MonkeyPatch, answers: int) -> None:
    """Let the key service give so many keys more, and then none."""
    unwrap, left = KeyClient.unwrap, [answers]

    def dying(client: KeyClient, organisation: str, wrapped: bytes) -> bytes:
        left[0] -= 1
        if left[0] < 0:
            raise KeyServiceUnavailable(reason="Connection reset by peer")
        return unwrap(client, organisation, wrapped)

    patched.setattr(KeyClient, "unwrap", dying)


@pytest.mark.parametrize("answers", [0, 1, 2])
@pytest.mark.parametrize("address", ["/akter/", "/akter.csv", "/akter/namn/?q=hitt", "/akter/?q=A"])
def test_a_list_is_whole_or_not_at_all(
    keys: Path, monkeypatch: pytest.MonkeyPatch, address: str, answers: int
) -> None:
    anna = colleague("Anna")
    for number in range(3):
        new_case(anna, key=f"case {number}")
    client = browser(anna)
    with monkeypatch.context() as patched:
        dies_after(patched, answers)
        page = client.get(address)
    assert page.status_code == 503
    assert "Nyckeltjänsten svarar inte" in page.text
    assert "Asta" not in page.text
    assert client.get(address).text.count("Asta") == 3


def test_a_save_is_whole_or_not_at_all(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first key is for the save, the second for what a conflict shows."""
    anna = colleague("Anna")
    case = new_case(anna)
    client = browser(anna)
    ask = {"version": "1", "notes": "Ny", "key": "one"}
    for version, answers in (("1", 0), ("0", 0)):
        with monkeypatch.context() as patched:
            dies_after(patched, answers)
            answer = client.post(f"/akter/{case.record}/spara/", {**ask, "version": version})
        assert answer.status_code == 503
        assert "Ny" not in answer.text.replace("Nyckel", "")
        assert row(case).version == 1
    assert client.post(f"/akter/{case.record}/spara/", ask).status_code == 302
    assert client.post(f"/akter/{case.record}/spara/", ask).status_code == 302
    assert row(case).version == 2
    assert stored_faults() == []


def at(patched: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let the clock of the server show a time."""
    patched.setattr(timezone, "now", lambda: moment)


@pytest.mark.parametrize("jump", [DAY, -DAY, 3650 * DAY, -MINUTE * 10])
def test_a_clock_that_jumps_ends_sessions_and_loses_nothing(
    keys: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    client = browser(anna)
    ask = {"version": "1", "notes": "Ny", "key": "one"}
    now = timezone.now()
    with monkeypatch.context() as patched:
        at(patched, now + jump)
        answer = client.post(f"/akter/{case.record}/spara/", ask)
        assert answer.headers["Location"].startswith("/konto/logga-in/")
        assert client.get("/omraden/").status_code == 200
    assert row(case).version == 1
    assert client.get(f"/akter/{case.record}/").status_code == 302, "the session stays ended"
    assert browser(anna).post(f"/akter/{case.record}/spara/", ask).status_code == 302


def test_the_log_holds_although_the_clock_is_set_back(keys: Path) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    for moment in (NOW + MINUTE, NOW - 3 * MINUTE, NOW + 2 * MINUTE):
        read(anna, case, now=moment)
    assert stored_faults() == []


@pytest.mark.parametrize("jump", [GLASS_LASTS, 3650 * DAY])
def test_an_emergency_opening_is_over_when_the_clock_has_jumped(
    keys: Path, jump: timedelta
) -> None:
    anna, bo = colleague("Anna"), colleague("Bo")
    case = new_case(anna, unit=unit())
    operations.break_glass(
        model=Case,
        public_id=case.record,
        reason=GlassReason.LIFE,
        text="Hon ringde och är i fara nu",
        by=bo.actor,
        now=NOW,
    )
    assert read(bo, case, now=NOW + MINUTE).through_glass
    with pytest.raises(RecordMissing):
        read(bo, case, now=NOW + jump)
