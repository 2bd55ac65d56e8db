"""Who has a client, who must not know of one, the protected tier, transfers, and emergencies."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.models import Team, User
from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.form_pages import Asking, FormPage, asking, form_page
from kvinnofrid.follow_up.forms import (
    AssignForm,
    BlockForm,
    ClearanceForm,
    GlassForm,
    LocateForm,
    TransferForm,
)
from kvinnofrid.follow_up.models import Client
from kvinnofrid.follow_up.presenters.guard_page import clearances, guards
from kvinnofrid.follow_up.presenters.head import Head, head
from kvinnofrid.records import operations as records
from kvinnofrid.records.permissions import RecordMissing
from kvinnofrid.records.rules import BlockReason, GlassReason


def _seen(client: uuid.UUID, by: Asking) -> tuple[Head, operations.ClientSeen]:
    seen = operations.read_client(client=client, by=by.by, now=by.now).client
    return head(seen), seen


def _colleagues(seen: operations.ClientSeen, by: Asking) -> dict[str, User]:
    """Those who have a role in the client's unit today, in order of name."""
    held = accounts.people_of(seen.organisation, on=by.today)
    return {
        str(one.user_id): one.user
        for one in held
        if str(one.unit_id) == seen.unit and one.granted_at is not None
    }


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Give the client to a caseworker or a team of the unit, or take the client back."""
    by = asking(request, "record.assign")
    top, seen = _seen(client, by)
    people = _colleagues(seen, by)
    teams = {
        str(one.pk): one for one in accounts.teams_of(uuid.UUID(seen.unit)) if one.valid_to is None
    }
    form = AssignForm(request.POST or None)
    form.choices(
        "to",
        [
            ("", _("Välj")),
            *((key, user.full_name) for key, user in people.items()),
            *((key, _("Team %(name)s") % {"name": team.name}) for key, team in teams.items()),
        ],
    )
    held = records.holders(model=Client, public_id=client, by=by.by, now=by.now)

    def save(filled: AssignForm) -> str:
        chosen = filled.cleaned_data["to"]
        to: User | Team = people[chosen] if chosen in people else teams[chosen]
        act = records.unassign if request.POST.get("do") == "remove" else records.assign
        act(model=Client, public_id=client, to=to, by=by.by, now=by.now)
        return top.to("assign")

    page = FormPage(
        _("Fördela klienten"),
        _("Ge klienten till"),
        top,
        lead=_("Bara den som har fått klienten, eller täcker upp, når akten. Chefen når alla."),
        back=top.address,
    )
    names = [people[one].full_name if one in people else "" for one in held]
    names += [teams[one].name for one in held if one in teams]
    return form_page(
        request, form, page, save, removable=True, removing=_("Ta klienten från"),
        listed=sorted(one for one in names if one),
        listed_title=_("Har klienten nu"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Let the client go to another unit."""
    by = asking(request, "record.transfer")
    top, seen = _seen(client, by)
    units = {
        str(one.pk): one
        for one in accounts.units_of(seen.organisation, on=by.today)
        if str(one.pk) != seen.unit
    }
    form = TransferForm(request.POST or None)
    form.choices("unit", [("", _("Välj")), *((key, unit.name) for key, unit in units.items())])

    def save(filled: TransferForm) -> str:
        operations.transfer(
            client=client,
            unit=units[filled.cleaned_data["unit"]],
            why=filled.cleaned_data["why"],
            by=by.by,
            now=by.now,
        )
        return reverse("follow_up:start")

    page = FormPage(
        _("Flytta till en annan enhet"),
        _("Flytta"),
        top,
        lead=_(
            "Akten och de pågående insatsperioderna flyttas. Ni når den inte efteråt. Avslutade"
            " perioder räknas hos er också i fortsättningen."
        ),
        back=top.address,
    )
    return form_page(request, form, page, save)


@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Hide the client from somebody: a colleague by name, or anybody by identity number."""
    by = asking(request, "record.block")
    top, seen = _seen(client, by)
    staff = {
        str(one.user_id): one.user for one in accounts.people_of(seen.organisation, on=by.today)
    }
    form = BlockForm(request.POST or None)
    form.choices("user", [("", _("Ingen vald")), *((k, u.full_name) for k, u in staff.items())])

    def save(filled: BlockForm) -> str:
        given = filled.cleaned_data
        whom: User | str = staff.get(given["user"]) or given["identity_number"]
        records.block(
            model=Client,
            public_id=client,
            whom=whom,
            reason=BlockReason(given["reason"]),
            by=by.by,
            now=by.now,
        )
        own = str(getattr(whom, "pk", "")) == by.by.id
        return reverse("follow_up:start") if own else top.address

    page = FormPage(
        _("Spärra någon från akten"),
        _("Spärra"),
        top,
        lead=_(
            "Den som spärras får inte veta att akten finns, inte heller vid nödöppning. Två chefer"
            " krävs för att häva en spärr. Den som saknar registrerad identitet här når inte akter"
            " som är spärrade för ett personnummer."
        ),
        back=top.address,
    )
    return form_page(request, form, page, save)


@require_http_methods(["GET", "HEAD", "POST"])
def protect(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Put the client in the protected tier."""
    by = asking(request, "record.protect")
    top = _seen(client, by)[0]
    if request.method == "POST":
        records.protect(model=Client, public_id=client, by=by.by, now=by.now)
        way = request.build_absolute_uri(reverse("follow_up:clearance", args=[client]))
        return render(request, "follow_up/protected.html", {"reference": top.reference, "way": way})
    return render(request, "follow_up/protect.html", {"head": top})


