"""The pages of those who make releases and check them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvinnofrid.access.values import Actor, Organisation
from kvinnofrid.accounts.permissions import note, require
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.releases import operations
from kvinnofrid.releases.forms import ReleaseForm
from kvinnofrid.releases.operations import NoSuchReleaseError, ReleaseError
from kvinnofrid.releases.presenters import work
from kvinnofrid.releases.snapshots import SYNTHETIC_IN
from kvinnofrid.unit_results.queries import indicators
from kvinnofrid.web.drawing import language


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All releases, whatever has become of them."""
    by, now = actor_for(request), timezone.localtime()
    note(request, operations.SEE)
    page = work.overview(operations.listed(by=by, now=now), by=by, now=now)
    return render(request, "releases/work.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Propose one."""
    by, now = actor_for(request), timezone.localtime()
    require(request, operations.PROPOSE, Organisation(operations.nation(now)), now=now)
    posted = request.method == "POST"
    start = {
        "first_year": now.year - 3,
        "last_year": now.year - 1,
        "publish_at": (now + timedelta(days=7)).replace(hour=9, minute=30, second=0, microsecond=0),
        "title": work.usual_title(now.year - 3, now.year - 1, "sv"),
        "title_en": work.usual_title(now.year - 3, now.year - 1, "en"),
    }
    form = ReleaseForm(
        request.POST if posted else None, initial=start, numbers=work.supersedable(now=now, by=by)
    )
    if posted and form.is_valid():
        owner = indicators()
        wish = form.wish(
            synthetic=settings.MODE == SYNTHETIC_IN, outcome_set=owner.id, version=owner.version
        )
        try:
            made = operations.propose(wish=wish, by=by, now=now)
        except ReleaseError as error:
            form.add_error(None, error.text.in_language(language()))
        else:
            operations.start_making(made)
            return redirect("releases:work-one", made)
    status = 422 if form.errors else 200
    return render(request, "releases/new.html", {"form": form}, status=status)


@require_GET
def one(request: HttpRequest, release: UUID) -> HttpResponse:
    """One release: what it is of, what the checks say, who has decided."""
    return _page(request, release, operations.SEE)


@require_GET
def progress(request: HttpRequest, release: UUID) -> HttpResponse:
    """How far the making has come, for the page to ask now and then; all of it when it is over."""
    by, now = actor_for(request), timezone.localtime()
    note(request, operations.SEE)
    try:
        row = operations.looked_after(release=release, by=by, now=now)
    except NoSuchReleaseError:
        raise Http404 from None
    made = work.making(row, by=by, now=now)
    if made is None:
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Refresh": "true"})
    return render(request, "releases/making.html", {"making": made})


@require_POST
def break_off(request: HttpRequest, release: UUID) -> HttpResponseBase:
    """Break off the making of one."""
    return _changed(request, release, operations.break_off)


@require_POST
def make_again(request: HttpRequest, release: UUID) -> HttpResponseBase:
    """Make one anew, whose making came to nothing or that another has outrun."""

    def again(*, release: UUID, by: Actor, now: datetime) -> None:
        operations.make_again(release=release, by=by, now=now)
        operations.start_making(release)

    return _changed(request, release, again)


def _changed(request: HttpRequest, release: UUID, change: Callable[..., None]) -> HttpResponseBase:
    by, now = actor_for(request), timezone.localtime()
    require(request, operations.PROPOSE, Organisation(operations.nation(now)), now=now)
    try:
        change(release=release, by=by, now=now)
    except NoSuchReleaseError:
        raise Http404 from None
    except ReleaseError as error:
        return _page(request, release, operations.SEE, error.text.in_language(language()))
    return redirect("releases:work-one", release)


@require_POST
def decide(request: HttpRequest, release: UUID) -> HttpResponseBase:
    """Approve or reject, as another person than who proposed it."""
    by, now = actor_for(request), timezone.localtime()
    note(request, operations.APPROVE)
    said = request.POST.get("decision", "")
    if said not in {"approve", "reject"}:
        raise Http404
    try:
        operations.decide_on(release=release, yes=said == "approve", by=by, now=now)
    except NoSuchReleaseError:
        raise Http404 from None
    except ReleaseError as error:
        return _page(request, release, operations.APPROVE, error.text.in_language(language()))
    return redirect("releases:work-one", release)


def _page(request: HttpRequest, release: UUID, action: str, said: str = "") -> HttpResponse:
    by, now = actor_for(request), timezone.localtime()
    note(request, action)
    try:
        row = operations.seen(release=release, by=by, now=now)
    except NoSuchReleaseError:
        raise Http404 from None
    page = work.page(row, by=by, now=now)
    status = 422 if said else 200
    return render(request, "releases/work_one.html", {"page": page, "said": said}, status=status)
