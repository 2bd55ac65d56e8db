"""Tables of a release that have cells in common, and so must be hidden together.

Every table of a population has the same rows, and how many are in each row is shown: so tables of
different indicators tell nothing of each other. Within an indicator they do. Those who have not
answered are the same in each choice of a question, those without any intervention are the same
whichever is asked about, and those who are matched are the same before, after, and in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kvinnofrid.catalogue import Catalogue, Outcome
from kvinnofrid.engine.tables import RawTable
from kvinnofrid.statistics.episodes import LEAVERS, MATCHED, NO, UNKNOWN, UNMATCHED

Kind = Literal["single", "many", "change"]


@dataclass(frozen=True)
class Family:
    """Tables with cells in common.

    groups: the target groups that it is for; empty for all. shared: the class that all of the
    tables have in common, if any.
    """

    key: str
    population: str
    groups: tuple[str, ...]
    kind: Kind
    shared: str
    outcomes: tuple[Outcome, ...]
    tables: tuple[RawTable, ...]

    def fixed(self, table: RawTable) -> str:
        """The class of a table that is hidden only where the shared one is."""
        return MATCHED if table.query.table == LEAVERS and self.kind == "change" else self.shared


def families(raw: Sequence[RawTable], catalogue: Catalogue) -> list[Family]:
    """The families of a release, in the order of their first tables."""
    grouped: dict[str, list[tuple[RawTable, Outcome]]] = {}
    for table in raw:
        outcome = table.query.found(catalogue).outcome
        grouped.setdefault(family_of(outcome), []).append((table, outcome))
    found = []
    for key, members in grouped.items():
        first = members[0][1]
        kind, shared = _kind(first)
        found.append(
            Family(
                key,
                first.population,
                first.groups,
                kind,
                shared,
                tuple({one.code: one for _, one in members}.values()),
                tuple(table for table, _ in members),
            )
        )
    return found


def family_of(outcome: Outcome) -> str:
    """What the family of an indicator is called."""
    if outcome.measure.of == "intervention":
        return "-".join(("interventions", outcome.population, *outcome.groups))
    return outcome.code


def _kind(outcome: Outcome) -> tuple[Kind, str]:
    if outcome.measure.of == "intervention":
        return "many", NO
    if outcome.measure.of == "change":
        return "change", UNMATCHED
    return ("many", UNKNOWN) if outcome.measure.many else ("single", "")
