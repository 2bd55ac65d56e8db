"""Pages of the public face."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kvinnofrid.portal import country, credits, presenters
from kvinnofrid.web import showcase
from kvinnofrid.web.drawing import language


def start(request: HttpRequest) -> HttpResponse:
    """The start page: the picture of the country, how to read it, and ways on."""
    context = {"country": country.country(), "entrances": presenters.entrances()}
    return render(request, "portal/start.html", context)


def about(request: HttpRequest) -> HttpResponse:
    """What the system is, for whom, and what its figures do not say."""
    return render(request, "portal/about.html")


def open_data(request: HttpRequest) -> HttpResponse:
    """How other systems read what is published here."""
    return render(
        request,
        "portal/open_data.html",
        {
            "released": presenters.released_table(),
            "kolada": presenters.kolada_table(),
            "own": presenters.own_table(),
            "licence": settings.DATA_LICENCE,
        },
    )


def sources(request: HttpRequest) -> HttpResponse:
    """Where the figures come from and what others may do with them."""
    data = credits.sources(settings.REFERENCE_DATA, language())
    return render(
        request,
        "portal/sources.html",
        {
            "sources": presenters.sources_table(data),
            "borrowed": presenters.borrowed_table(credits.borrowed()),
        },
    )


def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the pages are, where they fall short and whom to tell."""
    return render(request, "portal/accessibility.html", {"contact": settings.CONTACT})


def components(request: HttpRequest) -> HttpResponse:
    """Every component with made-up contents; for developers, so not in production."""
    if settings.MODE == "production":
        raise Http404
    return render(
        request, "web/showcase.html", {"address": request.path, **showcase.contents(request.path)}
    )
