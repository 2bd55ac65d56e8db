"""A unit's own interventions, for its manager."""

import uuid

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Unit as UnitValue
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.models import Unit
from kvinnofrid.accounts.permissions import require
from kvinnofrid.follow_up.form_pages import Asking, FormPage, asking, form_page
from kvinnofrid.follow_up.forms import LocalInterventionForm, LocalNameForm
from kvinnofrid.follow_up.operations import local_interventions as operations
from kvinnofrid.follow_up.operations.local_interventions import MANAGE
from kvinnofrid.follow_up.presenters import local_page
from kvinnofrid.web.components import Link


@require_GET
def start(request: HttpRequest) -> HttpResponseBase:
    """To the one unit that one manages, or a choice between them."""
    by = asking(request, MANAGE)
    units = managed(by)
    if not units:
        held = by.by.memberships[0] if by.by.memberships else None
        place = UnitValue(held.organisation, held.unit or "0") if held else UnitValue("0", "0")
        require(request, MANAGE, place, now=by.now)
    links = [Link(one.name, _address(one)) for one in units]
    if len(links) == 1:
        return redirect(links[0].address)
    return render(request, "follow_up/own_interventions_of_units.html", {"links": links})


def managed(by: Asking) -> list[Unit]:
    """The units whose own interventions the actor names, in order of name."""
    found = []
    for one in by.by.memberships:
        if one.unit is None:
            continue
        if decide(by.by, MANAGE, UnitValue(one.organisation, one.unit), by.now):
            found.append(accounts.unit_of(int(one.organisation), uuid.UUID(one.unit)))
    return sorted({one for one in found if one is not None}, key=lambda unit: unit.name)


def _address(unit: Unit) -> str:
    return reverse("follow_up:own-interventions", args=[unit.organisation_id, unit.pk])


def _the(request: HttpRequest, organisation: int, unit: uuid.UUID) -> tuple[Asking, Unit]:
    by = asking(request, MANAGE)
    require(request, MANAGE, UnitValue(str(organisation), str(unit)), now=by.now)
    found = accounts.unit_of(organisation, unit)
    if found is None:
        raise Http404
    return by, found


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, organisation: int, unit: uuid.UUID) -> HttpResponseBase:
    """The unit's own interventions, and a new one."""
    by, place = _the(request, organisation, unit)
    form = LocalInterventionForm(request.POST or None)

    def save(filled: LocalInterventionForm) -> str:
        operations.add_local(
            unit=place,
            kind=filled.cleaned_data["kind"],
            name=filled.cleaned_data["name"],
            by=by.by,
            now=by.now,
        )
        return _address(place)

    page = FormPage(
        _("Enhetens egna insatser"),
        _("Lägg till"),
        lead=_(
            "Ge insatser de namn som ni själva använder. De väljs överst i listan när en insats"
            " antecknas, och räknas som den gemensamma insats som du anger."
        ),
        back=reverse("follow_up:start"),
        template="follow_up/own_interventions.html",
    )
    shown = local_page.page(place)
    return form_page(request, form, page, save, own=shown)


@require_http_methods(["GET", "HEAD", "POST"])
def change(
    request: HttpRequest, organisation: int, unit: uuid.UUID, intervention: uuid.UUID
) -> HttpResponseBase:
    """Give one another name, or retire it."""
    by, place = _the(request, organisation, unit)
    here = next((one for one in operations.in_use(unit=place.pk) if one.pk == intervention), None)
    if here is None:
        raise Http404
    form = LocalNameForm(request.POST or None, initial={"name": here.name})

    def save(filled: LocalNameForm) -> str:
        if request.POST.get("do") == "remove":
            operations.retire_local(unit=place, local=intervention, by=by.by, now=by.now)
        else:
            operations.rename_local(
                unit=place,
                local=intervention,
                name=filled.cleaned_data["name"],
                by=by.by,
                now=by.now,
            )
        return _address(place)

    page = FormPage(
        _("Ändra en egen insats"),
        _("Spara namnet"),
        lead=_("En insats som avslutas går inte att välja mer. Där den är given står den kvar."),
        back=_address(place),
    )
    return form_page(request, form, page, save, removable=True, removing=_("Avsluta insatsen"))
