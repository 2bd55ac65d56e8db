"""Giving who one is, and who somebody else is. The number comes in a form and goes nowhere else."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kvinnofrid.accounts import identity_presenters as presenters
from kvinnofrid.accounts import operations, queries
from kvinnofrid.accounts.attempts import counted
from kvinnofrid.accounts.forms import IdentityForm, WhoIsItForm
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.operations import AccountChangeError
from kvinnofrid.accounts.operations.identity import not_taken
from kvinnofrid.accounts.operations.memberships import grant_of
from kvinnofrid.accounts.permissions import require
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.web.drawing import language


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
def identify(request: HttpRequest) -> HttpResponseBase:
    """Give who one is oneself, after a fresh second factor."""
    assert isinstance(request.user, User)
    now = timezone.localtime()
    form = IdentityForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with counted(request, request.user.pk):
                _identify_oneself(request, form)
            return redirect("accounts:home")
        except AccountChangeError as error:
            form.add_error(None, str(error))
        except KeysError as error:
            form.add_error(None, error.message(language()))
            status = 503
    page = presenters.own_identity(request.user, on=now.date())
    return render(request, "accounts/identify.html", {"form": form, "page": page}, status=status)


def _identify_oneself(request: HttpRequest, form: IdentityForm) -> None:
    made = operations.identify_oneself(
        by=actor_for(request), number=form.cleaned_data["number"], now=timezone.localtime()
    )
    if made.refused:
        raise not_taken()


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, organisation: int, user: UUID) -> HttpResponseBase:
    """Give who somebody else is, or take away what was wrongly given."""
    now = timezone.localtime()
    roles = [
        one
        for one in queries.roles_in(organisation, user)
        if one.valid_to is None or one.valid_to > now.date()
    ]
    if not roles:
        raise Http404
    for one in roles:
        require(request, "membership.identify", grant_of(one, on=now.date()), now=now)
    form = WhoIsItForm(request.POST if request.POST.get("do") == "identify" else None)
    mistake, status = "", 200
    if request.method == "POST":
        try:
            if _act(request, organisation, user, form, now=now):
                return redirect("accounts:identity", organisation=organisation, user=user)
        except AccountChangeError as error:
            mistake = str(error)
        except KeysError as error:
            mistake, status = error.message(language()), 503
    page = presenters.identity_of(roles[0].user, organisation, on=now.date())
    context = {"form": form, "page": page, "mistake": mistake}
    return render(request, "accounts/identity.html", context, status=status)


def _act(
    request: HttpRequest, organisation: int, user: UUID, form: WhoIsItForm, *, now: datetime
) -> bool:
    """Do what the form asks for; False when it is not filled in."""
    actor = actor_for(request)
    if request.POST.get("do") == "forget":
        operations.forget_identity(by=actor, user=user, organisation=organisation, now=now)
        return True
    if not form.is_valid():
        return False
    number = form.cleaned_data["number"]
    with counted(request, user, f"by {actor.id}"):
        operations.identify(by=actor, user=user, organisation=organisation, number=number, now=now)
    return True
