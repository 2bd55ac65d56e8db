"""The pages that everybody reads. A release never changes, so its pages are kept in memory."""

from collections.abc import Callable, Collection, Mapping
from threading import Lock
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kvinnofrid.catalogue import Outcome
from kvinnofrid.follow_up.queries import nation_is_here
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.releases import queries
from kvinnofrid.releases.presenters import files, public
from kvinnofrid.releases.queries import NotPublishedError, Published
from kvinnofrid.web.files import file_answer
from kvinnofrid.web.response_cache import ResponseCache

CACHE_BYTES = 8_000_000
NOTHING: Mapping[str, Collection[str]] = {}
cache = ResponseCache(most_bytes=CACHE_BYTES, shared=True)
_whole_lock = Lock()
"""The file of a whole release takes seconds to make: many who ask at once wait for the first."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All releases."""
    page = public.index(queries.published(timezone.now()))
    return render(request, "releases/index.html", {"page": page})


@require_safe
def release(request: HttpRequest, number: int) -> HttpResponseBase:
    """A release."""
    one = _found(number)

    def make() -> HttpResponse:
        page = public.release(one, queries.tables(number), queries.row_of(one))
        return render(request, "releases/release.html", {"page": page})

    return _kept(request, one, make)


@require_safe
def outcome(request: HttpRequest, number: int, code: str) -> HttpResponseBase:
    """An indicator of a release."""
    one = _found(number)
    found = _outcome(one, code)

    def make() -> HttpResponse:
        here = public.address("outcome", number, code)
        page = public.outcome(one, found, queries.tables(number), request.GET, here=here)
        return render(request, "releases/outcome.html", {"page": page})

    return _kept(request, one, make, public.offered(found, queries.tables(number)))


@require_safe
def file(request: HttpRequest, number: int, code: str, form: str) -> HttpResponseBase:
    """An indicator as a file."""
    one = _found(number)
    found = _outcome(one, code)

    def make() -> HttpResponse:
        content = files.outcome_file(one, found, queries.tables(number), form)
        return file_answer(content, name=f"{_name(one)}-{code}", form=form)

    return _kept(request, one, make)


@require_safe
def whole(request: HttpRequest, number: int, form: str) -> HttpResponseBase:
    """All of a release as one file."""
    one = _found(number)

    def make() -> HttpResponse:
        content = files.whole_file(one, queries.tables(number), queries.row_of(one), form)
        return file_answer(content, name=_name(one), form=form)

    with _whole_lock:
        return _kept(request, one, make)


@require_safe
def codes(request: HttpRequest, number: int) -> HttpResponseBase:
    """The dictionary of a release."""
    one = _found(number)

    def make() -> HttpResponse:
        content = files.codes(one, queries.tables(number))
        return file_answer(content, name=f"{_name(one)}-ordlista", form="csv")

    return _kept(request, one, make)


@require_safe
def signature(request: HttpRequest, number: int) -> HttpResponseBase:
    """What was signed, and the signature."""
    one = _found(number)

    def make() -> HttpResponse:
        content = files.signature(queries.row_of(one))
        return file_answer(content, name=f"{_name(one)}-underskrift", form="json")

    return _kept(request, one, make)


def _found(number: int) -> Published:
    try:
        return queries.one_published(number, timezone.now())
    except NotPublishedError:
        raise Http404 from None


def _outcome(one: Published, code: str) -> Outcome:
    tables = queries.tables(one.number)
    try:
        found = public.owner_of(one).outcome(code)
    except KeyError:
        raise Http404 from None
    if all(outcome != code for outcome, _table in tables):
        raise Http404
    return found


def _name(one: Published) -> str:
    """What a file is saved as: it says even there when the data are made up."""
    return f"{'pahittat-' if one.synthetic else ''}kvinnofrid-utgava-{one.number}"


def _kept(
    request: HttpRequest,
    one: Published,
    make: Callable[[], HttpResponse],
    offered: Mapping[str, Collection[str]] = NOTHING,
) -> HttpResponseBase:
    """The answer, with what no page offers left out of the address, so that it is never kept."""
    chosen = [
        (name, value)
        for name, values in offered.items()
        if (value := request.GET.get(name, "")) in values
    ]
    request.META["QUERY_STRING"] = urlencode(chosen)
    request.GET = QueryDict(request.META["QUERY_STRING"])
    return cache.answer(
        request,
        key=(request.path, request.META["QUERY_STRING"]),
        mark=(one, nation_is_here(), organisations.mark()),
        make=make,
    )
