"""Disclosed tables with their words, as cubes that a reader of PxWeb or JSON-stat knows.

The dimensions are `Region`, the choices of an indicator that allows several, what the table is
divided by, the classes, `ContentsCode` for what is told of each cell, and `Tid` last. The figures
are those of the tables and what follows from them alone, so that nothing more is told.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from kvinnofrid.catalogue import Outcome, OutcomeSet, Text
from kvinnofrid.engine.areas import NATION, NOWHERE, REST
from kvinnofrid.engine.jsonstat import Absent, Axis, Cube, Unit, Value
from kvinnofrid.engine.tables import AREA, CLASS, YEAR, DisclosedTable
from kvinnofrid.statistics.class_words import class_word, table_word
from kvinnofrid.statistics.episodes import (
    AFTER,
    BEFORE,
    CHANGE,
    LEAVERS,
    MATCHED,
    OUTSIDE,
    UNKNOWN,
    UNMATCHED,
)
from kvinnofrid.statistics.intervals import wilson
from kvinnofrid.statistics.shares import rounded

REGION, CONTENTS, TIME, ANSWER = "Region", "ContentsCode", "Tid", "answer"
COUNT, OF, SHARE, TOTAL = "count", "of", "share", "total"
LOW, HIGH = "share_low", "share_high"
DECIMALS = 1

_CONTENTS: Mapping[str, tuple[Text, Unit]] = {
    COUNT: (Text(sv="Antal", en="Number"), Unit("antal")),
    OF: (Text(sv="Av antal", en="Of number"), Unit("antal")),
    SHARE: (Text(sv="Andel, procent", en="Share, per cent"), Unit("procent", DECIMALS)),
    LOW: (
        Text(sv="Andelens undre gräns, 95 procent", en="Lower end of the share, 95 per cent"),
        Unit("procent", DECIMALS),
    ),
    HIGH: (
        Text(sv="Andelens övre gräns, 95 procent", en="Upper end of the share, 95 per cent"),
        Unit("procent", DECIMALS),
    ),
    TOTAL: (Text(sv="Antal insatsperioder i allt", en="Episodes in all"), Unit("antal")),
}
_ANSWERS_IN_ALL = Text(sv="Antal svarande i allt", en="Number who answered in all")
_AXES: Mapping[str, Text] = {
    REGION: Text(sv="område", en="area"),
    CONTENTS: Text(sv="tabellinnehåll", en="contents"),
    TIME: Text(sv="år", en="year"),
    ANSWER: Text(sv="svar", en="answer"),
}
OUTER = (_AXES[REGION], _AXES[CONTENTS], _AXES[TIME])
"""What the dimensions are called that every cube has."""
_TOGETHER: Mapping[str, Text] = {
    REST: Text(sv="{}, övriga tillsammans", en="{}, the others together"),
    NOWHERE: Text(sv="{}, utan närmare område", en="{}, no smaller area"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a cube says of itself besides the figures: in one language, for one release."""

    language: str
    source: str
    updated: datetime
    areas: Mapping[str, str]
    """The name of each area by code; a code without a name is its own."""
    notes: tuple[str, ...] = ()

    def __call__(self, text: Text) -> str:
        return text.in_language(self.language)


def parts(outcome: Outcome) -> tuple[str, ...]:
    """The cubes that an indicator is told in: one, or one for each table of an indicator of change.

    The choices of an indicator that allows several stand in one cube, side by side.
    """
    return (BEFORE, AFTER, CHANGE, LEAVERS) if outcome.measure.of == "change" else ("",)


def tables_of_part(outcome: Outcome, part: str) -> tuple[str, ...]:
    """The names of the tables that a cube is made of, in order."""
    if outcome.measure.many:
        return tuple(category.code for category in outcome.categories)
    return (part,)


def name_of(outcome: Outcome, part: str = "") -> Text:
    """What a cube is called, without what it is divided by."""
    said = table_word(outcome, part)
    if said is None:
        return outcome.name
    return Text(sv=f"{outcome.name.sv}: {said.sv}", en=f"{outcome.name.en}: {said.en}")


def variable_names(outcome: Outcome, language: str) -> list[str]:
    """What the dimensions of an indicator's cubes are called, without what it is divided by."""
    names = [_AXES[REGION], outcome.name, *([_AXES[ANSWER]] if outcome.measure.many else [])]
    names += [_AXES[CONTENTS], _AXES[TIME]]
    return [name.in_language(language).lower() for name in names]


def cube(owner: OutcomeSet, tables: Sequence[DisclosedTable], told: Told) -> Cube:
    """The tables of a part, as `tables_of_part` orders them, as one cube.

    ValueError unless there are tables of one indicator, with the same dimensions.
    """
    first = tables[0]
    outcome = owner.outcome(first.query.outcome)
    if any(one.dimensions != first.dimensions for one in tables):
        raise ValueError(f"the tables of {outcome.code} have different dimensions")
    inner = tuple(axis(owner, outcome, first, one.name, told) for one in first.dimensions)
    contents = _contents(outcome, told)
    choice: tuple[Axis, ...] = ()
    if outcome.measure.many:
        codes = {one.query.table: class_word(outcome, one.query.table) for one in tables}
        choice = (Axis(outcome.code, told(outcome.name), _said(codes, told)),)
    values = tuple(value for one in tables for value in _figures(outcome, one))
    order = (inner[0], *choice, *inner[2:], contents, inner[1])
    part = "" if choice else first.query.table
    return Cube(
        label=label(told(name_of(outcome, part)), order, told),
        source=told.source,
        updated=told.updated,
        axes=(*choice, *inner, contents),
        values=values,
        notes=(told(outcome.definition), told(outcome.exclusions), *told.notes),
    ).ordered([one.id for one in order])


