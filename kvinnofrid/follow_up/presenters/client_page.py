"""A client's page: episodes, the newest first, linked persons, and what one may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.accounts import queries as accounts
from kvinnofrid.catalogue import Text
from kvinnofrid.follow_up import codes, rules
from kvinnofrid.follow_up.forms import WORDS_OF_KIND
from kvinnofrid.follow_up.models import Episode, Intervention, LinkedPerson, Sex, Wave
from kvinnofrid.follow_up.operations import ClientPage, EpisodeSeen, LinkedSeen
from kvinnofrid.follow_up.presenters import words
from kvinnofrid.follow_up.presenters.head import Head, head, municipality, name_of
from kvinnofrid.follow_up.rules import Move, Status, Urgency, WaveStatus
from kvinnofrid.web.components import Link, Term
from kvinnofrid.web.numbers import format_day


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave in a list."""

    occasion: str
    when: str
    state: str
    kind: str
    address: str
    action: str


@dataclass(frozen=True, slots=True)
class Part:
    """A goal or an intervention in a list."""

    title: str
    about: str
    change: str


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    """An episode on a page."""

    title: str
    status: str
    active: bool
    address: str
    picture: str
    about: list[Term]
    waves: list[WaveLine]
    interventions: list[Part]
    goals: list[Part]
    moves: list[str]
    acts: list[Link]
    add_wave: str


@dataclass(frozen=True, slots=True)
class LinkedLine:
    """A linked person in a list."""

    kind: str
    name: str
    about: str
    warning: str
    protection: Text | None
    record: Link | None
    change: str


@dataclass(frozen=True, slots=True)
class Page:
    """The client's page."""

    head: Head
    about: list[Term]
    episodes: list[EpisodeCard]
    linked: list[LinkedLine]


def page(found: ClientPage, *, on: date) -> Page:
    """The page of a client."""
    top = head(found.client)
    return Page(
        top,
        _about(found, on),
        [episode_card(one, top, on=on) for one in found.episodes],
        [_linked(one, top) for one in found.linked],
    )


def _about(found: ClientPage, on: date) -> list[Term]:
    values = found.client.values
    sexes = {Sex.WOMAN.value: _("Kvinna"), Sex.MAN.value: _("Man"), Sex.OTHER.value: _("Annat")}
    home = values.get("home_municipality", "")
    unit = accounts.unit_of(found.client.organisation, UUID(found.client.unit))
    return [
        Term(_("Födelseår"), values.get("birth_year") or None),
        Term(_("Kön"), sexes.get(values.get("sex", ""))),
        Term(_("Folkbokförd i"), municipality(home, on=on) if home else None),
        Term(_("Enhet"), unit.name if unit else None),
        Term(
            _("Identitet"),
            _("Känd") if found.client.known_identity else _("Inte känd: ingen kod av personnummer"),
        ),
    ]


def episode_card(found: EpisodeSeen, top: Head, *, on: date) -> EpisodeCard:
    """An episode with its waves, interventions and goals."""
    row = found.row
    return EpisodeCard(
        title=f"{words.target(row.target_group)}, {_('från')} {format_day(row.opened_on)}",
        status=words.status(row.status),
        active=row.is_active,
        address=top.to("episode", row.pk),
        picture=top.to("picture", row.pk),
        about=_episode_about(found),
        waves=[wave_line(one, top, on=on) for one in found.waves],
        interventions=[_intervention(one, texts, found, top) for one, texts in found.interventions],
        goals=[
            Part(
                texts["text"],
                words.attainment(one.attainment),
                top.to("goal", row.pk, one.pk) if top.may_write else "",
            )
            for one, texts in found.goals
        ],
        moves=_moves(found),
        acts=_acts(row, top) if top.may_write else [],
        add_wave=top.to("add-wave", row.pk) if top.may_write else "",
    )


def _episode_about(found: EpisodeSeen) -> list[Term]:
    row = found.row
    terms = [
        Term(_("Övergripande mål"), found.texts.get("overall_goal") or None),
        Term(_("Väg in"), words.coded(codes.WAY_IN, row.way_in) or None),
        Term(_("Första kontakt"), _day(row.contacted_on)),
        Term(_("Öppnad"), _day(row.opened_on)),
        Term(_("Insats från"), _day(row.started_on)),
    ]
    if row.is_active:
        terms.append(Term(_("Beräknas sluta"), _day(row.planned_end_on)))
    else:
        terms += [
            Term(_("Avslutad"), _day(row.closed_on)),
            Term(_("Skäl till avslut"), words.coded(codes.CLOSURE, row.closure_reason)),
            Term(_("Målet"), words.attainment(row.attainment)),
        ]
    return terms


