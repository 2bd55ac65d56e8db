"""Reads: rounds, the board of a round, published national series and context beside."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import connection
from django.db.models import Count, Max

from kvinnofrid.catalogue import (
    Catalogue,
    ContextMeasure,
    ContextMeasures,
    IndicatorSet,
    Series,
    Text,
    load_shipped,
)
from kvinnofrid.comparisons.board import Board, BoardRespondent, RoundFacts
from kvinnofrid.comparisons.models import (
    Answer,
    ContextValue,
    PublishedShare,
    Respondent,
    Round,
    SeriesValue,
)
from kvinnofrid.comparisons.rules import BYTE_OF, MISSING
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import SIZE_CLASSES, SKR_GROUPS, Kind, Place, Register

__all__ = [
    "Board",
    "BoardRespondent",
    "Context",
    "ContextPoint",
    "NationalSeries",
    "RoundFacts",
    "SeriesPoint",
    "UnknownRoundError",
    "board",
    "context",
    "indicator_set",
    "national_series",
    "rounds",
    "shipped_sha256",
]

BOARDS_KEPT = 24
POPULATION_AT_MOST_YEARS_OLD = 5


class UnknownRoundError(LookupError):
    """There is no round by that name."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.known = tuple(Round.objects.order_by("slug").values_list("slug", flat=True))
        super().__init__(f"{slug}: {', '.join(self.known)}")


def _facts(row: Round) -> RoundFacts:
    return RoundFacts(
        slug=row.slug,
        indicator_set=row.indicator_set,
        version=row.version,
        year=row.year,
        source=row.source,
        synthetic=row.synthetic,
        revision=row.revision,
        changed=row.changed,
    )


def rounds() -> tuple[RoundFacts, ...]:
    """All rounds that can be read, the latest year first.

    A round whose indicator set is not in the catalogue in use cannot, and is left out.
    """
    known = {(one.id, one.version) for one in load_shipped().indicator_sets}
    return tuple(
        _facts(row)
        for row in Round.objects.order_by("-year", "slug")
        if (row.indicator_set, row.version) in known
    )


def find_round(slug: str) -> RoundFacts | None:
    """The round by that name, also one that cannot be read."""
    row = Round.objects.filter(slug=slug).first()
    return None if row is None else _facts(row)


def shipped_sha256(slug: str) -> str | None:
    """Mark of the shipped files that a round was loaded from, None when there is no such round."""
    return Round.objects.filter(slug=slug).values_list("shipped_sha256", flat=True).first()


def indicator_set(round: RoundFacts) -> IndicatorSet:
    """What the round asked; UnknownDefinitionError when the catalogue in use lacks it."""
    return load_shipped().indicator_set(round.indicator_set, round.version)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A board in this process's memory and what it was made from."""

    board: Board
    register: Register
    catalogue: Catalogue
    changed: object


_boards: OrderedDict[str, _Kept] = OrderedDict()
_questions: dict[str, str] = {}


def board(slug: str) -> Board:
    """The round in memory; UnknownRoundError when there is none by that name.

    Kept in the process, and made anew when its answers, the organisations or the catalogue have
    changed. The database is asked each time whether they have, so that several server processes
    and an import on the command line always agree.
    """
    register = organisations.register()
    catalogue = load_shipped()
    changed = _changed(slug)
    kept = _boards.get(slug)
    if (
        kept
        and kept.changed == changed
        and kept.register is register
        and kept.catalogue is catalogue
    ):
        return kept.board
    made = _make(slug, register)
    _boards[slug] = _Kept(made, register, catalogue, changed)
    _boards.move_to_end(slug)
    while len(_boards) > BOARDS_KEPT:
        _boards.popitem(last=False)
    return made