def label(name: str, axes: Sequence[Axis], told: Told) -> str:
    """The title of a cube: what it is of, by what, and for which years."""
    years = list(axes[-1].categories)
    span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"
    words = [one.label for one in axes]
    listed = f"{', '.join(words[:-1])} {told(Text(sv='och', en='and'))} {words[-1]}"
    return f"{name} {told(Text(sv='efter', en='by'))} {listed}. {span}"


def axis(owner: OutcomeSet, outcome: Outcome, table: DisclosedTable, name: str, told: Told) -> Axis:
    """A dimension of a table with its words."""
    codes = table.codes(name)
    if name == AREA:
        named = {code: area_name(code, told) for code in codes}
        top = {"elimination": True, "eliminationValueCode": NATION} if NATION in codes else {}
        return Axis(REGION, told(_AXES[REGION]), named, "geo", extension=top)
    if name == YEAR:
        return Axis(TIME, told(_AXES[TIME]), dict(zip(codes, codes, strict=True)), "time")
    if name != CLASS:
        divisor = owner.outcome(name)
        classes = {code: class_word(divisor, code) for code in codes}
        return Axis(name, told(divisor.name).lower(), _said(classes, told))
    classes = {code: class_word(outcome, code) for code in _told_classes(table)}
    if outcome.measure.many:
        return Axis(ANSWER, told(_AXES[ANSWER]), _said(classes, told))
    return Axis(outcome.code, told(outcome.name).lower(), _said(classes, told))


def area_name(code: str, told: Told) -> str:
    """The name of an area, also of one that is told of together with others."""
    for end, text in _TOGETHER.items():
        if code.endswith(end):
            return told(text).format(told.areas.get(code.removesuffix(end), code))
    return told.areas.get(code, code)


def _said(texts: Mapping[str, Text], told: Told) -> dict[str, str]:
    return {code: told(text) for code, text in texts.items()}


def _contents(outcome: Outcome, told: Told) -> Axis:
    names = {code: told(text) for code, (text, _) in _CONTENTS.items()}
    if outcome.measure.of == "survey":
        names[TOTAL] = told(_ANSWERS_IN_ALL)
    return Axis(
        CONTENTS,
        told(_AXES[CONTENTS]),
        names,
        "metric",
        units={code: unit for code, (_, unit) in _CONTENTS.items()},
    )


def _figures(outcome: Outcome, table: DisclosedTable) -> Iterator[Value]:
    beside = besides(outcome, table.query.table)
    keys = table.keys()
    for codes in keys:
        row, total = table.row(*codes), number_in(table, *codes)
        of = denominator(row, total, beside)
        for code in _told_classes(table):
            number = row[code]
            among = total if code in beside else of
            yield from (_value(number), _value(among), *shares(number, among), _value(total))


def number_in(table: DisclosedTable, *codes: str) -> int | None:
    """How many a row is of, without those whom the indicator is not for; None when hidden."""
    total, outside = table.total(*codes), table.row(*codes).get(OUTSIDE, 0)
    return None if total is None or outside is None else total - outside


def _told_classes(table: DisclosedTable) -> tuple[str, ...]:
    return tuple(code for code in table.classes if code != OUTSIDE)


def besides(outcome: Outcome, table: str) -> frozenset[str]:
    """The classes that stand beside a table, so that they are not in what shares are of."""
    if outcome.measure.of == "change":
        return frozenset({MATCHED, UNKNOWN} if table == LEAVERS else {UNMATCHED})
    return frozenset({UNKNOWN} if outcome.measure.many else ())


def denominator(
    row: Mapping[str, int | None], total: int | None, beside: Collection[str]
) -> int | None:
    """Those of a row that are in no class `beside`; None when that must not be known."""
    apart = [row[code] for code in row if code in beside]
    known = [number for number in apart if number is not None]
    if total is None or len(known) < len(apart):
        return None
    return total - sum(known)


@lru_cache(maxsize=1 << 12)
def shares(number: int | None, of: int | None) -> tuple[Value, Value, Value]:
    """A share in per cent and the ends of its 95 per cent interval, rounded at the end."""
    if number is None or of is None:
        return (Absent.HIDDEN,) * 3
    if not of:
        return (Absent.UNDEFINED,) * 3
    ends = wilson(number, of)
    share = float(rounded(Fraction(100 * number, of), DECIMALS))
    return share, round(100 * ends.low, DECIMALS), round(100 * ends.high, DECIMALS)


def _value(number: int | None) -> Value:
    return Absent.HIDDEN if number is None else number
