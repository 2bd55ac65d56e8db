"""Pages of the public face."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def start(request: HttpRequest) -> HttpResponse:
    """The start page."""
    return render(request, "portal/start.html")
