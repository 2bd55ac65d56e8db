"""The second factor: given at sign-in, given again, added and taken away.

The ceremonies are the sign-in library's; the pages, and what may be taken away, are ours.
"""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import PasswordChangeView, ReauthenticateView
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kvinnofrid.accounts import operations, queries
from kvinnofrid.accounts.models import User


def _log(request: HttpRequest, what: str) -> None:
    assert isinstance(request.user, User)
    operations.log_own(user=request.user, what=what, now=timezone.now())


def _log_recovery(user: User, form: Any) -> None:
    """A recovery code says that the other factor is lost, so it stands in the log by itself."""
    used = getattr(form, "authenticator", None)
    if used is not None and used.type == Authenticator.Type.RECOVERY_CODES:
        operations.log_own(user=user, what="recovery_code", now=timezone.now())


def _log_wrong(user: User | None, form: Any, method: str) -> None:
    """A wrong answer, or the lock that too many of them bring."""
    if form.has_error("code", "too_many_login_attempts"):
        operations.log_locked(user=user, whose=f"second {user and user.pk}", now=timezone.now())
    else:
        operations.log_failure(user=user, method=method, now=timezone.now())


class SignInByKey(webauthn.LoginWebAuthnView):
    """Signing in with a key alone."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Nobody known came in."""
        _log_wrong(None, form, "passkey")
        refused: HttpResponse = super().form_invalid(form)
        return refused


class GiveSecondFactor(base.AuthenticateView):
    """The step after the password: a code, or a key."""

    template_name = "accounts/second_factor.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The way in is open."""
        with transaction.atomic():
            _log_recovery(self.stage.login.user, form)
            response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Once more."""
        method = "code" if "code" in form.fields else "passkey"
        _log_wrong(self.stage.login.user, form, method)
        response: HttpResponse = super().form_invalid(form)
        return response


class ConfirmByCode(base.ReauthenticateView):
    """Give a code once more before something that demands it."""

    template_name = "accounts/confirm.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Confirmed."""
        with transaction.atomic():
            _log_recovery(self.request.user, form)
            response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Once more."""
        _log_wrong(self.request.user, form, "code")
        response: HttpResponse = super().form_invalid(form)
        return response


class ConfirmByKey(webauthn.ReauthenticateWebAuthnView):
    """Use a key once more before something that demands it."""

    template_name = "accounts/confirm_key.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Once more."""
        _log_wrong(self.request.user, form, "passkey")
        response: HttpResponse = super().form_invalid(form)
        return response


class ConfirmByPassword(ReauthenticateView):
    """Give the password once more: for whoever has no second factor yet."""

    template_name = "accounts/confirm.html"


class AddApp(totp.ActivateTOTPView):
    """Connect an app that shows codes."""

    template_name = "accounts/add_app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The code that was typed is also the second factor of this sign-in."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            _log(self.request, "app_added")
        record_authentication(
            self.request, self.request.user, method="mfa", type="totp", reauthenticated=True
        )
        return response


class RemoveApp(totp.DeactivateTOTPView):
    """Disconnect the app, if a key remains."""

    template_name = "accounts/remove_app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """It is gone, and the log says so."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            _log(self.request, "app_removed")
        return response


class AddKey(webauthn.AddWebAuthnView):
    """Add a passkey, which can also be used without a password."""

    template_name = "accounts/add_key.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever has just proved to hold the key has given a second factor."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            _log(self.request, "key_added")
        record_authentication(
            self.request, self.request.user, method="mfa", type="webauthn", reauthenticated=True
        )
        return response


class RemoveKey(webauthn.RemoveWebAuthnView):
    """Take away a passkey, if another second factor remains."""

    template_name = "accounts/remove_key.html"

    def get_success_url(self) -> str:
        """Back to the account."""
        return reverse("accounts:home")

    def form_valid(self, form: Any) -> HttpResponse:
        """Nobody is left with a password alone."""
        if not queries.another_factor_remains(self.get_object()):
            refused: HttpResponse = self.render_to_response(
                self.get_context_data(form=form, last=True)
            )
            return refused
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            _log(self.request, "key_removed")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`last` when this is the only second factor."""
        return {"last": False, **super().get_context_data(**kwargs)}


class ShowCodes(codes.ViewRecoveryCodesView):
    """The recovery codes, to print or write down."""

    template_name = "accounts/recovery_codes.html"


class NewCodes(codes.GenerateRecoveryCodesView):
    """New recovery codes in place of the old."""

    template_name = "accounts/new_codes.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The old ones are spent."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            _log(self.request, "codes_made")
        return response


class ChangePassword(PasswordChangeView):
    """Another password; every other session ends."""

    template_name = "accounts/change_password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever signs in without a password has none to change."""
        if isinstance(request.user, User) and not request.user.has_usable_password():
            return redirect("accounts:home")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """Every other session ends with the old password."""
        assert isinstance(self.request.user, User)
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            operations.end_sessions(user=self.request.user, but=self.request.session.session_key)
            _log(self.request, "password_changed")
        return response
