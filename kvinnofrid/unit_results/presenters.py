"""A unit's results in words and pictures. Each figure has its n, its period and its definition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.accounts.models import Unit
from kvinnofrid.catalogue import Outcome, OutcomeSet
from kvinnofrid.charts import HALF_PAGE, Frame, Share, ShareBars, ShareGroup
from kvinnofrid.client_surveys.queries import Compiled
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.statistics.episodes import AFTER, BEFORE, CHANGE
from kvinnofrid.statistics.quantiles import Quartiles
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.statistics.unit_tables import Chosen, Told
from kvinnofrid.unit_results import lines, queries
from kvinnofrid.unit_results.lines import Table
from kvinnofrid.unit_results.operations import Results
from kvinnofrid.web import components
from kvinnofrid.web.components import (
    Choice,
    Column,
    DataTable,
    Download,
    FilterForm,
    KeyFigure,
    Link,
    Option,
    Picture,
)
from kvinnofrid.web.drawing import language
from kvinnofrid.web.guarded_lines import Line
from kvinnofrid.web.numbers import format_number
from kvinnofrid.web.pictures import Drawing
from kvinnofrid.web.told_answers import Question, questions

INTERVENTIONS = "interventions"
GROUPS = "target_group"


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator on the page. `said` stands instead of figures that cannot be shown."""

    code: str
    title: str
    context: str
    said: str
    pictures: Sequence[Picture]
    tables: Sequence[DataTable]
    definition: str = ""
    address: str = ""
    series_break: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Indicators under a heading; `said` when there is something to tell of them all."""

    id: str
    name: str
    figures: Sequence[Figure]
    said: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a unit's results."""

    unit: str
    organisation: str
    period: str
    whom: str
    filters: FilterForm
    rates: Sequence[KeyFigure]
    sections: Sequence[Section]
    downloads: Sequence[Download]
    version: str
    synthetic: bool
    empty: bool
    refused: bool


def units(found: Iterable[Unit], *, on: date) -> list[Link]:
    """The units to choose between."""
    register = organisations.register()
    return [
        Link(
            f"{one.name}, {register.place(one.organisation_id, on=on).name}",
            reverse("unit_results:results", args=[one.organisation_id, one.pk]),
        )
        for one in found
    ]


def choices() -> dict[str, str]:
    """What a reader can choose, one at a time: the codes of the address with their words."""
    known, lang = queries.indicators(), language()
    found = {"": _("Alla")}
    for kind, code, word in (
        ("malgrupp", GROUPS, _("Målgrupp: %(name)s")),
        ("insats", INTERVENTIONS, _("Insats: %(name)s")),
    ):
        for one in known.outcome(code).categories:
            found[f"{kind}-{one.code}"] = word % {"name": one.words.in_language(lang)}
    return found


def code_of(chosen: Chosen) -> str:
    """A choice as the address has it."""
    if chosen.group is not None:
        return f"malgrupp-{chosen.group}"
    return f"insats-{chosen.intervention}" if chosen.intervention is not None else ""


def page(found: Results, *, years: Sequence[int], on: date) -> Page:
    """The page."""
    view, lang = found.view, language()
    address = reverse("unit_results:results", args=[view.organisation, view.unit])
    every, code = choices(), code_of(view.chosen)
    sections = [
        Section(
            one.id,
            one.name.in_language(lang),
            [
                figure(outcome, told, found)
                for outcome, told in found.told
                if outcome.section == one.id
            ],
        )
        for one in found.indicators.sections
    ]
    known = [told for _outcome, told in found.told]
    return Page(
        unit=found.unit.name,
        organisation=organisations.register().place(view.organisation, on=on).name,
        period=str(view.year),
        whom=every[code],
        filters=FilterForm(
            "urval",
            _("Välj tid och urval"),
            [
                Choice(
                    "period",
                    _("År"),
                    [Option(str(year), str(year)) for year in years],
                    str(view.year),
                ),
                Choice(
                    "urval",
                    _("Målgrupp eller insats"),
                    [Option(key, word) for key, word in every.items()],
                    code,
                ),
            ],
            "resultat",
            address,
        ),
        rates=rates(found),
        sections=[
            one
            for one in (*sections[:-1], survey(found), *sections[-1:])
            if one.figures or one.said
        ],
        downloads=downloads(found),
        version=found.indicators.version,
        synthetic=found.synthetic,
        empty=not found.surveys and all(told.n == 0 for told in known),
        refused=not found.surveys and all(told.n is None for told in known),
    )


