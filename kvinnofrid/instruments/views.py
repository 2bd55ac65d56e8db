"""The pages of instruments. All declare their action and ask it; nothing about people is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvinnofrid.access.values import Actor, Organisation
from kvinnofrid.accounts.permissions import note, places_for, require, require_first
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.catalogue import Instrument
from kvinnofrid.instruments import operations, presenters, queries
from kvinnofrid.instruments.forms import TakeInForm, WithdrawForm
from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.instruments.rules import Wishes
from kvinnofrid.questionnaires import check, from_texts
from kvinnofrid.questionnaires.xlsform import write_xlsform
from kvinnofrid.web.drawing import language
from kvinnofrid.web.questionnaire import reasons_from_texts, render_form

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who asks, in which organisation, when."""

    organisation: str
    by: Actor
    now: datetime


def _asking(request: HttpRequest, organisation: int, action: str) -> _Asking:
    now = timezone.localtime()
    require(request, action, Organisation(str(organisation)), now=now)
    return _Asking(str(organisation), actor_for(request), now)


@require_GET
def start(request: HttpRequest) -> HttpResponseBase:
    """To the one organisation that one works in, or a choice between them."""
    actor, now = actor_for(request), timezone.localtime()
    places = places_for(actor, "instrument.read", now=now)
    if not places:
        require_first(request, "instrument.read", (), now=now)
    note(request, "instrument.read")
    links = presenters.places(places, on=now.date())
    if len(links) == 1:
        return redirect(links[0].address)
    return render(request, "instruments/start.html", {"links": links})


@require_GET
def overview(request: HttpRequest, organisation: int) -> HttpResponse:
    """The organisation's own versions, and what is shipped."""
    asking = _asking(request, organisation, "instrument.read")
    page = presenters.overview(
        asking.organisation,
        queries.own_versions(asking.organisation),
        queries.shipped_instruments(on=asking.now.date()),
        queries.regional_versions(asking.organisation, on=asking.now.date()),
        by=asking.by,
        now=asking.now,
    )
    return render(request, "instruments/overview.html", {"page": page})


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, organisation: int) -> HttpResponseBase:
    """Make a draft of a file, or say all that stops it."""
    asking = _asking(request, organisation, "instrument.draft")
    shipped = queries.shipped_instruments(on=asking.now.date())
    bases = [(one.id, presenters.said(one.title)) for one in shipped]
    bases += [
        (one.instrument, presenters.of_county(one))
        for one in queries.regional_versions(asking.organisation, on=asking.now.date())
    ]
    form = TakeInForm(request.POST or None, request.FILES or None, bases=bases)
    context = {
        "around": presenters.around(asking.organisation, by=asking.by, now=asking.now),
        "form": form,
        "reasons": [],
        "lost": None,
    }
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.take_in(
                organisation=asking.organisation,
                file=given["file"].read(),
                filename=given["file"].name,
                base=given["base"],
                wishes=Wishes(
                    version=given["version"],
                    title=given["title"],
                    purpose=given["purpose"],
                    target_groups=given["target_groups"],
                    occasions=given["occasions"],
                ),
                by=asking.by,
                now=asking.now,
            )
        except operations.NotTakenInError as error:
            context["reasons"] = [presenters.said(reason) for reason in error.reasons]
            context["lost"] = presenters.lost_table(error.lost) if error.lost else None
        else:
            return redirect("instruments:version", organisation, made.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "instruments/take_in.html", context, status=status)


@require_GET
def version(request: HttpRequest, organisation: int, version: UUID) -> HttpResponse:
    """A version: what it is, what was lost, what may be done with it."""
    asking = _asking(request, organisation, "instrument.read")
    return _version_page(request, asking, _own(asking, version))


def _own(asking: _Asking, version: UUID) -> InstrumentVersion:
    found = queries.own_version(asking.organisation, version)
    if found is None:
        raise Http404
    return found


def _version_page(
    request: HttpRequest,
    asking: _Asking,
    found: InstrumentVersion,
    *,
    form: WithdrawForm | None = None,
    said: str = "",
) -> HttpResponse:
    page = presenters.version(asking.organisation, found, by=asking.by, now=asking.now)
    context = {"page": page, "form": form or WithdrawForm(), "said": said}
    status = 422 if said or (form is not None and form.errors) else 200
    return render(request, "instruments/version.html", context, status=status)


@require_GET
def differences(request: HttpRequest, organisation: int, version: UUID) -> HttpResponse:
    """What differs from the version before, and what that does to comparisons."""
    asking = _asking(request, organisation, "instrument.read")
    found = _own(asking, version)
    before = queries.version_before(found)
    if "lanet" in request.GET:
        newer = queries.newer_regional(found, on=asking.now.date())
        before = None if newer is None else queries.instrument_of(newer)
    if before is None:
        raise Http404
    page = presenters.differences(asking.organisation, found, before, by=asking.by, now=asking.now)
    return render(request, "instruments/differences.html", {"page": page})


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, organisation: int, version: UUID) -> HttpResponse:
    """Try one's own version as it will work. Nothing is kept."""
    asking = _asking(request, organisation, "instrument.read")
    found = _own(asking, version)
    return _preview(request, asking, queries.instrument_of(found), found)


