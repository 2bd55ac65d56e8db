"""How often codes may be guessed, from one address and from all addresses together."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

RATES = {"survey_code": "20/h/ip,1000/h/key"}
"""Wrong codes in an hour. At a thousand an hour for the sixty days that a code lasts, with a
thousand codes out, the chance of hitting any is under one in a hundred thousand."""
_ALL = "everybody"


def may_guess(request: HttpRequest) -> bool:
    """Whether another code may be tried, right or wrong."""
    return _ask(request, only_ask=True)


def note_wrong(request: HttpRequest) -> None:
    """Count a code that opened nothing. The address is forgotten within an hour."""
    _ask(request, only_ask=False)


def _ask(request: HttpRequest, *, only_ask: bool) -> bool:
    found = ratelimit.consume(
        request,
        app="kvinnofrid",
        action="survey_code",
        config=RATES,
        key=_ALL,
        dry_run=only_ask,
    )
    return found is not None
