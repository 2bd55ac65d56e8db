"""Pages of the domain: public, read-only, the same for everybody."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kvinnofrid.organisations import files, groups, list_presenters, presenters, queries
from kvinnofrid.organisations.queries import Kind

MOST_RESULTS = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The entrance to all places: search, map, lists by county and group."""
    page = list_presenters.index_page(on=timezone.localdate())
    return render(request, "organisations/index.html", {"page": page})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Places by name or code; part of the page is replaced while one types."""
    text = request.GET.get("q", "").strip()
    page = list_presenters.search_page(text, on=timezone.localdate(), limit=MOST_RESULTS)
    context = {"page": page, "trail": list_presenters.trail()}
    return render(request, "organisations/search.html", context)


@require_safe
def kind(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All places of a kind."""
    on = timezone.localdate()
    if kind == Kind.NATION:
        return redirect(queries.address(queries.nation(on=on)))
    context = {
        "title": list_presenters.plural(kind),
        "note": list_presenters.kind_note(kind),
        "table": list_presenters.kind_table(kind, on=on),
        "files": list_presenters.municipality_files() if kind == Kind.MUNICIPALITY else [],
        "trail": list_presenters.trail(),
    }
    return render(request, "organisations/kind.html", context)


@require_safe
def place(request: HttpRequest, kind: str, address: str) -> HttpResponseBase:
    """The page of one place. Another name or a past code leads on to the right address."""
    on = timezone.localdate()
    register = queries.register()
    found = register.at_address(kind, address, on=on)
    if found is None:
        return _unknown(request, address)
    place = register.place(found, on=on)
    if place.address != address:
        return redirect(queries.address(place), permanent=True)
    page = presenters.place_page(place, on=on)
    return render(request, "organisations/place.html", {"page": page})


@require_safe
def group(request: HttpRequest, division: str, group: str) -> HttpResponseBase:
    """The page of a group in a division."""
    found = groups.division(division)
    wanted = groups.group_at(found, group) if found else None
    if found is None or wanted is None:
        return _unknown(request, group)
    right = found.address_of(wanted)
    if request.path != right:
        return redirect(right, permanent=True)
    page = list_presenters.group_page(found, wanted, on=timezone.localdate())
    return render(request, "organisations/group.html", {"page": page})


@require_safe
def municipality_file(_request: HttpRequest, form: str) -> HttpResponse:
    """The list of municipalities as CSV, XLSX or JSON."""
    if form not in files.CONTENT_TYPES:
        raise Http404
    response = HttpResponse(
        files.municipalities(form, on=timezone.localdate()), content_type=files.CONTENT_TYPES[form]
    )
    response["Content-Disposition"] = f'attachment; filename="kommuner.{form}"'
    return response


def _unknown(request: HttpRequest, address: str) -> HttpResponse:
    """A page that says what was sought and helps to find it."""
    text = " ".join(part for part in address.split("-") if not part.isdecimal())
    page = list_presenters.search_page(text, on=timezone.localdate(), limit=5)
    context = {"page": page, "trail": list_presenters.trail()}
    return render(request, "organisations/unknown.html", context, status=HTTPStatus.NOT_FOUND)
