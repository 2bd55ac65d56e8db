"""The requests that the campaign draws: of every kind that a page may meet, the same for a seed."""

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from django.http import HttpRequest, HttpResponse

from kvinnofrid.access.roles import Role
from kvinnofrid.open_data import kolada_views
from tests.open_data import asking
from tests.open_data.asking import Tally, campaign
from tests.open_data.drawing import FORM, JSON, Drawing, Question, addresses
from tests.records.conftest import keys
from tests.records.running import with_pages

__all__ = ["keys"]

DESCRIBED: dict[str, Any] = {
    "components": {"schemas": {"Kind": {"enum": ["a", "b"]}}},
    "paths": {
        "/klient/{client}/": {
            "get": {
                "parameters": [
                    {"name": "client", "in": "path", "schema": {"type": "string"}},
                    {"name": "q", "in": "query", "schema": {"type": "integer"}},
                    {"name": "kind", "in": "query", "schema": {"$ref": "#/c/Kind"}},
                ]
            },
            "post": {
                "requestBody": {
                    "content": {FORM: {"schema": {"properties": {"note": {}, "version": {}}}}}
                }
            },
        },
        "/api/data": {
            "post": {
                "requestBody": {
                    "content": {
                        JSON: {
                            "schema": {
                                "type": "object",
                                "required": ["codes"],
                                "properties": {
                                    "codes": {"type": "array", "items": {"type": "string"}},
                                    "whole": {"type": "boolean"},
                                    "share": {"anyOf": [{"type": "number"}, {"type": "null"}]},
                                },
                            }
                        }
                    }
                }
            }
        },
    },
}


def drawn(number: int, seed: int = 1) -> list[Question]:
    """So many at each address."""
    drawing = Drawing(DESCRIBED, seed)
    drawing.ids, drawing.any = {"client": ("K1", "K2")}, ("R9",)
    return [drawing.question(one) for one in addresses(DESCRIBED) for _ in range(number)]


def test_the_same_seed_draws_the_same() -> None:
    assert drawn(20) == drawn(20)
    assert drawn(20) != drawn(20, seed=2)


def test_ids_of_the_right_kind_of_others_and_of_nothing_stand_in_an_address() -> None:
    paths = [unquote(one.path.removeprefix("/en")) for one in drawn(300) if "klient" in one.path]
    ids = Counter(path.split("/")[2] for path in paths)
    assert min(ids["K1"], ids["K2"]) > 50
    assert ids["R9"] > 20
    assert len(ids) > 50


def test_questions_lack_double_and_make_up_what_is_asked_for() -> None:
    queries = [parse_qsl(one.query, keep_blank_values=True) for one in drawn(300)]
    names = [[name for name, _ in query] for query in queries]
    assert [] in names
    assert any(len(set(one)) < len(one) for one in names)
    assert {name for one in names for name in one} > {"q", "kind"}
    assert {"a", "b"} <= {value for query in queries for name, value in query if name == "kind"}


def test_bodies_are_forms_json_files_and_what_is_none_of_them() -> None:
    kinds = Counter(one.kind.split(";")[0] for one in drawn(300) if one.body)
    assert min(kinds[FORM], kinds[JSON], kinds["multipart/form-data"]) > 10
    assert len(kinds) > 4
    assert {"GET", "POST", "PUT", "DELETE"} <= {one.method for one in drawn(300)}
    assert any(one.headers for one in drawn(10))


def test_a_question_put_otherwise_keeps_its_address() -> None:
    drawing = Drawing(DESCRIBED, 1)
    first = Question("POST", "/klient/K1/", "q=1", {}, "note=x&version=1")
    others = [drawing.changed(first) for _ in range(50)]
    assert {(one.method, one.path) for one in others} == {("POST", "/klient/K1/")}
    assert len({one.body for one in others}) > 20
    assert drawing.changed(Question("GET", "/", "", {}, "")).query


@pytest.mark.django_db
def test_a_campaign_asks_everybody_and_tells_faults_and_leaks(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(request: HttpRequest, found: object, ids: str) -> HttpResponse:
        raise ZeroDivisionError

    monkeypatch.setattr(kolada_views, "_listing", broken)
    monkeypatch.setattr(asking, "_operations", lambda description: [])
    monkeypatch.setattr(asking, "_watched", lambda chance: ["Kvinnofrid"])
    told = "/v3/kpi_groups/", "/om/"
    monkeypatch.setattr(
        asking,
        "addresses",
        lambda all_: [one for one in addresses(all_) if one.path in told and one.method == "GET"],
    )
    tally = Tally()
    with with_pages():
        wrong = [one for one in campaign(6, 1, tally) if one]
    assert tally.requests == 6 * (len(Role) + 1)
    assert tally.signed_in == 6 * len(Role)
    assert len(tally.addresses) == 2
    assert any(one.startswith("500 for nobody: ") for one in wrong)
    assert any(one.startswith("a person with protected identity is told of to") for one in wrong)
    assert f"requests={tally.requests}" in tally.told()