def survey(found: Results) -> Section:
    """What clients have answered in the survey of their own, which is of all clients or nothing."""
    name = _("Vad klienterna tycker")
    if code_of(found.view.chosen):
        said = _("Svaren hör inte till någon klient, så de går inte att dela upp. Välj Alla.")
    elif found.surveys is None:
        said = _("Svaren går inte att öppna just nu. Försök igen om en stund.")
    elif not found.surveys:
        said = _("Inga svar att visa %(year)s. De visas när minst fem klienter har svarat.") % {
            "year": found.view.year
        }
    else:
        said = ""
    figures = [
        asked(question, one, number, found)
        for number, one in enumerate(found.surveys or (), 1)
        for question in questions(one.instrument, one.told, one.answered)
    ]
    place = [found.view.organisation, found.view.unit]
    link = Link(_("Ge en enkät, och läs mer"), reverse("client_surveys:results", args=place))
    return Section("enkat", name, figures, said, link)


def asked(question: Question, one: Compiled, number: int, found: Results) -> Figure:
    """A question of the survey on the page."""
    key = f"enkat-{number}-{question.item}".replace("_", "-")
    table = Table("", "", tuple(question.lines))
    context = _("%(n)s svar %(year)s") % {"n": one.answered, "year": found.view.year}
    context += f", {question.n}"
    context += ", " + _("enkäten %(id)s version %(version)s.") % {
        "id": one.instrument.id,
        "version": one.instrument.version,
    }
    bars = tuple(_bar(line) for line in question.lines if line.share)
    chart = ShareBars(question.text, (ShareGroup("", bars),), share_name=_("andel"))
    shown = question.says_something
    return Figure(
        code=key,
        title=question.text,
        context=context,
        said="" if shown else _too_little(),
        pictures=[_drawn(chart, key, found)] if shown and bars else [],
        tables=[_data_table(key, question.text, table)] if shown else [],
    )


def _too_little() -> str:
    return _("För lite att säga: varje uppdelning skulle visa grupper på färre än fem.")


def downloads(found: Results) -> list[Download]:
    """The files, for those who may take them."""
    if not found.may_download:
        return []
    view = found.view
    query = urlencode({"period": view.year, "urval": code_of(view.chosen)})
    return [
        Download(
            form.upper(),
            reverse(f"unit_results:{form}", args=[view.organisation, view.unit]) + f"?{query}",
        )
        for form in ("csv", "xlsx")
    ]


def rates(found: Results) -> list[KeyFigure]:
    """The figures per 10 000 inhabitants, when all of the unit is shown."""
    if code_of(found.view.chosen):
        return []
    made = []
    for outcome, told in found.told:
        if not outcome.rate_of or outcome.rate_name is None or told.n is None:
            continue
        number, value, context = lines.rate_count(outcome, told), None, _("Dolt: för få.")
        if number is not None:
            context = _("%(n)s insatsperioder %(year)s.") % {
                "n": format_number(number, language()),
                "year": found.view.year,
            }
            if found.inhabitants is not None:
                share = Decimal(10_000 * number) / Decimal(found.inhabitants.inhabitants)
                value = format_number(share, language(), 1)
                context += " " + _("%(people)s invånare i alla åldrar %(year)s.") % {
                    "people": format_number(found.inhabitants.inhabitants, language()),
                    "year": found.inhabitants.year,
                }
        made.append(
            KeyFigure(
                outcome.rate_name.in_language(language()), value, context, definition(outcome)
            )
        )
    return made


def definition(outcome: Outcome) -> str:
    """Where an indicator is defined."""
    return reverse("unit_results:definitions") + f"#{outcome.code}"


def figure(outcome: Outcome, told: Told, found: Results) -> Figure:
    """An indicator on the page."""
    lang, shown = language(), lines.tables(outcome, told)
    title = outcome.name.in_language(lang)
    telling = [one for one in shown if one.says_something]
    said = ""
    if told.n is None:
        said = _("Dolt. Färre än fem är med, eller färre än fem är inte med.")
    elif not told.n:
        said = _("Ingen är med.")
    elif not telling:
        said = _too_little()
    pictures = [] if said else list(_pictures(outcome, telling, found))
    return Figure(
        code=outcome.code.replace("_", "-"),
        title=title,
        definition=outcome.definition.in_language(lang),
        address=definition(outcome),
        context=context(outcome, told, found),
        said=said,
        pictures=pictures,
        tables=[]
        if said
        else [_data_table(_key(outcome, one.name), title, one) for one in telling],
        series_break=outcome.series_break.in_language(lang) if outcome.series_break else "",
    )


def context(outcome: Outcome, told: Told, found: Results) -> str:
    """Of how many, when, by which definition, and the matched share."""
    said = []
    if told.n is not None:
        said.append(_("n = %(n)s") % {"n": format_number(told.n, language())})
        if outcome.measure.of == "change" and told.n:
            both = lines.matched(told)
            said.append(
                _("dolt hur många som svarat båda gångerna")
                if both is None
                else _("%(n)s av dem (%(share)s %%) har svarat båda gångerna")
                % {
                    "n": format_number(both, language()),
                    "share": format_number(Decimal(100 * both) / told.n, language(), 0),
                }
            )
    said.append(
        _("öppnade %(year)s") % {"year": found.view.year}
        if outcome.population == "opened"
        else _("avslutade %(year)s") % {"year": found.view.year}
    )
    said.append(_("definition %(version)s") % {"version": found.indicators.version})
    text = ", ".join(said) + "."
    return f"{text} {quartiles(told.quartiles)}" if told.quartiles else text


