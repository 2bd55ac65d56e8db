"""What a snapshot holds: an episode with its place, and the columns of its tables.

Everything is a text or a whole number, so that every database counts the same: a day is the number
of days since 1970-01-01, an answer that is a number is kept in thousandths. Each snapshot
numbers its episodes anew; no id of the operational database goes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kvinnofrid.engine.areas import leaf
from kvinnofrid.statistics.episodes import Episode, Held

SCALE = 1000
"""An answer that is a number is kept in so many parts of its unit."""


Kind = Literal["text", "number"]
TEXT: Kind = "text"
NUMBER: Kind = "number"

FIELDS = ("way_in", "sex", "age_band", "attainment", "closure_reason")
"""Coded fields of an episode; empty when not known. `target_group` is beside them."""
DAYS = ("contacted_on", "opened_on", "started_on", "closed_on")
"""Days of an episode."""
OCCASIONS = ("baseline", "exit")
"""The measurements that indicators read."""

EPISODES: Mapping[str, Kind] = {
    "episode": NUMBER,
    "area": TEXT,
    "municipality": TEXT,
    "county": TEXT,
    "organisation": TEXT,
    "unit": TEXT,
    "synthetic": NUMBER,
    "target_group": TEXT,
    **dict.fromkeys(FIELDS, TEXT),
    **dict.fromkeys(DAYS, NUMBER),
    "opened_year": NUMBER,
    "closed_year": NUMBER,
    **{f"{one}_held_on": NUMBER for one in OCCASIONS},
}
"""One row an episode. `area` is its smallest area, see `areas.leaf`."""

MEASUREMENTS: Mapping[str, Kind] = {
    "episode": NUMBER,
    "occasion": TEXT,
    "item": TEXT,
    "value": TEXT,
    "number": NUMBER,
    "several": NUMBER,
}
"""One row an answer: `value` a code, or `number` in thousandths. Of a question where several may be
chosen, one row for each with `several` 1; none chosen is one row with neither value nor number."""

INTERVENTIONS: Mapping[str, Kind] = {"episode": NUMBER, "kind": TEXT, "form": TEXT}
"""One row an intervention."""

TABLES: Mapping[str, Mapping[str, Kind]] = {
    "episodes": EPISODES,
    "measurements": MEASUREMENTS,
    "interventions": INTERVENTIONS,
}
"""The tables of a snapshot and their columns."""

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Placed:
    """An episode as statistics see it, and where it belongs.

    `municipality` and `county` are codes, empty where there is none; `organisation` and `unit` are
    whatever names them outside. `waves` are further measurements by occasion, which indicators do
    not read.
    """

    episode: Episode
    municipality: str
    county: str
    organisation: str = ""
    unit: str = ""
    synthetic: bool = False
    waves: Mapping[str, Held] = field(default_factory=dict)

    @property
    def area(self) -> str:
        """Its smallest area; AreaError when a code is none."""
        return leaf(self.municipality, self.county)

    def measurements(self) -> Mapping[str, Held]:
        """All measurements that were held, by occasion."""
        own = {"baseline": self.episode.baseline, "exit": self.episode.exit}
        return {**self.waves, **{name: held for name, held in own.items() if held is not None}}


def day_number(day: date) -> int:
    """A day as it is kept."""
    return day.toordinal() - _EPOCH


def thousandths(value: float) -> int:
    """A number as it is kept, rounded to thousandths; ValueError when it is not finite."""
    if isinstance(value, int):
        return SCALE * value
    try:
        return round(SCALE * value)
    except (OverflowError, ValueError):
        raise ValueError(f"{value} is no answer: it must be a finite number") from None
