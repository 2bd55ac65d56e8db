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
        "address_in": {language: _address(here, language) for language in ("sv", "en")},
        "exit_address": settings.EXIT_ADDRESS,
    }


def start_address() -> str:
    """The start page in the language of the page."""
    return translate_url("/", _language())


def _address(here: str, language: str) -> str:
    """The same page in a language; a page that does not exist leads to the start page."""
    there = translate_url(here, language)
    return translate_url("/", language) if there == here and language != _language() else there


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
