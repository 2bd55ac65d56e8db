"""Whether the database holds a made-up nation: asked for every page of a demo, nowhere else."""

import time

from django.conf import settings

from kvinnofrid.follow_up.models import MadeUpNation

SECONDS = 2.0
"""How long an answer is believed, so that a page costs no question."""
_known: tuple[float, bool] | None = None


def nation_is_here() -> bool:
    """Whether there is one, finished or not. In production never: it does not start with one."""
    global _known
    if settings.MODE != "demo":
        return False
    now = time.monotonic()
    if _known is None or now - _known[0] > SECONDS:
        _known = (now, MadeUpNation.objects.exists())
    return _known[1]


def forget_nation() -> None:
    """Ask anew next time, since one has come or gone."""
    global _known
    _known = None
