"""What the pages of research extracts show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.access.policy import ZONE, decide
from kvinnofrid.access.values import Actor, Organisation, Reason
from kvinnofrid.accounts.queries import tokens_of
from kvinnofrid.exchange import research_operations
from kvinnofrid.exchange.models import ResearchExtract
from kvinnofrid.exchange.research_operations import APPROVE, DESTROY, HAND_OUT, PROPOSE
from kvinnofrid.exchange.research_rules import (
    KNOWN_OUTSIDE,
    MONTHS,
    OUTCOMES,
    SMALLEST,
    WIDE,
    Anonymity,
)
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.web.components import Column, DataTable, Link, Term
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_number

Status = ResearchExtract.Status


@dataclass(frozen=True, slots=True)
class Around:
    """The organisation and where one may go. Addresses are empty for what one may not do."""

    place: str
    overview: str
    new: str


@dataclass(frozen=True, slots=True)
class Page:
    """A research extract. Addresses are empty for what one may not do now."""

    around: Around
    about: Sequence[Term]
    own: bool
    figures: Sequence[Term]
    singles_out: bool
    steps: DataTable | None
    decide: str
    hand_out: str
    destroy: str


def around(organisation: int, *, by: Actor, now: datetime) -> Around:
    """The organisation in words, and where one may go."""

    def to(name: str) -> str:
        return reverse(f"exchange:{name}", args=[organisation])

    place = organisations.register().place(organisation, on=now.date()).name
    new = to("research-new") if _may(PROPOSE, organisation, by, now) else ""
    return Around(place, to("research"), new)


def _may(action: str, organisation: int, by: Actor, now: datetime, proposer: str = "") -> bool:
    place = str(organisation)
    tokens = tokens_of(proposer or None, organisation=place)
    said = decide(by, action, Organisation(place, proposer or None, tokens), now)
    return bool(said) or said.reason in {Reason.CONFIRM_AGAIN, Reason.UNIDENTIFIED}


def table(found: Sequence[ResearchExtract]) -> DataTable | None:
    """The extracts of an organisation."""
    if not found:
        return None
    return DataTable(
        "research",
        _("Forskningsuttag"),
        [Column(_("Mottagare")), Column(_("Läge")), Column(_("Föreslaget")),
         Column(_("Utlämnat")), Column(_("Insatsperioder"), True)],
        [
            (
                Link(
                    one.recipient,
                    reverse("exchange:research-one", args=[one.organisation_id, one.pk]),
                ),
                status(one),
                _day(one.proposed_at),
                "–" if one.handed_out_at is None else _day(one.handed_out_at),
                one.counts.get("episodes"),
            )
            for one in found
        ],
    )  # fmt: skip


def status(one: ResearchExtract) -> str:
    """How far it has come."""
    said = {
        Status.PROPOSED.value: _("→ Väntar på beslut"),
        Status.APPROVED.value: _("✓ Godkänt, inte utlämnat"),
        Status.REJECTED.value: _("✕ Avslaget"),
        Status.HANDED_OUT.value: _("✓ Utlämnat"),
    }[one.status]
    return f"{said}, {_('nyckeln förstörd')}" if one.key_destroyed_at else said


def _day(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d}"


def page(one: ResearchExtract, report: Anonymity, *, by: Actor, now: datetime) -> Page:
    """The page of an extract."""
    here, proposer = one.organisation_id, str(one.proposed_by_id)

    def to(name: str, action: str, *, when: bool, proposed: str = "") -> str:
        if not when or not _may(action, here, by, now, proposed):
            return ""
        return reverse(f"exchange:research-{name}", args=[here, one.pk])

    waiting = one.status == Status.PROPOSED
    ready = one.status in {Status.APPROVED, Status.HANDED_OUT} and bool(one.data_key)
    return Page(
        around(here, by=by, now=now),
        _about(one),
        waiting and proposer == by.id,
        _figures(report),
        report.singles_out,
        _steps(report) if report.steps else None,
        to("decide", APPROVE, when=waiting, proposed=proposer),
        to("file", HAND_OUT, when=ready),
        to("destroy", DESTROY, when=bool(one.data_key)),
    )


def _about(one: ResearchExtract) -> list[Term]:
    lang, design = language(), research_operations.design_of(one)
    words = {**KNOWN_OUTSIDE, **OUTCOMES}
    chosen = ", ".join(
        said.in_language(lang) for key, said in words.items() if key in design.chosen
    )
    decided = "–"
    if one.decided_by is not None and one.decided_at is not None:
        decided = f"{one.decided_by.full_name}, {_day(one.decided_at)}"
    return [
        Term(_("Läge"), status(one)),
        Term(_("Mottagare"), one.recipient),
        Term(_("Ändamål"), one.purpose),
        Term(_("Etikgodkännandets diarienummer"), one.ethics),
        Term(_("År"), f"{one.first_year}–{one.last_year}"),
        Term(_("Innehåll"), chosen),
        Term(_("Tid"), _("Månad") if design.time == MONTHS else _("År")),
        Term(_("Ålder"), _("Fyra åldersgrupper") if design.age == WIDE else _("Tio åldersgrupper")),
        Term(_("Mottagarens publika nyckel (age)"), one.age_key),
        Term(_("Föreslaget av"), f"{one.proposed_by.full_name}, {_day(one.proposed_at)}"),
        Term(_("Beslutat av"), decided),
    ]


def _few(number: int) -> str:
    """A number of episodes; the smallest are not said."""
    if 0 < number < SMALLEST:
        return _("färre än fem")
    return format_number(number, language())


def _figures(report: Anonymity) -> list[Term]:
    return [
        Term(_("Insatsperioder"), _few(report.episodes)),
        Term(
            _("I grupper på färre än fem"),
            _few(report.in_small),
            _("Så många är lika färre än fyra andra i det som någon utanför kan känna till."),
        ),
        Term(
            _("Minsta gruppen"),
            "–" if not report.classes else _few(report.smallest),
            _("Fem eller fler: ingen urskiljs av det som är valt."),
        ),
    ]


def _steps(report: Anonymity) -> DataTable:
    return DataTable(
        "steps",
        _("Så blir grupperna större"),
        [Column(_("Ändra")), Column(_("Kvar i små grupper"), True)],
        [(one.words.in_language(language()), _few(one.left)) for one in report.steps],
    )
