"""What the base page needs wherever it is used."""

from typing import Any

from django.http import HttpRequest
from django.urls import translate_url


def page(request: HttpRequest) -> dict[str, Any]:
    """The same page's address in both languages, for the switch in the header."""
    here = request.get_full_path()
    return {
        "address_in": {language: translate_url(here, language) for language in ("sv", "en")},
    }
