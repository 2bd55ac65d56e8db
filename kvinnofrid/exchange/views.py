"""The pages of data in and out."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kvinnofrid.accounts.permissions import note, require_first
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.exchange import coded_operations, files, presenters
from kvinnofrid.exchange.coded_operations import CODED, NoSuchUnitError, Wanted
from kvinnofrid.exchange.forms import CodedForm
from kvinnofrid.exchange.research_operations import SEE
from kvinnofrid.exchange.rules import Reason
from kvinnofrid.web.drawing import language
from kvinnofrid.web.files import file_answer


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What one may take in and out, and where."""
    by, now = actor_for(request), timezone.localtime()
    places = presenters.places(by, now=now)
    if not places:
        require_first(request, SEE, (), now=now)
    note(request, SEE)
    return render(request, "exchange/start.html", {"places": places})


@require_http_methods(["GET", "HEAD", "POST"])
def coded(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponse:
    """Choose what to take out, and take it."""
    by, now = actor_for(request), timezone.localtime()
    note(request, CODED)
    try:
        place = coded_operations.the_unit(organisation=organisation, unit=unit, by=by, now=now)
    except NoSuchUnitError:
        raise Http404 from None
    posted = request.method == "POST"
    form = CodedForm(
        request.POST if posted else None, years=coded_operations.years(now), language=language()
    )
    if posted and form.is_valid():
        given = form.cleaned_data
        wanted = Wanted(organisation, unit, given["year"], Reason(given["reason"]))
        taken = coded_operations.take_coded(wanted=wanted, by=by, now=now)
        about = presenters.about(taken, wanted, on=now.date())
        content = files.file_of(taken.data, given["form"], language=language(), about=about)
        return file_answer(content, name=f"uttag-{now:%Y-%m-%d}", form=given["form"])
    context = {"place": presenters.place_name(place, on=now.date()), "form": form}
    return render(request, "exchange/coded.html", context, status=422 if form.errors else 200)
