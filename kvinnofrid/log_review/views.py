"""The pages of the log's reviewer. All declare their action, ask it, and are logged."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvinnofrid.access.values import Actor, Organisation, Reason
from kvinnofrid.accounts.permissions import DeniedError, note, places_for, require, require_first
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.audit.queries import ReviewOutcome
from kvinnofrid.log_review import operations, presenters
from kvinnofrid.log_review.forms import DrawForm, JudgeForm
from kvinnofrid.log_review.operations import ReviewError
from kvinnofrid.log_review.presenters import extract_page
from kvinnofrid.log_review.references import UnknownReferenceError, number_of
from kvinnofrid.web.drawing import language
from kvinnofrid.web.files import file_answer

BREAK = "\u200b"
"""Where a printed id may be broken in a narrow column; it comes along when the id is copied."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who asks, in which organisation's log, when."""

    organisation: str
    by: Actor
    now: datetime


def _asking(request: HttpRequest, organisation: int) -> _Asking:
    return _Asking(str(organisation), actor_for(request), timezone.localtime())


def _reviewing(request: HttpRequest, organisation: int) -> _Asking:
    """As `_asking`, of somebody who may read the log there, if only after confirming again.

    For what answers with a page of its own when there is nothing to show: nobody else gets it.
    """
    asking = _asking(request, organisation)
    if asking.organisation not in places_for(asking.by, "log.read", now=asking.now):
        require(request, "log.read", Organisation(asking.organisation), now=asking.now)
    return asking


def _number(kind: str, organisation: int, ref: str) -> int:
    try:
        return number_of(kind, str(organisation), ref)
    except UnknownReferenceError as error:
        raise Http404 from error


@require_GET
def start(request: HttpRequest) -> HttpResponseBase:
    """To the log of the one organisation that one may follow, or a choice between them."""
    actor, now = actor_for(request), timezone.localtime()
    places = places_for(actor, "log.verify", now=now)
    readable = set(places_for(actor, "log.read", now=now))
    if not places:
        require_first(request, "log.verify", (), now=now)
    note(request, "log.verify")
    links = presenters.logs(places, readable, on=now.date())
    if len(links) == 1:
        return redirect(links[0].address)
    return render(request, "log_review/start.html", {"links": links})


