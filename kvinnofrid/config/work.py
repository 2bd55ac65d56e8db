"""Where each user's work is: the page after signing in, and that of the site's name."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from kvinnofrid.accounts.permissions import note, places_for
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.config.domains import beginnings


def place_of_work(request: HttpRequest) -> str:
    """The named address where the work of whoever asks begins; empty for who has none here."""
    actor, now = actor_for(request), timezone.localtime()
    found = (one.url_name for one in beginnings() if places_for(actor, one.begins, now=now))
    return next(found, "")


@require_GET
def work(request: HttpRequest) -> HttpResponseBase:
    """Go on to one's work, or to one's own account without any."""
    note(request, "account.manage_own")
    return redirect(place_of_work(request) or "accounts:home")
