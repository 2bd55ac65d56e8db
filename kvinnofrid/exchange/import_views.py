"""The pages of taking in an extract: file, columns, codes, trial, and then all of it or nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.models import Unit
from kvinnofrid.accounts.permissions import note
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.exchange import import_operations, import_presenters, presenters
from kvinnofrid.exchange.import_forms import FileForm, NameForm
from kvinnofrid.exchange.import_operations import (
    TAKE_IN,
    NoSuchExtractError,
    UnfitFileError,
    Waiting,
)
from kvinnofrid.follow_up.operations import UnfinishedWaveError
from kvinnofrid.follow_up.rules import ImpossibleError
from kvinnofrid.spreadsheets.errors import SpreadsheetError
from kvinnofrid.web.drawing import language
from kvinnofrid.web.files import file_answer

CHANGED = (UnfinishedWaveError, ImpossibleError)
_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who asks, for which unit, when."""

    unit: Unit
    by: Actor
    now: datetime

    @property
    def place(self) -> str:
        """The unit in words."""
        return presenters.place_name(self.unit, on=self.now.date())


def _asking(request: HttpRequest, organisation: int, unit: UUID) -> _Asking:
    by, now = actor_for(request), timezone.localtime()
    note(request, TAKE_IN)
    try:
        found = import_operations.the_unit(organisation=organisation, unit=unit, by=by, now=now)
    except NoSuchExtractError:
        raise Http404 from None
    return _Asking(found, by, now)


def _waiting(asking: _Asking, extract: UUID) -> Waiting:
    try:
        return import_operations.open_waiting(
            unit=asking.unit, extract=extract, by=asking.by, now=asking.now
        )
    except NoSuchExtractError:
        raise Http404 from None


@_page
def start(request: HttpRequest, organisation: int, unit: UUID) -> HttpResponseBase:
    """Choose a file, or go on with one."""
    asking = _asking(request, organisation, unit)
    saved = import_operations.saved_mappings(organisation)
    posted, said = request.method == "POST", ""
    given_in = (request.POST, request.FILES) if posted else (None, None)
    form = FileForm(*given_in, saved=saved)
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            made = import_operations.put_in(
                unit=asking.unit,
                file=given["file"].read(),
                filename=given["file"].name,
                mapping=given["mapping"],
                by=asking.by,
                now=asking.now,
            )
        except SpreadsheetError as error:
            said = error.message(language())
        except UnfitFileError as error:
            said = error.words.in_language(language())
        else:
            return redirect(import_presenters.addresses(asking.unit, made).columns)
    import_operations.clear_expired(now=asking.now)
    mine = import_operations.waiting_of(unit=asking.unit, by=asking.by)
    context = {
        "place": asking.place,
        "form": form,
        "said": said,
        "waiting": import_presenters.waiting_table(asking.unit, mine),
    }
    status = 422 if said or form.errors else 200
    return render(request, "exchange/import.html", context, status=status)


@_page
def columns(request: HttpRequest, organisation: int, unit: UUID, extract: UUID) -> HttpResponseBase:
    """Say which column is what."""
    asking = _asking(request, organisation, unit)
    waiting, said = _waiting(asking, extract), ""
    here = import_presenters.addresses(asking.unit, extract)
    if request.method == "POST":
        how, said = import_presenters.chosen_columns(waiting, request.POST.dict())
        waiting = Waiting(waiting.row, waiting.table, waiting.notes, how)
        if not said:
            import_operations.understand(
                unit=asking.unit, extract=extract, how=how, by=asking.by, now=asking.now
            )
            return redirect(here.codes)
    context = {
        "place": asking.place,
        "to": here,
        "said": said,
        "notes": [one.in_language(language()) for one in waiting.notes],
        "rows": import_presenters.column_rows(waiting, today=asking.now.date()),
        "target": import_presenters.target_row(waiting.how),
        "count": len(waiting.table.rows),
    }
    return render(request, "exchange/columns.html", context, status=422 if said else 200)


