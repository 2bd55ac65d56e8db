"""The pages of disposal. All declare their action, ask it, and are logged."""

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
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.retention import operations, presenters, reading
from kvinnofrid.retention.forms import HoldForm, kinds
from kvinnofrid.retention.kinds import UnknownKindError
from kvinnofrid.retention.models import Disposal, Hold
from kvinnofrid.retention.operations import RetentionError
from kvinnofrid.retention.queries import disposal_of, hold_of, rules_for
from kvinnofrid.retention.tombstone_file import TombstoneFileError
from kvinnofrid.web.drawing import language


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who asks, in which organisation, when."""

    organisation: str
    by: Actor
    now: datetime


def _asking(request: HttpRequest, organisation: int, action: str) -> _Asking:
    note(request, action)
    return _Asking(str(organisation), actor_for(request), timezone.localtime())


@require_GET
def start(request: HttpRequest) -> HttpResponseBase:
    """To the one organisation that one works in, or a choice between them."""
    actor, now = actor_for(request), timezone.localtime()
    places = places_for(actor, "retention.preview", now=now)
    if not places:
        require_first(request, "retention.preview", (), now=now)
    note(request, "retention.preview")
    links = presenters.places(places, on=now.date())
    if len(links) == 1:
        return redirect(links[0].address)
    return render(request, "retention/start.html", {"links": links})


@require_GET
def overview(request: HttpRequest, organisation: int) -> HttpResponse:
    """The rules, what they would do, the disposals and the holds."""
    asking = _asking(request, organisation, "retention.preview")
    found = reading.overview(organisation=asking.organisation, by=asking.by, now=asking.now)
    page = presenters.overview(asking.organisation, found, by=asking.by, now=asking.now)
    return render(request, "retention/overview.html", {"page": page})


@require_GET
def rule(request: HttpRequest, organisation: int, rule: str) -> HttpResponse:
    """A rule with its legal source, and what is due by it: counts and references."""
    return _rule_page(request, organisation, rule, "retention.preview")


@require_POST
def propose(request: HttpRequest, organisation: int, rule: str) -> HttpResponseBase:
    """Propose to destroy all that is due by a rule."""
    asking = _asking(request, organisation, "retention.propose")
    require(request, "retention.propose", Organisation(asking.organisation), now=asking.now)
    rules = rules_for(asking.organisation, on=asking.now.date())
    found = next((one for one in rules if one.id == rule), None)
    if found is None:
        raise Http404
    try:
        made = operations.propose(
            organisation=asking.organisation, concerns=found.concerns, by=asking.by, now=asking.now
        )
    except (RetentionError, UnknownKindError) as error:
        return _rule_page(request, organisation, rule, "retention.propose", said=str(error))
    return redirect(presenters.disposal_address(asking.organisation, made))


def _rule_page(
    request: HttpRequest, organisation: int, rule: str, action: str, *, said: str = ""
) -> HttpResponse:
    asking = _asking(request, organisation, action)
    found = reading.read_rule(
        organisation=asking.organisation, rule=rule, by=asking.by, now=asking.now
    )
    if found is None:
        raise Http404
    page = presenters.rule(asking.organisation, found, by=asking.by, now=asking.now)
    status = 422 if said else 200
    return render(request, "retention/rule.html", {"page": page, "said": said}, status=status)


@require_GET
def disposal(request: HttpRequest, organisation: int, disposal: UUID) -> HttpResponse:
    """A disposal: what, by which rule, who has done what, and what became of each thing."""
    return _disposal_page(request, organisation, disposal, "retention.preview")


@require_POST
def decide(request: HttpRequest, organisation: int, disposal: UUID) -> HttpResponseBase:
    """Approve or reject, as another person than who proposed."""
    asking = _asking(request, organisation, "retention.approve")
    verbs = {"approve": operations.approve, "reject": operations.reject}
    verb = verbs.get(request.POST.get("decision", ""))
    _there(asking, disposal)
    if verb is None:
        raise Http404
    try:
        verb(disposal=disposal, by=asking.by, now=asking.now)
    except RetentionError as error:
        return _disposal_page(request, organisation, disposal, "retention.approve", said=str(error))
    except Disposal.DoesNotExist as error:
        raise Http404 from error
    return redirect(presenters.disposal_address(asking.organisation, disposal))


@require_POST
def carry_out(request: HttpRequest, organisation: int, disposal: UUID) -> HttpResponseBase:
    """Destroy what is still due of an approved disposal."""
    asking = _asking(request, organisation, "retention.carry_out")
    _there(asking, disposal)
    try:
        operations.carry_out(disposal=disposal, by=asking.by, now=asking.now)
    except KeysError as error:
        said = error.message(language())
    except (RetentionError, UnknownKindError, TombstoneFileError) as error:
        said = str(error)
    except Disposal.DoesNotExist as error:
        raise Http404 from error
    else:
        return redirect(presenters.disposal_address(asking.organisation, disposal))
    return _disposal_page(request, organisation, disposal, "retention.carry_out", said=said)


def _there(asking: _Asking, disposal: UUID) -> None:
    """Refuse a disposal of another organisation as one that does not exist."""
    if disposal_of(asking.organisation, disposal) is None:
        raise Http404


def _disposal_page(
    request: HttpRequest, organisation: int, disposal: UUID, action: str, *, said: str = ""
) -> HttpResponse:
    asking = _asking(request, organisation, action)
    found = reading.read_disposal(
        organisation=asking.organisation, disposal=disposal, by=asking.by, now=asking.now
    )
    if found is None:
        raise Http404
    page = presenters.disposal(found, by=asking.by, now=asking.now)
    status = 422 if said else 200
    return render(request, "retention/disposal.html", {"page": page, "said": said}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, organisation: int) -> HttpResponseBase:
    """Place a hold."""
    asking = _asking(request, organisation, "retention.hold")
    require(request, "retention.hold", Organisation(asking.organisation), now=asking.now)
    posted = request.method == "POST"
    rules = rules_for(asking.organisation, on=asking.now.date())
    form = HoldForm(request.POST if posted else None, kinds=kinds(rules, language()))
    if posted and form.is_valid():
        operations.place_hold(
            organisation=asking.organisation, by=asking.by, now=asking.now, **form.cleaned_data
        )
        return redirect(presenters.address("overview", asking.organisation) + "#holds")
    around = presenters.around(asking.organisation, on=asking.now.date())
    status = 422 if form.errors else 200
    return render(request, "retention/hold.html", {"around": around, "form": form}, status=status)


@require_POST
def lift(request: HttpRequest, organisation: int, hold: UUID) -> HttpResponseBase:
    """End a hold that another has placed."""
    asking = _asking(request, organisation, "retention.lift_hold")
    if hold_of(asking.organisation, hold) is None:
        raise Http404
    try:
        operations.lift_hold(hold=hold, by=asking.by, now=asking.now)
    except (RetentionError, Hold.DoesNotExist) as error:
        raise Http404 from error
    return redirect(presenters.address("overview", asking.organisation) + "#holds")


@require_GET
def tombstones(request: HttpRequest, organisation: int) -> HttpResponse:
    """What remains of what was destroyed."""
    asking = _asking(request, organisation, "retention.preview")
    stones = reading.read_tombstones(organisation=asking.organisation, by=asking.by, now=asking.now)
    page = presenters.tombstones(asking.organisation, stones, on=asking.now.date())
    return render(request, "retention/tombstones.html", {"page": page})
