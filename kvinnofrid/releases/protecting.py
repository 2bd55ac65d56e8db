"""From a snapshot to the tables of a release: everything is counted and protected together."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kvinnofrid.catalogue import OutcomeSet, load_shipped
from kvinnofrid.engine.counting import raw_tables
from kvinnofrid.engine.differencing import Difference, differencing
from kvinnofrid.engine.disclosing import Disclosed, disclose
from kvinnofrid.engine.query import Query
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.engine.tables import DisclosedTable
from kvinnofrid.releases.rules import TableName
from kvinnofrid.statistics.episodes import tables_of

RULE = "releases"
"""The disclosure rule of the catalogue that releases keep to."""
Released = Mapping[TableName, DisclosedTable]


@dataclass(frozen=True)
class Protected:
    """The tables of a release, and how they were protected, in figures and codes."""

    tables: Released
    method: Mapping[str, Any] = field(default_factory=dict)
    differences: Sequence[Difference] = ()
    """What it would tell too much of together with an earlier release."""


def queries_of(owners: Sequence[OutcomeSet], years: Sequence[int]) -> list[Query]:
    """What a release counts: every table of every indicator of some sets, for all levels."""
    return [
        Query(owner.id, owner.version, outcome.code, name, years=tuple(years))
        for owner in owners
        for outcome in owner.outcomes
        for name, _classes in tables_of(outcome)
    ]


def protected(
    snapshot: Snapshot,
    owners: Sequence[OutcomeSet],
    years: Sequence[int],
    *,
    earlier: Sequence[Released],
    revised: Collection[int],
    order: Sequence[str],
    tell: Callable[[str], None],
) -> Protected:
    """Count and protect all tables of a release, jointly with what earlier ones have given away.

    `earlier` are the tables of releases, oldest first; a year that one of them tells of stands as
    it was unless it is `revised`. `order` is areas from the smallest. Raises DisclosingError.
    """
    catalogue = load_shipped()
    rule = catalogue.disclosure_rule(RULE)
    raw = raw_tables(queries_of(owners, years), snapshot, catalogue)
    tell("Skyddar …")
    before = [list(one.values()) for one in earlier]
    made = disclose(
        list(raw.values()),
        rule,
        before,
        tell=tell,
        revised=revised,
        order=order,
        catalogue=catalogue,
    )
    tables = {(one.query.outcome, one.query.table): one for one in made.tables}
    method = _method(made, rule.threshold, rule.width, f"{rule.id} {rule.version}")
    return Protected(tables, method, differencing(made.tables, before, rule))


def _method(made: Disclosed, threshold: int, width: int, rule: str) -> dict[str, Any]:
    return {
        "rule": rule,
        "threshold": threshold,
        "width": width,
        "programs": made.audit.programs,
        "below_width": made.audit.below_width,
        "bounded": len(made.audit.bounds),
        "standing": [list(one) for one in made.standing],
        "withheld": [list(one) for one in made.withheld],
    }
