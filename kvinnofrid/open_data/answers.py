"""Answers that every site may read, and that are kept a while, here and on the way."""

from collections.abc import Callable, Hashable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from kvinnofrid.organisations import queries as organisations
from kvinnofrid.web.response_cache import ResponseCache

FRESH = 300
"""Seconds that an answer may be kept without asking again."""
JSON = "application/json"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"

answers = ResponseCache(most_bytes=8_000_000, shared=True)
"""Answers of this process, so that a table that many ask for is written once."""


def open_to_all(response: HttpResponse) -> HttpResponse:
    """The answer, for every site to read and, unless it is a fault of ours, for caches to keep."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    return response


def kept(
    request: HttpRequest,
    content_type: str,
    mark: Hashable,
    make: Callable[[], bytes],
    name: str = "",
) -> HttpResponse:
    """An answer that is made once, and sent only to who does not have it already.

    `mark` tells what it is made from, beside the names of places; the address and its parameters
    tell the rest.
    """

    def made() -> HttpResponse:
        response = HttpResponse(make(), content_type=content_type)
        if name:
            response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    key = (request.get_host(), request.is_secure(), request.get_full_path())
    set_in = (mark, organisations.mark())
    return open_to_all(answers.answer(request, key=key, mark=set_in, make=made))
