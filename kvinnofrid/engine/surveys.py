"""What clients answered in their own survey: its rows in a snapshot, and the SQL that counts them.

An answer is of no person and no episode, and a snapshot holds how many gave it and nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from kvinnofrid.catalogue import Outcome
from kvinnofrid.engine.areas import leaf
from kvinnofrid.engine.expressions import by_limits, by_text, case, text
from kvinnofrid.engine.facts import SCALE, Surveyed
from kvinnofrid.engine.statements import Places

Row = tuple[str, int, str, str, str | None, int | None, int]


def rows(answers: Iterable[Surveyed]) -> list[Row]:
    """The rows of `facts.SURVEYS`, each answer once, in the order of what they say.

    ValueError for what is no answer, and for a number of people that is none.
    """
    found: Counter[tuple[str, int, str, str, str | None, int | None]] = Counter()
    for one in answers:
        known = (one.value is not None) == bool(one.item) and not isinstance(one.value, bool)
        if not known or one.people < 1:
            raise ValueError(f"{one.people} can't have answered {one.value!r} to {one.item!r}")
        value = one.value if isinstance(one.value, str) else None
        number = round(one.value * SCALE) if isinstance(one.value, int | float) else None
        area = leaf(one.municipality, one.county)
        found[area, one.year, one.instrument, one.item, value, number] += one.people
    ordered = sorted(found, key=lambda key: (*key[:4], key[4] or "", key[5] or 0))
    return [(*key, found[key]) for key in ordered]


def population(places: Places) -> str:
    """How many answered the survey at each place."""
    return f"{_with(places)} SELECT 0, p.place, {_PEOPLE} FROM p WHERE p.item = '' GROUP BY p.place"


def of_surveys(places: Places, outcomes: Sequence[Outcome]) -> str:
    """How many gave answers of each class. The sorts of each indicator follow the one before."""
    parts, first = [], 0
    for one in outcomes:
        size = len(one.categories)
        whens = [*by_text("p.value", one.categories), *by_limits("p.number", one.categories)]
        parts.append(
            f"SELECT {first} + {case(whens, size)} AS sort, p.place, p.people FROM p"
            f" WHERE p.item = {text(one.measure.name)} AND {case(whens, size)} < {size}"
        )
        first += size
    return (
        f"{_with(places)}, c AS ({' UNION ALL '.join(parts)})"
        f" SELECT p.sort, p.place, {_PEOPLE} FROM c AS p GROUP BY p.sort, p.place"
    )


_PEOPLE = "CAST(SUM(p.people) AS BIGINT)"


def _with(places: Places) -> str:
    areas = ", ".join(f"({text(area)}, {number})" for number, area in enumerate(places.areas))
    whens = [(f"s.year = {year}", number) for number, year in enumerate(places.years)]
    place = f"(a.n * {len(places.years)} + {case(whens[:-1], len(whens) - 1)})"
    return (
        f"WITH areas(area, n) AS (VALUES {areas}),"
        f" p AS (SELECT s.item, s.value, s.number, s.people, {place} AS place"
        " FROM surveys s JOIN areas a ON a.area = s.area"
        f" WHERE s.instrument = {text(places.instrument)}"
        f" AND s.year IN ({', '.join(map(str, places.years))}))"
    )