def _changed(slug: str) -> object:
    """When the round last changed. Django's SQL is kept: making it costs more than asking it."""
    if (question := _questions.get(connection.vendor)) is None:
        asked = Round.objects.order_by().filter(slug="?").values_list("changed")
        question = str(asked.query.get_compiler(connection=connection).as_sql()[0])
        _questions[connection.vendor] = question
    with connection.cursor() as cursor:
        cursor.execute(question, [slug])
        found = cursor.fetchone()
    if found is None:
        raise UnknownRoundError(slug)
    return found[0]


def _make(slug: str, register: Register) -> Board:
    row = Round.objects.filter(slug=slug).first()
    if row is None:
        raise UnknownRoundError(slug)
    facts = _facts(row)
    definition = indicator_set(facts)
    answers = _answers(row, definition)
    blank = bytes([MISSING]) * len(definition.indicators)
    stored = list(Respondent.objects.filter(round=row))
    places = {
        one.organisation_id: register.place(one.organisation_id, on=facts.day) for one in stored
    }
    grouping = _Grouping(facts, register, places.values())
    respondents = [
        grouping.respondent(one, places[one.organisation_id], bytes(answers.get(one.pk, blank)))
        for one in stored
    ]
    nation = organisations.nation(on=facts.day)
    published = PublishedShare.objects.filter(round=row, organisation=nation.id)
    return Board(
        round=facts,
        indicator_set=definition,
        respondents=tuple(sorted(respondents, key=lambda one: (one.sort_key, one.code))),
        published=dict(published.values_list("indicator", "percent")),
    )


def _answers(row: Round, definition: IndicatorSet) -> dict[int, bytearray]:
    """The answers as bytes by the respondent's key; an indicator the set lacks is left out."""
    column_of = {indicator.code: n for n, indicator in enumerate(definition.indicators)}
    blank = bytes([MISSING]) * len(column_of)
    found: dict[int, bytearray] = {}
    stored = Answer.objects.filter(respondent__round=row, indicator__in=list(column_of))
    for key, indicator, answer in stored.values_list("respondent_id", "indicator", "answer"):
        line = found.get(key)
        if line is None:
            line = found[key] = bytearray(blank)
        line[column_of[indicator]] = BYTE_OF[answer]
    return found


class _Grouping:
    """What the respondents of a round are grouped by, on the day of the round."""

    def __init__(self, facts: RoundFacts, register: Register, places: Collection[Place]) -> None:
        self._day = facts.day
        self._register = register
        self._sizes = load_shipped().classification(SIZE_CLASSES)
        self._municipality = {place.id: self._municipality_of(place) for place in places}
        municipalities = {place.id for place in self._municipality.values()}
        asked = municipalities | {place.id for place in places}
        self._inhabitants = _latest_inhabitants(asked, needed=municipalities, year=facts.year)

    def _municipality_of(self, place: Place) -> Place:
        if place.kind == Kind.CITY_DISTRICT:
            return self._register.parent(place, on=self._day) or place
        return place

    def respondent(self, row: Respondent, place: Place, answers: bytes) -> BoardRespondent:
        municipality = self._municipality[place.id]
        county = self._register.parent(municipality, on=self._day)
        own = self._inhabitants.get(place.id)
        around = self._inhabitants.get(municipality.id)
        size = None if around is None else self._sizes.group_for_population(around[1]).code
        return BoardRespondent(
            code=place.code,
            name=row.label or place.name,
            sort_key=organisations.sort_key(row.label) if row.label else place.sort_key,
            organisation_id=place.id,
            organisation_name=place.name,
            kind=place.kind,
            municipality_code=municipality.code,
            municipality_name=municipality.name,
            county_code="" if county is None else county.code,
            county_name="" if county is None else county.full_name,
            group_2017=self._register.group_of(municipality, SKR_GROUPS, "2017"),
            group_2023=self._register.group_of(municipality, SKR_GROUPS, "2023"),
            size_class=size,
            population=None if own is None else own[1],
            population_year=None if own is None else own[0],
            published_yes=row.published_yes,
            answers=answers,
        )


