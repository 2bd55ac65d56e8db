"""Pages for units, teams, and what an organisation demands of whoever signs in."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kvinnofrid.access.values import Organisation, Unit
from kvinnofrid.accounts import operations, queries
from kvinnofrid.accounts import place_presenters as presenters
from kvinnofrid.accounts.models import Team
from kvinnofrid.accounts.models import Unit as UnitRow
from kvinnofrid.accounts.operations import AccountChangeError
from kvinnofrid.accounts.permissions import require
from kvinnofrid.accounts.place_forms import CloseForm, DemandsForm, JoinForm, NameForm
from kvinnofrid.accounts.queries import actor_for

_page = require_http_methods(["GET", "HEAD", "POST"])


def _asked(request: HttpRequest, what: str) -> bool:
    return request.method == "POST" and request.POST.get("do") == what


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was filled in and what it asks for was done; else it says what is wrong."""
    if not form.is_valid():
        return False
    try:
        act()
    except AccountChangeError as error:
        form.add_error(None, str(error))
        return False
    return True


def _bound(request: HttpRequest, what: str) -> dict[str, str] | None:
    return request.POST.dict() if _asked(request, what) else None


@_page
def units(request: HttpRequest, organisation: int) -> HttpResponseBase:
    """The organisation's units, and a new one."""
    now = timezone.localtime()
    require(request, "unit.manage", Organisation(str(organisation)), now=now)
    form = NameForm(request.POST or None)

    def begin() -> object:
        return operations.begin_unit(
            by=actor_for(request),
            organisation=organisation,
            name=form.cleaned_data["name"],
            now=now,
        )

    if request.method == "POST" and _done(form, begin):
        return redirect("accounts:units", organisation=organisation)
    page = presenters.units_page(organisation, on=now.date())
    return render(request, "accounts/units.html", {"form": form, "page": page})


@_page
def unit(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponseBase:
    """One unit: its name, and the day it closes."""
    now = timezone.localtime()
    require(request, "unit.manage", Organisation(str(organisation)), now=now)
    place = _unit(organisation, unit)
    name = NameForm(_bound(request, "rename"), initial={"name": place.name})
    close = CloseForm(_bound(request, "close"), initial={"until": now.date()})
    by = actor_for(request)
    done = (
        (
            _asked(request, "rename")
            and _done(
                name,
                lambda: operations.rename_unit(
                    by=by, unit=unit, name=name.cleaned_data["name"], now=now
                ),
            )
        )
        or (
            _asked(request, "close")
            and _done(
                close,
                lambda: operations.end_unit(
                    by=by, unit=unit, until=close.cleaned_data["until"], now=now
                ),
            )
        )
        or (_asked(request, "keep") and _kept(request, unit, now))
    )
    if done:
        return redirect("accounts:unit", organisation=organisation, unit=unit)
    page = presenters.unit_page(place, on=now.date())
    return render(request, "accounts/unit.html", {"name": name, "close": close, "page": page})


def _kept(request: HttpRequest, unit: UUID, now: datetime) -> bool:
    operations.keep_unit(by=actor_for(request), unit=unit, now=now)
    return True


def _unit(organisation: int, unit: UUID) -> UnitRow:
    found = queries.unit_of(organisation, unit)
    if found is None:
        raise Http404
    return found


@_page
def teams(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponseBase:
    """The unit's teams, and a new one."""
    now = timezone.localtime()
    require(request, "unit.staff", Unit(str(organisation), str(unit)), now=now)
    place = _unit(organisation, unit)
    form = NameForm(request.POST or None)

    def begin() -> object:
        name = form.cleaned_data["name"]
        return operations.begin_team(by=actor_for(request), unit=unit, name=name, now=now)

    if request.method == "POST" and _done(form, begin):
        return redirect("accounts:teams", organisation=organisation, unit=unit)
    page = presenters.teams_page(place, on=now.date())
    return render(request, "accounts/teams.html", {"form": form, "page": page})


@_page
def team(request: HttpRequest, organisation: int, unit: UUID, team: UUID) -> HttpResponseBase:
    """One team: its members, its name, and its end."""
    now = timezone.localtime()
    require(request, "unit.staff", Unit(str(organisation), str(unit)), now=now)
    place = _unit(organisation, unit)
    found = queries.team_of(place.pk, team)
    if found is None:
        raise Http404
    page = presenters.team_page(found, on=now.date())
    name = NameForm(_bound(request, "rename"), initial={"name": found.name})
    join = JoinForm(page.others, _bound(request, "join"))
    close = CloseForm(_bound(request, "close"), initial={"until": now.date()})
    if request.method == "POST" and _team_acted(request, found, name, join, close, now=now):
        return redirect("accounts:team", organisation=organisation, unit=unit, team=team)
    context = {"page": page, "name": name, "join": join, "close": close}
    return render(request, "accounts/team.html", context)


def _team_acted(
    request: HttpRequest,
    team: Team,
    name: NameForm,
    join: JoinForm,
    close: CloseForm,
    *,
    now: datetime,
) -> bool:
    """Do what was asked of the team; False when a form has something to say."""
    by = actor_for(request)
    match request.POST.get("do"):
        case "rename":
            return _done(
                name,
                lambda: operations.rename_team(
                    by=by, team=team.pk, name=name.cleaned_data["name"], now=now
                ),
            )
        case "join":
            return _done(
                join,
                lambda: operations.join_team(
                    by=by, team=team.pk, user=UUID(join.cleaned_data["user"]), now=now
                ),
            )
        case "close":
            return _done(
                close,
                lambda: operations.end_team(
                    by=by, team=team.pk, until=close.cleaned_data["until"], now=now
                ),
            )
        case "leave":
            member = queries.member_of(team, request.POST.get("user", ""))
            if member is None:
                raise Http404
            operations.leave_team(by=by, team=team.pk, user=member, now=now)
            return True
    raise Http404


@_page
def demands(request: HttpRequest, organisation: int) -> HttpResponseBase:
    """What the organisation demands of whoever signs in to work there."""
    now = timezone.localtime()
    require(request, "system.settings", Organisation(str(organisation)), now=now)
    form = DemandsForm(request.POST or None, initial=presenters.demanded(organisation))

    def set_them() -> object:
        return operations.set_demands(
            by=actor_for(request),
            organisation=organisation,
            steps=queries.steps_of(request),
            now=now,
            **form.cleaned_data,
        )

    if request.method == "POST" and _done(form, set_them):
        return redirect("accounts:people", organisation=organisation)
    place = presenters.place_name(organisation, on=now.date())
    context = {"form": form, "place": place, "organisation": organisation}
    return render(request, "accounts/demands.html", context)
