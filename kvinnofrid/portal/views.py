"""Pages of the public face."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kvinnofrid.web import showcase


def start(request: HttpRequest) -> HttpResponse:
    """The start page."""
    return render(request, "portal/start.html")


def about(request: HttpRequest) -> HttpResponse:
    """What the system is, for whom, and what it does not say."""
    return render(request, "portal/about.html")


def sources(request: HttpRequest) -> HttpResponse:
    """Where the figures come from and what others may do with them."""
    return render(request, "portal/sources.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the pages are, where they fall short and whom to tell."""
    return render(request, "portal/accessibility.html")


def components(request: HttpRequest) -> HttpResponse:
    """Every component with made-up contents; for developers, so not in production."""
    if settings.MODE == "production":
        raise Http404
    return render(
        request, "web/showcase.html", {"address": request.path, **showcase.contents(request.path)}
    )
