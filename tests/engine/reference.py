"""The meaning of a query in plain Python: each episode is asked for its class, and counted."""

from collections import Counter
from collections.abc import Sequence
from itertools import product

from kvinnofrid.catalogue import Catalogue, Outcome
from kvinnofrid.engine.areas import above, leaf
from kvinnofrid.engine.facts import Placed
from kvinnofrid.engine.query import Query
from kvinnofrid.engine.tables import Dimension, Moments, Quarters, RawTable
from kvinnofrid.statistics.episodes import (
    BEFORE,
    CHANGE,
    OUTSIDE,
    UNKNOWN,
    UNMATCHED,
    Episode,
    class_of,
    classes,
    days_between,
    tables_of,
)
from kvinnofrid.statistics.quantiles import quartiles
from tests.engine.drawn import Said

Row = tuple[str, ...]


def counted(
    query: Query, facts: Sequence[Placed], catalogue: Catalogue, said: Sequence[Said] = ()
) -> RawTable:
    """The raw table of a query, counted an episode at a time, or a client's answers at a time."""
    found = query.found(catalogue)
    outcome, order = found.outcome, dict(tables_of(found.outcome))[query.table]
    counts: Counter[Row] = Counter()
    days: dict[Row, list[int]] = {}
    steps: dict[Row, list[int]] = {}
    of_survey = outcome.measure.of == "survey"
    for each in said if of_survey else ():
        if each.instrument == outcome.measure.instrument and each.year in query.years:
            what = class_of(outcome.categories, each.answers.get(outcome.measure.name))
            for area in {above(leaf(*each.place), level) for level in query.levels}:
                counts[area, str(each.year), what] += 1
    areas = [one.area for one in facts]
    larger = {area: {above(area, level) for level in query.levels} for area in {*areas}}
    for one, here in () if of_survey else zip(facts, areas, strict=True):
        entered = one.episode.entered(outcome.population)
        what = classes(outcome, one.episode)[query.table]
        if entered is None or entered.year not in query.years or what == OUTSIDE:
            continue
        inner = (str(entered.year), *(classes(by, one.episode)[""] for by in found.by))
        for area in larger[here]:
            counts[(area, *inner, what)] += 1
            if outcome.measure.of == "days":
                waited = days_between(outcome, one.episode)
                if waited is not None:
                    days.setdefault((area, *inner), []).append(waited)
            if query.table == CHANGE and what != UNMATCHED:
                steps.setdefault((area, *inner), []).append(_step(outcome, one.episode))
    places = {*areas} | {leaf(*one.place) for one in said}
    levels = [level for level in ("nation", "county", "municipality") if level in query.levels]
    dimensions = (
        Dimension(
            "area",
            tuple(dict.fromkeys(above(area, level) for level in levels for area in sorted(places))),
        ),
        Dimension("year", tuple(map(str, query.years))),
        *(Dimension(by.code, (*(one.code for one in by.categories), UNKNOWN)) for by in found.by),
        Dimension("class", order),
    )
    rows = list(product(*(one.codes for one in dimensions[:-1])))
    return RawTable(
        query,
        dimensions,
        tuple(counts[(*row, what)] for row in rows for what in order),
        tuple(_quarters(days.get(row, [])) for row in rows) if outcome.measure.of == "days" else (),
        tuple(_moments(steps.get(row, [])) for row in rows) if query.table == CHANGE else (),
    )


def _step(outcome: Outcome, one: Episode) -> int:
    """A step in thousandths, positive when it is for the better."""
    assert one.baseline is not None
    assert one.exit is not None
    name = outcome.measure.name
    first, last = one.baseline.answers[name], one.exit.answers[name]
    if isinstance(first, int | float) and isinstance(last, int | float):
        step = round(1000 * last) - round(1000 * first)
    else:
        codes = [category.code for category in outcome.categories]
        found = classes(outcome, one)
        step = 1000 * (codes.index(found["after"]) - codes.index(found[BEFORE]))
    return step if outcome.measure.better == "up" else -step


def _quarters(days: list[int]) -> Quarters | None:
    found = quartiles(days)
    return None if found is None else Quarters.of(found)


def _moments(steps: list[int]) -> Moments | None:
    return Moments(len(steps), sum(steps), sum(one * one for one in steps)) if steps else None
