"""The demo has clients, made up and marked, made once."""

from dataclasses import replace
from pathlib import Path

import pytest

from kvinnofrid.accounts.demo import load_demo as load_people
from kvinnofrid.accounts.queries import actor_of, made_up_user
from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.made_up import ALVA, load_demo
from tests.accounts.people import NOW, TODAY

HERE = Path()


@pytest.mark.django_db
def test_a_demo_caseworker_has_made_up_clients_once(settings: object, keys: Path) -> None:
    settings.MODE = "demo"  # type: ignore[attr-defined]
    load_people(data=HERE, today=TODAY)
    assert load_demo(data=HERE, today=TODAY) == "Demoklienter: 7 nya"
    assert load_demo(data=HERE, today=TODAY) == "Demoklienter: 0 nya"
    user = made_up_user(f"{ALVA}@demo.invalid")
    assert user is not None
    alva = replace(actor_of(user, ()), assurance=2)
    found = operations.search(text="", by=alva, now=NOW)
    assert len(found.lines) == 5
    assert {line.values["synthetic"] for line in found.lines} == {"True"}


@pytest.mark.django_db
def test_there_are_none_but_in_a_demo() -> None:
    assert "ingen demo" in load_demo(data=HERE, today=TODAY)


@pytest.mark.django_db
def test_without_a_key_service_there_are_none_and_nothing_breaks(
    settings: object, tmp_path: Path
) -> None:
    settings.MODE = "demo"  # type: ignore[attr-defined]
    settings.KEY_SOCKET = tmp_path / "none"  # type: ignore[attr-defined]
    load_people(data=HERE, today=TODAY)
    assert load_demo(data=HERE, today=TODAY).startswith("Demoklienter: inga.")
