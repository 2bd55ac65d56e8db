"""Staff's pages: make a code, revoke codes, read what a unit's clients say together."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kvinnofrid.access.values import Unit
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.permissions import note, require
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.client_surveys import codes, operations, queries
from kvinnofrid.client_surveys import staff_presenters as presenters
from kvinnofrid.client_surveys.codes import StalePageError
from kvinnofrid.client_surveys.operations import SpentCodeError

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def start(request: HttpRequest) -> HttpResponseBase:
    """To the one unit whose answers one may read, or a choice between them."""
    now = timezone.localtime()
    links = presenters.units(actor_for(request), now=now)
    if not links:
        place = actor_for(request).memberships[:1]
        there = Unit(place[0].organisation, place[0].unit or "0") if place else Unit("0", "0")
        require(request, "survey.read_results", there, now=now)
    note(request, "survey.read_results")
    if len(links) == 1:
        return redirect(links[0].address)
    return render(request, "client_surveys/start.html", {"links": links})


@require_GET
def results(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponse:
    """What the unit's clients say, compiled."""
    now = timezone.localtime()
    require(request, "survey.read_results", Unit(str(organisation), str(unit)), now=now)
    place = _unit(organisation, unit)
    years = queries.years(organisation=organisation, unit=unit)
    asked = request.GET.get("ar", "")
    year = next((one for one in years if str(one) == asked), years[0] if years else now.year)
    by = actor_for(request)
    found = operations.read_results(organisation=organisation, unit=unit, by=by, now=now, year=year)
    asks = queries.current(organisation, today=now.date())
    page = presenters.results_page(place, found, years=years, year=year, asks=asks, by=by, now=now)
    return render(request, "client_surveys/results.html", {"page": page})


@_page
def code(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponseBase:
    """Make a code, show it this once, and revoke it if it went wrong.

    With a ticket it is for the client that the ticket is of, who may then share her answers.
    """
    now = timezone.localtime()
    require(request, "survey.invite", Unit(str(organisation), str(unit)), now=now)
    place = _unit(organisation, unit)
    by = actor_for(request)
    asked = request.GET.get("for", "")
    context: dict[str, object] = {"named": bool(asked)}
    if request.method == "POST" and "revoke" in request.POST:
        gone = operations.revoke(
            organisation=organisation,
            unit=unit,
            code=request.POST.get("code", ""),
            by=by,
            now=now,
        )
        context["revoked"] = "yes" if gone else "no"
    elif request.method == "POST":
        try:
            reference = codes.reference_of(asked, by=by.id) if asked else None
            slip = operations.invite(
                reference=reference,
                organisation=organisation,
                unit=unit,
                page=request.POST.get("page", ""),
                by=by,
                now=now,
            )
            context["slip"] = presenters.slip(slip, home=request.build_absolute_uri("/"))
        except (StalePageError, SpentCodeError):
            context["stale"] = True
    out = queries.outstanding(organisation=organisation, unit=unit, now=now)
    context |= {"page": presenters.code_page(place, outstanding=out, by=by, now=now)}
    context |= {"key": codes.new_page()}
    return render(request, "client_surveys/code.html", context)


@_page
def revoke(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponseBase:
    """Revoke every code of the unit that is out."""
    now = timezone.localtime()
    require(request, "survey.revoke", Unit(str(organisation), str(unit)), now=now)
    place = _unit(organisation, unit)
    by = actor_for(request)
    if request.method == "POST":
        operations.revoke_all(organisation=organisation, unit=unit, by=by, now=now)
        return redirect("client_surveys:code", organisation=organisation, unit=unit)
    out = queries.outstanding(organisation=organisation, unit=unit, now=now)
    page = presenters.code_page(place, outstanding=out, by=by, now=now)
    return render(request, "client_surveys/revoke.html", {"page": page})


@require_GET
def words(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponse:
    """What clients have written themselves."""
    now = timezone.localtime()
    require(request, "survey.read_words", Unit(str(organisation), str(unit)), now=now)
    place = _unit(organisation, unit)
    by = actor_for(request)
    found = operations.read_words(organisation=organisation, unit=unit, by=by, now=now)
    page = presenters.code_page(place, outstanding=0, by=by, now=now)
    return render(request, "client_surveys/words.html", {"page": page, "texts": found})


def _unit(organisation: int, unit: UUID) -> presenters.UnitRow:
    found = accounts.unit_of(organisation, unit)
    if found is None:
        raise Http404
    return found
