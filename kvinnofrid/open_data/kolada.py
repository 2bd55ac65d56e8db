"""The comparisons in the terms of Kolada's API v3: KPIs, municipalities, groups, units and values.

What a client asks for by id is found here; how it is paged and sent is in `kolada_views`.

- A KPI is an indicator of a set in a version, so that a changed definition is another KPI. Its
  value is the answer's number (the title says which), None where there is no answer to count.
- A group's value is the unweighted mean over the members that have one; `count` says how many.
- The share of yes that a source printed for the nation is a KPI of its own, for `0000` alone,
  so that a printed figure is never mistaken for a computed one.
- City districts are units (`ou`) of their municipality: a district's answer is not the city's.
- Gender is always `T`: no figure here is divided by women (`K`) and men (`M`).
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from kvinnofrid.catalogue import Indicator, IndicatorSet, load_shipped
from kvinnofrid.comparisons import queries as comparisons
from kvinnofrid.comparisons.queries import Board, RoundFacts
from kvinnofrid.comparisons.rules import YES
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.models import Kind
from kvinnofrid.statistics.shares import Mean, rounded, unweighted_mean

Json = dict[str, Any]
NATION_ID = "0000"
PUBLISHED = "andel-ja"
"""Ends the id of a KPI that holds printed national shares."""
DECIMALS = 8


@dataclass(frozen=True, slots=True)
class Kpi:
    """An indicator as a KPI; `printed` is true for the share that a source printed."""

    id: str
    title: str
    indicator_set: IndicatorSet
    indicator: Indicator
    printed: bool

    @property
    def key(self) -> tuple[str, str]:
        """The set and version that the KPI belongs to."""
        return (self.indicator_set.id, self.indicator_set.version)


@dataclass(frozen=True, slots=True)
class GroupOf:
    """A group of municipalities as Kolada has them: id, title and where its members come from."""

    id: str
    title: str
    classification: str
    version: str
    group: str


def _number_words(indicator: Indicator) -> str:
    scale = load_shipped().scale(indicator.scale)
    valued = sorted(
        (a for a in scale.answers if a.value is not None), key=lambda a: -(a.value or 0)
    )
    return ", ".join(f"{answer.label.sv}={answer.value}" for answer in valued)


def _kpis_of(definition: IndicatorSet) -> Iterator[Kpi]:
    for indicator in definition.indicators:
        id_ = f"{definition.id}-{definition.version}-{indicator.code}"
        words = f"{indicator.name.sv} ({_number_words(indicator)})"
        yield Kpi(id_, words, definition, indicator, printed=False)
        share = f"{indicator.name.sv}, andel ja enligt källan (%)"
        yield Kpi(f"{id_}-{PUBLISHED}", share, definition, indicator, printed=True)


def all_kpis() -> dict[str, Kpi]:
    """Every KPI that a round has figures for, by id, in the order of the sets."""
    definitions = {
        (found.id, found.version): found
        for found in map(comparisons.indicator_set, comparisons.rounds())
    }
    return {kpi.id: kpi for key in sorted(definitions) for kpi in _kpis_of(definitions[key])}


def kpi_object(kpi: Kpi, rounds: Iterable[RoundFacts]) -> Json:
    """A KPI in Kolada's fields."""
    own = [r for r in rounds if (r.indicator_set, r.version) == kpi.key]
    area = kpi.indicator_set.quality_area(kpi.indicator.quality_area).name.sv
    synthetic = "Påhittade uppgifter. " if any(r.synthetic for r in own) else ""
    source = kpi.indicator_set.source
    return {
        "id": kpi.id,
        "title": kpi.title,
        "description": f"{synthetic}{kpi.indicator.definition.sv}"
        f" Källa: {source.publisher}, {source.title}.",
        "is_divided_by_gender": False,
        "municipality_type": "L" if kpi.printed else "K",
        "auspice": "T",
        "operating_area": f"Våld i nära relationer, {area[0].lower()}{area[1:]}",
        "perspective": "Kvalitet och resultat",
        "prel_publication_date": None,
        "publication_date": max(r.changed for r in own).date().isoformat(),
        "publ_period": str(max(r.year for r in own)),
        "has_ou_data": not kpi.printed,
    }


def kpi_groups() -> list[Json]:
    """The quality areas as groups of KPIs."""
    kpis = [kpi for kpi in all_kpis().values() if not kpi.printed]
    groups: dict[tuple[str, str, str], Json] = {}
    for kpi in kpis:
        area = kpi.indicator.quality_area
        definition = kpi.indicator_set
        group = groups.setdefault(
            (*kpi.key, area),
            {
                "id": f"G2KPI-{definition.id}-{definition.version}-{area}",
                "title": f"{definition.title.sv}: {definition.quality_area(area).name.sv}",
                "members": [],
            },
        )
        group["members"].append({"member_id": kpi.id, "member_title": kpi.title})
    return list(groups.values())


