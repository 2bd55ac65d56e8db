"""How the sign-in library behaves here: closed for sign-up, in our words, secrets encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kvinnofrid.access.policy import CONFIRMED_FOR
from kvinnofrid.accounts import operations, queries, rules
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.secrets import open_sealed, seal

MISMATCH = _("E-postadressen och lösenordet hör inte ihop. Kontrollera båda och försök igen.")
WRONG_CODE = _("Koden stämmer inte. Vänta på nästa kod i appen och försök igen.")
TOO_MANY = _(
    "För många försök. Vänta en kvart och försök igen, eller be din chef om en ny inloggning."
)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail address and password; nobody makes an account by themselves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "enter_current_password": _("Skriv ditt nuvarande lösenord."),
        "incorrect_password": _("Lösenordet stämmer inte."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: people are invited."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The user, unless they have left: then the answer is that of a wrong password."""
        name, now = str(credentials.get("email", "")), timezone.now()
        try:
            user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        except ValidationError:
            operations.log_locked_name(name=name, now=now)
            raise
        if user is not None and user.is_active:
            return user
        operations.log_failed_name(name=name, method="password", now=now)
        return None

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session, with the times that end it."""
        super().login(request, user)
        if isinstance(user, User):
            now, steps = timezone.localtime(), queries.steps_before(request, user)
            operations.begin_session(
                session=request.session,
                user=user,
                way=rules.way(steps),
                steps=steps,
                now=now,
                today=now.date(),
            )

    def logout(self, request: HttpRequest) -> None:
        """End the session, and log that it was ended."""
        user = request.user
        with transaction.atomic():
            super().logout(request)
            if isinstance(user, User):
                operations.log_own(user=user, what="sign_out", now=timezone.now())

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Back to the sign-in page, which says that one is out."""
        return reverse("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Asked before a way in is changed, but not of whoever just came in to add the first."""
        steps = queries.steps_of(context.request)
        just_in = any(timezone.now() - step.at < CONFIRMED_FOR for step in steps)
        if just_in and not is_mfa_enabled(context.request.user):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """The second factor where there is one; a password alone confirms nothing then."""
        if settings.MODE == "demo" and isinstance(user, User) and user.synthetic:
            return [
                {
                    "id": "demo",
                    "description": _("Bekräfta i demon"),
                    "url": reverse("accounts:demo_confirm"),
                }
            ]
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        second = [one for one in methods if one["id"] != "reauthenticate"]
        if not second and rules.way(queries.steps_of(context.request)) is rules.Way.SERVICE:
            return [
                {
                    "id": "service",
                    "description": _("Logga in hos tjänsten igen"),
                    "url": reverse("accounts:service_confirm"),
                }
            ]
        return second or methods


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets sealed in the database, their errors in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": _(
            "Det här är din enda andra faktor. Lägg till en annan innan du tar bort den."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Only while another second factor remains: nobody is left with a password alone."""
        return queries.another_factor_remains(authenticator)

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return open_sealed(encrypted_text)
