"""Views of public pages: the page, its figures and its pictures as files, and what is kept of them.

A page is made by a page maker; what it shows is kept compressed in this process and made anew when
what it was made from has changed.
"""

from collections.abc import Callable, Hashable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string

from kvinnofrid.web import page_files
from kvinnofrid.web.files import file_answer
from kvinnofrid.web.public_pages import Moved, NoSuchPageError, Page
from kvinnofrid.web.response_cache import ResponseCache

MakePage = Callable[..., Page]
Write = Callable[[HttpRequest, Page], HttpResponse]


class PageViews:
    """How the public pages of a domain are answered.

    `around` is the mark of what every page of the site is set in.
    """

    def __init__(self, *, most_bytes: int, around: Callable[[], Hashable]) -> None:
        self.cache = ResponseCache(most_bytes=most_bytes)
        self._around = around

    def show(self, request: HttpRequest, make: MakePage, where: dict[str, Any]) -> HttpResponseBase:
        """The page itself."""
        return self.answer(request, make, where, "", _draw)

    def table(
        self, request: HttpRequest, make: MakePage, form: str, where: dict[str, Any]
    ) -> HttpResponseBase:
        """The figures of a page as a file."""

        def write(_request: HttpRequest, page: Page) -> HttpResponse:
            return file_answer(page_files.table_file(page, form), name=page.saved_as, form=form)

        return self.answer(request, make, where, form, write)

    def picture(
        self, request: HttpRequest, make: MakePage, key: str, form: str, where: dict[str, Any]
    ) -> HttpResponseBase:
        """A picture of a page as a file."""

        def write(_request: HttpRequest, page: Page) -> HttpResponse:
            drawn = page.drawings()
            if key not in drawn:
                raise Http404
            content = drawn[key]().file(form)
            return file_answer(content, name=f"{page.saved_as}-{key}", form=form)

        return self.answer(request, make, where, f"{key}.{form}", write)

    def answer(
        self, request: HttpRequest, make: MakePage, where: dict[str, Any], part: str, write: Write
    ) -> HttpResponseBase:
        """A part of a page, as it is written or as it is kept."""
        try:
            page = make(request.GET, **where)
        except NoSuchPageError as error:
            raise Http404(str(error)) from error
        except Moved as moved:
            return redirect(moved.address, permanent=True)
        # What no page offers is left out of the address too: it never gets into a kept page.
        request.META["QUERY_STRING"] = page.query.removeprefix("?")
        request.GET = QueryDict(request.META["QUERY_STRING"])
        return self.cache.answer(
            request,
            key=(page.address, page.query, part),
            mark=(page.mark, self._around()),
            make=lambda: write(request, page),
        )


def _draw(request: HttpRequest, page: Page) -> HttpResponse:
    context = {"page": page, **page.context()}
    return HttpResponse(render_to_string(page.template, context, request))
