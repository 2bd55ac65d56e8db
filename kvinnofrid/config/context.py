"""The lines of the menu and the footer, which only the registry of domains knows."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from kvinnofrid.config.domains import MenuItem, footer, menu


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the base page shows it; `current` when the page stands under it."""

    label: str | Promise
    address: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, list[Line]]:
    """`menu` and `footer` for the base page, with addresses in the language of the request."""
    return {
        "menu": [_line(item, request.path) for item in menu()],
        "footer": [_line(item, request.path) for item in footer()],
    }


def _line(item: MenuItem, here: str) -> Line:
    address = reverse(item.url_name)
    return Line(item.label, address, current=here.startswith(address))
