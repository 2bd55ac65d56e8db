"""Pages of the domain: public, the same for everybody, each with its figures as files.

A page is made by one of the page makers in `presenters.pages`; what it shows is kept compressed in
this process and made anew when the round or what stands beside it has changed.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from kvinnofrid.comparisons.presenters import files
from kvinnofrid.comparisons.presenters.page import Moved, NoSuchPageError, Page
from kvinnofrid.follow_up import queries
from kvinnofrid.web.files import file_answer
from kvinnofrid.web.response_cache import ResponseCache

MakePage = Callable[..., Page]
CACHE_BYTES = 48_000_000
cache = ResponseCache(most_bytes=CACHE_BYTES)


@require_safe
def show(request: HttpRequest, *, make: MakePage, **where: str) -> HttpResponseBase:
    """The page itself."""
    return _answer(request, make, where, "", _draw)


@require_safe
def table(request: HttpRequest, *, make: MakePage, form: str, **where: str) -> HttpResponseBase:
    """The figures of a page as a file."""

    def write(_request: HttpRequest, page: Page) -> HttpResponse:
        return file_answer(files.table_file(page, form), name=page.saved_as, form=form)

    return _answer(request, make, where, form, write)


@require_safe
def picture(
    request: HttpRequest, *, make: MakePage, key: str, form: str, **where: str
) -> HttpResponseBase:
    """A picture of a page as a file."""

    def write(_request: HttpRequest, page: Page) -> HttpResponse:
        drawn = page.drawings()
        if key not in drawn:
            raise Http404
        content = drawn[key]().file(form)
        return file_answer(content, name=f"{page.saved_as}-{key}", form=form)

    return _answer(request, make, where, f"{key}.{form}", write)


def _answer(
    request: HttpRequest,
    make: MakePage,
    where: dict[str, str],
    part: str,
    write: Callable[[HttpRequest, Page], HttpResponse],
) -> HttpResponseBase:
    try:
        page = make(request.GET, **where)
    except NoSuchPageError as error:
        raise Http404(str(error)) from error
    except Moved as moved:
        return redirect(moved.address, permanent=True)
    # What no page offers is left out of the address too, so that it never gets into a kept page.
    request.META["QUERY_STRING"] = page.query.removeprefix("?")
    request.GET = QueryDict(request.META["QUERY_STRING"])
    return cache.answer(
        request,
        key=(page.address, page.query, part),
        mark=(page.mark, queries.nation_is_here()),
        make=lambda: write(request, page),
    )


def _draw(request: HttpRequest, page: Page) -> HttpResponse:
    context = {"page": page, **page.context()}
    return HttpResponse(render_to_string(page.template, context, request))
