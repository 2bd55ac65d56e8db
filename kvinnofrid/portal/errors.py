"""Pages that say what went wrong and what one can do. Django calls these by `config.urls`."""

import sys
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400: the request cannot be understood."""
    return _page(
        request,
        400,
        title=_("Adressen går inte att förstå"),
        cause=_("Något i adressen eller formuläret är skrivet på ett sätt som inte går att läsa."),
        remedy=_("Gå tillbaka och försök igen, eller börja om från startsidan."),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403: the page is not for this visitor."""
    return _page(
        request,
        403,
        title=_("Du kan inte öppna den här sidan"),
        cause=_("Sidan är inte öppen för alla."),
        remedy=_("Gå till startsidan. Där finns allt som är öppet."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: there is no such page."""
    return _page(
        request,
        404,
        title=_("Sidan finns inte"),
        cause=_("Adressen kan vara felskriven, eller så har sidan flyttat."),
        remedy=_("Kontrollera adressen, sök efter kommunen eller börja om från startsidan."),
    )


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: our fault; 503 when it is the database's: full, locked or not there.

    Drawn without the base page, which may be what failed.
    """
    storage = isinstance(sys.exc_info()[1], OperationalError)
    about = {"exit_address": settings.EXIT_ADDRESS, "storage": storage}
    return HttpResponse(
        render_to_string("portal/server_error.html", about), status=503 if storage else 500
    )


def _page(request: HttpRequest, status: int, **texts: Any) -> HttpResponse:
    return render(request, "portal/error.html", texts, status=status)
