"""What programs that watch the installation ask: does it answer, and how does it fare.

Neither says anything about anybody. The figures take the server's own code.
"""

import hmac

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from kvinnofrid.backup import queries

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the server and its database answer, else 503: no more, since anybody may ask."""
    try:
        queries.answers()
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures as Prometheus reads them, for whoever has the code; else there is no such page."""
    if not _has_code(request):
        raise Http404
    lines = [f"{name} {value:.15g}\n" for name, value in queries.metrics().items()]
    return HttpResponse("".join(["kvinnofrid_up 1\n", *lines]), content_type=PROMETHEUS)


def _has_code(request: HttpRequest) -> bool:
    if not settings.METRICS_TOKEN_FILE:
        return False
    try:
        with open(settings.METRICS_TOKEN_FILE, encoding="ascii") as file:
            code = file.read().strip()
    except (OSError, ValueError):
        return False
    given = request.headers.get("Authorization", "")
    return bool(code) and hmac.compare_digest(given.encode(), f"Bearer {code}".encode())
