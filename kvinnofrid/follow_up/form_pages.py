"""What the views share: who asks when, and a form that is saved or says what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.permissions import note
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.follow_up.codes import UnknownCodeError
from kvinnofrid.follow_up.comparing import comparison, undecided
from kvinnofrid.follow_up.forms import new_key
from kvinnofrid.follow_up.operations import (
    DuplicateClientError,
    NothingLocatedError,
    StaleEpisodeError,
)
from kvinnofrid.follow_up.presenters.head import Head
from kvinnofrid.follow_up.rules import ImpossibleError
from kvinnofrid.keys.identity import IdentityError
from kvinnofrid.records.operations import (
    KeyUsedElsewhereError,
    NoSuchUnitError,
    UnexplainedOpeningError,
)
from kvinnofrid.records.permissions import RecordMissing
from kvinnofrid.records.rules import ContactNotKeptError
from kvinnofrid.web.drawing import language

SAID = (
    ImpossibleError,
    DuplicateClientError,
    IdentityError,
    ContactNotKeptError,
    UnexplainedOpeningError,
    NothingLocatedError,
)
"""Errors that say themselves what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and when."""

    by: Actor
    now: datetime

    @property
    def today(self) -> date:
        """The Swedish day."""
        return timezone.localtime(self.now).date()


def asking(request: HttpRequest, action: str) -> Asking:
    """Who asks. The operation that is called next asks the policy about the action."""
    note(request, action)
    return Asking(actor_for(request), timezone.localtime())


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with one form: what it says and where it leads."""

    title: str
    button: str
    head: Head | None = None
    lead: str = ""
    back: str = ""
    template: str = "follow_up/form.html"
    warning: str = ""


def writable(head: Head) -> Head:
    """The head, when what it tells of may be changed; raises RecordMissing otherwise."""
    if not head.may_write:
        raise RecordMissing
    return head


def form_page(
    request: HttpRequest,
    form: Form,
    page: FormPage,
    save: Callable[[Any], str],
    **context: object,
) -> HttpResponseBase:
    """Show the form; when it is sent, save and go on to the address that `save` gives.

    What cannot be saved stays in the form, with what is wrong and what to do.
    """
    if request.method == "POST" and form.is_valid():
        if undecided(form):
            return _compared(request, form, page, status=422)
        try:
            return redirect(save(form))
        except StaleEpisodeError:
            return _compared(request, form, page, status=409)
        except SAID as error:
            field = getattr(error, "field", None)
            if isinstance(error, IdentityError):
                field = "identity_number"
            _add(form, field, error.message(language()))
        except UnknownCodeError:
            _add(form, None, _("Ett av valen passar inte den här målgruppen. Välj ett annat."))
        except KeyUsedElsewhereError:
            _add(form, None, _("Sidan har redan använts. Läs om den och fyll i på nytt."))
        except NoSuchUnitError:
            _add(form, "unit", _("Välj en annan enhet i samma organisation."))
    return form_answer(request, form, page, **context)


def _compared(request: HttpRequest, form: Form, page: FormPage, *, status: int) -> HttpResponse:
    """One's own beside what somebody else saved first, field by field."""
    found = comparison(form, key=new_key(), missing=status == 422)
    context = {"page": page, "comparison": found}
    return render(request, "follow_up/compare.html", context, status=status)


def _add(form: Form, field: str | None, said: str) -> None:
    form.add_error(field if field in form.fields else None, said)


def form_answer(
    request: HttpRequest, form: Form, page: FormPage, **context: object
) -> HttpResponse:
    """The page with the form, with status 422 when something in it is wrong."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, page.template, {"form": form, "page": page, **context}, status=status)


def key_of(form: Form) -> str:
    """The mark of the save that the form carries."""
    return str(form.cleaned_data["key"])