@require_GET
def overview(request: HttpRequest, organisation: int) -> HttpResponse:
    """The reviews of an organisation's log and what came of them."""
    asking = _asking(request, organisation)
    note(request, "log.read")
    batches, cases = operations.read_reviews(
        organisation=asking.organisation, by=asking.by, now=asking.now
    )
    page = presenters.overview(asking.organisation, batches, cases, on=asking.now.date())
    return render(request, "log_review/overview.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, organisation: int) -> HttpResponseBase:
    """Choose what is to be reviewed in a period."""
    asking = _asking(request, organisation)
    require(request, "log.draw", Organisation(asking.organisation), now=asking.now)
    posted = request.method == "POST"
    suggested = presenters.suggested_period(asking.now.date())
    form = DrawForm(request.POST if posted else None, initial=suggested)
    if posted and form.is_valid():
        try:
            batch = operations.draw(
                organisation=asking.organisation, by=asking.by, now=asking.now, **form.cleaned_data
            )
        except ReviewError as error:
            form.add_error(None, str(error))
        else:
            return redirect(presenters.review_address(asking.organisation, batch.pk))
    page = presenters.around(asking.organisation, on=asking.now.date())
    return render(
        request,
        "log_review/draw.html",
        {"page": page, "form": form},
        status=422 if form.errors else 200,
    )


@require_GET
def review(request: HttpRequest, organisation: int, ref: str) -> HttpResponse:
    """The cases of one review."""
    asking = _asking(request, organisation)
    note(request, "log.read")
    found = operations.read_review(
        organisation=asking.organisation,
        batch=_number("review", organisation, ref),
        by=asking.by,
        now=asking.now,
    )
    if found is None:
        raise Http404
    batch, cases = found
    page = presenters.review(
        batch, cases, wanted=request.GET, organisation=asking.organisation, on=asking.now.date()
    )
    return render(request, "log_review/review.html", {"page": page})


@require_GET
def event(request: HttpRequest, organisation: int, ref: str) -> HttpResponse:
    """An event, what the same person did around it, and the judgement of it."""
    asking = _asking(request, organisation)
    note(request, "log.read")
    found = operations.read_event(
        organisation=asking.organisation,
        number=_number("event", organisation, ref),
        by=asking.by,
        now=asking.now,
    )
    if found is None:
        raise Http404
    page = presenters.event(found, by=asking.by, on=asking.now.date())
    return render(request, "log_review/event.html", {"page": page})


@require_POST
def judge(request: HttpRequest, organisation: int, ref: str) -> HttpResponseBase:
    """Say what came of a case. What was written is given back when it cannot be kept."""
    asking = _reviewing(request, organisation)
    number = _number("event", organisation, ref)
    note(request, "log.review")
    form = JudgeForm(request.POST)
    status, unconfirmed = 422, False
    if form.is_valid():
        try:
            case = operations.judge(
                organisation=asking.organisation,
                event=number,
                case=_number("case", organisation, form.cleaned_data["case"]),
                outcome=ReviewOutcome(form.cleaned_data["outcome"]),
                note=form.cleaned_data["note"],
                by=asking.by,
                now=asking.now,
            )
        except ReviewError as error:
            form.add_error(None, str(error))
        except DeniedError as error:
            if error.decision.reason is not Reason.CONFIRM_AGAIN:
                raise
            status, unconfirmed = 403, True
        else:
            if case is None:
                raise Http404
            return redirect(presenters.event_address(asking.organisation, number))
    page = presenters.around(asking.organisation, on=asking.now.date())
    return render(
        request,
        "log_review/judge_again.html",
        {
            "page": page,
            "form": form,
            "unconfirmed": unconfirmed,
            "address": presenters.event_address(asking.organisation, number),
        },
        status=status,
    )


@require_GET
def extract(request: HttpRequest, organisation: int, form: str = "") -> HttpResponse:
    """All that the log says of a record, as a page or a file; equal for unknown and hidden."""
    asking = _reviewing(request, organisation)
    note(request, "log.extract")
    wanted = request.GET.get("akt", "").replace(BREAK, "").strip()
    try:
        events = operations.extract(
            organisation=asking.organisation, object_id=wanted, by=asking.by, now=asking.now
        )
    except DeniedError as error:
        if not error.decision.as_missing:
            raise
        events = None
    if events is None:
        page = presenters.around(asking.organisation, on=asking.now.date())
        return render(request, "log_review/no_extract.html", {"page": page}, status=404)
    found = extract_page.extract(asking.organisation, wanted, events, on=asking.now)
    if form:
        made_up = "pahittat-" if settings.MODE == "demo" else ""
        name = f"{made_up}loggutdrag-{asking.now.date().isoformat()}"
        return file_answer(extract_page.file(found, form), name=name, form=form)
    return render(request, "log_review/extract.html", {"page": found})


@require_http_methods(["GET", "HEAD", "POST"])
def chain(request: HttpRequest, organisation: int) -> HttpResponse:
    """When the chain was last vouched for outside, and a proof of it on request."""
    asking = _asking(request, organisation)
    require(request, "log.verify", Organisation(asking.organisation), now=asking.now)
    proof = None
    if request.method == "POST":
        proof = operations.prove(
            organisation=asking.organisation, language=language(), by=asking.by, now=asking.now
        )
    reads = asking.organisation in places_for(asking.by, "log.read", now=asking.now)
    page = presenters.chain(asking.organisation, proof, reads=reads, on=asking.now.date())
    return render(request, "log_review/chain.html", {"page": page})