def quartiles(found: Quartiles) -> str:
    """Median and quartiles of days in words."""
    at = {
        name: format_number(rounded(value), language())
        for name, value in (
            ("median", found.median),
            ("lower", found.lower),
            ("upper", found.upper),
        )
    }
    return _("Median %(median)s dagar; hälften ligger mellan %(lower)s och %(upper)s dagar.") % at


def _pictures(outcome: Outcome, shown: Sequence[Table], found: Results) -> Iterable[Picture]:
    by_name = {one.name: one for one in shown}
    title = outcome.name.in_language(language())
    if BEFORE in by_name and AFTER in by_name:
        before, after = by_name.pop(BEFORE), by_name.pop(AFTER)
        bars = _before_and_after(before, after)
        if bars:
            chart = ShareBars(
                _("%(name)s före och vid avslut") % {"name": title},
                (ShareGroup("", bars),),
                share_name=_("vid avslut"),
                marker_name=_("före"),
            )
            yield _drawn(chart, _key(outcome, BEFORE), found)
        elif CHANGE in by_name and (bars := _bars(by_name[CHANGE])):
            heading = f"{title}. {by_name[CHANGE].heading}"
            chart = ShareBars(heading, (ShareGroup("", bars),), share_name=_("andel"))
            yield _drawn(chart, _key(outcome, CHANGE), found)
    if "" in by_name and (bars := _bars(by_name[""])):
        chart = ShareBars(title, (ShareGroup("", bars),), share_name=_("andel"))
        yield _drawn(chart, _key(outcome), found)


def _bars(table: Table) -> tuple[Share, ...]:
    return tuple(_bar(one) for one in table.lines if one.share)


def _before_and_after(before: Table, after: Table) -> tuple[Share, ...]:
    """The classes at exit with a mark for before; none when they are not joined alike."""
    if [one.label for one in before.lines] != [one.label for one in after.lines]:
        return ()
    return tuple(
        _bar(one, marker)
        for one, marker in zip(after.lines, before.lines, strict=True)
        if one.share is not None and marker.share is not None
    )


def _bar(one: Line, marker: Line | None = None) -> Share:
    share = None if one.share is None else float(100 * one.share)
    other = None if marker is None or marker.share is None else float(100 * marker.share)
    return Share(one.label, share, one.of, marker=other)


def _key(outcome: Outcome, name: str = "") -> str:
    return "-".join(one for one in (outcome.code.replace("_", "-"), name) if one)


def _drawn(chart: ShareBars, about: str, found: Results) -> Picture:
    key = f"{about}-bild"
    frame = Frame(source=_("Enhetens egen uppföljning, %(year)s") % {"year": found.view.year})
    drawn = Drawing(chart, frame).shown(key, layouts=HALF_PAGE, table=False)
    return Picture(key, chart.title, drawn.svg, source=frame.source, heading_level=4)


def _data_table(about: str, title: str, one: Table) -> DataTable:
    return DataTable(
        key=f"{about}-tabell",
        caption=f"{title}. {one.heading}" if one.heading else title,
        columns=[Column(_("Klass")), Column(_("Antal"), True), Column(_("Andel"), True)],
        rows=[
            (
                line.label,
                _("dolt") if line.number is None else line.number,
                _("dolt") if line.number is None else components.Share(line.share),
            )
            for line in one.lines
        ],
    )


@dataclass(frozen=True, slots=True)
class Defined:
    """An indicator's definition in words."""

    code: str
    name: str
    definition: str
    terms: Sequence[components.Term]


@dataclass(frozen=True, slots=True)
class Definitions:
    """The page of definitions."""

    version: str
    valid_from: str
    indicators: Sequence[Defined]


def definitions(found: OutcomeSet) -> Definitions:
    """What each figure means."""
    lang = language()
    return Definitions(
        found.version,
        str(found.valid_from),
        [
            Defined(
                one.code,
                one.name.in_language(lang),
                one.definition.in_language(lang),
                [
                    components.Term(_("Täljare"), one.numerator.in_language(lang)),
                    components.Term(_("Nämnare"), one.denominator.in_language(lang)),
                    components.Term(_("Undantag"), one.exclusions.in_language(lang)),
                    components.Term(
                        _("Klasser"),
                        ", ".join(each.words.in_language(lang) for each in one.categories),
                    ),
                    components.Term(
                        _("Seriebrott"),
                        one.series_break.in_language(lang)
                        if one.series_break
                        else _("Inget, det är första versionen."),
                    ),
                ],
            )
            for one in found.outcomes
        ],
    )
