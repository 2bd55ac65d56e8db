"""A wave: filled in, kept as a draft, saved, compared, put right, missed or moved."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.answers import Filled, merged
from kvinnofrid.follow_up.comparing import sent
from kvinnofrid.follow_up.form_pages import Asking, FormPage, asking, form_page, key_of, writable
from kvinnofrid.follow_up.forms import DueForm, MissedForm, new_key
from kvinnofrid.follow_up.instruments_in_use import reference
from kvinnofrid.follow_up.operations import (
    HELD_ON,
    Amendment,
    DraftSave,
    Submission,
    UnfinishedWaveError,
    WaveConflict,
    WavePage,
)
from kvinnofrid.follow_up.presenters import wave_page
from kvinnofrid.follow_up.presenters.head import head
from kvinnofrid.follow_up.rules import ImpossibleError, WaveStatus
from kvinnofrid.questionnaires import Findings, Instrument, UnreadableAnswerError, from_texts
from kvinnofrid.records.operations import KeyUsedElsewhereError
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_day
from kvinnofrid.web.questionnaire import REASON_SUFFIX, reasons_from_texts, render_form

Texts = Mapping[str, Sequence[str]]
CHOOSE = "choose:"
"""What the name of a choice between two answers begins with."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a page has sent: the form, and what of it could not be read."""

    filled: Filled
    unreadable: Mapping[str, UnreadableAnswerError] = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)
    wave_version: int = 0
    instrument_version: str = ""
    key: str = ""
    why: str = ""

    @property
    def held_on(self) -> date | None:
        """The day of the talk, None for what is no day."""
        try:
            return date.fromisoformat(self.filled.held_on)
        except ValueError:
            return None


def _sent(request: HttpRequest, found: WavePage) -> _Sent:
    texts = {name: request.POST.getlist(name) for name in request.POST}
    filled, unreadable = _filled(found.instrument, texts)
    return _Sent(
        filled,
        unreadable,
        texts,
        _number(request.POST.get("wave_version", "")),
        request.POST.get("instrument_version", "")[:125],
        request.POST.get("key", "")[:64],
        request.POST.get("why", "").strip()[:1000],
    )


def _filled(
    instrument: Instrument, texts: Texts
) -> tuple[Filled, Mapping[str, UnreadableAnswerError]]:
    answers, unreadable = from_texts(instrument, texts)
    held_on = next(iter(texts.get(HELD_ON, ())), "")[:10]
    return Filled(answers, reasons_from_texts(texts), held_on), unreadable


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What is to be said of a form that was not saved."""

    findings: Findings | None = None
    said: str = ""
    held_on: str = ""
    status: int = 422
    conflict: wave_page.Conflict | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def wave(request: HttpRequest, client: uuid.UUID, wave: uuid.UUID) -> HttpResponseBase:
    """A wave to fill in, or its answers when it is saved. A post saves it."""
    by = asking(request, "record.read")
    found = operations.read_wave(client=client, wave=wave, by=by.by, now=by.now)
    if request.method != "POST":
        if "jamfor" in request.GET and found.draft and found.wave.status == WaveStatus.SUBMITTED:
            return _compared(request, found, by, found.draft.filled)
        return _page(request, found, by)
    sent = _sent(request, found)
    if request.POST.get("compared") and found.wave.status == WaveStatus.SUBMITTED:
        return _correct(request, found, _chosen(request, found, sent), by)
    wrong = _not_ones_own(request, by) or _unread(sent)
    if wrong is None:
        try:
            saved = operations.submit(
                client=client,
                wave=wave,
                submission=Submission(
                    sent.filled, _day(sent), sent.instrument_version, sent.wave_version
                ),
                by=by.by,
                now=by.now,
                key=sent.key,
            )
        except UnfinishedWaveError as error:
            wrong = _Wrong(error.findings)
        except ImpossibleError as error:
            wrong = _impossible(error)
        except KeyUsedElsewhereError:
            wrong = _Wrong(said=_("Sidan har redan använts. Läs om den; ditt utkast finns kvar."))
        else:
            if not isinstance(saved, WaveConflict):
                return redirect(head(found.client).to("episode", found.episode.pk))
            found = operations.read_wave(client=client, wave=wave, by=by.by, now=by.now)
            return _compared(request, found, by, sent.filled, status=409)
    return _page(request, found, by, sent, wrong)


def _compared(
    request: HttpRequest, found: WavePage, by: Asking, mine: Filled, *, status: int = 200
) -> HttpResponse:
    """One's own answers beside those that somebody else saved first."""
    row = found.wave
    conflict = WaveConflict(
        row.version,
        str(row.submitted_by_id or ""),
        row.submitted_at,
        tuple(operations.differences(found.instrument, mine, found.filled)),
        reference(found.instrument),
    )
    sent = _Sent(mine, instrument_version=reference(found.instrument))
    wrong = _Wrong(conflict=wave_page.conflict(found.instrument, conflict), status=status)
    return _page(request, found, by, sent, wrong, correcting=True)


