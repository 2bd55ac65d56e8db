"""The addresses of the API, which answer HEAD too, and tell other sites that they may ask."""

from collections.abc import Callable, Iterator
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver

from kvinnofrid.open_data.answers import open_to_all
from kvinnofrid.open_data.pxweb.api import api

View = Callable[..., HttpResponse]


def addresses() -> tuple[list[URLPattern], str, str]:
    """For `path`, as the API's own `urls`."""
    patterns, app, namespace = api.urls
    return list(_open(patterns)), app, namespace


def _open(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLPattern) and isinstance(one.pattern, RoutePattern):
            yield URLPattern(one.pattern, _asked(one.callback), one.default_args, one.name)


def _asked(view: View) -> View:
    """Answer HEAD as GET, whose body the server leaves out, and OPTIONS with what may be asked."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        if request.method == "OPTIONS":
            response = open_to_all(HttpResponse(status=204))
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            return response
        asked, request.method = (
            request.method,
            "GET" if request.method == "HEAD" else request.method,
        )
        try:
            return view(request, **parts)
        finally:
            request.method = asked

    return answer
