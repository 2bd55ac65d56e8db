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
from kvinnofrid.statistics.episodes import Coded, Episode, Held

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

MEASUREMENTS: Mapping[str, Kind] = {"episode": NUMBER, "occasion": TEXT}
"""One row an episode and occasion. Beside these a column for each item, see `item_column`."""

ANSWERS: Mapping[str, Kind] = {
    "asked": NUMBER,
    "answer": NUMBER,
    "item": TEXT,
    "value": TEXT,
    "number": NUMBER,
    "several": NUMBER,
}
"""What each number in a column of measurements says: `value` a code, or `number` in thousandths.

`asked` is the number of the item, and `answer` that of an answer to it, from 1. Of a question
where several may be chosen (`several` 1) an answer is what was chosen together: it has a row for
each, and one with neither value nor number which says that it was answered at all. Interventions
are kept so too: the occasion `given` has the items `kind` and `form`.
"""


def item_column(asked: int) -> str:
    """The column of measurements that holds the answers to an item; 0 or nothing for no answer."""
    return f"item_{asked}"


GIVEN = "given"
"""The occasion under which interventions are kept."""

SURVEYS: Mapping[str, Kind] = {
    "area": TEXT,
    "year": NUMBER,
    "instrument": TEXT,
    "item": TEXT,
    "value": TEXT,
    "number": NUMBER,
    "people": NUMBER,
}
"""What clients answered in their own survey, as numbers of people and never one by one.

A row for each answer to a question that occurs in an area and a year: `value` a code, or `number`
in thousandths. One without an item says how many answered at all. So no row is anybody's, and none
tells which answers were given together. They stand in the order of what they say.
"""

TABLES: Mapping[str, Mapping[str, Kind]] = {
    "episodes": EPISODES,
    "measurements": MEASUREMENTS,
    "answers": ANSWERS,
    "surveys": SURVEYS,
}
"""The tables of a snapshot and their columns, without those of items."""

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

    def answers(self) -> Mapping[str, Mapping[str, Coded]]:
        """What is kept of it by occasion: answers of measurements, and help given."""
        one = self.episode
        found = {occasion: held.answers for occasion, held in self.waves.items()}
        if one.baseline is not None:
            found["baseline"] = one.baseline.answers
        if one.exit is not None:
            found["exit"] = one.exit.answers
        if one.interventions:
            kinds = [given.kind for given in one.interventions]
            found[GIVEN] = {"kind": kinds, "form": [given.form for given in one.interventions]}
        return found


@dataclass(frozen=True, slots=True)
class Surveyed:
    """How many in a place gave an answer to a question of a client survey in a year.

    Of all who answered the survey, whatever they said, `item` is empty and `value` None.
    """

    municipality: str
    county: str
    year: int
    instrument: str
    item: str
    value: str | int | float | None
    people: int


def day_number(day: date) -> int:
    """A day as it is kept."""
    return day.toordinal() - _EPOCH