@require_http_methods(["GET", "POST"])
def regional(request: HttpRequest, organisation: int, version: UUID) -> HttpResponse:
    """Try the county's version as it works. Nothing is kept."""
    asking = _asking(request, organisation, "instrument.read")
    found = _regional(asking, version)
    return _preview(request, asking, queries.instrument_of(found), found)


@require_GET
def regional_download(request: HttpRequest, organisation: int, version: UUID) -> HttpResponse:
    """The county's version as an XLSForm, to add local questions to."""
    asking = _asking(request, organisation, "instrument.read")
    return _file(queries.instrument_of(_regional(asking, version)))


def _regional(asking: _Asking, version: UUID) -> InstrumentVersion:
    found = queries.regional_version(asking.organisation, version, on=asking.now.date())
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def shipped(request: HttpRequest, organisation: int, instrument: str) -> HttpResponse:
    """Try a shipped instrument as it will work. Nothing is kept."""
    asking = _asking(request, organisation, "instrument.read")
    return _preview(request, asking, _shipped(instrument), None)


def _shipped(instrument: str) -> Instrument:
    found = queries.shipped(instrument)
    if found is None or not found.items:
        raise Http404
    return found


def _preview(
    request: HttpRequest, asking: _Asking, instrument: Instrument, own: InstrumentVersion | None
) -> HttpResponse:
    occasion = request.GET.get("tillfalle", "")
    if occasion not in instrument.occasions:
        occasion = instrument.occasions[0]
    shown_in = request.GET.get("sprak", "")
    if shown_in not in instrument.languages:
        shown_in = language() if language() in instrument.languages else instrument.languages[0]
    today = asking.now.date()
    texts = dict(request.POST.lists())
    answers, unreadable = from_texts(instrument, texts)
    reasons = reasons_from_texts(texts)
    found = None
    if request.method == "POST":
        found = check(instrument, answers, today=today, occasion=occasion, reasons=reasons)
    fields = render_form(
        instrument,
        answers,
        today=today,
        occasion=occasion,
        findings=found,
        unreadable=unreadable,
        texts=texts,
        reasons=reasons,
        language=shown_in,
    )
    page = presenters.preview(
        asking.organisation,
        instrument,
        own,
        occasion=occasion,
        shown_in=shown_in,
        by=asking.by,
        now=asking.now,
    )
    whole = found is not None and found.may_be_submitted and not unreadable
    context = {"page": page, "fields": fields, "whole": whole}
    return render(request, "instruments/preview.html", context)


@require_GET
def download(request: HttpRequest, organisation: int, version: UUID) -> HttpResponse:
    """One's own version as an XLSForm."""
    asking = _asking(request, organisation, "instrument.read")
    return _file(queries.instrument_of(_own(asking, version)))


@require_GET
def shipped_download(request: HttpRequest, organisation: int, instrument: str) -> HttpResponse:
    """A shipped instrument as an XLSForm, to add one's own questions to."""
    _asking(request, organisation, "instrument.read")
    return _file(_shipped(instrument))


def _file(instrument: Instrument) -> HttpResponse:
    made = write_xlsform(instrument)
    name = f"{instrument.id}-{instrument.version}.xlsx"
    return HttpResponse(
        made.workbook,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def publish(request: HttpRequest, organisation: int, version: UUID) -> HttpResponseBase:
    """Let a draft be used from today."""
    return _acted(request, organisation, version, operations.publish)


def _acted(
    request: HttpRequest,
    organisation: int,
    version: UUID,
    act: Callable[..., object],
    **more: str,
) -> HttpResponseBase:
    asking = _asking(request, organisation, "instrument.publish")
    found = _own(asking, version)
    try:
        act(organisation=asking.organisation, version=version, by=asking.by, now=asking.now, **more)
    except operations.NotInThatStateError as error:
        return _version_page(request, asking, found, said=presenters.said(error.words))
    return redirect("instruments:version", organisation, version)


@require_POST
def withdraw(request: HttpRequest, organisation: int, version: UUID) -> HttpResponseBase:
    """End that a published version is begun with, and say why."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        asking = _asking(request, organisation, "instrument.publish")
        return _version_page(request, asking, _own(asking, version), form=form)
    reason = form.cleaned_data["reason"]
    return _acted(request, organisation, version, operations.withdraw, reason=reason)


@require_POST
def discard(request: HttpRequest, organisation: int, version: UUID) -> HttpResponseBase:
    """Throw a draft away."""
    asking = _asking(request, organisation, "instrument.draft")
    found = _own(asking, version)
    try:
        operations.discard(
            organisation=asking.organisation, version=version, by=asking.by, now=asking.now
        )
    except operations.NotInThatStateError as error:
        return _version_page(request, asking, found, said=presenters.said(error.words))
    return redirect("instruments:overview", organisation)
