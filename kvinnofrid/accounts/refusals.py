"""The answer to a form that does not come from one of our own pages, or comes too late."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403, in words; Django calls this by `CSRF_FAILURE_VIEW`. The reason helps nobody."""
    return render(request, "accounts/refused.html", status=403)