def _day(day: date | None) -> str | None:
    return None if day is None else format_day(day)


def wave_line(wave: Wave, top: Head, *, on: date) -> WaveLine:
    """A wave, how it stands and what there is to do about it."""
    address = top.to("wave", wave.pk)
    name = words.occasion(wave.occasion, wave.number)
    if wave.status == WaveStatus.SUBMITTED and wave.held_on:
        day = format_day(wave.held_on)
        return WaveLine(name, day, _("Sparad"), "done", address, _("Se svaren"))
    if wave.status == WaveStatus.MISSED:
        why = words.coded(codes.MISSED, wave.missed_reason)
        return WaveLine(
            name, format_day(wave.due_on), _("Blev inte av: %(why)s") % {"why": why}, "missed",
            address, _("Fyll i ändå"),
        )  # fmt: skip
    urgency = rules.urgency(wave.due_on, today=on)
    return WaveLine(
        name, format_day(wave.due_on), urgency_words(urgency), urgency.value, address, _("Fyll i")
    )


def urgency_words(urgency: Urgency) -> str:
    """How a wave stands against its day."""
    return {
        Urgency.OVERDUE: _("Försenad"),
        Urgency.DUE: _("Dags snart"),
        Urgency.LATER: _("Planerad"),
    }[urgency]


def _intervention(one: Intervention, texts: Mapping[str, str], of: EpisodeSeen, top: Head) -> Part:
    form = {"by_decision": _("bistånd"), "open_service": _("serviceinsats")}[one.form]
    span = " – ".join(_day(day) or "" for day in (one.started_on, one.ended_on)).strip(" –")
    who = words.coded(codes.PROVIDER, one.provider)
    if texts.get("provider_name"):
        who = f"{who} ({texts['provider_name']})"
    about = ", ".join(part for part in (form, who, span) if part)
    change = top.to("intervention", of.row.pk, one.pk) if top.may_write else ""
    kind = words.coded(codes.INTERVENTION, one.kind)
    own = of.local_names.get(one.local) if one.local is not None else None
    return Part(f"{own} ({kind[:1].lower()}{kind[1:]})" if own else kind, about, change)


def _moves(found: EpisodeSeen) -> list[str]:
    names = words.names(one.by_id for one, _texts in found.moves)
    lines = []
    for one, texts in found.moves:
        line = f"{format_day(one.on)} {words.move(one.move)}, {names[str(one.by_id)]}"
        lines.append(f"{line}: {texts['why']}" if texts.get("why") else line)
    return lines


def _acts(row: Episode, top: Head) -> list[Link]:
    status = Status(row.status)
    known = {
        Move.START: (_("Börja ge insatser"), "begin"),
        Move.CLOSE: (_("Avsluta"), "close"),
        Move.REOPEN: (_("Ångra avslutet"), "reopen"),
    }
    acts = [
        Link(label, top.to(name, row.pk))
        for move, (label, name) in known.items()
        if move in rules.moves_from(status)
    ]
    if Move.REACTUALISE in rules.moves_from(status):
        address = f"{top.to('new-episode')}?efter={row.pk}"
        acts.append(Link(_("Aktualisera på nytt"), address))
    if row.is_active:
        acts.append(Link(_("Ändra uppgifter och mål"), top.to("change-episode", row.pk)))
    return acts


def _linked(one: LinkedSeen, top: Head) -> LinkedLine:
    row = one.row
    about = ", ".join(part for part in (one.texts["relation"], one.texts["birth_year"]) if part)
    record = None
    if one.record is not None:
        label = name_of(one.record.values, one.record.id)
        record = Link(label, reverse("follow_up:client", args=[one.record.id]))
    return LinkedLine(
        kind=str(WORDS_OF_KIND[LinkedPerson.Kind(row.kind)]),
        name=one.texts["name"] or _("Okänt namn"),
        about=about,
        warning=one.texts["safe_warning"],
        protection=row.protection.words if row.protection else None,
        record=record,
        change=top.to("linked", row.pk) if top.may_write else "",
    )