@_page
def codes(request: HttpRequest, organisation: int, unit: UUID, extract: UUID) -> HttpResponseBase:
    """Say which value is which code."""
    asking = _asking(request, organisation, unit)
    waiting = _waiting(asking, extract)
    here, today = import_presenters.addresses(asking.unit, extract), asking.now.date()
    if request.method == "POST":
        how = import_presenters.chosen_codes(waiting, request.POST.dict(), today=today)
        import_operations.understand(
            unit=asking.unit, extract=extract, how=how, by=asking.by, now=asking.now
        )
        return redirect(here.trial)
    found = import_presenters.coded(waiting, today=today)
    context = {"place": asking.place, "to": here, "columns": found}
    return render(request, "exchange/codes.html", context)


@require_GET
def trial(request: HttpRequest, organisation: int, unit: UUID, extract: UUID) -> HttpResponseBase:
    """What would be taken in and what not. Nothing is changed."""
    asking = _asking(request, organisation, unit)
    return _trial(request, asking, extract, NameForm())


def _trial(
    request: HttpRequest, asking: _Asking, extract: UUID, form: NameForm, *, said: str = ""
) -> HttpResponseBase:
    here = import_presenters.addresses(asking.unit, extract)
    _waiting(asking, extract)
    try:
        tried = import_operations.try_out(
            unit=asking.unit, extract=extract, by=asking.by, now=asking.now
        )
    except UnfitFileError as error:
        context = {"place": asking.place, "to": here, "why": error.words.in_language(language())}
        return render(request, "exchange/unfit.html", context, status=422)
    context = {
        "place": asking.place,
        "to": here,
        "tried": tried,
        "figures": import_presenters.figures(tried),
        "refusals": import_presenters.refusal_table(tried.refusals) if tried.refusals else None,
        "more": max(0, len(tried.refusals) - import_presenters.SHOWN_REFUSALS),
        "form": form,
        "said": said,
    }
    status = 422 if said or form.errors else 200
    return render(request, "exchange/trial.html", context, status=status)


@require_GET
def report(request: HttpRequest, organisation: int, unit: UUID, extract: UUID) -> HttpResponse:
    """All that was refused, as a file."""
    asking = _asking(request, organisation, unit)
    _waiting(asking, extract)
    try:
        tried = import_operations.try_out(
            unit=asking.unit, extract=extract, by=asking.by, now=asking.now
        )
    except UnfitFileError:
        raise Http404 from None
    content = import_presenters.report(tried.refusals)
    return file_answer(content, name=f"rapport-{asking.now:%Y-%m-%d}", form="csv")


@require_POST
def save(request: HttpRequest, organisation: int, unit: UUID, extract: UUID) -> HttpResponseBase:
    """Keep how the file is understood."""
    asking = _asking(request, organisation, unit)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _trial(request, asking, extract, form)
    _waiting(asking, extract)
    import_operations.save_mapping(
        unit=asking.unit,
        extract=extract,
        name=form.cleaned_data["name"],
        by=asking.by,
        now=asking.now,
    )
    return redirect(import_presenters.addresses(asking.unit, extract).trial)


@require_POST
def load(request: HttpRequest, organisation: int, unit: UUID, extract: UUID) -> HttpResponseBase:
    """Take in all that can be."""
    asking = _asking(request, organisation, unit)
    _waiting(asking, extract)
    try:
        done = import_operations.take_in(
            unit=asking.unit, extract=extract, by=asking.by, now=asking.now
        )
    except NoSuchExtractError:
        raise Http404 from None
    except UnfitFileError as error:
        return _trial(
            request, asking, extract, NameForm(), said=error.words.in_language(language())
        )
    except CHANGED as error:
        said = error.message(language()) if isinstance(error, ImpossibleError) else ""
        return _trial(request, asking, extract, NameForm(), said=said or "–")
    here = import_presenters.addresses(asking.unit, extract)
    context = {"place": asking.place, "done": done, "to": here}
    return render(request, "exchange/taken_in.html", context)


@require_POST
def discard(request: HttpRequest, organisation: int, unit: UUID, extract: UUID) -> HttpResponseBase:
    """Throw the file away."""
    asking = _asking(request, organisation, unit)
    try:
        import_operations.discard(unit=asking.unit, extract=extract, by=asking.by, now=asking.now)
    except NoSuchExtractError:
        raise Http404 from None
    return redirect(import_presenters.addresses(asking.unit, extract).start)
