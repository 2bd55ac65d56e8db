"""Everything that is done with releases. Keyword-only: `by` the actor, `now` an aware time."""

from kvinnofrid.releases.operations.deciding import Decided, approved, decide_on
from kvinnofrid.releases.operations.demo import load_demo, write_demo
from kvinnofrid.releases.operations.looking import listed, seen
from kvinnofrid.releases.operations.making import make, start_making
from kvinnofrid.releases.operations.proposing import Wish, propose
from kvinnofrid.releases.operations.shared import (
    APPROVE,
    PROPOSE,
    SEE,
    NoSuchReleaseError,
    ReleaseError,
    nation,
    place_of,
)
from kvinnofrid.releases.operations.upkeep import clear_away, stored_faults

__all__ = [
    "APPROVE",
    "PROPOSE",
    "SEE",
    "Decided",
    "NoSuchReleaseError",
    "ReleaseError",
    "Wish",
    "approved",
    "clear_away",
    "decide_on",
    "listed",
    "load_demo",
    "make",
    "nation",
    "place_of",
    "propose",
    "seen",
    "start_making",
    "stored_faults",
    "write_demo",
]
