"""Signing in through an organisation's own service: there, back, and what is refused."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvinnofrid.access.policy import CONFIRMED_FOR
from kvinnofrid.accounts import service_flow as flow
from kvinnofrid.accounts import service_presenters as presenters
from kvinnofrid.accounts import service_queries as queries
from kvinnofrid.accounts.middleware import confirm as to_confirm
from kvinnofrid.accounts.models import Invitation, ServiceAttempt, SignInService, User
from kvinnofrid.accounts.operations import service_attempts as attempts
from kvinnofrid.accounts.operations.service_attempts import Finished, Purpose
from kvinnofrid.accounts.protocols import saml
from kvinnofrid.accounts.protocols.answers import AnswerRefusedError, Refusal
from kvinnofrid.accounts.queries import actor_for, steps_of, usable_invitation
from kvinnofrid.accounts.returning import safe_next
from kvinnofrid.accounts.rules import service as vouching
from kvinnofrid.accounts.secrets import hash_of
from kvinnofrid.accounts.service_addresses import metadata_file, ours

MINE = "service_attempts"
"""Where the session keeps the attempts that its browser has begun."""
MOST_MINE = 5
MOST_FORM = 3 * saml.MOST_ANSWER // 2

View = Callable[..., HttpResponseBase]


def _service(slug: str) -> SignInService:
    found = queries.active_service(slug)
    if found is None:
        raise Http404
    return found


def _limited(view: View) -> View:
    """Answer a browser that begins or answers too often with a page that says so."""

    @wraps(view)
    def limited(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
        counts = request.method == "POST" or "state" in request.GET
        if counts and not ratelimit.consume(
            request, app="allauth.account", action="service", limit_get=True
        ):
            return _page(request, AnswerRefusedError(Refusal.TOO_MANY), place="")
        return view(request, *given, **named)

    return limited


def _page(request: HttpRequest, error: AnswerRefusedError, *, place: str) -> HttpResponse:
    page = presenters.refused(error, place=place)
    return render(request, "accounts/service_refused.html", {"page": page}, status=page.status)


def _refuse(
    request: HttpRequest,
    service: SignInService,
    attempt: ServiceAttempt | None,
    error: AnswerRefusedError,
    now: datetime,
) -> HttpResponse:
    """The page that says why, when the log has it."""
    attempts.refuse(service=service, attempt=attempt, refusal=error.refusal, now=now)
    with override(attempt.language if attempt else get_language()):
        return _page(request, error, place=presenters.place_of(service, on=now.date()))


def _leave(
    request: HttpRequest,
    service: SignInService,
    purpose: str,
    *,
    next: str,
    user: User | None = None,
    invitation: Invitation | None = None,
) -> HttpResponse:
    """Send the browser to the service.

    By a page that leads on, not by a redirect: forms may be sent nowhere else, and a redirect of
    one would have to be allowed for every address that services in turn redirect to.
    """
    now = timezone.localtime()
    try:
        begun = flow.begin(
            service=service,
            purpose=purpose,
            ours=ours(request, service),
            next=next,
            language=get_language() or "sv",
            now=now,
            user=user,
            invitation=invitation,
        )
    except AnswerRefusedError as error:
        return _refuse(request, service, None, error, now)
    mine = [*request.session.get(MINE, []), str(begun.attempt)]
    request.session[MINE] = mine[-MOST_MINE:]
    page = presenters.gate(service, Purpose.SIGN_IN, next="", on=now.date())
    response = render(
        request, "accounts/service_leave.html", {"page": page, "address": begun.address}
    )
    response.headers["Refresh"] = f"0; url={begun.address}"
    return response


def _gate(request: HttpRequest, service: SignInService, purpose: str) -> HttpResponse:
    page = presenters.gate(service, purpose, next=safe_next(request), on=timezone.localdate())
    return render(request, "accounts/service_gate.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@_limited
def gate(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The way in through a service, for whoever knows or is shown its address."""
    service = _service(slug)
    if request.method == "POST":
        return _leave(request, service, Purpose.SIGN_IN, next=safe_next(request))
    return _gate(request, service, Purpose.SIGN_IN)


@require_POST
@_limited
def join(request: HttpRequest, token: str, slug: str) -> HttpResponseBase:
    """Accept an invitation by signing in through a service instead of choosing a password."""
    found = usable_invitation(hash_of(token), now=timezone.now())
    if found is None or not found.user.is_active:
        return redirect("accounts:welcome", token=token)
    offered = queries.services_for(found.user, on=timezone.localdate())
    service = next((one for one in offered if one.slug == slug), None)
    if service is None:
        raise Http404
    return _leave(request, service, Purpose.JOIN, next="", invitation=found)


