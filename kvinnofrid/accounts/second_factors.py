"""The second factor: given at sign-in, given again, added and taken away.

The ceremonies are the sign-in library's; the pages, and what may be taken away, are ours.
"""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import PasswordChangeView, ReauthenticateView
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpResponse
from django.urls import reverse

from kvinnofrid.accounts import queries


class GiveSecondFactor(base.AuthenticateView):
    """The step after the password: a code, or a key."""

    template_name = "accounts/second_factor.html"


class ConfirmByCode(base.ReauthenticateView):
    """Give a code once more before something that demands it."""

    template_name = "accounts/confirm.html"


class ConfirmByKey(webauthn.ReauthenticateWebAuthnView):
    """Use a key once more before something that demands it."""

    template_name = "accounts/confirm_key.html"


class ConfirmByPassword(ReauthenticateView):
    """Give the password once more: for whoever has no second factor yet."""

    template_name = "accounts/confirm.html"


class AddApp(totp.ActivateTOTPView):
    """Connect an app that shows codes."""

    template_name = "accounts/add_app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The code that was typed is also the second factor of this sign-in."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(
            self.request, self.request.user, method="mfa", type="totp", reauthenticated=True
        )
        return response


class RemoveApp(totp.DeactivateTOTPView):
    """Disconnect the app, if a key remains."""

    template_name = "accounts/remove_app.html"


class AddKey(webauthn.AddWebAuthnView):
    """Add a passkey, which can also be used without a password."""

    template_name = "accounts/add_key.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever has just proved to hold the key has given a second factor."""
        response: HttpResponse = super().form_valid(form)
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
        response: HttpResponse = super().form_valid(form)
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


class ChangePassword(PasswordChangeView):
    """Another password; every other session ends."""

    template_name = "accounts/change_password.html"
