"""The pages of those who make releases: what is under way, what the checks say, who decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.access.policy import ZONE, decide
from kvinnofrid.access.values import Actor, Organisation, Reason
from kvinnofrid.accounts.queries import names_of, names_of_units
from kvinnofrid.catalogue import Outcome, OutcomeSet, UnknownDefinitionError, load_shipped
from kvinnofrid.releases import queries, words
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations import (
    APPROVE,
    PROPOSE,
    approved,
    listed,
    may_be_made_again,
    nation,
    place_of,
)
from kvinnofrid.releases.presenters.public import release_link
from kvinnofrid.releases.rules import Kind, Step, silent
from kvinnofrid.web.components import Cell, Column, DataTable, Link, Term
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_number
from kvinnofrid.web.outcome_words import class_word, table_word

Status = Release.Status
AUDITED = "audited"
"""What says that the audit has been done: told from how the release was made."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All releases; `new` is where one is proposed by somebody who may."""

    table: DataTable | None
    new: str


@dataclass(frozen=True, slots=True)
class Check:
    """What the checks of a kind found: worst first. `stops` when one of them stops the release."""

    heading: str
    explained: str
    lines: Sequence[str]
    stops: bool


@dataclass(frozen=True, slots=True)
class Making:
    """How far a making has come. `halted` when it has given no sign of life for a while.

    Addresses are empty for what one may not do.
    """

    step: int
    steps: int
    said: str
    detail: str
    since: str
    seen: str
    halted: bool
    progress: str
    break_off: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A release in the making or decided. Addresses are empty for what one may not do now."""

    id: UUID
    title: str
    label: str
    status: str
    synthetic: bool
    about: Sequence[Term]
    making: Making | None
    failed: str
    again: str
    outrun: bool
    checks: Sequence[Check]
    tables: DataTable | None
    own: bool
    decide: str
    stopped: bool
    public: Link | None


def usual_title(first: int, last: int, in_language: str) -> str:
    """What a release is called unless somebody says otherwise."""
    if in_language == "en":
        return f"Follow-up of help against violence {first}–{last}"
    return f"Uppföljning av stöd och insatser mot våld {first}–{last}"


def supersedable(*, by: Actor, now: datetime) -> list[int]:
    """The numbers of the releases that no other supersedes."""
    rows = [one for one in listed(by=by, now=now) if one.status == Status.APPROVED]
    gone = {one.supersedes_id for one in rows}
    return sorted(one.number for one in rows if one.number is not None and one.pk not in gone)


def _may(action: str, by: Actor, place: Organisation, now: datetime) -> bool:
    said = decide(by, action, place, now)
    return bool(said) or said.reason in {Reason.CONFIRM_AGAIN, Reason.UNIDENTIFIED}


def overview(found: Sequence[Release], *, by: Actor, now: datetime) -> Overview:
    """The page of all releases."""
    new = reverse("releases:new") if _may(PROPOSE, by, Organisation(nation(now)), now) else ""
    rows: list[Sequence[Cell]] = [
        (
            Link(_title(one), reverse("releases:work-one", args=[one.pk])),
            _period(one),
            status(one, now),
            one.proposed_by.full_name,
            _moment(one.proposed_at),
            None if one.number is None else release_link(one.number)
            if _is_out(one, now) else str(one.number),
        )
        for one in found
    ]  # fmt: skip
    headings = (_("Namn"), _("År"), _("Läge"), _("Föreslagen av"), _("När"), _("Nummer"))
    table = DataTable(
        "releases", _("Utgåvor, den senast föreslagna först"), [Column(one) for one in headings],
        rows, stacked=True,
    )  # fmt: skip
    return Overview(table if rows else None, new)


def _title(one: Release) -> str:
    return (one.title_en if language() == "en" else "") or one.title


def _period(one: Release) -> str:
    first, last = one.first_year, one.last_year
    return str(first) if first == last else f"{first}–{last}"


def _is_out(one: Release, now: datetime) -> bool:
    return one.status == Status.APPROVED and (one.published_at is not None or one.publish_at <= now)


def status(one: Release, now: datetime) -> str:
    """How far it has come: a sign and words, so that it needs no colour."""
    if one.status == Status.APPROVED:
        return _("✓ Publicerad") if _is_out(one, now) else _("→ Godkänd, under embargo")
    return {
        Status.MAKING.value: _("○ Görs"),
        Status.FAILED.value: _("✕ Gick inte att göra"),
        Status.PROPOSED.value: _("○ Väntar på beslut av en annan person"),
        Status.REJECTED.value: _("✕ Avslagen"),
    }[one.status]


def page(one: Release, *, by: Actor, now: datetime) -> WorkPage:
    """The page of one release."""
    waiting, proposer = one.status == Status.PROPOSED, str(one.proposed_by_id)
    checks = _checks(one)
    return WorkPage(
        id=one.pk,
        title=_title(one),
        label=_("Utgåva %(number)d") % {"number": one.number} if one.number else _("Förslag"),
        status=status(one, now),
        synthetic=one.synthetic,
        about=_about(one, now),
        making=making(one, by=by, now=now),
        failed=_told(one) if one.status == Status.FAILED else "",
        again=_again(one, by, now),
        outrun=waiting and may_be_made_again(one, now=now),
        checks=checks,
        tables=_tables(one) if one.status in {Status.PROPOSED, Status.APPROVED} else None,
        own=waiting and proposer == by.id,
        decide=_decide(one, by, now) if waiting else "",
        stopped=any(each.stops for each in checks),
        public=release_link(one.number) if one.number and _is_out(one, now) else None,
    )


def _told(one: Release) -> str:
    return (one.told_en if language() == "en" else "") or one.told


def _again(one: Release, by: Actor, now: datetime) -> str:
    allowed = _may(PROPOSE, by, Organisation(nation(now)), now)
    if not allowed or not may_be_made_again(one, now=now):
        return ""
    return reverse("releases:make-again", args=[one.pk])


def making(one: Release, *, by: Actor, now: datetime) -> Making | None:
    """How far the making of a release has come; None for one that is not being made."""
    if one.status != Status.MAKING:
        return None
    allowed = _may(PROPOSE, by, Organisation(nation(now)), now)
    return Making(
        step=one.step,
        steps=max(Step),
        said=_step_words()[Step(one.step)],
        detail=_told(one),
        since=_clock(one.begun_at),
        seen=_clock(one.told_at),
        halted=silent(one.told_at, now),
        progress=reverse("releases:progress", args=[one.pk]),
        break_off=reverse("releases:break-off", args=[one.pk]) if allowed else "",
    )


def _clock(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def _step_words() -> dict[Step, str]:
    return {
        Step.WAITING: _("Väntar på att börja"),
        Step.READING: _("Läser uppgifterna, en enhet i taget"),
        Step.COUNTING: _("Räknar"),
        Step.PROTECTING: _("Skyddar små tal och granskar skyddet"),
        Step.CHECKING: _("Kontrollerar och sparar"),
    }


def _decide(one: Release, by: Actor, now: datetime) -> str:
    if not could_decide(one, by=by, now=now):
        return ""
    return reverse("releases:decide", args=[one.pk])


def could_decide(one: Release, *, by: Actor, now: datetime) -> bool:
    """Whether somebody may decide on it, or would after giving the second factor anew."""
    return _may(APPROVE, by, place_of(one, now), now)


def _about(one: Release, now: datetime) -> list[Term]:
    names = names_of({str(one.proposed_by_id), str(one.decided_by_id or "")})
    made_from = one.made_from
    found = [
        Term(_("Läge"), status(one, now)),
        Term(_("År"), _period(one)),
        Term(_("Får läsas från"), _moment(one.publish_at)),
        Term(_("Definitioner"), _definitions(one)),
        Term(
            _("Föreslagen"), f"{names.get(str(one.proposed_by_id), '')}, {_moment(one.proposed_at)}"
        ),
    ]
    if one.decided_at is not None:
        who = names.get(str(one.decided_by_id), "")
        found.append(Term(_("Beslutad"), f"{who}, {_moment(one.decided_at)}"))
    if one.supersedes is not None:
        found.append(Term(_("Ersätter"), release_link(one.supersedes.number or 0), one.reason))
    if made_from:
        found += [
            Term(_("Insatsperioder i underlaget"), _in_hundreds(made_from.get("episodes", 0))),
            Term(_("Underlagets kontrollsumma (SHA-256)"), made_from.get("digest")),
        ]
    if one.digest:
        found.append(Term(_("Innehållets kontrollsumma (SHA-256)"), one.digest))
    return found


def _in_hundreds(episodes: int) -> str:
    """In hundreds: whoever proposes again and again must not see each one that is entered."""
    if episodes < 100:
        return _("färre än 100")
    return _("omkring %(number)s") % {"number": format_number(round(episodes, -2), language())}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _checks(one: Release) -> list[Check]:
    if one.status not in {Status.PROPOSED, Status.APPROVED, Status.REJECTED}:
        return []
    outrun = one.status == Status.PROPOSED and one.against != approved(synthetic=one.synthetic)
    units = names_of_units({each["unit"] for each in one.checks if each.get("unit")})
    checks = []
    for kind in Kind:
        listed_ = [each for each in one.checks if each["kind"] == kind]
        lines = [_finding(one, each, units) for each in listed_ if each["code"] != AUDITED]
        stopped = any(finding["stops"] for finding in listed_)
        if kind is Kind.DIFFERENCING:
            lines = [*_differencing(one, outrun=outrun), *lines]
            stopped = stopped or outrun
        heading, explained = _kind_words(kind)
        checks.append(Check(heading, explained, lines or [_("Inget att anmärka på.")], stopped))
    return checks


def _kind_words(kind: Kind) -> tuple[str, str]:
    return {
        Kind.COMPLETENESS: (
            _("Är uppgifterna fullständiga?"),
            _("Andelar står i hela tiotal och bara där minst tjugo räknas: inte heller den som"
              " granskar ska kunna se små grupper."),
        ),
        Kind.OUTLIER: (
            _("Sticker något ut?"),
            _("Kommuner och län som ligger långt från riket eller från sitt eget förra år, bland de"
              " tal som kommer att visas. Det kan vara riktigt, eller ett fel vid inläsningen."),
        ),
        Kind.VALIDATION: (
            _("Stämmer tabellerna?"),
            _("Samma personer ska vara lika många i varje tabell, och delar ska gå ihop till sin"
              " helhet."),
        ),
        Kind.DIFFERENCING: (
            _("Röjer utgåvan någon?"),
            _("En angripare antas ha alla publicerade tal, i den här och i tidigare utgåvor."),
        ),
    }[kind]  # fmt: skip


def _differencing(one: Release, *, outrun: bool) -> list[str]:
    method = one.method
    said = [
        _("Granskad med %(count)s linjära program: inget skyddat tal kan bestämmas närmare än"
          " %(width)s personer.")
        % {"count": _number(method.get("programs", 0)), "width": method.get("width", 4)}
    ]  # fmt: skip
    numbers = [str(number) for number, _digest in one.against]
    if numbers:
        said.append(
            _("Prövad tillsammans med utgåva %(numbers)s.") % {"numbers": ", ".join(numbers)}
        )
    else:
        said.append(_("Ingen tidigare utgåva finns att jämföra med."))
    if outrun:
        said.append(_("En annan utgåva har godkänts sedan dess. Gör om förslaget."))
    return said


def _number(value: Any) -> str:
    return format_number(int(value), language())


def _finding(one: Release, finding: Mapping[str, Any], units: Mapping[str, str]) -> str:
    given = {
        "area": words.area_name(finding["area"], on=words.last_day(one.last_year))
        if finding["area"]
        else "",
        "year": finding["year"],
        "number": _number(finding["number"]),
        "share": finding["share"],
        "outcome": _outcome_word(one, finding["outcome"]),
        "of_class": _class_word(one, finding),
        "unit": units.get(finding["unit"], ""),
    }
    code = finding["code"]
    if code == "silent_unit" and not given["unit"]:
        code = "silent_unit_without_a_name"
    return _finding_words()[code] % given


def _finding_words() -> dict[str, str]:
    return {
        "municipalities": _("%(number)s av %(share)s kommuner har uppgifter från %(year)s."),
        "year_goes_on": _("%(year)s är inte slut: det årets tal blir fler."),
        "silent_unit": _("%(area)s: enheten %(unit)s, som hade klienter året före, har inte öppnat"
                         " någon insatsperiod under %(year)s."),
        "silent_unit_without_a_name": _("%(area)s: en enhet som inte finns i registret och som hade"
                                        " klienter året före har inte öppnat någon insatsperiod"
                                        " under %(year)s."),
        "empty_months": _("%(area)s: %(number)s månader utan någon ny insatsperiod %(year)s."),
        "few_first": _("%(area)s: omkring %(share)s procent har en första mätning %(year)s."),
        "few_last": _("%(area)s: omkring %(share)s procent av dem som avslutats %(year)s har en"
                      " mätning vid avslut."),
        "unknown": _("%(area)s: omkring %(share)s procent saknar uppgift om %(outcome)s %(year)s."),
        "more": _("… och %(number)s till."),
        "far": _("%(area)s: %(outcome)s, %(of_class)s är %(share)s procent mot %(number)s i riket"
                 " %(year)s."),
        "jump": _("%(area)s: antalet %(year)s är %(share)s procent av året före."),
        "left_out": _("%(number)s insatsperioder av annat slag, påhittade eller riktiga, är inte"
                      " medräknade."),
        "too_many": _("%(area)s %(year)s: klasserna i %(outcome)s är fler än alla."),
        "other_total": _("%(area)s %(year)s: %(outcome)s har ett annat antal än andra tabeller."),
        "counties": _("%(year)s: länen i %(outcome)s går inte ihop till riket."),
        "tells": _("%(area)s %(year)s: %(outcome)s %(of_class)s säger för mycket tillsammans med en"
                   " tidigare utgåva."),
    }  # fmt: skip


def _owner(one: Release) -> OutcomeSet:
    return load_shipped().released(one.outcome_set, one.version)


def _definitions(one: Release) -> str:
    """The definitions by name and version; by id when they are not shipped any more."""
    try:
        name = _owner(one).title.in_language(language())
    except UnknownDefinitionError:
        name = one.outcome_set
    return f"{name}, {one.version}"


def _outcome_of(one: Release, code: str) -> Outcome | None:
    return next((each for each in _owner(one).outcomes if each.code == code), None)


def _outcome_word(one: Release, code: str) -> str:
    found = _outcome_of(one, code)
    return code if found is None else found.name.in_language(language())


def _class_word(one: Release, finding: Mapping[str, Any]) -> str:
    found = _outcome_of(one, finding["outcome"])
    if found is None or not finding["of_class"]:
        return ""
    table = table_word(found, finding["table"]) if finding["table"] else ""
    said = class_word(found, finding["of_class"])
    return f"{table}: {said}" if table else said


def _tables(one: Release) -> DataTable | None:
    rows: list[Sequence[Cell]] = []
    for (outcome, name), table in queries.tables_of(one).items():
        found = _outcome_of(one, outcome)
        word = "" if found is None else table_word(found, name)
        title = _outcome_word(one, outcome)
        rows.append((f"{title}: {word}" if word else title, len(table.values), table.hidden))
    return DataTable(
        "tables",
        _("Vad som skulle visas, och hur mycket av det som är dolt"),
        [Column(_("Tabell")), Column(_("Antal tal"), True), Column(_("Dolda"), True)],
        rows,
        stacked=True,
    )
