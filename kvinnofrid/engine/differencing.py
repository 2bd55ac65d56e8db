"""What somebody finds out by holding a release against those before it.

Two things are looked for: a shown number that has changed by few, which tells of those few; and a
hidden number that is narrower by both releases together than by either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kvinnofrid.catalogue import Catalogue, DisclosureRule, load_shipped
from kvinnofrid.disclosure import Audit
from kvinnofrid.disclosure.audit import audit_sums
from kvinnofrid.engine.areas import NATION, REST, above
from kvinnofrid.engine.query import QueryError
from kvinnofrid.engine.tables import DisclosedTable

TOTAL = ""
"""What stands for the class where how many are in a row has changed."""
EXACT = 10**6
Shown = Mapping[tuple[str, str], int]
"""What a table shows of a year, by area and class; the class empty for how many are in the row."""


@dataclass(frozen=True)
class Difference:
    """A cell that two releases together tell too much of.

    release: the number of the earlier one, from 0. before, after: what each shows; None for both
    where the cell is hidden, and then it lies from lower to upper.
    """

    release: int
    outcome: str
    table: str
    year: str
    area: str
    code: str
    before: int | None = None
    after: int | None = None
    lower: int | None = None
    upper: int | None = None


def differencing(
    new: Sequence[DisclosedTable],
    earlier: Sequence[Sequence[DisclosedTable]],
    rule: DisclosureRule,
    *,
    catalogue: Catalogue | None = None,
) -> tuple[Difference, ...]:
    """What the new tables tell together with each earlier release, oldest first; best if nothing.

    Tables of the same indicator are held against each other, whatever their version.
    """
    found: list[Difference] = []
    known = catalogue or load_shipped()
    for number, release in enumerate(earlier):
        for table in new:
            for old in release:
                if _name(old) == _name(table):
                    for year in table.codes("year"):
                        if year in old.codes("year"):
                            found += _between(
                                number, table, old, year, rule, _for_all(table, known)
                            )
    return tuple(found)


def _name(table: DisclosedTable) -> tuple[object, ...]:
    return table.query.outcome_set, table.query.outcome, table.query.table, table.query.by


def _between(
    number: int,
    new: DisclosedTable,
    old: DisclosedTable,
    year: str,
    rule: DisclosureRule,
    for_all: bool,
) -> Iterator[Difference]:
    mine, theirs = _shown(new, year), _shown(old, year)
    names = number, new.query.outcome, new.query.table, year
    changed = False
    for cell in sorted(mine.keys() & theirs.keys()):
        by = abs(mine[cell] - theirs[cell])
        if cell[0].endswith(REST):
            continue
        changed |= by > 0
        if 0 < by < rule.threshold:
            yield Difference(*names, *cell, theirs[cell], mine[cell])
    if changed or mine.keys() == theirs.keys():
        return
    alone = [_bounds([one], new, rule, for_all) for one in (mine, theirs)]
    for cell, (lower, upper) in _bounds([mine, theirs], new, rule, for_all).items():
        before = [one[cell] for one in alone if cell in one]
        narrowest = min((high - low for low, high in before), default=0)
        small = upper > 0 and lower < rule.threshold
        if small and upper - lower < min(rule.width, narrowest):
            yield Difference(*names, *cell, None, None, lower, upper)


def _for_all(table: DisclosedTable, catalogue: Catalogue) -> bool:
    """Whether an area without a size is one that is told of with others, as `01-rest`.

    Of an indicator that is not for everybody, a size is hidden for other reasons too.
    """
    try:
        return not table.query.found(catalogue).outcome.groups
    except QueryError:  # of a version that is no longer in the catalogue
        return False


def _shown(table: DisclosedTable, year: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for area in table.codes("area"):
        row = {TOTAL: table.total(area, year), **table.row(area, year)}
        found.update({(area, code): n for code, n in row.items() if n is not None})
    return found


def _bounds(
    releases: Sequence[Shown], table: DisclosedTable, rule: DisclosureRule, for_all: bool
) -> dict[tuple[str, str], tuple[int, int]]:
    """What is known of every cell that is hidden, from all that some releases show of it."""
    place: dict[tuple[str, str], int] = {}
    classes = (TOTAL, *table.classes)
    areas = {one for shown in releases for one, _ in shown} | {*table.codes("area")}
    areas = {one for one in areas if not one.endswith(REST)}

    def at(area: str, code: str) -> int:
        return place.setdefault((area, code), len(place))

    below: dict[str, list[str]] = {}
    for area in sorted(areas - {NATION}):
        county = above(area, "county")
        parent = NATION if county == area else county
        below.setdefault(parent, []).append(area)
    tied = [
        (at(parent, code), [at(one, code) for one in parts])
        for parent, parts in below.items()
        for code in classes
    ]
    tied += [(at(area, TOTAL), [at(area, code) for code in table.classes]) for area in areas]
    known = {}
    for number, shown in enumerate(releases):
        known.update({at(*cell): n for cell, n in shown.items() if cell[0] in areas})
        for rest in sorted({area for area, _ in shown if for_all and area.endswith(REST)}):
            parts = [
                one for one in below.get(rest.removesuffix(REST), []) if (one, TOTAL) not in shown
            ]
            for code in classes:
                if (rest, code) in shown and parts:
                    key = at(f"{rest} {number}", code)
                    known[key] = shown[rest, code]
                    tied.append((key, [at(one, code) for one in parts]))
    asked = {
        number: cell for cell, number in place.items() if number not in known and " " not in cell[0]
    }
    found: Audit = audit_sums(known, len(place), tied, asked, width=rule.width, exact=EXACT)
    return {(one.cell[0], one.cell[1]): (one.lower, one.upper) for one in found.bounds}
