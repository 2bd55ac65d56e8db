"""Signing in and one's own account."""

from http import HTTPStatus

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvinnofrid.accounts import (
    management_presenters,
    operations,
    presenters,
    queries,
    service_presenters,
    service_queries,
)
from kvinnofrid.accounts.attempts import counted
from kvinnofrid.accounts.forms import PasswordForm
from kvinnofrid.accounts.identity_presenters import own_identity
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.operations import AccountChangeError, InvitationUsedError
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.accounts.returning import safe_next
from kvinnofrid.accounts.secrets import hash_of
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.web.drawing import language


class SignIn(LoginView):
    """The sign-in page: e-mail address and password, and in the demo a button for each role."""

    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """The form, and the demo's users."""
        return {
            **super().get_context_data(**kwargs),
            "demo": presenters.demo_users(on=timezone.localdate())
            if settings.MODE == "demo"
            else [],
            "services": service_queries.listed_services(),
            "next": safe_next(self.request),
        }


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class SignOut(LogoutView):
    """Asks before it signs out; only a form that is sent does so."""

    template_name = "accounts/sign_out.html"


@require_GET
def inactive(_request: HttpRequest) -> HttpResponseBase:
    """Where the sign-in library sends whoever may not come in: the page they came from."""
    return redirect("account_login")


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in as a made-up user. There is no such address outside the demo."""
    if settings.MODE != "demo":
        raise Http404
    user = _demo_user(request)
    record_authentication(request, user, method="demo")
    there = safe_next(request) or None
    response: HttpResponseBase = perform_login(request, Login(user=user, redirect_url=there))
    return response


def _demo_user(request: HttpRequest) -> User:
    try:
        return get_object_or_404(User, synthetic=True, is_active=True, pk=request.POST.get("user"))
    except ValidationError as error:  # not even a key
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
def demo_confirm(request: HttpRequest) -> HttpResponseBase:
    """What stands for the second factor in the demo: a button that says so."""
    user = request.user
    if settings.MODE != "demo" or not isinstance(user, User) or not user.synthetic:
        raise Http404
    there = safe_next(request) or reverse("accounts:home")
    if request.method == "POST":
        record_authentication(request, user, method="demo", reauthenticated=True)
        return redirect(there)
    return render(request, "accounts/demo_confirm.html", {"next": there})


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One's own account: who one is here and which roles one holds."""
    assert isinstance(request.user, User)
    actor = actor_for(request)
    page = presenters.account_page(
        request.user,
        actor,
        session_key=request.session.session_key or "",
        on=timezone.localdate(),
    )
    identity = own_identity(request.user, on=timezone.localdate())
    now = timezone.localtime()
    managed = [
        *management_presenters.managed(actor, now=now),
        *service_presenters.managed(actor, now=now),
    ]
    services = service_presenters.own_services(request.user, on=timezone.localdate())
    context = {"page": page, "managed": managed, "identity": identity, "services": services}
    return render(request, "accounts/home.html", context)


@require_POST
def end_session(request: HttpRequest, session: int) -> HttpResponseBase:
    """End one of one's own sessions; somebody else's is not there."""
    assert isinstance(request.user, User)
    now = timezone.localtime()
    if not operations.end_own_session(user=request.user, id=session, now=now, today=now.date()):
        raise Http404
    return redirect("accounts:home")


@sensitive_post_parameters("password", "again", "number")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where an invitation leads: choose a password, then sign in with it."""
    found = queries.usable_invitation(hash_of(token), now=timezone.now())
    if found is None or not found.user.is_active:
        return render(request, "accounts/spent.html", status=HTTPStatus.GONE)
    form = PasswordForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            _accept(request, token, found.user, form)
            return redirect("account_login")
        except InvitationUsedError:
            return render(request, "accounts/spent.html", status=HTTPStatus.GONE)
        except ValidationError as error:
            form.add_error("password", error)
        except AccountChangeError as error:
            form.add_error("number", str(error))
        except KeysError as error:
            form.add_error("number", error.message(language()))
            status = HTTPStatus.SERVICE_UNAVAILABLE
    services = service_queries.services_for(found.user, on=timezone.localdate())
    context = {"form": form, "invited": found.user, "services": services, "token": token}
    return render(request, "accounts/welcome.html", context, status=status)


def _accept(request: HttpRequest, token: str, invited: User, form: PasswordForm) -> None:
    password, number = form.cleaned_data["password"], form.cleaned_data["number"]
    now = timezone.localtime()
    if number is None:
        operations.accept(token=token, password=password, now=now)
        return
    with counted(request, invited.pk):
        operations.accept_identified(token=token, password=password, number=number, now=now)


@require_GET
def enrol(request: HttpRequest) -> HttpResponse:
    """What remains before one can begin: a second factor."""
    return render(request, "accounts/enrol.html")
