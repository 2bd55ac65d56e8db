"""The pages of a unit's results."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kvinnofrid.access.values import Unit as UnitObject
from kvinnofrid.accounts.permissions import note, require
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.statistics.unit_tables import ALL, Chosen
from kvinnofrid.unit_results import export, operations, presenters, queries
from kvinnofrid.unit_results.operations import NoSuchUnitError, Results, View
from kvinnofrid.web.files import file_answer

_CODE = re.compile(r"(malgrupp|insats)-([a-z_0-9]{1,40})")


@require_GET
def start(request: HttpRequest) -> HttpResponseBase:
    """To the one unit whose results one may see, or a choice between them."""
    by, now = actor_for(request), timezone.localtime()
    units = operations.units_for(by=by, now=now)
    if not units:
        held = by.memberships[0] if by.memberships else None
        place = UnitObject(held.organisation, held.unit or "0") if held else UnitObject("0", "0")
        require(request, operations.READ, place, now=now)
    note(request, operations.READ)
    links = presenters.units(units, on=now.date())
    if len(links) == 1:
        return redirect(links[0].address)
    return render(request, "unit_results/start.html", {"links": links})


@require_GET
def results(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponse:
    """What a unit has come to in a year."""
    found, now = _read(request, organisation, unit, operations.READ), timezone.localtime()
    page = presenters.page(found, years=operations.years(now), on=now.date())
    return render(request, "unit_results/results.html", {"page": page})


@require_GET
def download(request: HttpRequest, organisation: int, unit: UUID, form: str) -> HttpResponse:
    """The same figures as a file, with the same groups hidden."""
    found = _read(request, organisation, unit, operations.DOWNLOAD)
    name = f"resultat-{found.view.year}"
    if found.synthetic:
        name = f"pahittat-{name}"
    return file_answer(export.file(found, form), name=name, form=form)


@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """What each figure means."""
    note(request, "page.read")
    page = presenters.definitions(queries.indicators())
    return render(request, "unit_results/definitions.html", {"page": page})


def _read(request: HttpRequest, organisation: int, unit: UUID, action: str) -> Results:
    note(request, action)
    now = timezone.localtime()
    view = View(organisation, unit, _year(request, operations.years(now)), _chosen(request))
    try:
        return operations.read_results(view=view, by=actor_for(request), now=now, action=action)
    except NoSuchUnitError:
        raise Http404 from None


def _year(request: HttpRequest, known: tuple[int, ...]) -> int:
    text = request.GET.get("period", "")
    return next((year for year in known if str(year) == text), known[0])


def _chosen(request: HttpRequest) -> Chosen:
    """One choice at a time; what nobody can choose is all."""
    found = _CODE.fullmatch(request.GET.get("urval", ""))
    if found is None or found[0] not in presenters.choices():
        return ALL
    return Chosen(group=found[2]) if found[1] == "malgrupp" else Chosen(intervention=found[2])
