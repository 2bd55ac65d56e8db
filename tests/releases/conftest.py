"""Releases are kept in memory by their digest: each test begins without. A country of one unit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from kvinnofrid.accounts.models import User
from kvinnofrid.follow_up import facts
from kvinnofrid.releases import queries
from kvinnofrid.releases.operations import making
from kvinnofrid.releases.protecting import Protected
from tests.releases.releasing import table
from tests.unit_results.cases import facts_of_a_unit


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Forget what another test has read."""
    queries.forget()
    yield
    queries.forget()


@pytest.fixture
def country(db: None, facts_of_a_country: None) -> None:
    """A country, and the database."""


@pytest.fixture
def facts_of_a_country(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """Facts of one unit; snapshots in a folder of the test; tokens as the actors have them."""
    settings.RELEASES = tmp_path / "releases"
    monkeypatch.setattr(
        "kvinnofrid.releases.operations.shared.tokens_of",
        lambda user, **_: frozenset({User.objects.get(pk=user).pk.bytes}),
    )
    monkeypatch.setattr("kvinnofrid.releases.operations.starting.start_making", lambda _: None)
    found = facts_of_a_unit(60)
    monkeypatch.setattr(facts, "organisations_of_episodes", lambda: [found[0].organisation])
    monkeypatch.setattr(facts, "units_of_episodes", lambda _: [found[0].unit])
    monkeypatch.setattr(facts, "episodes", lambda _: found)


@pytest.fixture
def given_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """What protection gives: a small table, whatever was counted."""
    monkeypatch.setattr(
        making,
        "protected",
        lambda *_, **__: Protected({("target_group", ""): table()}, {"programs": 3, "width": 4}),
    )
