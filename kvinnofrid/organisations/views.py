"""Pages of the domain: public, read-only, the same for everybody."""

from collections.abc import Iterable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kvinnofrid.organisations import files, groups, list_presenters, presenters, queries
from kvinnofrid.organisations.queries import Kind
from kvinnofrid.web.files import file_answer
from kvinnofrid.web.pictures import Drawn

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
    content = files.municipalities(form, on=timezone.localdate())
    return file_answer(content, name="kommuner", form=form)


@require_safe
def index_picture(_request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The map of the entrance as a file."""
    page = list_presenters.index_page(on=timezone.localdate())
    return _picture([page.map], "lan", key, form)


@require_safe
def place_picture(
    _request: HttpRequest, kind: str, address: str, key: str, form: str
) -> HttpResponse:
    """A picture of a place's page as a file."""
    on = timezone.localdate()
    register = queries.register()
    found = register.at_address(kind, address, on=on)
    if found is None:
        raise Http404
    place = register.place(found, on=on)
    page = presenters.place_page(place, on=on)
    return _picture([page.map, page.population], place.address, key, form)


@require_safe
def group_picture(
    _request: HttpRequest, division: str, group: str, key: str, form: str
) -> HttpResponse:
    """The map of a group's page as a file."""
    found = groups.division(division)
    wanted = groups.group_at(found, group) if found else None
    if found is None or wanted is None:
        raise Http404
    page = list_presenters.group_page(found, wanted, on=timezone.localdate())
    return _picture([page.map], group, key, form)


def _picture(drawn: Iterable[Drawn | None], of: str, key: str, form: str) -> HttpResponse:
    for picture in drawn:
        if picture is not None and picture.key == key:
            return file_answer(picture.drawing.file(form), name=f"{of}-{key}", form=form)
    raise Http404


def _unknown(request: HttpRequest, address: str) -> HttpResponse:
    """A page that says what was sought and helps to find it."""
    text = " ".join(part for part in address.split("-") if not part.isdecimal())
    page = list_presenters.search_page(text, on=timezone.localdate(), limit=5)
    context = {"page": page, "trail": list_presenters.trail()}
    return render(request, "organisations/unknown.html", context, status=HTTPStatus.NOT_FOUND)
