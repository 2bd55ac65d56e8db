"""Small pages over records, as the follow-up's will be: one domain call each."""

import csv
import io

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from kvinnofrid.accounts.permissions import note
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.records import operations
from kvinnofrid.records.rules import Conflict, ContactNotKeptError
from kvinnofrid.web.drawing import language
from tests.records_app.models import Case

FIELDS = ("name", "address", "notes", "stage")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, or what a search finds."""
    return render(request, "records_app/index.html", {"page": _page(request)})


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The list as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(
        [line.id, *line.values.values(), line.protection.words.sv] for line in _page(request).lines
    )
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")


@require_GET
def number(request: HttpRequest) -> HttpResponse:
    """How many there are."""
    note(request, "record.find")
    found = operations.count(model=Case, by=actor_for(request), now=timezone.now())
    return HttpResponse(str(found), content_type="text/plain")


@require_GET
def complete(request: HttpRequest) -> HttpResponse:
    """Names that begin with what is typed."""
    names = [{"id": one.id, "name": one.values["name"]} for one in _page(request).lines]
    return JsonResponse({"found": names})


def _page(request: HttpRequest) -> operations.Page:
    note(request, "record.find")
    return operations.find(
        model=Case,
        by=actor_for(request),
        now=timezone.now(),
        text=request.GET.get("q", ""),
        most=200,
    )


@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One record."""
    note(request, "record.read")
    reading = operations.read(
        model=Case,
        public_id=public_id,
        by=actor_for(request),
        now=timezone.now(),
        contact="contact" in request.GET,
    )
    return render(request, "records_app/detail.html", {"record": reading})


@csrf_exempt
@require_POST
def save(request: HttpRequest, public_id: str) -> HttpResponse:
    """Save what a form sends; a page with the differences when another has saved since."""
    note(request, "record.write")
    version = request.POST.get("version", "")
    try:
        saved = operations.write(
            model=Case,
            public_id=public_id,
            version=int(version) if version.isdecimal() else 0,
            change=operations.Change({f: request.POST[f] for f in FIELDS if f in request.POST}),
            by=actor_for(request),
            now=timezone.now(),
            idempotency_key=request.POST.get("key", "-"),
        )
    except ContactNotKeptError as error:
        return HttpResponse(error.message(language()), status=422)
    if isinstance(saved, Conflict):
        return render(request, "records_app/conflict.html", {"conflict": saved}, status=409)
    return HttpResponseRedirect(f"/akter/{saved.record}/")
