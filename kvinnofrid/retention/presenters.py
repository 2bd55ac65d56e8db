"""What the pages of disposal show: counts and references, never what something says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.access.values import Actor
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.audit.queries import LOCAL
from kvinnofrid.catalogue import RetentionRule, Text
from kvinnofrid.organisations.queries import register
from kvinnofrid.retention.models import Disposal, DisposalItem, Hold, Tombstone
from kvinnofrid.retention.permissions import could
from kvinnofrid.retention.queries import RulePreview, named_rule, rules_for
from kvinnofrid.retention.reading import Overview, ReadDisposal, ReadRule
from kvinnofrid.web.components import Cell, Column, DataTable, Link, Term
from kvinnofrid.web.drawing import language

SHOWN_ITEMS = 500
Status, Outcome = Disposal.Status, DisposalItem.Outcome


@dataclass(frozen=True, slots=True)
class Around:
    """Which organisation it is, and the way between its pages."""

    place: str
    overview: str
    hold: str
    tombstones: str
    made_up: bool


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold as the page lists it; `lift` is where it is ended by somebody who may."""

    what: str
    about: str
    lift: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The rules, the disposals and the holds of an organisation."""

    around: Around
    decided: bool
    title: str
    decision: str
    rules: DataTable | None
    disposals: DataTable | None
    holds: list[HoldLine]
    may_hold: bool


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule and what is due by it."""

    around: Around
    name: str
    about: list[Term]
    exceptions: list[str]
    due: DataTable | None
    count: int
    decided: bool
    known: bool
    propose: str


@dataclass(frozen=True, slots=True)
class DisposalPage:
    """A disposal, and what the reader may do with it."""

    around: Around
    title: str
    status: str
    about: list[Term]
    items: DataTable
    decide: str
    own: bool
    carry_out: str


@dataclass(frozen=True, slots=True)
class TombstonesPage:
    """What remains of what was destroyed."""

    around: Around
    stones: DataTable | None


def places(organisations: Sequence[str], *, on: date) -> list[Link]:
    """The organisations that somebody may see the disposals of."""
    return [Link(around(one, on=on).place, address("overview", one)) for one in organisations]


def around(organisation: str, *, on: date) -> Around:
    """What stands around a page of an organisation."""
    return Around(
        place=register().place(int(organisation), on=on).full_name,
        overview=address("overview", organisation),
        hold=address("hold", organisation),
        tombstones=address("tombstones", organisation),
        made_up=settings.MODE == "demo",
    )


def address(name: str, organisation: str, *more: object) -> str:
    """An address of the disposals of an organisation."""
    return reverse(f"retention:{name}", args=[organisation, *more])


def disposal_address(organisation: str, disposal: UUID) -> str:
    """The page of a disposal."""
    return address("disposal", organisation, disposal)


def overview(organisation: str, found: Overview, *, by: Actor, now: datetime) -> OverviewPage:
    """The start page of disposal in an organisation."""
    seen = found.preview
    decision = seen.rules.decision if seen and seen.decided else None
    return OverviewPage(
        around=around(organisation, on=now.date()),
        decided=decision is not None,
        title="" if seen is None else f"{_said(seen.rules.title)}, {seen.rules.version}",
        decision=""
        if decision is None
        else f"{decision.body} {decision.on.isoformat()}, {decision.reference}",
        rules=None if seen is None else _rules(organisation, seen.rows),
        disposals=_disposals(organisation, found.disposals) if found.disposals else None,
        holds=_holds(organisation, found.holds, by, now),
        may_hold=could("retention.hold", organisation=organisation, by=by, now=now),
    )


def _rules(organisation: str, rows: Sequence[RulePreview]) -> DataTable:
    cells: list[list[Cell]] = []
    for row in rows:
        kept = sum((row.kept or {}).values())
        counts: list[Cell] = [row.total, row.due_now, row.overdue, kept, row.held]
        link = Link(_said(row.rule.name), address("rule", organisation, row.rule.id))
        following = _next(row)
        shown = counts if row.known else [None] * len(counts)
        cells.append([link, how_long(row.rule), *shown, following])
    headings = (_("Finns"), _("Mogna"), _("Försenade"), _("Undantagna"), _("Stoppade"))
    return DataTable(
        "rules",
        _("Vad reglerna skulle göra i dag, i antal"),
        [
            Column(_("Regel")),
            Column(_("Bevaras")),
            *(Column(one, numeric=True) for one in headings),
            Column(_("Nästa mognar")),
        ],
        cells,
        stacked=True,
    )


