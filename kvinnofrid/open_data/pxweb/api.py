"""The tables of the releases as PxWebAPI 2 gives them, so that programs made for that read them.

What a program gets is what everybody can see: tables of published releases, and no more.
"""

import json
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from kvinnofrid.catalogue import Text
from kvinnofrid.engine.cubes import REGION
from kvinnofrid.engine.jsonstat import dataset
from kvinnofrid.open_data import shelf, written
from kvinnofrid.open_data.answers import CSV, JSON, PARQUET, XLSX, kept, open_to_all
from kvinnofrid.open_data.problems import RefusedError, broken, problem
from kvinnofrid.open_data.pxweb import asking, listing, shapes
from kvinnofrid.open_data.pxweb.asking import Format
from kvinnofrid.open_data.pxweb.codelists import codelists
from kvinnofrid.open_data.pxweb.selection import Asked, answered, at_first, codes_asked_for
from kvinnofrid.open_data.shelf import Shelved
from kvinnofrid.open_data.written import Answered
from kvinnofrid.releases.queries import BrokenReleaseError

TYPES = {"json-stat2": JSON, "csv": CSV, "xlsx": XLSX, "parquet": PARQUET}
ENDINGS = {"json-stat2": "json", "csv": "csv", "xlsx": "xlsx", "parquet": "parquet"}
PROBLEMS = {400: shapes.Problem, 403: shapes.Problem, 404: shapes.Problem}
DATA_EXTRA: dict[str, Any] = {
    "parameters": [
        {
            "in": "query",
            "name": name,
            "required": False,
            "description": said,
            "schema": schema,
            **more,
        }
        for name, said, schema, more in (
            (
                "valuecodes",
                "Values by variable: codes or expressions, as valuecodes[Tid]=TOP(2).",
                {"type": "object", "additionalProperties": {"type": "string"}},
                {"style": "deepObject", "explode": True},
            ),
            (
                "codelist",
                "Code list by variable, as codelist[Region]=vs_counties.",
                {"type": "object", "additionalProperties": {"type": "string"}},
                {"style": "deepObject", "explode": True},
            ),
            ("heading", "Variables across, with commas.", {"type": "string"}, {}),
            ("stub", "Variables down, with commas.", {"type": "string"}, {}),
        )
    ]
}
FORMAT_EXTRA: list[dict[str, Any]] = [
    {
        "in": "query",
        "name": "outputFormat",
        "required": False,
        "schema": {"type": "string", "enum": list(asking.FORMATS)},
    },
    {
        "in": "query",
        "name": "outputFormatParams",
        "required": False,
        "description": "With commas; of csv and xlsx.",
        "schema": {"type": "string"},
    },
]
LANG_EXTRA: dict[str, Any] = {
    "in": "query",
    "name": "lang",
    "required": False,
    "schema": {"type": "string", "enum": list(shelf.LANGUAGES)},
}


class Api(NinjaAPI):
    """Our API, whose faults are written as PxWebAPI 2 writes them."""


api = Api(
    title="Kvinnofrid, PxWebAPI 2",
    version="2.0",
    description="Tables of published releases in the shape of PxWebAPI 2. No key is needed.",
    docs_url=None,
    urls_namespace="pxweb",
)


@api.exception_handler(RefusedError)
def _refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    wanted = asking.parameter(request, "lang").casefold()
    words = error.text.in_language(wanted if wanted in shelf.LANGUAGES else shelf.LANGUAGES[0])
    return open_to_all(problem(error.status, error.title, words))


@api.exception_handler(BrokenReleaseError)
def _broken(request: HttpRequest, error: BrokenReleaseError) -> HttpResponse:
    return _refused(request, broken())


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors)
    text = Text(sv=f"Frågan kan inte förstås: {found[:400]}", en=f"Not understood: {found[:400]}")
    return _refused(request, RefusedError("Parameter error", text))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    text = Text(
        sv="Det som skickades är inte JSON av rätt form.",
        en="What was sent is not JSON of the right form.",
    )
    return _refused(request, RefusedError("Parameter error", text))


