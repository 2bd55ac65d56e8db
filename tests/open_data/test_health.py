"""Health for anybody, figures for whoever has the code."""

from pathlib import Path

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import Settings

from kvinnofrid.backup import queries


@pytest.mark.django_db
def test_health_says_that_it_answers_and_nothing_more(client: Client) -> None:
    answer = client.get("/halsa/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_that_is_away_is_unwell(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise DatabaseError("secret words about where it is")

    monkeypatch.setattr(queries, "answers", away)
    answer = client.get("/halsa/")
    assert answer.status_code == 503
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_figures_take_the_code(client: Client, settings: Settings, tmp_path: Path) -> None:
    assert client.get("/halsa/matt/").status_code == 404
    code = tmp_path / "code"
    settings.METRICS_TOKEN_FILE = str(code)
    assert client.get("/halsa/matt/").status_code == 404
    code.write_text("", encoding="ascii")
    assert client.get("/halsa/matt/", headers={"authorization": "Bearer "}).status_code == 404
    code.write_text("hemlig\n", encoding="ascii")
    assert client.get("/halsa/matt/", headers={"authorization": "Bearer fel"}).status_code == 404
    answer = client.get("/halsa/matt/", headers={"authorization": "Bearer hemlig"})
    assert answer.status_code == 200
    assert "kvinnofrid_up 1\n" in answer.content.decode()
    assert "kvinnofrid_heads_waiting 0\n" in answer.content.decode()
