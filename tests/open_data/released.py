"""Releases made by hand, for the interfaces to tell of: nothing is counted and nothing stored."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from math import prod

import pytest

from kvinnofrid.catalogue import OutcomeSet, load_shipped
from kvinnofrid.engine.query import Query
from kvinnofrid.engine.tables import Dimension, DisclosedTable
from kvinnofrid.open_data.answers import answers
from kvinnofrid.releases import queries
from kvinnofrid.releases.queries import Published
from kvinnofrid.statistics.episodes import tables_of

SET, VERSION = "unit-results", "2026-1"
AREAS = ("00", "01", "03", "0114", "0180", "0305", "0380", "01-rest")
YEARS = ("2023", "2024", "2025")
OUTCOMES = ("target_group", "sex", "interventions", "waiting_days", "change_safety")

FIRST = Published(
    number=1,
    title="Uppföljningen 2023–2025",
    title_en="The follow-up 2023–2025",
    years=(2023, 2024, 2025),
    published_at=datetime(2026, 3, 2, 8, tzinfo=UTC),
    outcome_set=SET,
    version=VERSION,
    catalogue="c" * 64,
    synthetic=True,
    supersedes=None,
    superseded_by=2,
    reason="",
    reason_en="",
    replaced_why="Två enheter saknades.",
    replaced_why_en="Two units were missing.",
    digest="1" * 64,
)
SECOND = replace(
    FIRST,
    number=2,
    published_at=datetime(2026, 4, 1, 8, tzinfo=UTC),
    supersedes=1,
    superseded_by=None,
    reason="Två enheter saknades.",
    replaced_why="",
    replaced_why_en="",
    digest="2" * 64,
)
EMBARGOED = replace(
    SECOND,
    number=3,
    published_at=datetime(2199, 1, 1, tzinfo=UTC),
    supersedes=None,
    reason="",
    digest="3" * 64,
)


def owner() -> OutcomeSet:
    """The indicators that the releases are of."""
    return load_shipped().outcome_set(SET, VERSION)


@cache
def tables(number: int) -> Mapping[tuple[str, str], DisclosedTable]:
    """The tables of a release. Every eleventh cell is hidden, and no row without its total."""
    made: dict[tuple[str, str], DisclosedTable] = {}
    for code in OUTCOMES:
        for name, classes in tables_of(owner().outcome(code)):
            made[code, name] = _table(code, name, classes, number)
    return made


def _table(code: str, name: str, classes: Iterable[str], number: int) -> DisclosedTable:
    query = Query(SET, VERSION, code, name, tuple(map(int, YEARS)))
    dimensions = (
        Dimension("area", AREAS),
        Dimension("year", YEARS),
        Dimension("class", tuple(classes)),
    )
    width = len(dimensions[-1].codes)
    cells = prod(len(one.codes) for one in dimensions)
    whole = [number * 5 + cell % 13 for cell in range(cells)]
    values = tuple(None if cell % 11 == 5 else whole[cell] for cell in range(cells))
    totals = tuple(sum(whole[at : at + width]) for at in range(0, cells, width))
    return DisclosedTable(query, dimensions, values, totals)


def put_out(monkeypatch: pytest.MonkeyPatch, *releases: Published) -> None:
    """Make these the releases that there are, the latest first."""

    def published(now: datetime) -> list[Published]:
        return [one for one in releases if one.published_at <= now]

    def current(now: datetime) -> Published | None:
        return next((one for one in published(now) if one.superseded_by is None), None)

    answers.clear()
    monkeypatch.setattr(queries, "published", published)
    monkeypatch.setattr(queries, "current", current)
    monkeypatch.setattr(queries, "tables", tables)
