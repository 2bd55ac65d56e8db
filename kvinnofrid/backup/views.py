"""The page where a system administrator sees how the installation fares."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kvinnofrid.accounts.permissions import places_for, require_first
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.backup import presenters, queries


@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """What the system has found when it tried itself, what it means and what to do."""
    now = timezone.localtime()
    places = places_for(actor_for(request), "system.status", now=now)
    require_first(request, "system.status", places, now=now)
    page = presenters.status_page(
        queries.latest_self_tests(),
        queries.self_tests(),
        version=queries.program_version(),
        now=now,
    )
    return render(request, "backup/status.html", {"page": page})
