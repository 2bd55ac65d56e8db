"""What staff's pages show: a slip, and answers of many together."""

from collections.abc import Sequence
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
from kvinnofrid.charts import WHOLE_PAGE, Share, ShareBars, ShareGroup, responsive
from kvinnofrid.client_surveys import slips
from kvinnofrid.client_surveys.operations import Results
from kvinnofrid.client_surveys.operations import Slip as MadeSlip
from kvinnofrid.client_surveys.rules import SMALLEST, Count
from kvinnofrid.questionnaires import Item
from kvinnofrid.web import components
from kvinnofrid.web.components import Column, DataTable, KeyFigure, Link, Picture
from kvinnofrid.web.drawing import language
from kvinnofrid.web.pictures import words as chart_words

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
class ResultsPage:
    """A unit's answers: how many, a picture, a table; or that there are too few."""

    unit: str
    figures: Sequence[KeyFigure]
    picture: Picture | None
    hidden: Sequence[str]
    years: Sequence[Link]
    outstanding: str
    code: str
    words: str
    version: str


def results_page(
    unit: UnitRow,
    found: Results,
    *,
    years: Sequence[int],
    year: int | None,
    by: Actor,
    now: datetime,
) -> ResultsPage:
    """The answers of all years or one, each question with its own n."""
    lang = language()
    items = [item for item in found.instrument.items if item.id in found.counts]
    here = _to("results", unit)
    period = str(year) if year else _("alla år")
    figure = KeyFigure(
        _("Svar"),
        found.answered if found.answered else None,
        _("%(unit)s, %(period)s") % {"unit": unit.name, "period": period},
    )
    shown = [(item, found.counts[item.id]) for item in items if not found.counts[item.id].hidden]
    hidden = [item.text.in_language(lang) for item in items if found.counts[item.id].hidden]
    top = code_page(unit, outstanding=found.outstanding, by=by, now=now)
    return ResultsPage(
        unit=unit.name,
        figures=[figure],
        picture=_picture(unit.name, period, shown, lang) if shown else None,
        hidden=hidden if found.answered else [],
        years=[
            Link(_("Alla år"), here, current=year is None),
            *(Link(str(one), f"{here}?ar={one}", current=one == year) for one in years),
        ]
        if years
        else [],
        outstanding=top.outstanding,
        code=top.code,
        words=_to("words", unit) if _may(by, "survey.read_words", unit, now) else "",
        version=found.instrument.version,
    )


def _options(item: Item, lang: str) -> list[tuple[str, str]]:
    if item.scale is None:
        return [(one.code, one.text.in_language(lang)) for one in item.choices]
    ends = {
        item.scale.low: item.scale.low_words.in_language(lang),
        item.scale.high: item.scale.high_words.in_language(lang),
    }
    steps = range(item.scale.low, item.scale.high + 1)
    return [(str(n), f"{n} {ends[n]}" if n in ends else str(n)) for n in steps]


def _picture(unit: str, period: str, shown: Sequence[tuple[Item, Count]], lang: str) -> Picture:
    groups, rows = [], []
    for item, counted in shown:
        question = item.text.in_language(lang)
        bars = []
        for value, said in _options(item, lang):
            number = counted.by_answer.get(value, 0)
            bars.append(Share(said, 100 * number / counted.answered, counted.answered))
            share = components.Share(number / counted.answered)
            rows.append((question, said, number, share, counted.answered))
        groups.append(ShareGroup(f"{question} (n = {counted.answered})", tuple(bars)))
    title = _("Vad klienterna svarar")
    chart = ShareBars(
        title, tuple(groups), share_name=unit,
        description=_("Andel av dem som har besvarat varje fråga."),
    )  # fmt: skip
    columns = [
        Column(_("Fråga")), Column(_("Svar")), Column(_("Antal"), numeric=True),
        Column(_("Andel"), numeric=True), Column("n", numeric=True),
    ]  # fmt: skip
    caption = _("%(title)s, %(unit)s, %(period)s") % {
        "title": title,
        "unit": unit,
        "period": period,
    }
    drawn = responsive(chart, prefix="answers", words=chart_words(), layouts=WHOLE_PAGE)
    return Picture(
        key="answers",
        title=title,
        svg=mark_safe(drawn),  # noqa: S308  drawn by the charts, which escape what they are given
        note=_("Andel av dem som har besvarat varje fråga. Svar kommer med %(n)s eller fler åt"
               " gången, så att ingen kan urskiljas.") % {"n": SMALLEST},
        source=_("%(unit)s, %(period)s. Klienternas egna svar.") % {"unit": unit, "period": period},
        table=DataTable("answers-table", caption, columns, rows),
    )  # fmt: skip
