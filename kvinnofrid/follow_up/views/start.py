"""The working list, search, a new client, and the days of the calendar."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Actor, Unit
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.permissions import note, require
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.form_pages import Asking, FormPage, asking, form_page, key_of
from kvinnofrid.follow_up.forms import NewClientForm
from kvinnofrid.follow_up.operations import NewClient
from kvinnofrid.follow_up.presenters import start_page
from kvinnofrid.follow_up.views.local import managed
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.records import operations as records
from kvinnofrid.records.rules import ProtectedIdentity


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What there is to do."""
    by = asking(request, "record.find")
    found = operations.working_list(by=by.by, now=by.now)
    notices = records.unread_notices(by=by.by, now=by.now)
    page = start_page.start(found, notices, on=by.today)
    return render(
        request,
        "follow_up/start.html",
        {
            "page": page,
            "may_create": bool(_units(by)),
            "manages": bool(managed(by)),
            "demo": any_synthetic(found),
        },
    )


def any_synthetic(found: operations.WorkingList) -> bool:
    """Whether a client on the list is made up."""
    shown = [
        *(one.client for one in found.due),
        *(one.client for one in found.drafts),
        *(one.client for one in found.closing),
        *(one.client for one in found.surveys),
        *found.protected,
    ]
    return any(line.values.get("synthetic") == "True" for line in shown)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Clients by name or number. It is sent as a form, so that nothing stands in the address."""
    by = asking(request, "record.find")
    text = request.POST.get("q", "").strip()[:100]
    found = None
    if request.method == "POST" or "alla" in request.GET:
        found = operations.search(text=text, by=by.by, now=by.now, most=50)
    context = {
        "text": text,
        "searched": found is not None,
        "found": start_page.lines(found) if found else [],
        "more": bool(found and (found.more or found.total > len(found.lines))),
        "is_number": operations.as_number(text, now=by.now) is not None,
        "may_create": bool(_units(by)),
        "demo": any(one.values.get("synthetic") == "True" for one in found.lines)
        if found
        else False,
    }
    return render(request, "follow_up/search.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_client(request: HttpRequest) -> HttpResponseBase:
    """Make a client's record."""
    by = asking(request, "record.create")
    places = _units(by)
    if not places:
        held = by.by.memberships[0] if by.by.memberships else None
        place = Unit(held.organisation, held.unit or "0") if held else Unit("0", "0")
        require(request, "record.create", place, now=by.now)
    form = NewClientForm(request.POST or None).with_units(
        (unit, name) for unit, (_organisation, name) in places.items()
    )
    form.with_municipalities(municipalities(by))

    def save(filled: NewClientForm) -> str:
        unit = filled.cleaned_data["unit"]
        saved = operations.create_client(
            organisation=places[unit][0],
            unit=uuid.UUID(unit),
            new=NewClient(
                filled.values(),
                filled.cleaned_data["identity_number"],
                ProtectedIdentity(filled.cleaned_data["protection"]),
                filled.cleaned_data["contact_needed"],
            ),
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return reverse("follow_up:new-episode", args=[saved.record])

    page = FormPage(
        _("Ny klient"),
        _("Spara och öppna insatsperiod"),
        lead=_("Sök först, så att ingen får två akter. Fyll i det du vet; resten kan vänta."),
        back=reverse("follow_up:start"),
        template="follow_up/client_form.html",
    )
    return form_page(request, form, page, save)


def municipalities(by: Asking) -> list[tuple[str, str]]:
    """The municipalities to choose from, in Swedish order."""
    return [(one.code, one.name) for one in organisations.municipalities(on=by.today)]


def _units(by: Asking) -> dict[str, tuple[int, str]]:
    """The units where the actor may make a client: organisation and name by id."""
    found: dict[str, tuple[int, str]] = {}
    for one in by.by.memberships:
        if one.unit is None:
            continue
        place = Unit(one.organisation, one.unit)
        unit = accounts.unit_of(int(one.organisation), uuid.UUID(one.unit))
        if unit is not None and decide(by.by, "record.create", place, by.now):
            found[one.unit] = (int(one.organisation), unit.name)
    return found


@require_POST
def acknowledge(request: HttpRequest) -> HttpResponseBase:
    """Say that one knows of an emergency opening."""
    by = asking(request, "account.manage_own")
    records.acknowledge(notice_id=request.POST.get("notice", ""), by=by.by, now=by.now)
    return redirect("follow_up:start")


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The secret address of one's own calendar: made, shown once, taken back."""
    by = asking(request, "account.manage_own")
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            operations.revoke_link(by=by.by, now=by.now)
        else:
            secret = operations.make_link(by=by.by, now=by.now)
            address = request.build_absolute_uri(reverse("follow_up:feed", args=[secret]))
    has_link = operations.has_link(by=by.by)
    return render(request, "follow_up/calendar.html", {"address": address, "has_link": has_link})


@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The days of a calendar, without content; nothing for a secret that does not work."""
    note(request, "calendar.read")
    by = asking(request, "calendar.read")
    days = operations.days_of_secret(secret=secret, now=by.now)
    if days is None:
        raise Http404
    from kvinnofrid.follow_up.calendar_file import calendar_file

    return HttpResponse(
        calendar_file(days, now=by.now), content_type="text/calendar; charset=utf-8"
    )


@require_GET
def pulse(request: HttpRequest) -> HttpResponse:
    """For a page that has slept: whether one is still signed in, and a token to send with."""
    from django.http import JsonResponse
    from django.middleware.csrf import get_token

    note(request, "account.manage_own")
    return JsonResponse({"token": get_token(request), "user": _user(actor_for(request))})


def _user(actor: Actor) -> str:
    return actor.id