def _chosen(request: HttpRequest, found: WavePage, sent: _Sent) -> _Sent:
    """The form as it was sent, with what was chosen of the stored answers."""
    theirs = {
        name.removeprefix(CHOOSE)
        for name, value in request.POST.items()
        if name.startswith(CHOOSE) and value == "stored"
    }
    return replace(sent, filled=merged(sent.filled, found.filled, theirs))


def _day(sent: _Sent) -> date:
    found = sent.held_on
    assert found is not None
    return found


def _unread(sent: _Sent) -> _Wrong | None:
    """What of the form could not be read at all."""
    said = _("Skriv dagen för samtalet.") if sent.held_on is None else ""
    if said or sent.unreadable:
        return _Wrong(held_on=said)
    return None


def _impossible(error: ImpossibleError) -> _Wrong:
    said = error.message(language())
    return _Wrong(held_on=said) if error.field == HELD_ON else _Wrong(said=said)


def _page(
    request: HttpRequest,
    found: WavePage,
    by: Asking,
    sent: _Sent | None = None,
    wrong: _Wrong | None = None,
    *,
    correcting: bool = False,
) -> HttpResponse:
    """The page with the form as it was sent, or as it is stored."""
    page = wave_page.page(found)
    wrong = wrong or _Wrong(status=200)
    editing = correcting or not page.submitted or sent is not None
    filled = sent.filled if sent else found.filled
    form = (
        render_form(
            found.instrument,
            filled.answers,
            today=by.today,
            occasion=found.wave.occasion,
            findings=wrong.findings,
            unreadable=sent.unreadable if sent else None,
            texts=sent.texts if sent else None,
            reasons=filled.reasons,
            former=wave_page.former(found),
        )
        if editing and page.head.may_write
        else ""
    )
    context = {
        "page": page,
        "head": page.head,
        "form": form,
        "wrong": wrong,
        "correcting": correcting,
        "held_on": filled.held_on or format_day(by.today),
        "today": format_day(by.today),
        "why": sent.why if sent else "",
        "key": sent.key if sent and sent.key else new_key(),
        "wave_version": wrong.conflict.version if wrong.conflict else found.wave.version,
        "instrument_version": sent.instrument_version if sent else reference(found.instrument),
        "shown_to": by.by.id,
    }
    return render(request, "follow_up/wave.html", context, status=wrong.status)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, client: uuid.UUID, wave: uuid.UUID) -> HttpResponseBase:
    """Put answers of a saved wave right; the former ones are kept."""
    by = asking(request, "record.write")
    found = operations.read_wave(client=client, wave=wave, by=by.by, now=by.now)
    writable(head(found.client))
    if request.method != "POST":
        return _page(request, found, by, correcting=True)
    return _correct(request, found, _sent(request, found), by)


def _correct(request: HttpRequest, found: WavePage, sent: _Sent, by: Asking) -> HttpResponseBase:
    wrong = _unread(sent)
    if wrong is None:
        try:
            saved = operations.correct(
                client=found.client.id,
                wave=found.wave.pk,
                amendment=Amendment(sent.filled, _day(sent), sent.why, sent.wave_version),
                by=by.by,
                now=by.now,
                key=sent.key,
            )
        except UnfinishedWaveError as error:
            wrong = _Wrong(error.findings)
        except ImpossibleError as error:
            wrong = _impossible(error)
        except KeyUsedElsewhereError:
            wrong = _Wrong(said=_("Sidan har redan använts. Läs om den och rätta på nytt."))
        else:
            if not isinstance(saved, WaveConflict):
                _forget_draft(found, by)
                return redirect(head(found.client).to("wave", found.wave.pk))
            return _compared(request, found, by, sent.filled, status=409)
    return _page(request, found, by, sent, wrong, correcting=True)


def _forget_draft(found: WavePage, by: Asking) -> None:
    """What was in one's draft is now in the saved wave."""
    if found.draft is not None:
        operations.discard_draft(client=found.client.id, wave=found.wave.pk, by=by.by, now=by.now)


