"""Our own API under /api/, with its description as OpenAPI at /api/openapi.json."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError

from kvinnofrid.catalogue import Text
from kvinnofrid.comparisons import queries as comparisons
from kvinnofrid.comparisons.queries import Board, BoardRespondent
from kvinnofrid.open_data import shapes
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.models import Kind
from kvinnofrid.statistics.ranking import Rank
from kvinnofrid.statistics.shares import Share, rounded

Slug = Annotated[str, Path(max_length=80, pattern=r"^[a-z0-9-]+$")]
PROBLEM = {404: shapes.Problem, 422: shapes.Problem}
MOST_ANSWERS = 5000

api = NinjaAPI(
    title="Kvinnofrid",
    version="1",
    description="Published open comparisons and the organisations they concern. No key is needed."
    " Name the source of each figure; it stands in the answer.",
    docs_url=None,
    urls_namespace="api",
)


class NotThereError(Exception):
    """What the address names does not exist; carries the words to say so."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.words = {"sv": sv, "en": en}


@api.exception_handler(NotThereError)
def _not_there(request: HttpRequest, error: NotThereError) -> HttpResponse:
    return api.create_response(request, {"detail": error.words}, status=404)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors)
    words = {"sv": f"Frågan kan inte förstås: {found}", "en": f"Not understood: {found}"}
    return api.create_response(request, {"detail": words}, status=422)


def _words(text: Text | None) -> dict[str, str]:
    return {"sv": text.sv, "en": text.en} if text else {"sv": "", "en": ""}


def _board(slug: str) -> Board:
    try:
        return comparisons.board(slug)
    except comparisons.UnknownRoundError as error:
        known = ", ".join(error.known)
        raise NotThereError(
            f"Omgången {slug} finns inte. Finns: {known}.",
            f"There is no round {slug}. There is: {known}.",
        ) from error


def _counted(share: Share) -> dict[str, int]:
    return {
        "yes": share.yes,
        "partly": share.partly,
        "no": share.no,
        "not_applicable": share.not_applicable,
        "missing": share.missing,
    }


@api.get("/rounds", response=list[shapes.RoundShape], summary="The survey rounds")
def rounds(request: HttpRequest) -> list[dict[str, Any]]:
    """All rounds, the latest year first."""
    return [
        {
            **{name: getattr(one, name) for name in ("slug", "year", "indicator_set", "version")},
            **{name: getattr(one, name) for name in ("source", "synthetic", "revision", "changed")},
            "title": _words(comparisons.indicator_set(one).title),
        }
        for one in comparisons.rounds()
    ]


@api.get(
    "/rounds/{slug}/indicators",
    response={200: list[shapes.IndicatorShape], **PROBLEM},
    summary="The indicators of a round with definitions and national figures",
)
def indicators(request: HttpRequest, slug: Slug) -> list[dict[str, Any]]:
    """Each indicator in the set's order, the counted answers and the printed share beside."""
    board = _board(slug)
    definition = board.indicator_set
    return [
        {
            "code": indicator.code,
            "name": _words(indicator.name),
            "definition": _words(indicator.definition),
            "quality_area": _words(definition.quality_area(indicator.quality_area).name),
            "indicator_area": _words(definition.indicator_area(indicator.indicator_area).name),
            **_counted(share),
            "computed_yes_percent": None
            if share.percent is None
            else float(rounded(share.percent, 4)),
            "published_yes_percent": board.published.get(indicator.code),
        }
        for indicator, share in zip(board.indicators, board.shares, strict=True)
    ]


def _respondent(one: BoardRespondent, share: Share, rank: Rank) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "municipality_code": one.municipality_code,
        "county_code": one.county_code,
        "skr_group_2017": one.group_2017,
        "skr_group_2023": one.group_2023,
        "size_class": one.size_class,
        "population": one.population,
        "population_year": one.population_year,
        **_counted(share),
        "published_yes": one.published_yes,
        "rank": rank.position,
        "sharing_rank": rank.sharing,
        "of": rank.of,
    }


@api.get(
    "/rounds/{slug}/respondents",
    response={200: list[shapes.RespondentShape], **PROBLEM},
    summary="The respondents of a round, ranked by number of yes",
)
def respondents(request: HttpRequest, slug: Slug) -> list[dict[str, Any]]:
    """Most yes first; those who are equal share the place and stand in Swedish order of name."""
    return [_respondent(r.respondent, r.counted, r.rank) for r in _board(slug).ranking]


@api.get(
    "/rounds/{slug}/answers",
    response={200: shapes.AnswersPage, **PROBLEM},
    summary="The answers of a round",
)
def answers(
    request: HttpRequest,
    slug: Slug,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ANSWERS)] = 1000,
) -> dict[str, Any]:
    """Respondent by respondent in Swedish order of name, indicator by indicator, in pages."""
    board = _board(slug)
    width = len(board.indicators)
    total = len(board.respondents) * width
    places = (divmod(n, width) for n in range(offset, min(offset + limit, total)))
    values = [
        {
            "respondent": board.respondents[row].code,
            "indicator": board.indicators[column].code,
            "answer": board.answer(board.respondents[row].code, board.indicators[column].code),
        }
        for row, column in places
    ]
    return {"values": values, "total": total, "offset": offset}


@api.get("/series", response=list[shapes.SeriesShape], summary="Published national shares")
def series(request: HttpRequest) -> list[dict[str, Any]]:
    """Shares that were published for the nation over the years, with the breaks of each series."""
    return [
        {
            "id": one.definition.id,
            "name": _words(one.definition.name),
            "definition": _words(one.definition.definition),
            "breaks": [{"year": b.year, "reason": _words(b.reason)} for b in one.definition.breaks],
            "values": [
                {
                    "year": point.year,
                    "percent": point.percent,
                    "basis": point.basis,
                    "note": _words(point.note),
                    "source_page": point.source_page,
                }
                for point in one.points
            ],
        }
        for one in comparisons.national_series()
    ]


@api.get(
    "/organisations/{kind}",
    response={200: list[shapes.PlaceShape], **PROBLEM},
    summary="Organisations of a kind on a day",
)
def places(request: HttpRequest, kind: Kind, on: date | None = None) -> list[dict[str, Any]]:
    """In Swedish order of name, as they were on the day `on`; today when it is left out."""
    day = on or timezone.localdate()
    register = organisations.register()

    def parent_code(place: organisations.Place) -> str | None:
        parent = register.parent(place, on=day)
        return parent.code if parent else None

    return [
        {
            "kind": place.kind,
            "code": place.code,
            "name": place.name,
            "full_name": place.full_name,
            "parent_code": parent_code(place),
            "valid_from": place.valid_from.isoformat(),
            "valid_to": place.valid_to.isoformat() if place.valid_to else None,
        }
        for place in register.of_kind(kind, on=day)
    ]
