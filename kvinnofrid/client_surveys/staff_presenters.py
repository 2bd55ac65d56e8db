"""What staff's pages show: a slip, and answers of many together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Actor, Reason, Unit
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.models import Unit as UnitRow
from kvinnofrid.catalogue import Instrument
from kvinnofrid.charts import WHOLE_PAGE, Share, ShareBars, ShareGroup, responsive
from kvinnofrid.client_surveys import slips
from kvinnofrid.client_surveys.operations import Results
from kvinnofrid.client_surveys.operations import Slip as MadeSlip
from kvinnofrid.client_surveys.queries import Compiled
from kvinnofrid.client_surveys.rules import SMALLEST
from kvinnofrid.client_surveys.words import EXAMINED, NAMES
from kvinnofrid.web import components
from kvinnofrid.web.components import Column, DataTable, KeyFigure, Link, Picture
from kvinnofrid.web.drawing import language
from kvinnofrid.web.pictures import words as chart_words
from kvinnofrid.web.told_answers import Question, questions

__all__ = ["UnitRow", "code_page", "results_page", "slip", "units"]


def units(actor: Actor, *, now: datetime) -> list[Link]:
    """The units whose answers the actor may read, each with its address."""
    held = {int(one.organisation) for one in actor.memberships}
    return [
        Link(one.name, _to("results", one))
        for organisation in sorted(held)
        for one in accounts.units_of(organisation, on=now.date())
        if _may(actor, "survey.read_results", one, now)
    ]


def _may(actor: Actor, action: str, unit: UnitRow, now: datetime) -> bool:
    said = decide(actor, action, Unit(str(unit.organisation_id), str(unit.pk)), now)
    return bool(said) or said.reason is Reason.CONFIRM_AGAIN


def _to(name: str, unit: UnitRow) -> str:
    return reverse(f"client_surveys:{name}", args=[unit.organisation_id, unit.pk])


@dataclass(frozen=True, slots=True)
class CodePage:
    """The page of a unit on which codes are made. Addresses are empty for what one may not do."""

    unit: str
    outstanding: str
    results: str
    code: str
    revoke: str


def code_page(unit: UnitRow, *, outstanding: int, by: Actor, now: datetime) -> CodePage:
    """How many codes are out, and where one may go."""

    def to(name: str, action: str) -> str:
        return _to(name, unit) if _may(by, action, unit, now) else ""

    said = ngettext(
        "%(count)s kod är ute och inte använd.", "%(count)s koder är ute och inte använda.",
        outstanding,
    ) % {"count": outstanding}  # fmt: skip
    return CodePage(
        unit.name,
        said if outstanding else _("Ingen kod är ute."),
        results=to("results", "survey.read_results"),
        code=to("code", "survey.invite"),
        revoke=to("revoke", "survey.revoke") if outstanding else "",
    )


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed over."""

    code: str
    address: str
    picture: SafeString
    until: str


def slip(made: MadeSlip, *, home: str) -> Slip:
    """The code in letters and as a picture. `home` is the address of the server."""
    return Slip(
        made.code,
        slips.address(home).split("://", 1)[-1],
        slips.picture(home, made.code),
        f"{made.expires_at.astimezone().date():%Y-%m-%d}",
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What clients have answered in one version of the survey, in a year."""

    heading: str
    figures: Sequence[KeyFigure]
    picture: Picture | None
    hidden: Sequence[str]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """A unit's answers of a year, what is asked now, and where one may go."""

    unit: str
    period: str
    answers: Sequence[Answers]
    years: Sequence[Link]
    outstanding: str
    code: str
    words: str
    asks: str
    reviewed: str


def results_page(
    unit: UnitRow,
    found: Results,
    *,
    years: Sequence[int],
    year: int,
    asks: Instrument,
    by: Actor,
    now: datetime,
) -> ResultsPage:
    """The answers of a year, each question with its own n."""
    here = _to("results", unit)
    top = code_page(unit, outstanding=found.outstanding, by=by, now=now)
    return ResultsPage(
        unit=unit.name,
        period=str(year),
        answers=[
            _answers(unit.name, year, number, one) for number, one in enumerate(found.surveys, 1)
        ],
        years=[Link(str(one), f"{here}?ar={one}", current=one == year) for one in years],
        outstanding=top.outstanding,
        code=top.code,
        words=_to("words", unit) if _may(by, "survey.read_words", unit, now) else "",
        asks=_("%(title)s, version %(version)s")
        % {"title": asks.title.in_language(language()), "version": asks.version},
        reviewed=reviewed(asks),
    )


def reviewed(asks: Instrument) -> str:
    """Which languages the survey can be answered in, and which of them nobody has examined."""
    names = [NAMES.get(code, code) for code in asks.languages]
    said = _("Går att besvara på %(languages)s.") % {"languages": ", ".join(names)}
    unseen = [NAMES.get(code, code) for code in asks.languages if code not in EXAMINED]
    if not unseen:
        return said
    return f"{said} " + _(
        "Ingen översättare har granskat %(languages)s: låt göra det innan ni lämnar ut koder på"
        " de språken."
    ) % {"languages": ", ".join(unseen)}  # fmt: skip


def _answers(unit: str, year: int, number: int, found: Compiled) -> Answers:
    title = found.instrument.title.in_language(language())
    version = found.instrument.version
    shown, hidden = [], []
    for question in questions(found.instrument, found.told, found.answered):
        if question.says_something:
            shown.append(question)
        else:
            hidden.append(question.text)
    about = {"title": title, "version": version, "unit": unit, "year": year}
    return Answers(
        heading=_("%(title)s, version %(version)s") % about,
        figures=[KeyFigure(_("Svar"), found.answered, f"{unit}, {year}")],
        picture=_picture(f"answers-{number}", about, shown) if shown else None,
        hidden=hidden,
    )


def _picture(key: str, about: Mapping[str, object], shown: Sequence[Question]) -> Picture:
    groups, rows = [], []
    for question in shown:
        lines = [one for one in question.lines if one.number is not None]
        bars = [Share(one.label, float(100 * (one.share or 0))) for one in lines]
        groups.append(ShareGroup(f"{question.text} ({question.n})", tuple(bars)))
        for one in question.lines:
            number = _("dolt") if one.number is None else one.number
            share = _("dolt") if one.share is None else components.Share(one.share)
            rows.append((question.text, one.label, number, share, question.of))
    title = _("Vad klienterna svarar")
    chart = ShareBars(
        title, tuple(groups), share_name=str(about["unit"]),
        description=_("Andel av dem som har besvarat varje fråga."),
    )  # fmt: skip
    columns = [
        Column(_("Fråga")), Column(_("Svar")), Column(_("Antal"), numeric=True),
        Column(_("Andel"), numeric=True), Column("n", numeric=True),
    ]  # fmt: skip
    caption = _("%(title)s, version %(version)s. %(unit)s, %(year)s") % about
    drawn = responsive(chart, prefix=key, words=chart_words(), layouts=WHOLE_PAGE)
    return Picture(
        key=key,
        title=title,
        svg=mark_safe(drawn),  # noqa: S308  drawn by the charts, which escape what they are given
        note=_("Andel av dem som har besvarat varje fråga. Svar kommer med %(n)s eller fler åt"
               " gången, så att ingen kan urskiljas.") % {"n": SMALLEST},
        source=_("%(unit)s, %(year)s. Klienternas egna svar.") % about,
        table=DataTable(f"{key}-table", caption, columns, rows),
    )  # fmt: skip