def _latest_inhabitants(
    ids: Collection[int], *, needed: Collection[int], year: int
) -> dict[int, tuple[int, int]]:
    """The latest known year, not after `year`, and the inhabitants then, by organisation.

    Looks back until all the `needed` ones are found, a few years at most.
    """
    found: dict[int, tuple[int, int]] = {}
    for one_year in range(year, year - POPULATION_AT_MOST_YEARS_OLD, -1):
        missing = set(ids) - found.keys()
        known = organisations.populations_in(one_year, sorted(missing))
        found |= {id_: (one_year, figure.inhabitants) for id_, figure in known.items()}
        if found.keys() >= set(needed):
            break
    return found


# Published national series


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """A published share of a year in per cent, how it is known (`stated`, `derived`, `inferred`),
    what needs saying about it, and the page it stands on with the date of that page.
    """

    year: int
    percent: Decimal
    basis: str
    note: Text | None
    published_wording: str
    source_page: str
    source_published: str


@dataclass(frozen=True, slots=True)
class NationalSeries:
    """A series: its definition with its breaks, and its points in order of year."""

    definition: Series
    points: tuple[SeriesPoint, ...]


def national_series() -> tuple[NationalSeries, ...]:
    """The published national series that have any value, in the catalogue's order."""
    points: dict[str, list[SeriesPoint]] = {}
    for row in SeriesValue.objects.order_by("series", "year"):
        note = Text(sv=row.note_sv, en=row.note_en) if row.note_sv and row.note_en else None
        points.setdefault(row.series, []).append(
            SeriesPoint(
                year=row.year,
                percent=row.percent,
                basis=row.basis,
                note=note,
                published_wording=row.published_wording,
                source_page=row.source_page,
                source_published=row.source_published,
            )
        )
    return tuple(
        NationalSeries(series, tuple(points[series.id]))
        for series_set in load_shipped().series_sets
        for series in series_set.series
        if series.id in points
    )


def beside_mark() -> tuple[int | None, ...]:
    """Changes when the published series or the measures beside the answers are replaced."""
    marks: list[int | None] = []
    for model in (SeriesValue, ContextValue):
        found = model._default_manager.aggregate(last=Max("pk"), number=Count("pk"))
        marks += [found["last"], found["number"]]
    return tuple(marks)


# Context beside


@dataclass(frozen=True, slots=True)
class ContextPoint:
    """A context measure's value of a year; `per_100_000` inhabitants of that year, when known."""

    year: int
    value: Decimal
    per_100_000: Fraction | None


@dataclass(frozen=True, slots=True)
class Context:
    """A context measure of an organisation, its source and its points in order of year."""

    measures: ContextMeasures
    measure: ContextMeasure
    points: tuple[ContextPoint, ...]


def context(place: Place) -> tuple[Context, ...]:
    """What stands beside the answers of an organisation or the nation, in the catalogue's order.

    Measures without a value for the place are left out: nothing is known, which is not zero.
    """
    inhabitants = {one.year: one.inhabitants for one in organisations.populations(place)}
    found: dict[tuple[str, str], list[tuple[int, Decimal]]] = {}
    for row in ContextValue.objects.filter(organisation=place.id).order_by("year"):
        found.setdefault((row.measure_set, row.measure), []).append((row.year, row.value))
    return tuple(
        Context(
            measures=measures,
            measure=measure,
            points=tuple(
                ContextPoint(year, value, _per_100_000(value, measure, inhabitants.get(year)))
                for year, value in found[measures.id, measure.id]
            ),
        )
        for measures in load_shipped().context_measures
        for measure in measures.measures
        if (measures.id, measure.id) in found
    )


def _per_100_000(
    value: Decimal, measure: ContextMeasure, inhabitants: int | None
) -> Fraction | None:
    if measure.value != "count" or not inhabitants:
        return None
    return Fraction(value) * 100_000 / inhabitants
