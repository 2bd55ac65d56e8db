"""Tables as PxWebAPI 2 lists and describes them: labels, links and what belongs to them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kvinnofrid.catalogue import Text
from kvinnofrid.engine import cubes
from kvinnofrid.engine.cubes import CONTENTS, REGION, TIME
from kvinnofrid.engine.jsonstat import Axis, Cube
from kvinnofrid.open_data import shelf
from kvinnofrid.open_data.problems import RefusedError
from kvinnofrid.open_data.pxweb import asking, shapes
from kvinnofrid.open_data.pxweb.codelists import Codelist, codelists
from kvinnofrid.open_data.pxweb.selection import MOST_CELLS
from kvinnofrid.open_data.shelf import Shelved

ROOT = "/api/v2"
PAGE, LARGEST_PAGE = 100, 10_000
CALLS, WINDOW = 100, 10

_SOURCE = {"sv": f"Källa: {shelf.SOURCE}", "en": f"Source: {shelf.SOURCE}"}
_SHOWN = {REGION: "code_value", TIME: "code"}


def config() -> shapes.Config:
    """What a program needs to know before it asks."""
    return shapes.Config(
        api_version="2.0.0",
        app_version="1.0.0",
        languages=[
            shapes.Language(id="sv", label="Svenska"),
            shapes.Language(id="en", label="English"),
        ],
        default_language=shelf.LANGUAGES[0],
        max_data_cells=MOST_CELLS,
        max_calls_per_time_window=CALLS,
        time_window=WINDOW,
        license=settings.DATA_LICENCE.address,
        source_references=[
            shapes.SourceReference(language=language, text=text)
            for language, text in _SOURCE.items()
        ],
        default_data_format=asking.FORMATS[0],
        data_formats=list(asking.FORMATS),
        features=[shapes.Feature(id="CORS", params=[shapes.KeyValue(key="enabled", value="True")])],
    )


def listed(request: HttpRequest, now: datetime) -> shapes.Tables:
    """The page of tables that is asked for. RefusedError for a page that there is not."""
    language = asking.language(request)
    size = asking.whole_number(request, "pageSize", PAGE, LARGEST_PAGE)
    number = asking.whole_number(request, "pageNumber", 1, 10**8)
    days = asking.whole_number(request, "pastDays", 0, 100_000)
    wanted = asking.parameter(request, "query").casefold().split()
    ended = asking.yes_or_no(request, "includeDiscontinued")
    found = [
        one
        for one in shelf.shelved(now, discontinued=ended)
        if not days or one.release.published_at >= now - timedelta(days=days)
    ]
    rows = [_table(request, one, language) for one in found]
    rows = [one for one in rows if all(word in _searched(one) for word in wanted)]
    pages = max(ceil(len(rows) / size), 1)
    if number > pages:
        raise RefusedError(
            "Non-existent page",
            Text(sv=f"Det finns {pages} sidor.", en=f"There are {pages} pages."),
            status=404,
        )
    here = rows[(number - 1) * size : number * size]

    def to(relation: str, page: int) -> shapes.Link:
        query = request.GET.copy()
        query["pageNumber"] = str(page)
        address = request.build_absolute_uri(f"{ROOT}/tables?{query.urlencode()}")
        return shapes.Link(rel=relation, hreflang=language, href=address)

    ways = [("self", number), ("first", 1), ("last", pages)]
    ways += [("next", number + 1)] if number < pages else []
    ways += [("prev", number - 1)] if number > 1 else []
    return shapes.Tables(
        language=language,
        tables=here,
        page=shapes.Page(
            page_number=number,
            page_size=size,
            total_elements=len(rows),
            total_pages=pages,
            links=[to(*way) for way in ways],
        ),
        links=[to("self", number)],
    )


def _searched(table: shapes.Table) -> str:
    return f"{table.id} {table.label} {table.description}".casefold()


def by_itself(request: HttpRequest, table: Shelved, language: str) -> shapes.TableResponse:
    """A table by itself."""
    return shapes.TableResponse(language=language, **_table(request, table, language).model_dump())


def _table(request: HttpRequest, table: Shelved, language: str) -> shapes.Table:
    years = table.release.years
    name = table.title.in_language(language)
    span = f"{min(years)}–{max(years)}" if len(years) > 1 else f"{years[0]}"
    section = next(one for one in table.owner.sections if one.id == table.outcome.section)
    return shapes.Table(
        id=table.id,
        label=f"{name}. {span}",
        description=table.outcome.definition.in_language(language),
        sort_code=f"{table.owner.outcomes.index(table.outcome):04}",
        updated=_moment(table.release.published_at),
        first_period=str(min(years)),
        last_period=str(max(years)),
        variable_names=table.variable_names(language),
        discontinued=table.discontinued,
        source=shelf.SOURCE,
        subject_code=table.owner.id,
        paths=[
            [
                shapes.PathElement(
                    id=table.owner.id, label=table.owner.title.in_language(language)
                ),
                shapes.PathElement(id=section.id, label=section.name.in_language(language)),
            ]
        ],
        links=links(request, table, language),
    )


def links(request: HttpRequest, table: Shelved, language: str) -> list[shapes.Link]:
    """Where a table and what belongs to it stand. `canonical` is the address that stays."""
    own = f"{ROOT}/tables/{table.id}"
    other = next(one for one in shelf.LANGUAGES if one != language)

    def link(relation: str, path: str, written_in: str = language) -> shapes.Link:
        address = request.build_absolute_uri(f"{path}?lang={written_in}")
        return shapes.Link(rel=relation, hreflang=written_in, href=address)

    return [
        link("self", own),
        link("alternate", own, other),
        link("canonical", f"{ROOT}/tables/{table.standing_id}"),
        link("metadata", f"{own}/metadata"),
        link("data", f"{own}/data"),
    ]


def described(request: HttpRequest, table: Shelved, cube: Cube, language: str) -> Cube:
    """A table, or a part of it, with what PxWeb's readers look for beside the figures."""
    standing = f"{ROOT}/tables/{table.standing_id}/data?lang={language}"
    lists = list(codelists(cube.axis(REGION).categories))
    return replace(
        cube,
        axes=tuple(_described(request, axis, lists, language) for axis in cube.axes),
        href=request.build_absolute_uri(standing),
        extension={
            "noteMandatory": {str(n): True for n in range(len(cube.notes))},
            "px": {
                "tableid": table.id,
                "matrix": table.standing_id,
                "decimals": 0,
                "official-statistics": False,
                "aggregallowed": False,
                "copyright": False,
                "language": language,
                "contents": table.title.in_language(language),
                "heading": [CONTENTS, TIME],
                "stub": [axis.id for axis in cube.axes if axis.id not in {CONTENTS, TIME}],
                "subject-code": table.owner.id,
                "subject-area": table.owner.title.in_language(language),
            },
            "discontinued": table.discontinued,
        },
    )


