"""Pages of the domain: public, the same for everybody, each with its figures as files."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kvinnofrid.follow_up.queries import nation_is_here
from kvinnofrid.privacy.queries import program_version
from kvinnofrid.releases.queries import BrokenReleaseError
from kvinnofrid.situation.presenters.place_page import PlacePage
from kvinnofrid.web.files import file_answer
from kvinnofrid.web.page_views import MakePage, PageViews
from kvinnofrid.web.public_pages import Page

CACHE_BYTES = 16_000_000
pages = PageViews(most_bytes=CACHE_BYTES, around=nation_is_here)


@require_safe
def start(_request: HttpRequest) -> HttpResponseBase:
    """To the picture of the nation."""
    return redirect("situation:nation")


View = Callable[..., HttpResponseBase]


def whole(view: View) -> View:
    """A view that shows nothing of a release that is not the one that was signed, and says so."""

    @wraps(view)
    def answered(request: HttpRequest, **where: Any) -> HttpResponseBase:
        try:
            return view(request, **where)
        except BrokenReleaseError:
            return render(request, "situation/broken.html", status=HTTPStatus.SERVICE_UNAVAILABLE)

    return answered


@require_safe
@whole
def show(request: HttpRequest, *, make: MakePage, **where: str) -> HttpResponseBase:
    """The page itself."""
    return pages.show(request, make, {**where, "now": timezone.now()})


@require_safe
@whole
def table(request: HttpRequest, *, make: MakePage, form: str, **where: str) -> HttpResponseBase:
    """The figures of a page as a file."""
    return pages.table(request, make, form, {**where, "now": timezone.now()})


@require_safe
@whole
def picture(
    request: HttpRequest, *, make: MakePage, key: str, form: str, **where: str
) -> HttpResponseBase:
    """A picture of a page as a file."""
    return pages.picture(request, make, key, form, {**where, "now": timezone.now()})


@require_safe
@whole
def document(request: HttpRequest, *, make: MakePage, form: str, **where: str) -> HttpResponseBase:
    """The picture of a place as a document for a board."""
    now = timezone.now()
    today = timezone.localdate(now)

    def write(_request: HttpRequest, page: Page) -> HttpResponse:
        if not isinstance(page, PlacePage):
            raise Http404
        # Word and its XML, and the compiler of PDF: kept from start-up.
        from kvinnofrid.documents.forms import FORMS
        from kvinnofrid.situation.presenters.board_document import paper

        written = paper(page, on=today, version=program_version())
        return file_answer(FORMS[form](written), name=written.name, form=form)

    return pages.answer(request, make, {**where, "now": now}, f"{today} {form}", write)
