"""Made-up episodes for the tests of a unit's figures."""

from datetime import date

from kvinnofrid.catalogue import Outcome, OutcomeSet, load_shipped
from kvinnofrid.statistics.episodes import Episode, Given

OPENED = date(2025, 3, 1)
GROUPS = ("victim_survivor", "child", "perpetrator")
KINDS = ("talks", "refuge", "housing")


def shipped() -> OutcomeSet:
    """The indicators that are shipped."""
    return load_shipped().outcome_set("unit-results")


def outcome(code: str) -> Outcome:
    """A shipped indicator."""
    return shipped().outcome(code)


def episode(group: str = GROUPS[0], kinds: tuple[str, ...] = (), **fields: str) -> Episode:
    """An episode that was opened and closed in 2025."""
    return Episode(
        target_group=group,
        days={"opened_on": OPENED, "closed_on": date(2025, 9, 1)},
        fields=fields,
        interventions=tuple(Given(kind, "by_decision") for kind in kinds),
    )
