"""Disclosed tables from a pattern: what is shown of each row, and what is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from kvinnofrid.catalogue import DisclosureRule
from kvinnofrid.disclosure.values import Booleans, Integers
from kvinnofrid.engine.areas import NATION
from kvinnofrid.engine.geography import Geography
from kvinnofrid.engine.tables import (
    Dimension,
    DisclosedTable,
    Moments,
    Quarters,
    RawTable,
)


@dataclass(frozen=True)
class Pattern:
    """What is known of a table in a year once it has been protected.

    whole: nodes where nothing of the family's tables is hidden.
    """

    geography: Geography
    counts: Integers
    hidden: Booleans
    unsized: Booleans
    whole: Booleans


Year = Pattern | DisclosedTable | None
"""A year made now, one that stands as it was released, or one that can't be told."""


def told(
    table: RawTable, years: Mapping[str, Year], rest: Sequence[str], rule: DisclosureRule
) -> DisclosedTable:
    """A table as it may be known by anybody. `rest` are codes of areas told of together."""
    classes = table.classes
    areas = [*table.codes("area")]
    for one in (
        *rest,
        *(a for y in years.values() if isinstance(y, DisclosedTable) for a in y.codes("area")),
    ):
        if one not in areas:
            areas.append(one)
    values: list[int | None] = []
    totals: list[int | None] = []
    quarters: list[Quarters | None] = []
    moments: list[Moments | None] = []
    means = {year: _moments(table, year, found, rule) for year, found in years.items()}
    for area, year in product(areas, table.codes("year")):
        found = years[year]
        if isinstance(found, DisclosedTable):
            here = found.has(area, year)
            row = found.row(area, year) if here else {}
            values += [row.get(code) for code in classes]
            totals.append(found.total(area, year) if here else None)
            quarters.append(found.quartiles(area, year) if here else None)
            moments.append(found.change(area, year) if here else None)
            continue
        node = None if found is None else found.geography.node.get(area)
        if found is None or node is None:
            values += [None] * len(classes)
            totals.append(None)
            quarters.append(None)
        else:
            hide = found.hidden[node].tolist()
            row_of = found.counts[node].tolist()
            values += [None if away else n for n, away in zip(row_of, hide, strict=True)]
            totals.append(None if found.unsized[node] else sum(row_of))
            quarters.append(_quarters(table, area, year, rule) if found.whole[node] else None)
        moments.append(means[year].get(area))
    return DisclosedTable(
        query=table.query,
        dimensions=(Dimension("area", tuple(areas)), *table.dimensions[1:]),
        values=tuple(values),
        totals=tuple(totals),
        quarters=tuple(quarters) if table.quarters else (),
        moments=tuple(moments) if table.moments else (),
    )


def _quarters(table: RawTable, area: str, year: str, rule: DisclosureRule) -> Quarters | None:
    if not table.quarters or area not in table.codes("area"):
        return None
    found = table.quarters[table.place(area, year)]
    return None if found is None or found.n < rule.quartiles_from else found


def _moments(
    table: RawTable, year: str, found: Year, rule: DisclosureRule
) -> Mapping[str, Moments]:
    """The means that can be told: those of a row that is shown whole and has enough values.

    They add up, so where some below an area can't be told, the others below it are told only if
    what is left is of several and of enough.
    """
    if not table.moments or not isinstance(found, Pattern):
        return {}
    geography = found.geography
    every = {
        code: summed
        for code, members in _members(geography).items()
        if (summed := _sum(table, year, members)) is not None
    }
    may = {
        code
        for code, one in every.items()
        if one.n >= rule.quartiles_from and found.whole[geography.node[code]]
    }
    below: dict[str, list[str]] = {NATION: [*geography.counties]}
    for (leaf, _), county in zip(geography.leaves, geography.above, strict=True):
        if leaf != county:
            below.setdefault(county, []).append(leaf)
    for parent, children in below.items():
        left = [every[one].n for one in children if one in every and one not in may]
        if parent not in may or (
            left and (len(left) < rule.pool_members or sum(left) < rule.quartiles_from)
        ):
            may -= set(children)
    return {code: every[code] for code in may}


def _members(geography: Geography) -> Mapping[str, tuple[str, ...]]:
    found = {NATION: tuple(one for _, members in geography.leaves for one in members)}
    for (_, members), county in zip(geography.leaves, geography.above, strict=True):
        found[county] = (*found.get(county, ()), *members)
    found.update(dict(geography.leaves))
    return found if geography.shown else {}


def _sum(table: RawTable, year: str, members: Sequence[str]) -> Moments | None:
    areas = set(table.codes("area"))
    parts = [table.moments[table.place(one, year)] for one in members if one in areas]
    some = [one for one in parts if one is not None and one.n]
    if not some:
        return None
    return Moments(
        sum(one.n for one in some),
        sum(one.total for one in some),
        sum(one.squares for one in some),
    )
