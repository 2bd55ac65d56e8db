"""The respondent's page: one address, no account, no cookie, nothing kept in the browser."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kvinnofrid.client_surveys import forms, operations, presenters, queries
from kvinnofrid.client_surveys.models import Invitation
from kvinnofrid.client_surveys.permissions import may_guess, note_wrong
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.questionnaires import check, from_texts
from kvinnofrid.web.drawing import language

PAGE = "client_surveys/respond.html"


@csrf_exempt  # nobody is signed in here: the code in the form is the only right there is
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest) -> HttpResponse:
    """Ask for a code, then the questions, then thank. A code that opens nothing is told one way."""
    sent = forms.read(request.POST, language=language())
    with translation.override("en" if sent.language == "en" else "sv"):
        page = presenters.code_page(sent)
        if request.method != "POST" or not sent.code:
            return render(request, PAGE, {"page": page})
        if not may_guess(request):
            return render(request, PAGE, {"page": presenters.code_page(sent, "wait")}, status=429)
        if sent.send:
            return _send(request, sent)
        return _questions(request, sent)


def _questions(request: HttpRequest, sent: forms.Sent) -> HttpResponse:
    """The questions, with what has been answered so far."""
    now = timezone.localtime()
    found = queries.opens(sent.code, now=now)
    if found is None:
        return _closed(request, sent)
    return _asked(request, sent, found, now)


def _asked(
    request: HttpRequest, sent: forms.Sent, found: Invitation, now: datetime, said: str = ""
) -> HttpResponse:
    today = now.date()
    instrument = queries.asked(found.organisation_id, sent.asked, today=today)
    page = presenters.questions_page(
        sent, instrument, may_share=found.reference is not None, today=today, said=said
    )
    return render(request, PAGE, {"page": page}, status=503 if said else 200)


def _send(request: HttpRequest, sent: forms.Sent) -> HttpResponse:
    now = timezone.localtime()
    found = queries.opens(sent.code, now=now)
    if found is None:
        return _spent(request, sent)
    instrument = queries.asked(found.organisation_id, sent.asked, today=now.date())
    answers, unreadable = from_texts(instrument, sent.texts)
    wrong = unreadable or check(instrument, answers, today=now.date(), occasion=None).errors
    if wrong or not sent.key:
        return _asked(request, sent, found, now)
    try:
        taken = operations.answer(
            code=sent.code,
            key=sent.key,
            instrument=instrument,
            answers=answers,
            share=sent.share,
            now=now,
        )
    except KeysError:
        return _asked(request, sent, found, now, "fault")
    if taken == "closed":
        return _closed(request, sent)
    return render(request, PAGE, {"page": presenters.thanks_page(sent)})


def _spent(request: HttpRequest, sent: forms.Sent) -> HttpResponse:
    """Thanks again for the same page sent again; any other code that opens nothing is one."""
    if queries.was_sent(sent.code, sent.key):
        return render(request, PAGE, {"page": presenters.thanks_page(sent)})
    return _closed(request, sent)


def _closed(request: HttpRequest, sent: forms.Sent) -> HttpResponse:
    note_wrong(request)
    return render(request, PAGE, {"page": presenters.code_page(sent, "closed")})
