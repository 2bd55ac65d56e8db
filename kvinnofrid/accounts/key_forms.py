"""What a browser says of a key: anything can stand in it, and nonsense is a wrong answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@contextmanager
def _nonsense_is_wrong() -> Iterator[None]:
    """What the ceremony trips over in an answer becomes an error of the form."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, LookupError, InvalidSignature):
        raise ValidationError(
            _("Nyckeln kunde inte användas. Försök igen, eller ta ett annat sätt.")
        ) from None


class SignInByKey(forms.LoginWebAuthnForm):
    """Signing in with a key alone."""

    def clean_credential(self) -> Authenticator:
        """The key that answered."""
        with _nonsense_is_wrong():
            return super().clean_credential()


class SecondFactorByKey(forms.AuthenticateWebAuthnForm):
    """A key as the second step."""

    def clean_credential(self) -> Authenticator:
        """The key that answered."""
        with _nonsense_is_wrong():
            return super().clean_credential()


class ConfirmKey(forms.ReauthenticateWebAuthnForm):
    """A key once more."""

    def clean_credential(self) -> Authenticator:
        """The key that answered."""
        with _nonsense_is_wrong():
            return super().clean_credential()


class NewKey(forms.AddWebAuthnForm):
    """A key to add."""

    def clean(self) -> dict[str, Any]:
        """The key that was made."""
        with _nonsense_is_wrong():
            return dict(super().clean())
