"""What a new process loads before its first page, so that nobody waits for it."""

import gc

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override

from kvinnofrid.catalogue import load_shipped

TEMPLATES = ("web/base.html", "unit_results/results.html", "follow_up/start.html")
"""With what they include, most of what pages are set in."""


def warm() -> None:
    """Load every view and address in each language, the catalogue and the usual templates.

    Nothing is asked of the database, which may be busy or away when the server starts.
    """
    for language, _name in settings.LANGUAGES:
        with override(language):
            reverse("portal:start")
    load_shipped()
    for name in TEMPLATES:
        get_template(name)
    # What is loaded stays: without this it would be looked through for garbage again and again.
    gc.collect()
    gc.freeze()