def _next(row: RulePreview) -> str | None:
    if not row.known:
        return None
    return row.next_due.isoformat() if row.next_due else _("inget på väg")


def how_long(rule: RetentionRule) -> str:
    """How long something is kept, and from what."""
    parts = []
    if rule.keep_years:
        parts.append(ngettext("%(n)d år", "%(n)d år", rule.keep_years) % {"n": rule.keep_years})
    if rule.keep_months:
        months = ngettext("%(n)d månad", "%(n)d månader", rule.keep_months)
        parts.append(months % {"n": rule.keep_months})
    return _("{time} från {event}").format(
        time=" ".join(part.strip() for part in parts), event=_event(rule.trigger)
    )


def _event(trigger: str) -> str:
    return {
        "last_entry": _("sista anteckningen"),
        "closed": _("avslutet"),
        "created": _("att det skapades"),
        "expired": _("att tiden gick ut"),
        "ended": _("att det avslutades"),
    }[trigger]


def _disposals(organisation: str, found: Sequence[ReadDisposal]) -> DataTable:
    rows: list[list[Cell]] = []
    for one in found:
        disposal = one.disposal
        rows.append(
            [
                Link(_name_of(disposal), disposal_address(organisation, disposal.pk)),
                _moment(disposal.proposed_at),
                len(one.items),
                status_words(disposal.status),
            ]
        )
    return DataTable(
        "disposals",
        _("Gallringsärenden, det senaste först"),
        [
            Column(_("Vad")),
            Column(_("Föreslaget")),
            Column(_("Antal"), numeric=True),
            Column(_("Läge")),
        ],
        rows,
        stacked=True,
    )


def _holds(organisation: str, found: Sequence[Hold], by: Actor, now: datetime) -> list[HoldLine]:
    names = accounts.names_of({one.by for one in found})
    lines = []
    for one in found:
        what = _kind_name(organisation, one.concerns, now.date()) if one.concerns else _("Allt")
        days = _("från {first}").format(first=one.first.isoformat())
        if one.until is not None:
            days = _("{first} till {until}").format(
                first=one.first.isoformat(), until=one.until.isoformat()
            )
        lifts = one.until is None and could(
            "retention.lift_hold", organisation=organisation, by=by, now=now, proposed_by=one.by
        )
        lines.append(
            HoldLine(
                what=f"{what} {one.object_id}".strip(),
                about=f"{one.reference} · {days} · {names.get(one.by, one.by)}",
                lift=address("lift", organisation, one.pk) if lifts else "",
            )
        )
    return lines


def rule(organisation: str, found: ReadRule, *, by: Actor, now: datetime) -> RulePage:
    """The page of a rule."""
    rule, row = found.rule, found.row
    counts = [(_("Finns"), row.total), (_("Mogna"), row.due_now), (_("Försenade"), row.overdue)]
    kept = row.kept or {}
    may = could("retention.propose", organisation=organisation, by=by, now=now)
    return RulePage(
        around=around(organisation, on=now.date()),
        name=_said(rule.name),
        about=[
            Term(_("Bevaras"), how_long(rule)),
            Term(_("Rättslig källa"), _said(rule.legal_source)),
            *([Term(_("Ska bekräftas"), _said(rule.to_confirm))] if rule.to_confirm else []),
            Term(_("Vad som blir kvar"), _said(rule.remains)),
            *(Term(label, count if row.known else None) for label, count in counts),
            Term(_("Med bevarandestopp"), row.held if row.known else None),
            Term(_("Nästa mognar"), _next(row)),
        ],
        exceptions=[
            f"{_said(one.words)} ({kept.get(one.id, 0)})" if row.known else _said(one.words)
            for one in rule.exceptions
        ],
        due=_due(found) if found.due else None,
        count=len(found.due),
        decided=found.decided,
        known=row.known,
        propose=address("propose", organisation, rule.id) if may and found.due else "",
    )


def _due(found: ReadRule) -> DataTable:
    return DataTable(
        "due",
        _("Det som är moget, det äldsta först. Bara beteckningar visas."),
        [Column(_("Beteckning")), Column(_("Moget sedan")), Column(_("Senast"))],
        [
            [one.object_id, one.due_on.isoformat(), one.latest.isoformat() if one.latest else None]
            for one in found.due[:SHOWN_ITEMS]
        ],
    )


