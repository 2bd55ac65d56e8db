"""Pages of the domain."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def index(request: HttpRequest) -> HttpResponse:
    """The domain's first page."""
    return render(request, "portal/start.html")
