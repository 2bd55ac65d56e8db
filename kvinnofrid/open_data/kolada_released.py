"""Released figures in the terms of Kolada's API v3, beside the comparisons in `kolada`.

- A KPI is a class of an indicator of the follow-up in a version: its share in per cent, and with
  `-antal` its number. An indicator that allows several choices has a KPI for each choice.
- The values are those of the release that is current. A hidden one is null with status `Private`,
  a share of nobody null with status `Missing`.
- A county's figures stand with the id of its region, `0001` for county 01, as Kolada has them.
  Areas that are told of together have no id in Kolada and are not here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from kvinnofrid.catalogue import Outcome
from kvinnofrid.engine.cubes import ANSWER, CONTENTS, COUNT, REGION, SHARE, TIME
from kvinnofrid.engine.jsonstat import Absent, Cube, Value
from kvinnofrid.open_data import shelf
from kvinnofrid.open_data.shelf import Shelved
from kvinnofrid.statistics.class_words import class_word
from kvinnofrid.statistics.episodes import YES, tables_of

Json = dict[str, Any]
NUMBER = "antal"
"""Ends the id of a KPI that is a number and not a share."""
PRIVATE, MISSING = "Private", "Missing"


@dataclass(frozen=True, slots=True)
class ReleasedKpi:
    """A class of a table of the current release, as a share or a number."""

    id: str
    table: Shelved
    code: str
    content: str

    @property
    def title(self) -> str:
        """What it is called, with the class."""
        name = self.table.title.sv
        said = "andel (%)" if self.content == SHARE else "antal"
        return f"{name}: {class_word(self.table.outcome, self.code).sv}, {said}"


def all_kpis(now: datetime) -> dict[str, ReleasedKpi]:
    """Every KPI of the current release by id, in the order of its indicators."""
    tables = (one for one in shelf.shelved(now) if not one.is_summary)
    found = (kpi for table in tables for kpi in _of(table))
    return {kpi.id: kpi for kpi in found}


def _of(table: Shelved) -> Iterator[ReleasedKpi]:
    for code in _codes(table.outcome, table.part):
        id_ = f"{table.owner.id}-{table.owner.version}-{table.name}-{code}"
        yield ReleasedKpi(id_, table, code, SHARE)
        yield ReleasedKpi(f"{id_}-{NUMBER}", table, code, COUNT)


def _codes(outcome: Outcome, part: str) -> tuple[str, ...]:
    if outcome.measure.many:
        return tuple(one.code for one in outcome.categories)
    return dict(tables_of(outcome))[part]


def kpi_object(kpi: ReleasedKpi) -> Json:
    """A KPI in Kolada's fields."""
    table, outcome = kpi.table, kpi.table.outcome
    synthetic = "Påhittade uppgifter. " if table.release.synthetic else ""
    section = next(one for one in table.owner.sections if one.id == outcome.section)
    return {
        "id": kpi.id,
        "title": kpi.title,
        "description": f"{synthetic}{outcome.definition.sv} Täljare: {outcome.numerator.sv}"
        f" Nämnare: {outcome.denominator.sv} {outcome.exclusions.sv}",
        "is_divided_by_gender": False,
        "municipality_type": "A",
        "auspice": "T",
        "operating_area": f"Våld i nära relationer, {section.name.sv.lower()}",
        "perspective": "Kvalitet och resultat",
        "prel_publication_date": None,
        "publication_date": table.release.published_at.date().isoformat(),
        "publ_period": str(max(table.release.years)),
        "has_ou_data": False,
    }


def kpi_groups(now: datetime) -> list[Json]:
    """The indicators as groups of KPIs."""
    groups: dict[str, Json] = {}
    for kpi in all_kpis(now).values():
        owner, outcome = kpi.table.owner, kpi.table.outcome
        title = f"{owner.title.sv}: {outcome.name.sv}"
        id_ = f"G2KPI-{owner.id}-{owner.version}-{outcome.code}"
        group = groups.setdefault(id_, {"id": id_, "title": title, "members": []})
        group["members"].append({"member_id": kpi.id, "member_title": kpi.title})
    return list(groups.values())


def values(
    kpis: Iterable[ReleasedKpi],
    *,
    units: frozenset[str] | None,
    years: frozenset[int] | None,
    since: date | None,
) -> Iterator[Json]:
    """The value objects asked for, ordered by KPI, unit and year; None is all there is."""
    names: shelf.Names | None = None
    for _, together in groupby(kpis, key=lambda kpi: kpi.table.id):
        own = list(together)
        table = own[0].table
        if since is None or table.release.published_at.date() >= since:
            names = shelf.area_names(table.release, "sv") if names is None else names
            cube = table.cube("sv", names)
            for kpi in own:
                yield from _values(kpi, cube, units, years)


def _values(
    kpi: ReleasedKpi, cube: Cube, units: frozenset[str] | None, years: frozenset[int] | None
) -> Iterator[Json]:
    outcome = kpi.table.outcome
    areas = {_unit(code): code for code in cube.axis(REGION).categories if _unit(code)}
    wanted = sorted(unit for unit in areas if units is None or unit in units)
    told = [year for year in cube.axis(TIME).categories if years is None or int(year) in years]
    chosen = {outcome.code: [kpi.code], CONTENTS: [kpi.content], TIME: told}
    chosen[REGION] = [areas[unit] for unit in wanted]
    if outcome.measure.many:
        chosen[ANSWER] = [YES]
    part = cube.chosen(chosen).ordered(
        [REGION, TIME, *(axis.id for axis in cube.axes if axis.id not in {REGION, TIME})]
    )
    cells = ((unit, year) for unit in wanted for year in told)
    for (unit, year), value in zip(cells, part.values, strict=True):
        yield {
            "kpi": kpi.id,
            "municipality": unit,
            "period": int(year),
            "values": [_told(value)],
        }


def _unit(code: str) -> str:
    """The id in Kolada of an area; empty when it has none."""
    return f"00{code}" if len(code) == 2 else code if len(code) == 4 else ""


def _told(value: Value) -> Json:
    absent = isinstance(value, Absent)
    status = "" if not absent else PRIVATE if value is Absent.HIDDEN else MISSING
    return {
        "gender": "T",
        "count": 0 if absent else 1,
        "status": status,
        "value": None if absent else value,
        "isdeleted": False,
    }
