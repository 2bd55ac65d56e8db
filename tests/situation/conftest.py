"""Releases of a made-up nation, and nothing kept from another test."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

import pytest

from kvinnofrid.releases.queries import Published
from kvinnofrid.situation import queries, views
from tests.situation.made_nation import SET, YEARS, Tables, tables

PUBLISHED = Published(
    number=1,
    title="Uppföljningen 2023–2025",
    title_en="The follow-up 2023–2025",
    years=YEARS,
    published_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
    outcome_set=SET,
    version="2026-1",
    catalogue="",
    synthetic=True,
    supersedes=None,
    superseded_by=None,
    reason="",
    reason_en="",
    replaced_why="",
    replaced_why_en="",
    digest="one",
)


_digests = itertools.count(1)


@dataclass(frozen=True)
class Given:
    """Releases as the domain below gives them, the latest first, without a database."""

    releases: Sequence[tuple[Published, Tables]]

    def published(self, now: datetime) -> list[Published]:
        """Those whose time has come."""
        return [one for one, _tables in self.releases if one.published_at <= now]

    def tables(self, number: int) -> Tables:
        """The tables of a release."""
        return next(tables for one, tables in self.releases if one.number == number)


class Release(Protocol):
    """How a test says what is published."""

    def __call__(self, *several: tuple[Published, Tables]) -> None: ...


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Iterator[Release]:
    """Publish some releases, the latest first."""

    def publish(*several: tuple[Published, Tables]) -> None:
        new = [(replace(one, digest=f"{next(_digests)}"), tables) for one, tables in several]
        monkeypatch.setattr(queries, "releases", Given(new))
        queries.forget()
        views.pages.cache.clear()

    yield publish
    queries.forget()
    views.pages.cache.clear()


@pytest.fixture
def nation(release: Release, db: None) -> Tables:
    """A release of the made-up nation."""
    found = tables()
    release((PUBLISHED, found))
    return found