def disposal(found: ReadDisposal, *, by: Actor, now: datetime) -> DisposalPage:
    """The page of a disposal."""
    one = found.disposal
    names = accounts.names_of({one.proposed_by, one.decided_by, one.carried_out_by})
    organisation = one.organisation
    proposed = one.status == Status.PROPOSED
    decides = proposed and could(
        "retention.approve",
        organisation=organisation,
        by=by,
        now=now,
        proposed_by=one.proposed_by,
    )
    carries = one.status == Status.APPROVED and could(
        "retention.carry_out", organisation=organisation, by=by, now=now
    )
    steps = [
        (_("Föreslaget"), one.proposed_at, one.proposed_by),
        (_("Beslutat"), one.decided_at, one.decided_by),
        (_("Verkställt"), one.carried_out_at, one.carried_out_by),
    ]
    return DisposalPage(
        around=around(organisation, on=now.date()),
        title=_name_of(one),
        status=status_words(one.status),
        about=[
            Term(_("Läge"), status_words(one.status)),
            Term(_("Regel"), f"{one.rules} {one.version}, {one.rule}"),
            *(
                Term(label, f"{_moment(at)}, {names.get(who, who)}" if at else None)
                for label, at, who in steps
            ),
            Term(_("Antal"), len(found.items)),
        ],
        items=_items(found.items),
        decide=address("decide", organisation, one.pk) if decides else "",
        own=proposed and one.proposed_by == by.id,
        carry_out=address("carry-out", organisation, one.pk) if carries else "",
    )


def _items(items: Sequence[DisposalItem]) -> DataTable:
    return DataTable(
        "items",
        _("Det som ärendet omfattar, med beteckningar"),
        [Column(_("Beteckning")), Column(_("Moget sedan")), Column(_("Utfall"))],
        [
            [one.object_id, one.due_on.isoformat(), outcome_words(one.outcome)]
            for one in items[:SHOWN_ITEMS]
        ],
    )


def tombstones(organisation: str, stones: Sequence[Tombstone], *, on: date) -> TombstonesPage:
    """The page of what was destroyed."""
    names = accounts.names_of(
        {who for one in stones for who in (one.proposed_by, one.decided_by, one.carried_out_by)}
    )
    rows: list[list[Cell]] = [
        [
            one.object_id,
            _kind_name(organisation, one.concerns, on),
            _moment(one.destroyed_at),
            f"{one.rules} {one.version}, {one.rule}",
            *(names.get(who, who) for who in (one.proposed_by, one.decided_by, one.carried_out_by)),
        ]
        for one in stones
    ]
    headings = (
        *(_("Beteckning"), _("Slag"), _("Förstörd"), _("Regel")),
        *(_("Föreslog"), _("Beslutade"), _("Verkställde")),
    )
    table = DataTable(
        "tombstones",
        _("Det som har förstörts, det senaste först (högst hundra)"),
        [Column(one) for one in headings],
        rows,
        stacked=True,
    )
    return TombstonesPage(around(organisation, on=on), table if rows else None)


def status_words(status: str) -> str:
    """How far a disposal has come: a sign and words, so that it needs no colour."""
    sign, words = {
        Status.PROPOSED: ("○", _("Väntar på beslut av en annan person")),
        Status.APPROVED: ("→", _("Beslutad, inte verkställd")),
        Status.REJECTED: ("✕", _("Avslagen")),
        Status.CARRIED_OUT: ("✓", _("Verkställd")),
    }[Status(status)]
    return f"{sign} {words}"


def outcome_words(outcome: str) -> str:
    """What became of a thing in a disposal: a sign and words."""
    sign, words = {
        Outcome.WAITING: ("○", _("Väntar")),
        Outcome.DESTROYED: ("✓", _("Förstörd")),
        Outcome.SPARED: ("–", _("Bevarad, inte längre mogen")),
        Outcome.GONE: ("–", _("Fanns inte längre")),
    }[Outcome(outcome)]
    return f"{sign} {words}"


def _name_of(disposal: Disposal) -> str:
    rule = named_rule(disposal.rules, disposal.version, disposal.rule)
    return disposal.rule if rule is None else _said(rule.name)


def _kind_name(organisation: str, concerns: str, on: date) -> str:

    names: dict[str, str] = {
        one.concerns: _said(one.name) for one in rules_for(organisation, on=on)
    }
    return names.get(concerns, concerns)


def _said(text: Text) -> str:
    return text.en if language() == "en" else text.sv


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"
