"""A code as it is handed over: in letters, as an address, and as a picture for a camera."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

SCALE = 4
BORDER = 4
"""The quiet zone that readers need, in modules."""


def address(home: str) -> str:
    """Where the survey is answered, as it may be read aloud: without the code.

    `home` is the address of this server, unless the settings name a more neutral one.
    """
    with override("sv"):
        path = reverse("client_surveys:respond")
    return f"{(settings.SURVEY_ADDRESS or home).rstrip('/')}{path}"


def picture(home: str, code: str) -> SafeString:
    """The address with the code after #, which a browser never sends to any server, as SVG."""
    drawn = segno.make(f"{address(home)}#{code}", error="m", micro=False)
    svg = drawn.svg_inline(scale=SCALE, border=BORDER, omitsize=True, light="#fff", dark="#000")
    return mark_safe(svg)  # noqa: S308  drawn of our own address; segno writes only paths
