"""Episodes: opened, begun, closed, come back to; interventions and goals in them."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.comparing import sent
from kvinnofrid.follow_up.form_pages import (
    Asking,
    FormPage,
    asking,
    form_page,
    key_of,
    writable,
)
from kvinnofrid.follow_up.forms import (
    OWN,
    CloseForm,
    EpisodeFactsForm,
    EpisodeForm,
    ExtraWaveForm,
    GoalForm,
    InterventionForm,
    ReasonForm,
    SavedOnce,
    StartForm,
)
from kvinnofrid.follow_up.models import Goal, Intervention
from kvinnofrid.follow_up.operations import (
    EpisodeFacts,
    EpisodeSeen,
    EpisodeStep,
    GoalFacts,
    InterventionFacts,
    NewEpisode,
)
from kvinnofrid.follow_up.operations.local_interventions import in_use
from kvinnofrid.follow_up.presenters import client_page, picture_page, survey_page, wave_page
from kvinnofrid.follow_up.presenters.head import Head, head
from kvinnofrid.follow_up.rules import Attainment, Move
from kvinnofrid.records.permissions import RecordMissing


@require_GET
def episode(request: HttpRequest, client: uuid.UUID, episode: uuid.UUID) -> HttpResponse:
    """An episode with everything in it."""
    by = asking(request, "record.read")
    seen, found = operations.read_episode(client=client, episode=episode, by=by.by, now=by.now)
    top = head(seen)
    card = client_page.episode_card(found, top, on=by.today)
    return render(
        request,
        "follow_up/episode.html",
        {
            "head": top,
            "episode": card,
            "new_intervention": top.to("new-intervention", episode),
            "new_goal": top.to("new-goal", episode),
            "survey": survey_page.address(found.row, by.by) if top.may_write else "",
            "shared": survey_page.shared(found.row),
        },
    )


@require_GET
def picture(request: HttpRequest, client: uuid.UUID, episode: uuid.UUID) -> HttpResponse:
    """The client's own picture: large, in plain words, and without names on paper."""
    by = asking(request, "record.read")
    seen, found, waves = operations.read_picture(
        client=client, episode=episode, by=by.by, now=by.now
    )
    page = picture_page.page(seen, found, waves)
    table = wave_page.comparison(waves) if len(waves) > 1 else None
    return render(
        request, "follow_up/picture.html", {"page": page, "head": page.head, "table": table}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_episode(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Open an episode, perhaps for a client who comes back."""
    by = asking(request, "record.write")
    found = operations.read_client(client=client, by=by.by, now=by.now)
    top = writable(head(found.client))
    after = request.GET.get("efter", "")
    before = next((one.row for one in found.episodes if str(one.row.pk) == after), None)
    initial: dict[str, Any] = {"opened_on": by.today, "target_group": "victim_survivor"}
    if before is not None:
        initial["target_group"] = before.target_group
    form = EpisodeForm(request.POST or None, initial=initial)

    def save(filled: EpisodeForm) -> str:
        given = filled.cleaned_data
        saved = operations.open_episode(
            client=client,
            new=NewEpisode(
                filled.target(),
                given["opened_on"],
                given["way_in"],
                given["contacted_on"],
                given["overall_goal"],
                before.pk if before is not None else None,
            ),
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return top.to("episode", saved.part)

    title = _("Ny insatsperiod") if before is None else _("Aktualisera på nytt")
    return form_page(
        request, form, FormPage(title, _("Öppna insatsperioden"), top, back=top.address), save
    )


def _the(
    request: HttpRequest, client: uuid.UUID, episode: uuid.UUID
) -> tuple[Asking, Head, EpisodeSeen]:
    by = asking(request, "record.write")
    seen, found = operations.read_episode(client=client, episode=episode, by=by.by, now=by.now)
    return by, writable(head(seen)), found


def _step(
    request: HttpRequest,
    client: uuid.UUID,
    episode: uuid.UUID,
    kind: type[SavedOnce],
    title: str,
    button: str,
    make: Callable[[Any, Asking], EpisodeStep],
) -> HttpResponseBase:
    by, top, found = _the(request, client, episode)
    initial: dict[str, Any] = {"on": by.today, "attainment": found.row.attainment}
    form = kind(request.POST or None, initial=initial)

    def save(filled: Any) -> str:
        operations.step(
            client=client,
            episode=episode,
            step=make(filled, by),
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return top.to("episode", episode)

    return form_page(
        request, form, FormPage(title, button, top, back=top.to("episode", episode)), save
    )


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, client: uuid.UUID, episode: uuid.UUID) -> HttpResponseBase:
    """Begin to give help."""
    return _step(
        request,
        client,
        episode,
        StartForm,
        _("Börja ge insatser"),
        _("Spara"),
        lambda filled, _by: EpisodeStep(Move.START, filled.cleaned_data["on"]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, client: uuid.UUID, episode: uuid.UUID) -> HttpResponseBase:
    """Close an episode."""
    return _step(
        request,
        client,
        episode,
        CloseForm,
        _("Avsluta insatsperioden"),
        _("Avsluta"),
        lambda filled, _by: EpisodeStep(
            Move.CLOSE,
            filled.cleaned_data["on"],
            filled.cleaned_data["reason"],
            filled.attained(),
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, client: uuid.UUID, episode: uuid.UUID) -> HttpResponseBase:
    """Undo a closure that was a mistake."""
    return _step(
        request,
        client,
        episode,
        ReasonForm,
        _("Ångra avslutet"),
        _("Ångra avslutet"),
        lambda filled, by: EpisodeStep(Move.REOPEN, by.today, why=filled.cleaned_data["why"]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, client: uuid.UUID, episode: uuid.UUID) -> HttpResponseBase:
    """Change what of an episode changes while it goes on."""
    by, top, found = _the(request, client, episode)
    row = found.row
    form = EpisodeFactsForm(
        sent(request),
        initial={
            "way_in": row.way_in,
            "contacted_on": row.contacted_on,
            "planned_end_on": row.planned_end_on,
            "attainment": row.attainment,
            "version": row.version,
            **found.texts,
        },
    ).for_group(row.target_group)

    def save(filled: EpisodeFactsForm) -> str:
        given = filled.cleaned_data
        operations.change_episode(
            client=client,
            episode=episode,
            version=given.get("version") or 0,
            facts=EpisodeFacts(
                given["way_in"],
                given["contacted_on"],
                given["planned_end_on"],
                given["overall_goal"],
                Attainment(given["attainment"]),
            ),
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return top.to("episode", episode)

    page = FormPage(_("Ändra insatsperioden"), _("Spara"), top, back=top.to("episode", episode))
    return form_page(request, form, page, save)


@require_http_methods(["GET", "HEAD", "POST"])
def intervention(
    request: HttpRequest,
    client: uuid.UUID,
    episode: uuid.UUID,
    intervention: uuid.UUID | None = None,
) -> HttpResponseBase:
    """Add an intervention, change one, or take one away."""
    by, top, found = _the(request, client, episode)
    here = next((one for one in found.interventions if one[0].pk == intervention), None)
    if intervention is not None and here is None:
        raise RecordMissing
    initial: dict[str, Any] = {"form": "open_service", "started_on": by.today}
    if here is not None:
        row, texts = here
        initial = {
            "kind": f"{row.kind}{OWN}{row.local}" if row.local else row.kind,
            "form": row.form,
            "provider": row.provider,
            "started_on": row.started_on,
            "ended_on": row.ended_on,
            "version": row.version,
            **texts,
        }
    form = InterventionForm(sent(request), initial=initial).for_group(found.row.target_group)
    form.with_own(_own(found, here[0] if here else None), found.row.target_group)
    back = top.to("episode", episode)

    def save(filled: InterventionForm) -> str:
        if request.POST.get("do") == "remove" and intervention is not None:
            operations.remove(
                client=client,
                part=Intervention,
                public_id=intervention,
                by=by.by,
                now=by.now,
                key=key_of(filled),
            )
            return back
        given, (kind, local) = filled.cleaned_data, filled.chosen()
        operations.save_intervention(
            client=client,
            episode=episode,
            intervention=intervention,
            version=given.get("version") or 0,
            facts=InterventionFacts(
                kind,
                Intervention.Form(given["form"]),
                given["provider"],
                given["provider_name"],
                given["started_on"],
                given["ended_on"],
                local,
            ),
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return back

    title = _("Ny insats") if here is None else _("Ändra insats")
    page = FormPage(title, _("Spara"), top, back=back)
    return form_page(request, form, page, save, removable=here is not None)


def _own(found: EpisodeSeen, here: Intervention | None) -> list[tuple[str, str, str]]:
    """The unit's own interventions to choose from; what was chosen before can be kept."""
    own = [(str(one.pk), one.kind, one.name) for one in in_use(unit=found.row.unit_id)]
    if here is None or here.local is None or str(here.local) in {id for id, _kind, _name in own}:
        return own
    return [*own, (str(here.local), here.kind, found.local_names[here.local])]


@require_http_methods(["GET", "HEAD", "POST"])
def add_wave(request: HttpRequest, client: uuid.UUID, episode: uuid.UUID) -> HttpResponseBase:
    """Plan one wave more than the usual."""
    by, top, found = _the(request, client, episode)
    form = ExtraWaveForm(request.POST or None)
    back = top.to("episode", episode)

    def save(filled: ExtraWaveForm) -> str:
        operations.add_wave(
            client=client,
            episode=episode,
            due_on=filled.cleaned_data["due_on"],
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return back

    lead = _(
        "En mätning utöver de vanliga, så länge hjälpen pågår. Den syns i Att göra när det är dags."
    )
    if not found.row.is_active:
        lead = _(
            "En mätning efter avslutet, utöver den vanliga. Den syns i Att göra när det är dags."
        )
    page = FormPage(_("Lägg till ett uppföljningstillfälle"), _("Lägg till"), top, lead, back)
    return form_page(request, form, page, save)


@require_http_methods(["GET", "HEAD", "POST"])
def goal(
    request: HttpRequest,
    client: uuid.UUID,
    episode: uuid.UUID,
    goal: uuid.UUID | None = None,
) -> HttpResponseBase:
    """Add a goal, change one, or take one away."""
    by, top, found = _the(request, client, episode)
    here = next((one for one in found.goals if one[0].pk == goal), None)
    if goal is not None and here is None:
        raise RecordMissing
    initial: dict[str, Any] = {}
    if here is not None:
        row, texts = here
        initial = {"attainment": row.attainment, "version": row.version, **texts}
    form = GoalForm(sent(request), initial=initial)
    back = top.to("episode", episode)

    def save(filled: GoalForm) -> str:
        given = filled.cleaned_data
        if request.POST.get("do") == "remove" and goal is not None:
            operations.remove(
                client=client,
                part=Goal,
                public_id=goal,
                by=by.by,
                now=by.now,
                key=key_of(filled),
            )
            return back
        operations.save_goal(
            client=client,
            episode=episode,
            goal=goal,
            version=given.get("version") or 0,
            facts=GoalFacts(given["text"], Attainment(given["attainment"])),
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return back

    title = _("Nytt mål") if here is None else _("Ändra mål")
    page = FormPage(title, _("Spara"), top, back=back)
    return form_page(request, form, page, save, removable=here is not None)
