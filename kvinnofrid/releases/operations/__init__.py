"""Everything that is done with releases. Keyword-only: `by` the actor, `now` an aware time.

`making.make` stands apart: what it needs to count and protect is heavy, and no page needs it.
"""

from kvinnofrid.releases.operations.deciding import Decided, approved, decide_on
from kvinnofrid.releases.operations.demo import load_demo, write_demo
from kvinnofrid.releases.operations.looking import listed, looked_after, seen
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
from kvinnofrid.releases.operations.starting import (
    alive,
    attempt_of,
    break_off,
    make_again,
    may_be_made_again,
    start_making,
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
    "alive",
    "approved",
    "attempt_of",
    "break_off",
    "clear_away",
    "decide_on",
    "listed",
    "load_demo",
    "looked_after",
    "make_again",
    "may_be_made_again",
    "nation",
    "place_of",
    "propose",
    "seen",
    "start_making",
    "stored_faults",
    "write_demo",
]
