"""How often a number may be tried, so that nobody finds out by guessing who somebody is."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kvinnofrid.accounts.operations import TooManyTriesError
from kvinnofrid.keys.errors import KeysError


@contextmanager
def counted(request: HttpRequest, *whose: object) -> Iterator[None]:
    """Count a try that is refused, for the account and for who gives the number: ten in an hour.

    One that succeeds is not counted, nor one that the key service could not answer. Raises
    TooManyTriesError.
    """
    taken = []
    for one in whose:
        usage = ratelimit.consume(request, app="allauth.account", action="identify", key=str(one))
        if not usage:
            raise TooManyTriesError(_("För många försök. Vänta en timme och försök igen."))
        taken.append(usage)
    try:
        yield
    except KeysError:
        _forget(taken)
        raise
    _forget(taken)


def _forget(taken: list[ratelimit.RateLimitUsage]) -> None:
    for usage in taken:
        usage.rollback()