def _extra(*more: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": [LANG_EXTRA, *more]}


def _mark(table: Shelved) -> tuple[str, int | None]:
    """What an answer is made from: the signed figures, and whether others have replaced them."""
    return table.release.digest, table.release.superseded_by


def _json(request: HttpRequest, payload: Callable[[], Any], mark: Hashable) -> HttpResponse:
    def make() -> bytes:
        return json.dumps(payload(), ensure_ascii=False, separators=(",", ":")).encode()

    return kept(request, JSON, mark, make)


def _shaped(found: shapes.Shape) -> HttpResponse:
    written_out = found.model_dump_json(by_alias=True, exclude_none=True)
    return open_to_all(HttpResponse(written_out, content_type=JSON))


@api.get("/config", response={200: shapes.Config}, summary="What a program needs to know")
def config(request: HttpRequest) -> HttpResponse:
    """Languages, limits, formats and licence."""
    return _shaped(listing.config())


@api.get(
    "/tables",
    response={200: shapes.Tables, **PROBLEMS},
    summary="The tables, page by page",
    openapi_extra=_extra(
        *(
            {"in": "query", "name": name, "required": False, "schema": {"type": kind}}
            for name, kind in (
                ("query", "string"),
                ("pastDays", "integer"),
                ("includeDiscontinued", "boolean"),
                ("pageNumber", "integer"),
                ("pageSize", "integer"),
            )
        )
    ),
)
def tables(request: HttpRequest) -> HttpResponse:
    """Those of the current release; with `includeDiscontinued` those of earlier ones too."""
    return _shaped(listing.listed(request, timezone.now()))


@api.get(
    "/tables/{id}",
    response={200: shapes.TableResponse, **PROBLEMS},
    summary="A table",
    openapi_extra=_extra(),
)
def table(request: HttpRequest, id: str) -> HttpResponse:
    """A table of the current release by its id, or of any release by its standing id."""
    language = asking.language(request)
    found = shelf.find(id, timezone.now())
    return _shaped(listing.by_itself(request, found, language))


@api.get(
    "/tables/{id}/metadata",
    response={200: dict[str, Any], **PROBLEMS},
    summary="The variables and values of a table, as JSON-stat 2 without figures",
    openapi_extra=_extra(
        {
            "in": "query",
            "name": "defaultSelection",
            "required": False,
            "schema": {"type": "boolean"},
        }
    ),
)
def metadata(request: HttpRequest, id: str) -> HttpResponse:
    """What there is to ask for."""
    language = asking.language(request)
    found = shelf.find(id, timezone.now())
    question = asking.asked(request)
    at_the_start = asking.yes_or_no(request, "defaultSelection")

    def payload() -> Any:
        cube = found.cube(language)
        if at_the_start:
            cube = cube.chosen(at_first(cube))
        elif question.codelists:
            everything = {axis.id: ["*"] for axis in cube.axes}
            lists = list(codelists(cube.axis(REGION).categories))
            chosen = codes_asked_for(cube, replace(question, values=everything), lists)
            cube = cube.chosen(chosen)
        described = listing.described(request, found, cube, language)
        return dataset(described, figures=False)

    return _json(request, payload, _mark(found))


@api.get(
    "/tables/{id}/defaultselection",
    response={200: shapes.SelectionResponse, **PROBLEMS},
    summary="What is shown of a table when nothing is chosen",
    openapi_extra=_extra(),
)
def default_selection(request: HttpRequest, id: str) -> HttpResponse:
    """The selection that `data` without any gives."""
    language = asking.language(request)
    found = shelf.find(id, timezone.now())
    cube = found.cube(language)
    whole = answered(cube, Asked(), ())
    return _shaped(
        shapes.SelectionResponse(
            language=language,
            selection=[
                shapes.VariableSelection(variable_code=name, value_codes=list(codes))
                for name, codes in at_first(cube).items()
            ],
            placement=shapes.Placement(heading=list(whole.heading), stub=list(whole.stub)),
            links=listing.links(request, found, language),
        ),
    )


@api.get(
    "/tables/{id}/data",
    response={200: dict[str, Any], **PROBLEMS},
    summary="Figures of a table",
    openapi_extra={"parameters": [LANG_EXTRA, *FORMAT_EXTRA, *DATA_EXTRA["parameters"]]},
)
def data(request: HttpRequest, id: str) -> HttpResponse:
    """The part asked for, in the format asked for."""
    return _data(request, id, asking.asked(request))


@api.post(
    "/tables/{id}/data",
    response={200: dict[str, Any], **PROBLEMS},
    summary="Figures of a table, by a question in the body",
    openapi_extra=_extra(*FORMAT_EXTRA),
)
def data_by_post(
    request: HttpRequest, id: str, selection: shapes.VariablesSelection
) -> HttpResponse:
    """The same as by GET, for long questions."""
    return _data(request, id, asking.posted(selection))


def _data(request: HttpRequest, id: str, question: Asked) -> HttpResponse:
    language = asking.language(request)
    form = asking.format_asked(request)
    found = shelf.find(id, timezone.now())
    name = f"{found.standing_id}.{ENDINGS[form.name]}"

    def make() -> bytes:
        cube = found.cube(language)
        part = answered(cube, question, list(codelists(cube.axis(REGION).categories)))
        return _written(request, found, part, form, language)

    if request.method == "POST":
        response = HttpResponse(make(), content_type=TYPES[form.name])
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return open_to_all(response)
    return kept(request, TYPES[form.name], _mark(found), make, name)


def _written(
    request: HttpRequest, found: Shelved, part: Answered, form: Format, language: str
) -> bytes:
    if form.name == "csv":
        return written.csv(part, words=form.words, separator=form.separator, title=form.title)
    if form.name == "xlsx":
        return written.xlsx(part, words=form.words, title=form.title)
    if form.name == "parquet":
        return written.parquet(part.cube)
    described = listing.described(request, found, part.cube, language)
    return json.dumps(dataset(described), ensure_ascii=False, separators=(",", ":")).encode()


@api.get(
    "/codelists/{id}",
    response={200: shapes.CodelistResponse, **PROBLEMS},
    summary="A code list",
    openapi_extra=_extra(),
)
def codelist(request: HttpRequest, id: str) -> HttpResponse:
    """The areas of one kind that the current release tells of."""
    language = asking.language(request)
    return _shaped(listing.codelist(request, id, language, timezone.now()))


def no_such_address(request: HttpRequest) -> HttpResponse:
    """Any other address under /api/v2/; the address itself leads to what a program needs first."""
    if request.path.rstrip("/") == listing.ROOT:
        return open_to_all(HttpResponseRedirect(f"{listing.ROOT}/config"))
    text = Text(
        sv="Adressen finns inte. Börja med /api/v2/tables eller /api/v2/config.",
        en="There is no such address. Begin with /api/v2/tables or /api/v2/config.",
    )
    return _refused(request, RefusedError("Not found", text, status=404))
