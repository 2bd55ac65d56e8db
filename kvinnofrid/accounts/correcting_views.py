"""Correcting the name or e-mail address of somebody who has access."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kvinnofrid.accounts import management_presenters as presenters
from kvinnofrid.accounts import operations, queries
from kvinnofrid.accounts.forms import CorrectForm
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.operations import AccountChangeError, Corrected
from kvinnofrid.accounts.operations.memberships import grant_of
from kvinnofrid.accounts.permissions import require
from kvinnofrid.accounts.queries import actor_for


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, organisation: int, user: UUID) -> HttpResponseBase:
    """The right name and address of a person, and what that leads to."""
    now = timezone.localtime()
    found = _found(request, organisation, user)
    given = {"full_name": found.full_name, "email": found.email}
    form = CorrectForm(request.POST or None, initial=given)
    made: Corrected | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.correct(
                by=actor_for(request),
                user=user,
                organisation=organisation,
                now=now,
                **form.cleaned_data,
            )
        except AccountChangeError as error:
            form.add_error(None, str(error))
    if made and not made.untold:
        return redirect("accounts:person", organisation=organisation, user=user)
    context = {
        "form": form,
        "made": made,
        "name": found.full_name,
        "person": str(user),
        "organisation": organisation,
        "place": presenters.place_name(organisation, on=now.date()),
    }
    return render(request, "accounts/correct.html", context)


def _found(request: HttpRequest, organisation: int, user: UUID) -> User:
    """The person, if every role they hold is one that the actor may answer for."""
    now = timezone.localtime()
    held = queries.roles_held(user, on=now.date())
    if not any(one.organisation_id == organisation for one in held):
        raise Http404
    for one in held:
        require(request, "membership.correct", grant_of(one, on=now.date()), now=now)
    return held[0].user
