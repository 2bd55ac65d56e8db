"""Questions made up from the description of every address, by everybody: none is a fault of ours.

Fewer here than in `./kv campaign api`: every address once, by two of all by lot.
"""

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

from kvinnofrid.open_data import kolada_views
from tests.open_data.asking import faults
from tests.open_data.description import described
from tests.records.conftest import keys
from tests.records.running import with_pages

__all__ = ["keys"]

QUESTIONS = 480
ASKERS = 2


def test_the_description_has_every_address() -> None:
    with with_pages():
        paths = described(get_resolver().url_patterns, {})["paths"]
    assert len(paths) > 90
    assert {"/api/rounds", "/v3/data/kpi/{kpi}/year/{year}/", "/konto/", "/", "/akter/"} <= set(
        paths
    )
    assert {one["name"] for one in paths["/omraden/{kind}/"]["get"]["parameters"]} >= {"kind", "q"}
    assert "post" not in paths["/api/rounds"]


@pytest.mark.django_db
def test_no_question_by_anybody_is_answered_with_a_fault(keys: Path) -> None:
    with with_pages():
        asked = list(faults(QUESTIONS, 1, by=ASKERS))
        addresses = sum(map(len, described(get_resolver().url_patterns, {})["paths"].values()))
    assert [wrong for _, wrong in asked if wrong] == []
    assert len(asked) == ASKERS * QUESTIONS
    assert addresses <= QUESTIONS, "ask so many that each address has its turn"


@pytest.mark.django_db
def test_a_fault_is_found(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    monkeypatch.setattr(kolada_views, "_years", broken)
    with with_pages():
        assert any(wrong for _, wrong in faults(QUESTIONS, 1, by=1))