@require_http_methods(["GET", "HEAD", "POST"])
@_limited
def link(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Let a service know one's own account, after the second factor given lately."""
    assert isinstance(request.user, User)
    offered = queries.services_for(request.user, on=timezone.localdate())
    service = next((one for one in offered if one.slug == slug), None)
    if service is None:
        raise Http404
    if not _confirmed(request):
        return to_confirm(request)
    if request.method == "POST":
        there = reverse("accounts:home")
        return _leave(request, service, Purpose.LINK, next=there, user=request.user)
    return _gate(request, service, Purpose.LINK)


@require_POST
def unlink(request: HttpRequest, identity: UUID) -> HttpResponseBase:
    """Let a service no longer know one's own account, when another way in remains."""
    assert isinstance(request.user, User)
    if not _confirmed(request):
        return to_confirm(request)
    if not attempts.unlink(user=request.user, identity=identity, now=timezone.localtime()):
        raise Http404
    return redirect("accounts:home")


def _confirmed(request: HttpRequest) -> bool:
    at = actor_for(request).confirmed_at
    return at is not None and timezone.now() - at < CONFIRMED_FOR


@require_http_methods(["GET", "HEAD", "POST"])
@_limited
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Sign in at the service once more, before something that demands it."""
    assert isinstance(request.user, User)
    organisation = vouching(steps_of(request))
    known = [
        one.service
        for one in queries.identities_of(request.user)
        if one.service.active and str(one.service.organisation_id) == organisation
    ]
    if not known:
        raise Http404
    if request.method == "POST":
        there = safe_next(request) or reverse("accounts:home")
        return _leave(request, known[0], Purpose.CONFIRM, next=there, user=request.user)
    return _gate(request, known[0], Purpose.CONFIRM)


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@_limited
def answer(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Where a service sends the browser back to: with a code, or with a signed form."""
    service = _service(slug)
    now = timezone.localtime()
    by_form = service.protocol == SignInService.Protocol.SAML
    attempt: ServiceAttempt | None = None
    try:
        if by_form != (request.method == "POST"):
            raise AnswerRefusedError(Refusal.UNASKED)
        if int(request.headers.get("Content-Length") or 0) > MOST_FORM:
            raise AnswerRefusedError(Refusal.TOO_BIG)
        said = request.POST if by_form else request.GET
        attempt = flow.attempt_of(service, said.get("RelayState" if by_form else "state", ""))
        if by_form:
            flow.take_form(
                service=service,
                attempt=attempt,
                sent=said.get("SAMLResponse", ""),
                ours=ours(request, service),
                now=now,
            )
            return _back(service, attempt)
        finished = flow.take_code(
            service=service,
            attempt=attempt,
            said={name: str(value) for name, value in said.items()},
            mine=request.session.get(MINE, []),
            ours=ours(request, service),
            now=now,
        )
    except AnswerRefusedError as error:
        return _refuse(request, service, attempt, error, now)
    return _come_in(request, service, finished)


def _back(service: SignInService, attempt: ServiceAttempt) -> HttpResponseBase:
    """On to our own page: only then does the browser show whose session it has."""
    with override(attempt.language):
        named = {"slug": service.slug, "attempt": attempt.pk}
        address = reverse("accounts:service_finish", kwargs=named)
    return HttpResponse(status=303, headers={"Location": address})


@require_GET
def finish(request: HttpRequest, slug: str, attempt: UUID) -> HttpResponseBase:
    """The end of a SAML sign-in, in the browser that began it."""
    service = _service(slug)
    now = timezone.localtime()
    found = ServiceAttempt.objects.filter(pk=attempt, service=service).first()
    try:
        if found is None or str(attempt) not in request.session.get(MINE, []):
            raise AnswerRefusedError(Refusal.BROWSER)
        finished = attempts.finish(attempt=attempt, now=now)
    except AnswerRefusedError as error:
        return _refuse(request, service, found, error, now)
    return _come_in(request, service, finished)


def _come_in(request: HttpRequest, service: SignInService, finished: Finished) -> HttpResponseBase:
    """Begin the session, or note that its user was vouched for once more."""
    user, next = finished.user, finished.next
    stays = finished.purpose in {Purpose.LINK, Purpose.CONFIRM}
    if stays and request.user != user:
        return redirect("account_login")
    if finished.purpose == Purpose.LINK:
        return redirect(next)
    if not stays and request.user.is_authenticated:
        get_adapter().logout(request)
    request.session.pop(MINE, None)
    record_authentication(
        request,
        user,
        method="service",
        level=finished.level,
        service=str(service.organisation_id),
        reauthenticated=stays or None,
    )
    if stays:
        return redirect(next)
    adapter = get_adapter()
    adapter.login(request, user)
    with override(finished.language):
        home = resolve_url(settings.LOGIN_REDIRECT_URL)
    response: HttpResponseBase = adapter.post_login(
        request,
        user,
        email_verification=None,
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=next or home,
    )
    return response


@require_GET
def metadata(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What a SAML service needs to know of us."""
    service = _service(slug)
    if service.protocol != SignInService.Protocol.SAML:
        raise Http404
    return metadata_file(request, service)
