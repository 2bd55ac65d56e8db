"""Quartiles of days and means of change as cubes of their own: they are of rows, not of cells."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from kvinnofrid.catalogue import Outcome, OutcomeSet, Text
from kvinnofrid.engine import cubes
from kvinnofrid.engine.cubes import CONTENTS, Told
from kvinnofrid.engine.facts import SCALE
from kvinnofrid.engine.jsonstat import Absent, Axis, Cube, Unit, Value
from kvinnofrid.engine.tables import CLASS, DisclosedTable
from kvinnofrid.statistics.episodes import CHANGE
from kvinnofrid.statistics.intervals import mean_of
from kvinnofrid.statistics.shares import rounded

QUARTILES, MEAN = "quartiles", "mean"
DECIMALS = 2

_NAMES: Mapping[str, Text] = {
    QUARTILES: Text(sv="median och kvartiler", en="median and quartiles"),
    MEAN: Text(sv="förändring i medeltal", en="mean change"),
}
_NUMBER = Text(sv="Antal", en="Number")
_CONTENTS: Mapping[str, Mapping[str, tuple[Text, Unit]]] = {
    QUARTILES: {
        "count": (_NUMBER, Unit("antal")),
        "lower": (Text(sv="Nedre kvartil", en="Lower quartile"), Unit("dagar", DECIMALS)),
        "median": (Text(sv="Median", en="Median"), Unit("dagar", DECIMALS)),
        "upper": (Text(sv="Övre kvartil", en="Upper quartile"), Unit("dagar", DECIMALS)),
    },
    MEAN: {
        "count": (_NUMBER, Unit("antal")),
        "matched": (
            Text(sv="Andel som svarat båda gångerna", en="Share who answered both times"),
            Unit("procent", cubes.DECIMALS),
        ),
        "mean": (Text(sv="Medelförändring", en="Mean change"), Unit("steg", DECIMALS)),
        "mean_low": (
            Text(sv="Undre gräns, 95 procent", en="Lower end, 95 per cent"),
            Unit("steg", DECIMALS),
        ),
        "mean_high": (
            Text(sv="Övre gräns, 95 procent", en="Upper end, 95 per cent"),
            Unit("steg", DECIMALS),
        ),
    },
}


def summary_parts(outcome: Outcome) -> tuple[str, ...]:
    """The summaries that an indicator has: quartiles of days, or the mean of change."""
    return {"days": (QUARTILES,), "change": (MEAN,)}.get(outcome.measure.of, ())


def summarised(part: str) -> str:
    """The name of the table that a summary is of."""
    return CHANGE if part == MEAN else ""


def name_of(outcome: Outcome, part: str) -> Text:
    """What a summary is called."""
    said = _NAMES[part]
    return Text(sv=f"{outcome.name.sv}: {said.sv}", en=f"{outcome.name.en}: {said.en}")


def variable_names(language: str) -> list[str]:
    """What the dimensions of a summary are called, without what it is divided by."""
    return [text.in_language(language) for text in cubes.OUTER]


def summary(owner: OutcomeSet, table: DisclosedTable, part: str, told: Told) -> Cube:
    """A summary of the rows of a table as a cube. KeyError for a part that is none."""
    outcome = owner.outcome(table.query.outcome)
    told_of = _CONTENTS[part]
    inner = tuple(
        cubes.axis(owner, outcome, table, one.name, told)
        for one in table.dimensions
        if one.name != CLASS
    )
    contents = Axis(
        CONTENTS,
        told(cubes.OUTER[1]),
        {code: told(text) for code, (text, _) in told_of.items()},
        "metric",
        units={code: unit for code, (_, unit) in told_of.items()},
    )
    figures: Callable[[DisclosedTable, tuple[str, ...]], tuple[Value, ...]]
    figures = _quartiles if part == QUARTILES else _mean
    order = (inner[0], *inner[2:], contents, inner[1])
    return Cube(
        label=cubes.label(told(name_of(outcome, part)), order, told),
        source=told.source,
        updated=told.updated,
        axes=(*inner, contents),
        values=tuple(_values(table, figures)),
        notes=(told(outcome.definition), told(outcome.exclusions), *told.notes),
    ).ordered([one.id for one in order])


def _values(
    table: DisclosedTable, figures: Callable[[DisclosedTable, tuple[str, ...]], tuple[Value, ...]]
) -> Iterator[Value]:
    keys = table.keys()
    for codes in keys:
        yield from figures(table, codes)


def _none(table: DisclosedTable, codes: tuple[str, ...], number: int) -> tuple[Value, ...]:
    """Nothing to tell of nobody; of anybody else it is hidden."""
    nobody = cubes.number_in(table, *codes) == 0
    return (Absent.UNDEFINED if nobody else Absent.HIDDEN,) * number


def _quartiles(table: DisclosedTable, codes: tuple[str, ...]) -> tuple[Value, ...]:
    found = table.quartiles(*codes)
    if found is None:
        return _none(table, codes, 4)
    return found.n, *(float(rounded(one, DECIMALS)) for one in found.values)


def _mean(table: DisclosedTable, codes: tuple[str, ...]) -> tuple[Value, ...]:
    found = table.change(*codes)
    if found is None or not found.n:
        return _none(table, codes, 5)
    matched, *_ = cubes.shares(found.n, cubes.number_in(table, *codes))
    ends = mean_of(found.n, found.total, found.squares).interval
    mean = _steps(Fraction(found.total, found.n))
    if ends is None:
        return found.n, matched, mean, Absent.UNDEFINED, Absent.UNDEFINED
    return found.n, matched, mean, _steps(Fraction(ends.low)), _steps(Fraction(ends.high))


def _steps(exact: Fraction) -> float:
    return float(rounded(exact / SCALE, DECIMALS))
