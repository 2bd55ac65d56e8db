"""The lines of the menu and the footer, which only the registry of domains knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kvinnofrid.accounts.permissions import places_for
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.config.domains import MenuItem, footer, menu
from kvinnofrid.config.work import place_of_work
from kvinnofrid.follow_up import queries
from kvinnofrid.web.context import start_address


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the base page shows it; `current` when the page stands under it."""

    label: str | Promise
    address: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, list[Line]]:
    """`menu` and `footer` for the base page, with addresses in the language of the request."""
    return {
        "menu": _lines([item for item in menu() if _is_for(item, request)], request.path),
        "footer": _lines(footer(), request.path),
    }


def _lines(items: Sequence[MenuItem], here: str) -> list[Line]:
    """The page stands under one of them: the one whose address says most of its own."""
    addresses = [reverse(item.url_name) for item in items]
    above = max((one for one in addresses if here.startswith(one)), key=len, default=None)
    return [
        Line(item.label, address, current=address == above)
        for item, address in zip(items, addresses, strict=True)
    ]


def _is_for(item: MenuItem, request: HttpRequest) -> bool:
    """Whether the line is for whoever asks; a visitor without a session costs no question."""
    if not item.action:
        return True
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return bool(places_for(actor_for(request), item.action, now=timezone.localtime()))


def account(request: HttpRequest) -> dict[str, Line | str]:
    """The way in, or to one's own account, and `home`: where the site's name leads.

    A visitor without a session is asked for none.
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    work = place_of_work(request) if has_session else ""
    return {
        "account": _account(request),
        "home_address": reverse(work) if work else start_address(),
    }


def made_up(_request: HttpRequest) -> dict[str, bool]:
    """Whether every page is to say that it shows a made-up nation."""
    return {"made_up_nation": queries.nation_is_here()}


def _account(request: HttpRequest) -> Line:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    user = getattr(request, "user", None) if has_session else None
    home = reverse("accounts:home")
    if user is not None and user.is_authenticated:
        return Line(_("Mitt konto"), home, current=request.path.startswith(home))
    return Line(_("Logga in"), reverse("account_login"), current=request.path.startswith(home))
