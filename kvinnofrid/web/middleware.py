"""Headers that every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

PERMISSIONS = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), "
    "interest-cohort=()"
)


def public_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Turn off what no page needs, and keep pages out of shared caches and the browser's history.

    A page that may be stored says so itself; one that says nothing is not stored, since the
    phone it is read on may be checked by somebody else.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
