"""Whole tables as files, what describes them, and the catalogue that data portals harvest."""

import json
from collections.abc import Callable, Sequence
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kvinnofrid.engine.cubes import CONTENTS
from kvinnofrid.engine.jsonstat import Cube, dataset
from kvinnofrid.open_data import csvw, dcat, rdf, shelf, written
from kvinnofrid.open_data.answers import CSV, JSON, PARQUET, XLSX, kept, open_to_all
from kvinnofrid.open_data.dcat import Publisher
from kvinnofrid.open_data.problems import RefusedError, broken, problem
from kvinnofrid.open_data.pxweb import listing
from kvinnofrid.open_data.written import Answered
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.releases.queries import BrokenReleaseError

TYPES = {"csv": CSV, "xlsx": XLSX, "parquet": PARQUET, "json": JSON}
CSVW = "application/csvm+json"
_WRITERS: dict[str, tuple[str, Callable[[Sequence[rdf.Thing]], bytes]]] = {
    "rdf": ("application/rdf+xml", rdf.rdf_xml),
    "ttl": ("text/turtle; charset=utf-8", rdf.turtle),
    "jsonld": ("application/ld+json", rdf.json_ld),
}
View = Callable[..., HttpResponse]


def _telling(view: View) -> View:
    """Turn a table that does not exist into an answer that says so."""

    @wraps(view)
    @require_safe
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            return view(request, **parts)
        except RefusedError as error:
            said = error
        except BrokenReleaseError:
            said = broken()
        words = said.text.in_language(parts.get("language", shelf.LANGUAGES[0]))
        return open_to_all(problem(said.status, said.title, words))

    return answer


@_telling
def table(request: HttpRequest, language: str, name: str, form: str) -> HttpResponse:
    """A whole table as a file, a row a cell; `name` is one that changes or one that stands."""
    found = shelf.find(name, timezone.now())

    def made() -> bytes:
        cube = found.cube(language)
        if form == "csv":
            return written.long_csv(cube)
        if form == "parquet":
            return written.parquet(cube)
        if form == "xlsx":
            return written.xlsx(_whole(cube), words=written.BOTH, title=True)
        described = listing.described(request, found, cube, language)
        return json.dumps(dataset(described), ensure_ascii=False, separators=(",", ":")).encode()

    mark = (found.release.digest, found.release.superseded_by)
    answer = kept(request, TYPES[form], mark, made, f"{found.standing_id}.{form}")
    if form == "csv":
        answer.headers["Link"] = f'<{name}.csv-metadata.json>; rel="describedby"; type="{CSVW}"'
    return answer


@_telling
def table_description(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """What the CSV file of a table holds, as CSV on the Web."""
    found = shelf.find(name, timezone.now())
    mark = (found.release.digest, found.release.superseded_by)

    def made() -> bytes:
        described = csvw.metadata(found.cube(language), f"{name}.csv", language)
        return json.dumps(described, ensure_ascii=False, indent=1).encode()

    return kept(request, CSVW, mark, made)


@_telling
def catalogue(request: HttpRequest, form: str = "rdf") -> HttpResponse:
    """The catalogue by DCAT-AP-SE, for data portals."""
    tables = shelf.shelved(timezone.now())
    content_type, write = _WRITERS[form]
    publisher = _publisher()
    mark = (publisher, *((one.id, one.release.digest) for one in tables))

    def made() -> bytes:
        return write(dcat.catalogue(tables, publisher, request.build_absolute_uri))

    return kept(request, content_type, mark, made)


def _whole(cube: Cube) -> Answered:
    return Answered(cube, (CONTENTS,), tuple(one.id for one in cube.axes if one.id != CONTENTS))


def _publisher() -> Publisher:
    """Whoever runs the server, by the settings; the name of the system when they do not tell."""
    for place in organisations.register().places:
        known = place.kind in dcat.PUBLISHER_KINDS and place.valid_to is None
        if known and place.code == settings.HOST_ORGANISATION:
            return Publisher(place.full_name, place.kind, settings.CONTACT)
    return Publisher(shelf.SOURCE, "", settings.CONTACT)