@require_http_methods(["GET", "HEAD", "POST"])
def clearance(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Who is let in to a protected client: proposed here, approved by another manager."""
    by = asking(request, "record.propose_clearance")
    found = records.clearances_of(model=Client, public_id=client, by=by.by, now=by.now)
    people = {
        str(one.user_id): one.user
        for one in accounts.people_of(found.organisation, on=by.today)
        if one.unit_id == found.unit and one.granted_at is not None
    }
    form = ClearanceForm(request.POST or None)
    form.choices("user", [("", _("Välj")), *((key, u.full_name) for key, u in people.items())])
    if request.method == "POST" and form.is_valid():
        records.propose_clearance(
            model=Client,
            public_id=client,
            user=people[form.cleaned_data["user"]],
            by=by.by,
            now=by.now,
        )
        return redirect("follow_up:clearance", client=client)
    context = {
        "form": form,
        "client": client,
        "reference": str(client)[:6].upper(),
        "held": clearances(found.held, by=by.by.id),
    }
    return render(request, "follow_up/clearance.html", context, status=422 if form.errors else 200)


@require_POST
def clear(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Let in whom another manager has proposed."""
    by = asking(request, "record.clear")
    records.clear(
        model=Client,
        public_id=client,
        clearance_id=request.POST.get("clearance", ""),
        by=by.by,
        now=by.now,
    )
    return redirect("follow_up:clearance", client=client)


@require_GET
def blocks(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """The blocks of a client, for the unit's manager."""
    by = asking(request, "record.see_blocks")
    found = records.blocks_of(model=Client, public_id=client, by=by.by, now=by.now)
    top = _seen(client, by)[0]
    return render(
        request, "follow_up/blocks.html", {"head": top, "blocks": guards(found, by=by.by.id)}
    )


@require_POST
def propose_unblock(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Propose that a block is lifted."""
    by = asking(request, "record.propose_unblock")
    records.propose_unblock(
        model=Client,
        public_id=client,
        block_id=request.POST.get("block", ""),
        by=by.by,
        now=by.now,
    )
    return redirect("follow_up:blocks", client=client)


@require_POST
def unblock(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Lift a block that another has proposed to lift."""
    by = asking(request, "record.unblock")
    records.unblock(
        model=Client,
        public_id=client,
        block_id=request.POST.get("block", ""),
        by=by.by,
        now=by.now,
    )
    return redirect("follow_up:blocks", client=client)


@require_http_methods(["GET", "HEAD", "POST"])
def glass(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Open a client's record in an emergency, when one knows which it is."""
    by = asking(request, "record.break_glass")
    form = GlassForm(request.POST or None)

    def save(filled: GlassForm) -> str:
        records.break_glass(
            model=Client,
            public_id=client,
            reason=GlassReason(filled.cleaned_data["reason"]),
            text=filled.cleaned_data["text"],
            by=by.by,
            now=by.now,
        )
        return reverse("follow_up:client", args=[client])

    return form_page(request, form, _emergency(), save)


@require_http_methods(["GET", "HEAD", "POST"])
def locate(request: HttpRequest) -> HttpResponseBase:
    """Open a record in an emergency by the client's identity number.

    A record that is blocked or protected answers as one that does not exist.
    """
    by = asking(request, "record.break_glass")
    form = LocateForm(request.POST or None)

    def save(filled: LocateForm) -> str:
        given = filled.cleaned_data
        try:
            record = records.break_glass_by_number(
                model=Client,
                identity_number=given["identity_number"],
                reason=GlassReason(given["reason"]),
                text=given["text"],
                by=by.by,
                now=by.now,
            )
        except RecordMissing:
            raise operations.NothingLocatedError from None
        return reverse("follow_up:client", args=[record])

    return form_page(request, form, _emergency(), save)


def _emergency() -> FormPage:
    return FormPage(
        _("Nödöppning"),
        _("Öppna akten"),
        lead=_("Öppnar en akt i 60 minuter. Det loggas, och enhetens chef får veta det genast."),
        back=reverse("follow_up:start"),
        warning=_("Använd bara när det är nödvändigt för att hjälpa någon nu."),
    )
