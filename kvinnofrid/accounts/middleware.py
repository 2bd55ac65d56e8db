"""What stands before every view: the end of sessions, and the action that an address declares."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import logout
from django.core.handlers.exception import response_for_exception
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render, resolve_url
from django.utils import timezone

from kvinnofrid.access.policy import decide
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Own, Public, Reason
from kvinnofrid.accounts import rules
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.operations import IDLE, SEEN, STARTED, log_own
from kvinnofrid.accounts.permissions import DeniedError, asked
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.web.declared import declared_action
from kvinnofrid.web.drawing import language
from kvinnofrid.web.middleware import GetResponse

WRITTEN_EVERY = timedelta(seconds=20)
"""How old the time of last use may grow before it is written again."""

OWN_FORMS = "same-origin"
"""Without a referrer browsers send forms from an unnamed origin, which the protection of forms must
refuse. No other site is told anything, as on every page."""

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""All that any page here is asked by. Some views would take another for a form that is sent."""

logger = logging.getLogger(__name__)


class ForgottenQuestionError(RuntimeError):
    """A view answered without asking the policy about the action that its address declares."""


class SessionLimits:
    """Ends a session that has rested or lasted too long, or whose clock makes no sense."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Touches no session of somebody who has none."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
            self._limit(request, timezone.now())
        return self.get_response(request)

    def _limit(self, request: HttpRequest, now: datetime) -> None:
        try:
            started = datetime.fromisoformat(request.session[STARTED])
            seen = datetime.fromisoformat(request.session[SEEN])
            idle = timedelta(seconds=request.session[IDLE])
        except (KeyError, TypeError, ValueError):
            _end(request, "broken", now)
            return
        ended = rules.ended(started=started, seen=seen, idle=idle, now=now)
        if ended:
            _end(request, ended.value, now)
        elif abs(now - seen) >= WRITTEN_EVERY:
            request.session[SEEN] = now.isoformat()


def _end(request: HttpRequest, why: str, now: datetime) -> None:
    user = request.user
    with transaction.atomic():
        logout(request)
        if isinstance(user, User):
            log_own(user=user, what=why, now=now)


class Guard:
    """Lets a request through only to the action that its address declares."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and make sure that a guarded view has asked before it showed anything."""
        response = self.get_response(request)
        match = request.resolver_match
        row = TABLE.get(declared_action(match.func) or "") if match else None
        if row is not None and row.name != "page.read":
            response.headers["Referrer-Policy"] = OWN_FORMS
        if (
            row is not None
            and row.on not in {Public, Own}
            and response.status_code < 300
            and row.name not in asked(request)
            and "HX-Redirect" not in response.headers
        ):
            raise ForgottenQuestionError(f"{request.path} answered without asking for {row.name}")
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Refuse what declares nothing, whoever is not signed in, and one factor alone."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        row = TABLE.get(declared_action(view) or "")
        if row is None:
            logger.error("an address declares no action: %s", request.resolver_match)
            return _missing(request)
        if row.everybody:
            return None
        if from_elsewhere(request):
            return _missing(request)
        if row.on is not Own and not row.by:
            return _missing(request)
        actor = actor_for(request)
        if not actor.id:
            return sign_in(request)
        if actor.assurance < 2 and row.name != "account.enrol":
            return _to(request, resolve_url("accounts:enrol"))
        if row.on is Own:
            decision = decide(actor, row.name, Own(actor.id), timezone.localtime())
            if decision.reason is Reason.CONFIRM_AGAIN:
                return confirm(request)
            return None if decision else _missing(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """The answer to a no: as if nothing were there, a way to go on, or the reason in words."""
        if not isinstance(error, DeniedError):
            return None
        decision = error.decision
        if decision.as_missing:
            return _missing(request)
        if decision.reason is Reason.NOT_SIGNED_IN:
            return sign_in(request)
        if decision.reason is Reason.CONFIRM_AGAIN:
            return confirm(request)
        words = decision.reason.words
        said = words.en if language() == "en" else words.sv
        return render(request, "accounts/denied.html", {"reason": said}, status=403)


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site asks in the reader's name, other than by a link that was followed.

    As far as the browser tells; one that does not is held off by cookies and forms.
    """
    if request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
        return False
    followed = request.headers.get("Sec-Fetch-Mode") == "navigate"
    shown = request.headers.get("Sec-Fetch-Dest") == "document"
    return not (followed and shown and request.method in {"GET", "HEAD"})


def _missing(request: HttpRequest) -> HttpResponse:
    """Exactly what an address that leads nowhere is answered with."""
    return response_for_exception(request, Http404())


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The way to sign in and back."""
    return _to(request, f"{resolve_url(settings.LOGIN_URL)}?{_next(request)}")


def confirm(request: HttpRequest) -> HttpResponseBase:
    """The way to give the second factor once more and back."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    address = methods[0]["url"] if methods else resolve_url(settings.LOGIN_URL)
    return _to(request, f"{address}?{_next(request)}")


def _next(request: HttpRequest) -> str:
    return urlencode({"next": request.get_full_path() if request.method == "GET" else request.path})


def _to(request: HttpRequest, address: str) -> HttpResponseBase:
    """Elsewhere; a page that fetches a part of itself is told to go there whole."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