@require_POST
def draft(request: HttpRequest, client: uuid.UUID, wave: uuid.UUID) -> JsonResponse:
    """Keep the form as it stands; the answer means that it is stored."""
    by = asking(request, "record.write")
    if not _is_ones_own(request, by):
        return JsonResponse({"said": _somebody_elses()}, status=409)
    texts = {name: request.POST.getlist(name) for name in request.POST}

    def read(instrument: Instrument) -> Filled:
        return _filled(instrument, texts)[0]

    try:
        saved = operations.save_draft(
            client=client,
            wave=wave,
            save=DraftSave(
                read,
                request.POST.get("instrument_version", "")[:125],
                _number(request.POST.get("wave_version", "")),
                _number(request.POST.get("draft_version", "")),
                *_changed(request),
                *_page_sent(request),
            ),
            by=by.by,
            now=by.now,
        )
    except ImpossibleError as error:
        return JsonResponse({"said": error.message(language())}, status=422)
    except KeyUsedElsewhereError:
        return JsonResponse({"said": _somebody_elses()}, status=409)
    said = ""
    if saved.overtaken:
        said = _("En kollega har sparat mätningen. Ditt utkast finns kvar; spara för att jämföra.")
    elif saved.merged:
        said = _("Svar från en annan flik är med. Läs om sidan för att se dem.")
    return JsonResponse(
        {
            "version": 0 if saved.merged else saved.version,
            "at": f"{saved.at.astimezone(by.now.tzinfo):%H:%M:%S}",
            "said": said,
        }
    )


def _changed(request: HttpRequest) -> tuple[list[str], list[str]]:
    """Which answers and which reasons the page says were changed."""
    names = request.POST.get("changed", "")[:8000].split()
    reasons = [name for name in names if name.endswith(REASON_SUFFIX)]
    return names, [name.removesuffix(REASON_SUFFIX) for name in reasons]


def _page_sent(request: HttpRequest) -> tuple[str, int]:
    """The name that the page has given itself, and how many saves it has sent."""
    return request.POST.get("page", "")[:64], _number(request.POST.get("number", ""))


def _is_ones_own(request: HttpRequest, by: Asking) -> bool:
    """Whether a form is sent by whoever it was shown to; others may sign in at the same browser."""
    return request.POST.get("shown_to", by.by.id) == by.by.id


def _not_ones_own(request: HttpRequest, by: Asking) -> _Wrong | None:
    return None if _is_ones_own(request, by) else _Wrong(said=_somebody_elses(), status=409)


def _somebody_elses() -> str:
    return _("Sidan öppnades av någon annan än den som nu är inloggad. Inget sparades.")


@require_POST
def discard(request: HttpRequest, client: uuid.UUID, wave: uuid.UUID) -> HttpResponseBase:
    """Throw one's own draft away."""
    by = asking(request, "record.write")
    page, number = _page_sent(request)
    operations.discard_draft(
        client=client, wave=wave, by=by.by, now=by.now, page=page, number=number
    )
    return redirect("follow_up:wave", client=client, wave=wave)


@require_http_methods(["GET", "HEAD", "POST"])
def miss(request: HttpRequest, client: uuid.UUID, wave: uuid.UUID) -> HttpResponseBase:
    """Say why a planned wave is not held."""
    by = asking(request, "record.write")
    found = operations.read_wave(client=client, wave=wave, by=by.by, now=by.now)
    top = writable(head(found.client))
    form = MissedForm(request.POST or None)
    back = top.to("episode", found.episode.pk)

    def save(filled: MissedForm) -> str:
        operations.miss(
            client=client,
            wave=wave,
            reason=filled.cleaned_data["reason"],
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return back

    return form_page(
        request, form, FormPage(_("Mätningen blev inte av"), _("Spara"), top, back=back), save
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move_due(request: HttpRequest, client: uuid.UUID, wave: uuid.UUID) -> HttpResponseBase:
    """Let a planned wave be due on another day."""
    by = asking(request, "record.write")
    found = operations.read_wave(client=client, wave=wave, by=by.by, now=by.now)
    top = writable(head(found.client))
    form = DueForm(
        sent(request),
        initial={"due_on": found.wave.due_on, "version": found.wave.version},
    )
    back = top.to("episode", found.episode.pk)

    def save(filled: DueForm) -> str:
        operations.move_due(
            client=client,
            wave=wave,
            due_on=filled.cleaned_data["due_on"],
            version=filled.cleaned_data["version"] or 0,
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return back

    return form_page(request, form, FormPage(_("Flytta dagen"), _("Spara"), top, back=back), save)
