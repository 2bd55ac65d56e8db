"""How often a number may be tried, so that nobody finds out by guessing who an account is."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _


def may_try(request: HttpRequest, whose: object) -> bool:
    """Whether another number may be tried for an account: ten in an hour."""
    return bool(
        ratelimit.consume(request, app="allauth.account", action="identify", key=str(whose))
    )


def too_many() -> str:
    """What is said when it may not."""
    return _("För många försök. Vänta en timme och försök igen.")
