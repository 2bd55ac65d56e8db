"""Pages for those who give and take away roles: the list, a person, an invitation, cover."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from kvinnofrid.access.values import Grant, Organisation, Unit
from kvinnofrid.accounts import management_presenters as presenters
from kvinnofrid.accounts import operations, queries
from kvinnofrid.accounts.attempts import counted
from kvinnofrid.accounts.forms import CoverForm, InviteForm, LeaveForm
from kvinnofrid.accounts.operations import AccountChangeError
from kvinnofrid.accounts.operations.memberships import Invited
from kvinnofrid.accounts.permissions import require
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.keys.identity import IdentityNumber
from kvinnofrid.web.drawing import language


def _may_see(request: HttpRequest, organisation: int) -> None:
    place = Organisation(str(organisation))
    require(request, "membership.see", place, now=timezone.localtime())


@require_GET
def people(request: HttpRequest, organisation: int) -> HttpResponse:
    """Everybody who has a role in the organisation, and what waits for approval."""
    _may_see(request, organisation)
    page = presenters.people_page(actor_for(request), organisation, now=timezone.localtime())
    return render(request, "accounts/people.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, organisation: int, user: UUID) -> HttpResponseBase:
    """One person's roles in the organisation, and what one may do about them."""
    _may_see(request, organisation)
    if not queries.roles_in(organisation, user).exists():
        raise Http404
    link, mistake = "", ""
    form = LeaveForm(request.POST if request.POST.get("do") == "leave" else None)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise Http404
        try:
            link = act(request, organisation, user, form)
        except AccountChangeError as error:
            mistake = str(error)
        else:
            if not link and form.is_valid() is form.is_bound:
                return redirect("accounts:person", organisation=organisation, user=user)
    page = presenters.person_page(actor_for(request), organisation, user, now=timezone.localtime())
    return render(
        request,
        "accounts/person.html",
        {"page": page, "form": form, "mistake": mistake, "link": _absolute(request, link)},
    )


def _membership(request: HttpRequest, organisation: int, user: UUID) -> UUID:
    """The membership that a form names, if it is of that person in that organisation."""
    return _one_of(
        request.POST.get("membership", ""),
        [one.pk for one in queries.roles_in(organisation, user)],
    )


def _one_of(text: str, known: list[UUID]) -> UUID:
    for one in known:
        if str(one) == text:
            return one
    raise Http404


def _approve(request: HttpRequest, organisation: int, user: UUID, _form: LeaveForm) -> str:
    one = _membership(request, organisation, user)
    operations.approve(by=actor_for(request), membership=one, now=timezone.localtime())
    return ""


def _end(request: HttpRequest, organisation: int, user: UUID, _form: LeaveForm) -> str:
    one = _membership(request, organisation, user)
    operations.end(by=actor_for(request), membership=one, now=timezone.localtime())
    return ""


def _end_all(request: HttpRequest, organisation: int, user: UUID, _form: LeaveForm) -> str:
    operations.leave_organisation(
        by=actor_for(request), user=user, organisation=organisation, now=timezone.localtime()
    )
    return ""


def _leave(request: HttpRequest, organisation: int, user: UUID, form: LeaveForm) -> str:
    if form.is_valid():
        operations.begin_leave(
            by=actor_for(request),
            user=user,
            organisation=organisation,
            first=form.cleaned_data["first"],
            until=form.cleaned_data["until"],
            now=timezone.localtime(),
        )
    return ""


def _back(request: HttpRequest, organisation: int, user: UUID, _form: LeaveForm) -> str:
    known = [one.pk for one in queries.leaves_of(user, on=timezone.localdate())]
    operations.end_leave(
        by=actor_for(request),
        leave=_one_of(request.POST.get("leave", ""), known),
        organisation=organisation,
        now=timezone.localtime(),
    )
    return ""


def _way_in(request: HttpRequest, _organisation: int, user: UUID, _form: LeaveForm) -> str:
    return operations.new_way_in(by=actor_for(request), user=user, now=timezone.localtime())


_ACTS: dict[str, Callable[[HttpRequest, int, UUID, LeaveForm], str]] = {
    "approve": _approve,
    "end": _end,
    "end_all": _end_all,
    "leave": _leave,
    "back": _back,
    "way_in": _way_in,
}


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, organisation: int) -> HttpResponseBase:
    """Give somebody a role, or propose one; a new user's link is shown once."""
    actor, now = actor_for(request), timezone.localtime()
    choices = presenters.grantable(actor, organisation, on=now.date())
    role, _colon, unit = (choices[0][0] if choices else "system_administrator").partition(":")
    asked = Grant(str(organisation), unit or None, presenters.role_of(role), user="somebody-new")
    require(request, "membership.propose", asked, now=now)
    form = InviteForm(choices, request.POST or None, initial={"valid_from": now.date()})
    invited, status = None, HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        chosen, place = form.role_and_unit()
        given = {key: form.cleaned_data[key] for key in ("email", "full_name")}
        days = {key: form.cleaned_data[key] for key in ("valid_from", "valid_to")}
        try:
            invited = _invite(
                request,
                form.cleaned_data["number"],
                by=actor,
                organisation=organisation,
                unit=place,
                role=chosen,
                now=now,
                **given,
                **days,
            )
        except AccountChangeError as error:
            form.add_error(None, str(error))
        except KeysError as error:
            form.add_error(None, error.message(language()))
            status = HTTPStatus.SERVICE_UNAVAILABLE
    context = {
        "form": form,
        "place": presenters.place_name(organisation, on=now.date()),
        "organisation": organisation,
        "invited": presenters.invited(invited) if invited else None,
        "link": _absolute(request, invited.token if invited else ""),
        "descriptions": presenters.descriptions(choices),
    }
    return render(request, "accounts/invite.html", context, status=status)


def _invite(request: HttpRequest, number: IdentityNumber | None, **given: Any) -> Invited:
    if number is None:
        return operations.invite(**given)
    with counted(request, f"by {given['by'].id}"):
        return operations.invite_identified(number=number, **given)


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponseBase:
    """Who covers for whom in a unit."""
    now = timezone.localtime()
    require(request, "unit.staff", Unit(str(organisation), str(unit)), now=now)
    place = queries.unit_of(organisation, unit)
    if place is None:
        raise Http404
    staff = presenters.staff(unit, on=now.date())
    if request.method == "POST" and request.POST.get("do") == "end":
        known = [one.pk for one in queries.covers_in(unit, on=now.date())]
        one = _one_of(request.POST.get("cover", ""), known)
        operations.end_cover(by=actor_for(request), cover=one, now=now)
        return redirect("accounts:cover", organisation=organisation, unit=unit)
    form = CoverForm(staff, request.POST or None, initial={"first": now.date()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.appoint_cover(
                by=actor_for(request),
                unit=unit,
                absent=UUID(given["absent"]),
                covering=UUID(given["covering"]),
                first=given["first"],
                until=given["until"],
                now=now,
            )
            return redirect("accounts:cover", organisation=organisation, unit=unit)
        except AccountChangeError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "unit": place,
        "organisation": organisation,
        "place": presenters.place_name(organisation, on=now.date()),
        "covers": presenters.covers(unit, on=now.date()),
    }
    return render(request, "accounts/cover.html", context)


def _absolute(request: HttpRequest, token: str) -> str:
    """The address that the invited person opens; empty without a secret."""
    if not token:
        return ""
    return request.build_absolute_uri(reverse("accounts:welcome", kwargs={"token": token}))
