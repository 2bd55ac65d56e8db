"""What the base page needs wherever it is used, besides the menu (see `config.context`)."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


def page(request: HttpRequest) -> dict[str, object]:
    """The start page, the same page in both languages, and where the quick exit leads."""
    here = request.get_full_path()
    return {
        "start_address": start_address(),
        "address_in": {language: translate_url(here, language) for language in ("sv", "en")},
        "exit_address": settings.EXIT_ADDRESS,
    }


def start_address() -> str:
    """The start page in the language of the page."""
    return translate_url("/", get_language() or settings.LANGUAGE_CODE)
