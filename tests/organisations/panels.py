"""What a domain above might say of a place, for tests of the slot."""

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kvinnofrid.organisations.queries import Place


def of_habo(place: Place, *, on: date) -> SafeString | str:
    """Speaks of Håbo alone."""
    if place.code != "0305":
        return ""
    return format_html("<h2>Panel om {} {}</h2>", place.name, on.year)