def _described(request: HttpRequest, axis: Axis, lists: list[Codelist], language: str) -> Axis:
    extension: dict[str, Any] = {
        "elimination": False,
        "show": _SHOWN.get(axis.id, "value"),
        "codelists": [
            {
                "id": one.id,
                "label": one.label.in_language(language),
                "type": "Valueset",
                "links": [
                    {
                        "rel": "metadata",
                        "hreflang": language,
                        "href": request.build_absolute_uri(
                            f"{ROOT}/codelists/{one.id}?lang={language}"
                        ),
                    }
                ],
            }
            for one in lists
            if one.dimension == axis.id
        ],
    }
    if axis.id == CONTENTS:
        extension |= {
            "measuringType": dict.fromkeys(axis.categories, "Flow"),
            "priceType": dict.fromkeys(axis.categories, "NotApplicable"),
            "adjustment": dict.fromkeys(axis.categories, "None"),
        }
    return replace(axis, extension=extension | dict(axis.extension))


def codelist(
    request: HttpRequest, name: str, language: str, now: datetime
) -> shapes.CodelistResponse:
    """A code list of the areas that the current release tells of. RefusedError for another."""
    current = shelf.current_told(now, language)
    found = [] if current is None else codelists(shelf.areas(now))
    for one in found:
        if current is not None and one.id == name.casefold():
            return shapes.CodelistResponse(
                id=one.id,
                label=one.label.in_language(language),
                language=language,
                languages=list(shelf.LANGUAGES),
                values=[
                    shapes.ValueMap(
                        code=code, label=cubes.area_name(code, current), value_map=[code]
                    )
                    for code in one.codes
                ],
                links=[
                    shapes.Link(
                        rel="self",
                        hreflang=language,
                        href=request.build_absolute_uri(
                            f"{ROOT}/codelists/{one.id}?lang={language}"
                        ),
                    )
                ],
            )
    raise RefusedError(
        "Non-existent codelist",
        Text(sv=f"Ingen kodlista heter {name[:80]!r}.", en=f"No code list is {name[:80]!r}."),
        status=404,
    )


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
