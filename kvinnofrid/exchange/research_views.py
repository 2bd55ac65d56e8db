"""The pages of research extracts."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvinnofrid.access.values import Organisation
from kvinnofrid.accounts.permissions import note, require
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.exchange import research_operations as operations
from kvinnofrid.exchange import research_presenters as presenters
from kvinnofrid.exchange.research_forms import ResearchForm
from kvinnofrid.exchange.research_operations import NoSuchResearchError
from kvinnofrid.web.drawing import language


@require_GET
def overview(request: HttpRequest, organisation: int) -> HttpResponse:
    """The organisation's research extracts."""
    by, now = actor_for(request), timezone.localtime()
    note(request, operations.SEE)
    found = operations.listed(organisation=organisation, by=by, now=now)
    around = presenters.around(organisation, by=by, now=now)
    context = {"around": around, "table": presenters.table(found)}
    return render(request, "exchange/research.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, organisation: int) -> HttpResponseBase:
    """Propose one."""
    by, now = actor_for(request), timezone.localtime()
    require(request, operations.PROPOSE, Organisation(str(organisation)), now=now)
    posted = request.method == "POST"
    start = {"first_year": now.year - 3, "last_year": now.year - 1}
    form = ResearchForm(request.POST if posted else None, initial=start, language=language())
    if posted and form.is_valid():
        made = operations.propose(organisation=organisation, wish=form.wish(), by=by, now=now)
        return redirect("exchange:research-one", organisation, made)
    around = presenters.around(organisation, by=by, now=now)
    context = {"around": around, "form": form}
    status = 422 if form.errors else 200
    return render(request, "exchange/research_new.html", context, status=status)


@require_GET
def one(request: HttpRequest, organisation: int, extract: UUID) -> HttpResponse:
    """One extract, with the report about whom it would single out."""
    by, now = actor_for(request), timezone.localtime()
    note(request, operations.SEE)
    try:
        row, report = operations.seen(organisation=organisation, extract=extract, by=by, now=now)
    except NoSuchResearchError:
        raise Http404 from None
    page = presenters.page(row, report, by=by, now=now)
    return render(request, "exchange/research_one.html", {"page": page})


@require_POST
def decide(request: HttpRequest, organisation: int, extract: UUID) -> HttpResponseBase:
    """Approve or reject."""
    by, now = actor_for(request), timezone.localtime()
    note(request, operations.APPROVE)
    said = request.POST.get("decision", "")
    if said not in {"approve", "reject"}:
        raise Http404
    try:
        operations.decide_on(
            organisation=organisation, extract=extract, yes=said == "approve", by=by, now=now
        )
    except NoSuchResearchError:
        raise Http404 from None
    return redirect("exchange:research-one", organisation, extract)


@require_POST
def file(request: HttpRequest, organisation: int, extract: UUID) -> HttpResponse:
    """The sealed file."""
    by, now = actor_for(request), timezone.localtime()
    note(request, operations.HAND_OUT)
    try:
        content = operations.hand_out(
            organisation=organisation, extract=extract, language=language(), by=by, now=now
        )
    except NoSuchResearchError:
        raise Http404 from None
    answer = HttpResponse(content, content_type="application/octet-stream")
    name = f"forskningsuttag-{now:%Y-%m-%d}.zip.age"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def destroy(request: HttpRequest, organisation: int, extract: UUID) -> HttpResponseBase:
    """Destroy the key of the pseudonyms."""
    by, now = actor_for(request), timezone.localtime()
    note(request, operations.DESTROY)
    try:
        operations.destroy_key(organisation=organisation, extract=extract, by=by, now=now)
    except NoSuchResearchError:
        raise Http404 from None
    return redirect("exchange:research-one", organisation, extract)
