"""Denied equals missing over HTTP, and nothing of a hidden record is in any answer."""

import inspect
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kvinnofrid.access.values import Decision, Reason
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.records.operations import reading
from kvinnofrid.records.permissions import RecordMissing
from tests.records.requests import leaks
from tests.records.running import with_pages
from tests.records_app.models import Case

REQUESTS = 400


@pytest.mark.django_db
def test_what_is_denied_equals_what_is_missing_to_the_byte(keys: Path) -> None:
    with with_pages():
        assert [wrong for wrong in leaks(REQUESTS, 1) if wrong] == []


@pytest.mark.django_db
def test_a_list_without_a_filter_is_caught(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(model: type[Case], actor: object, now: object) -> object:
        return model.objects.unscoped(because="test").order_by("pk")

    monkeypatch.setattr(reading, "_visible", everything)
    with with_pages():
        assert any(leaks(60, 2))


@pytest.mark.django_db
def test_an_answer_that_tells_blocked_from_missing_is_caught(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RecordMissing, "__init__", _telling)
    with with_pages():
        assert any(leaks(60, 3))


def _telling(self: RecordMissing) -> None:
    """A no with its reason when the record is there."""
    record = inspect.stack()[1].frame.f_locals.get("record")
    decision = Decision(False, Reason.BLOCKED, as_missing=record is None)
    DeniedError.__init__(self, decision)


@pytest.mark.django_db
def test_the_requests_are_of_every_sort(keys: Path) -> None:
    statuses: Counter[int] = Counter()
    with with_pages(), pytest.MonkeyPatch.context() as patched:
        request = Client.request

        def counted(client: Client, **given: Any) -> Any:
            response = request(client, **given)
            statuses[response.status_code] += 1
            return response

        patched.setattr(Client, "request", counted)
        assert not any(leaks(150, 4))
    assert set(statuses) >= {200, 302, 404, 405, 409}
    assert statuses[200] > 20
    assert statuses[404] > 40
