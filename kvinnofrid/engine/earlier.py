"""What earlier releases settle: a year that has been released stands as it was released.

Figures change after their year is over, as somebody is entered late. Whoever held two releases
against each other would see those few in every table at once. So a table that has been released is
told as it was, a new one of an old indicator is not told for that year, and one of another
indicator only if as many are in every row as was told then.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kvinnofrid.catalogue import Catalogue
from kvinnofrid.engine.families import Family, family_of
from kvinnofrid.engine.geography import Geography
from kvinnofrid.engine.query import QueryError
from kvinnofrid.engine.tables import DisclosedTable, RawTable

Layouts = Mapping[tuple[str, str], Geography]
"""The rows of a population and year."""


@dataclass(frozen=True)
class Standing:
    """Which tables stand as they were, and which can't be told. Years are texts."""

    tables: Mapping[tuple[RawTable, str], DisclosedTable] = field(default_factory=dict)
    withheld: frozenset[tuple[RawTable, str]] = frozenset()

    def settles(self, table: RawTable, year: str) -> bool:
        """Whether a table's year is settled by earlier releases."""
        return (table, year) in self.tables or (table, year) in self.withheld


def standing(
    found: Sequence[Family],
    layouts: Layouts,
    earlier: Sequence[Sequence[DisclosedTable]],
    revised: Collection[int],
    catalogue: Catalogue,
) -> Standing:
    """What the earlier releases, oldest first, settle of these families."""
    again = {str(one) for one in revised}
    released = [
        (table, year)
        for release in earlier
        for table in release
        for year in table.codes("year")
        if year not in again
    ]
    stands: dict[tuple[RawTable, str], DisclosedTable] = {}
    away: set[tuple[RawTable, str]] = set()
    for family in found:
        for year in family.tables[0].codes("year"):
            of_year = [table for table, one in released if one == year]
            same = [table for table in of_year if _family(table, catalogue) == family.key]
            layout = layouts[family.population, year]
            settled = not _may_be_told(family, of_year, year, layout, catalogue)
            for table in family.tables:
                alike = [one for one in same if one.query.table == table.query.table]
                alike = [one for one in alike if _named(one) == _named(table)]
                if alike:
                    stands[table, year] = alike[-1]
                elif same or settled:
                    away.add((table, year))
    return Standing(stands, frozenset(away))


def _named(table: RawTable | DisclosedTable) -> tuple[object, ...]:
    query = table.query
    return query.outcome_set, query.version, query.outcome, query.table, query.by


def _family(table: DisclosedTable, catalogue: Catalogue) -> str:
    try:
        return family_of(table.query.found(catalogue).outcome)
    except QueryError:  # of a version that is no longer in the catalogue
        return table.query.outcome


def _may_be_told(
    family: Family,
    released: Sequence[DisclosedTable],
    year: str,
    layout: Geography,
    catalogue: Catalogue,
) -> bool:
    """Whether a family that was not released may be told of a year that was.

    What was told of some groups alone would by the size of all tell of the others, who nobody
    thought of then; so would what is told of other groups now.
    """
    whole, partly = [], False
    for table in released:
        try:
            outcome = table.query.found(catalogue).outcome
        except QueryError:  # of a version that is no longer in the catalogue
            return False
        if outcome.population == family.population:
            partly |= bool(outcome.groups)
            whole += [] if outcome.groups else [table]
    if partly and (family.groups or not whole):
        return False
    return all(_agrees(table, year, layout) for table in whole)


def _agrees(table: DisclosedTable, year: str, layout: Geography) -> bool:
    """Whether as many are in every row as was told, and the same rows are told."""
    told = {area: table.total(area, year) for area in table.codes("area")}
    codes = told.keys() | layout.sizes.keys()
    return all(told.get(one) == layout.sizes.get(one) for one in codes)