def municipality_objects(*, on: date) -> list[Json]:
    """Municipalities (K), regions and the nation (L), ordered by id."""
    register = organisations.register()
    rows = [(NATION_ID, "Riket", "L")]
    rows += [(p.code, p.name, "K") for p in register.of_kind(Kind.MUNICIPALITY, on=on)]
    rows += [(p.code, p.name, "L") for p in register.of_kind(Kind.REGION, on=on)]
    return [{"id": id_, "title": title, "type": type_} for id_, title, type_ in sorted(rows)]


@cache
def groups_of(folder: Path) -> tuple[GroupOf, ...]:
    """The groups served, with Kolada's own ids where it has the same group."""
    with (folder / "open_data" / "kolada-groups.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            GroupOf(row["id"], row["title"], row["classification"], row["version"], row["group"])
            for row in csv.DictReader(lines)
        )


def members_of(group: GroupOf, *, on: date) -> list[organisations.Place]:
    """The municipalities of a group on a day."""
    if group.classification == "county":
        county = organisations.organisation_by_code(Kind.COUNTY, group.group, on=on)
        found = organisations.children(county, on=on, kind=Kind.MUNICIPALITY)
    else:
        found = organisations.group_members(group.classification, group.version, group.group, on=on)
    return sorted(found, key=lambda place: place.code)


def municipality_group_objects(folder: Path, *, on: date) -> list[Json]:
    """The groups with their members."""
    return [
        {
            "id": group.id,
            "title": group.title,
            "members": [
                {"member_id": place.code, "member_title": place.name}
                for place in members_of(group, on=on)
            ],
        }
        for group in groups_of(folder)
    ]


def unit_id(code: str) -> str:
    """The id of a city district as a unit: `V` and its code."""
    return f"V{code}"


def unit_objects(boards: Iterable[Board]) -> list[Json]:
    """The city districts that have answered, as units of their municipality."""
    found = {
        unit_id(one.code): {
            "id": unit_id(one.code),
            "municipality": one.municipality_code,
            "title": one.organisation_name,
        }
        for board in boards
        for one in board.respondents
        if one.kind == Kind.CITY_DISTRICT
    }
    return [found[id_] for id_ in sorted(found)]


def _value(kpi: Kpi, unit_key: str, unit: str, year: int, mean: Mean) -> Json:
    value = None if mean.value is None else float(rounded(mean.value, DECIMALS))
    return {
        "kpi": kpi.id,
        unit_key: unit,
        "period": year,
        "values": [
            {
                "gender": "T",
                "count": mean.n if value is not None else 0,
                "status": "" if value is not None else "Missing",
                "value": value,
                "isdeleted": False,
            }
        ],
    }


def _answer_mean(board: Board, column: int, rows: Iterable[int]) -> Mean:
    answers = board.columns[column]
    return unweighted_mean(answers[row] if answers[row] <= YES else None for row in rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asked for; None in a dimension means all there is."""

    kpis: tuple[Kpi, ...]
    units: frozenset[str] | None
    years: frozenset[int] | None
    since: date | None


def values(asked: Asked, boards: Iterable[Board], *, folder: Path, unit_key: str) -> Iterator[Json]:
    """The value objects asked for, ordered by KPI, unit and year."""
    rows_of: Callable[[Board], dict[str, list[int]]] = (
        _unit_rows if unit_key == "ou" else lambda board: _municipality_rows(board, folder)
    )
    chosen = [(board, rows_of(board)) for board in boards if _is_asked(asked, board)]
    for kpi in asked.kpis:
        found: list[tuple[str, int, Json]] = []
        for board, rows in chosen:
            if (board.round.indicator_set, board.round.version) == kpi.key:
                found += [
                    (unit, board.round.year, _value(kpi, unit_key, unit, board.round.year, mean))
                    for unit, mean in _means(kpi, board, rows, unit_key)
                    if asked.units is None or unit in asked.units
                ]
        yield from (value for _unit, _year, value in sorted(found, key=lambda f: f[:2]))


def _is_asked(asked: Asked, board: Board) -> bool:
    facts = board.round
    return (asked.years is None or facts.year in asked.years) and (
        asked.since is None or facts.changed.date() >= asked.since
    )


def _means(
    kpi: Kpi, board: Board, rows: dict[str, list[int]], unit_key: str
) -> Iterator[tuple[str, Mean]]:
    if not kpi.printed:
        column = board.column_of[kpi.indicator.code]
        for unit, members in rows.items():
            yield unit, _answer_mean(board, column, members)
    elif unit_key == "municipality" and kpi.indicator.code in board.published:
        yield NATION_ID, unweighted_mean([Fraction(board.published[kpi.indicator.code])])


def _unit_rows(board: Board) -> dict[str, list[int]]:
    return {
        unit_id(one.code): [row]
        for row, one in enumerate(board.respondents)
        if one.kind == Kind.CITY_DISTRICT
    }


def _municipality_rows(board: Board, folder: Path) -> dict[str, list[int]]:
    own = {
        one.code: [row]
        for row, one in enumerate(board.respondents)
        if one.kind == Kind.MUNICIPALITY
    }
    for group in groups_of(folder):
        members = members_of(group, on=board.round.day)
        answering = [own[place.code][0] for place in members if place.code in own]
        if answering:
            own[group.id] = answering
    return own
