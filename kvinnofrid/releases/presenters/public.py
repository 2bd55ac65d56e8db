"""The pages that everybody reads: all releases, one release, one of its indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.access.policy import ZONE
from kvinnofrid.catalogue import Outcome, OutcomeSet, load_shipped
from kvinnofrid.engine.areas import NATION, level_of
from kvinnofrid.engine.cubes import besides, denominator
from kvinnofrid.engine.tables import DisclosedTable
from kvinnofrid.releases import figures as made
from kvinnofrid.releases import words
from kvinnofrid.releases.figures import Figures
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.queries import Published
from kvinnofrid.releases.rules import TableName
from kvinnofrid.statistics.episodes import CHANGE, UNKNOWN
from kvinnofrid.web.components import (
    Card,
    Cell,
    Choice,
    Column,
    DataTable,
    Download,
    FilterForm,
    Link,
    Option,
    Term,
)
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_number, format_share

Tables = Mapping[TableName, DisclosedTable]
ALL_FORMS = ("zip", "parquet")
FORMS = ("csv", "xlsx", "parquet", "json")
FORM_WORDS = {"json": "JSON-stat", "parquet": "Parquet", "zip": "ZIP"}
FIRST_SAID = 3


@dataclass(frozen=True, slots=True)
class IndexPage:
    """All releases, the one in force first."""

    current: Card | None
    others: Sequence[Card]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Indicators under a heading, as a table."""

    id: str
    name: str
    table: DataTable


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A release: what it says of the nation, how it was made, its files."""

    title: str
    label: str
    synthetic: bool
    replaced: str
    replaced_by: Link | None
    replaces: str
    replaces_link: Link | None
    year: str
    sections: Sequence[Section]
    protection: Sequence[Term]
    about: Sequence[Term]
    downloads: Sequence[Download]
    more: Sequence[Link]


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """An indicator of a release: its definition and its figures by area."""

    title: str
    release: Link
    label: str
    synthetic: bool
    replaced_by: Link | None
    definition: Sequence[Term]
    filters: FilterForm
    tables: Sequence[DataTable]
    hidden: str
    downloads: Sequence[Download]


def owner_of(release: Published) -> OutcomeSet:
    """The definitions of all that a release has."""
    return load_shipped().released(release.outcome_set, release.version)


def last_day(release: Published) -> date:
    """The day whose areas a release is of."""
    return words.last_day(release.years[-1])


def address(name: str, *more: object) -> str:
    """An address of releases."""
    return reverse(f"releases:{name}", args=[*more])


def release_link(number: int) -> Link:
    """A release by its number."""
    return Link(_("Utgåva %(number)d") % {"number": number}, address("release", number))


def period(release: Published) -> str:
    """The years of a release."""
    first, last = release.years[0], release.years[-1]
    return str(first) if first == last else f"{first}–{last}"


def index(found: Sequence[Published]) -> IndexPage:
    """The page of all releases."""
    current = next((one for one in found if one.superseded_by is None), None)
    return IndexPage(
        None if current is None else _card(current),
        [_card(one) for one in found if one is not current],
        any(one.synthetic for one in found),
    )


def _card(one: Published) -> Card:
    said = [_("Publicerad %(day)s.") % {"day": day(one.published_at)}]
    if one.superseded_by is not None:
        said.append(_("Ersatt av utgåva %(number)d.") % {"number": one.superseded_by})
    if one.synthetic:
        said.append(_("Påhittade uppgifter."))
    label = _("Utgåva %(number)d") % {"number": one.number}
    return Card(one.titled(language()), address("release", one.number), " ".join(said), label)


def day(at: datetime) -> str:
    """The Swedish day of a time."""
    return f"{at.astimezone(ZONE):%Y-%m-%d}"


def release(one: Published, tables: Tables, row: Release) -> ReleasePage:
    """The page of a release."""
    owner, lang, year = owner_of(one), language(), str(one.years[-1])
    return ReleasePage(
        title=one.titled(lang),
        label=_("Utgåva %(number)d") % {"number": one.number},
        synthetic=one.synthetic,
        replaced=one.why_replaced(lang),
        replaced_by=None if one.superseded_by is None else release_link(one.superseded_by),
        replaces=one.why(lang),
        replaces_link=None if one.supersedes is None else release_link(one.supersedes),
        year=year,
        sections=list(_sections(one, owner, tables, year)),
        protection=_protection(tables, row),
        about=_about(one, row),
        downloads=[
            Download(FORM_WORDS[form], f"{address('release', one.number)}allt.{form}")
            for form in ALL_FORMS
        ],
        more=[
            Link(_("Ordlista över alla kolumner och koder (CSV)"), address("codes", one.number)),
            Link(_("Underskriften och vad den gäller (JSON)"), address("signature", one.number)),
        ],
    )


def _sections(one: Published, owner: OutcomeSet, tables: Tables, year: str) -> list[Section]:
    lang, found = language(), []
    for section in owner.sections:
        rows = [
            _said_of(one, outcome, tables, year)
            for outcome in owner.outcomes
            if outcome.section == section.id and made.figures(outcome, tables)
        ]
        if rows:
            name = section.name.in_language(lang)
            table = DataTable(
                section.id,
                _("%(what)s, riket %(year)s") % {"what": name, "year": year},
                [Column(_("Mått")), Column(_("Antal"), True), Column(_("Så fördelar de sig"))],
                rows,
                stacked=True,
            )
            found.append(Section(section.id, name, table))
    return found


def _said_of(one: Published, outcome: Outcome, tables: Tables, year: str) -> list[Cell]:
    every = made.figures(outcome, tables)
    figures = next((some for some in every if some.name == CHANGE), every[0])
    n = figures.n(NATION, year)
    link = Link(outcome.name.in_language(language()), address("outcome", one.number, outcome.code))
    return [link, words.hidden() if n is None else n, _shares(outcome, figures, year)]


def _shares(outcome: Outcome, figures: Figures, year: str) -> str:
    """The greatest classes of the nation in words, by size; a median where it counts days."""
    quarters = figures.first.quartiles(NATION, year)
    if quarters is not None:
        median = format_number(made.median_of(quarters), language())
        return _("hälften inom %(days)s dagar") % {"days": median}
    beside = besides(outcome, figures.name)
    counts = dict(zip(figures.codes, figures.row(NATION, year), strict=True))
    among = denominator(counts, figures.n(NATION, year), beside)
    known = [
        (number, word)
        for code, word in figures.columns
        if (number := counts[code]) is not None and code not in {*beside, UNKNOWN}
    ]
    if not among or not known:
        return _("dolt för att ingen ska kunna pekas ut")
    ordered = known if figures.name == CHANGE else sorted(known, key=lambda pair: -pair[0])
    said = ordered[:FIRST_SAID]
    if UNKNOWN not in beside and (unknown := counts.get(UNKNOWN)):
        said.append((unknown, _("okänt")))
    return ", ".join(f"{word} {format_share(number / among, language())}" for number, word in said)


def _protection(tables: Tables, row: Release) -> list[Term]:
    cells = sum(len(one.values) for one in tables.values())
    hidden = sum(one.hidden for one in tables.values())
    areas = next(iter(tables.values())).codes("area")
    pooled = sum("-" in one for one in areas)
    method = row.method
    return [
        Term(_("Tal i utgåvan"), cells, _("Antal personer i en klass, ett område och ett år.")),
        Term(
            _("Dolda tal"),
            hidden,
            _("Ett dolt tal är litet, eller behövs för att inget litet ska gå att räkna ut. Vilket"
              " av dem sägs aldrig."),
        ),
        Term(
            _("Områden som visas tillsammans"),
            pooled,
            _("Kommuner och län som inte kan visas för sig utan att någon kan pekas ut."),
        ),
        Term(
            _("Regel"),
            _("minst %(least)s personer, och en osäkerhet på minst %(width)s för den som räknar")
            % {"least": method.get("threshold", 5), "width": method.get("width", 4)},
            _rule_said(str(method.get("rule", ""))),
        ),
        Term(
            _("Prövad mot"),
            _tried_against(row),
            _("Det som går att räkna ut genom att jämföra utgåvor är också dolt."),
        ),
    ]  # fmt: skip


def _rule_said(name: str) -> str:
    """What the rule that a release was made by says; nothing of one that is no longer known."""
    for one in load_shipped().disclosure_rules:
        if f"{one.id} {one.version}" == name:
            return one.description.in_language(language())
    return ""


def _tried_against(row: Release) -> str:
    count = len(row.against)
    if not count:
        return _("sig själv; ingen utgåva fanns före den")
    return ngettext(
        "sig själv och %(count)d tidigare utgåva", "sig själv och %(count)d tidigare utgåvor", count
    ) % {"count": count}


def _about(one: Published, row: Release) -> list[Term]:
    made_from, licence = row.made_from, settings.DATA_LICENCE
    return [
        Term(_("År"), period(one)),
        Term(_("Publicerad"), day(one.published_at)),
        Term(_("Uppgifterna hämtade"), made_from.get("day")),
        Term(_("Insatsperioder i underlaget"), made_from.get("episodes")),
        Term(
            _("Definitioner"),
            f"{owner_of(one).title.in_language(language())}, {one.version}",
        ),
        Term(_("Metod"), _("Räknat på alla uppgifter, inte ett urval. Föreslagen av en person och"
                           " godkänd av en annan. Ändras aldrig: ett fel rättas i en ny utgåva.")),
        Term(_("Licens"), Link(licence.name, licence.address)),
        Term(_("Innehållets kontrollsumma (SHA-256)"), one.digest),
    ]  # fmt: skip


def outcome(
    one: Published, found: Outcome, tables: Tables, asked: QueryDict, *, here: str
) -> OutcomePage:
    """The page of an indicator: one year, and the areas of a county or all counties."""
    every = made.figures(found, tables)
    first = every[0].first
    year = _one_of(asked.get("ar", ""), first.codes("year"), first.codes("year")[-1])
    counties = [area for area in first.codes("area") if level_of(area) == "county"]
    county = _one_of(asked.get("lan", ""), counties, "")
    on = last_day(one)
    chosen = [
        area
        for area in words.in_order(first.codes("area"), on=on)
        if _in(area, county) and not _is_of_others(every, area, year)
    ]
    hidden = sum(
        number is None for some in every for area in chosen for number in some.row(area, year)
    )
    return OutcomePage(
        title=found.name.in_language(language()),
        release=release_link(one.number),
        label=_("Utgåva %(number)d · %(title)s")
        % {"number": one.number, "title": one.titled(language())},
        synthetic=one.synthetic,
        replaced_by=None if one.superseded_by is None else release_link(one.superseded_by),
        definition=_definition(first),
        filters=_filters(first.codes("year"), counties, year, county, here=here, on=on),
        tables=[_table(found, some, chosen, year, on) for some in every],
        hidden=_hidden_said(hidden),
        downloads=[
            Download(FORM_WORDS.get(form, form.upper()), f"{here.rstrip('/')}.{form}")
            for form in FORMS
        ],
    )


def offered(found: Outcome, tables: Tables) -> dict[str, tuple[str, ...]]:
    """What can be chosen on the page of an indicator, by the name that the address has."""
    first = made.figures(found, tables)[0].first
    counties = tuple(area for area in first.codes("area") if level_of(area) == "county")
    return {"ar": first.codes("year"), "lan": counties}


def _one_of(asked: str, offered: Sequence[str], default: str) -> str:
    return asked if asked in offered else default


def _in(area: str, county: str) -> bool:
    """Without a county the nation and all counties; with one, also what is in it."""
    if not county:
        return level_of(area) != "municipality"
    return area == NATION or area[:2] == county[:2]


def _is_of_others(every: Sequence[Figures], area: str, year: str) -> bool:
    """Whether a row of areas told of together is one that only other indicators have."""
    return "-" in area and all(some.n(area, year) is None for some in every)


def _definition(table: DisclosedTable) -> list[Term]:
    described = table.query.describe(language())
    return [Term(heading, said) for heading, said in described.lines]


def _filters(
    years: Sequence[str],
    counties: Sequence[str],
    year: str,
    county: str,
    *,
    here: str,
    on: date,
) -> FilterForm:
    return FilterForm(
        "figures",
        _("Välj år och län"),
        [
            Choice("ar", _("År"), [Option(one, one) for one in reversed(years)], year),
            Choice(
                "lan",
                _("Län"),
                [
                    Option("", _("Alla län")),
                    *(Option(one, words.area_name(one, on=on)) for one in counties),
                ],
                county,
            ),
        ],
        "siffror",
        here,
    )


def _table(
    found: Outcome, figures: Figures, areas: Sequence[str], year: str, on: date
) -> DataTable:
    name = found.name.in_language(language())
    heading = f"{name}. {figures.heading}" if figures.heading else name
    columns = [Column(_("Område")), Column(_("Alla"), True)]
    columns += [Column(word, True) for _code, word in figures.columns]
    days = bool(figures.first.quarters)
    if days:
        columns.append(Column(_("Median, dagar"), True))
    rows = [_row(figures, area, year, days=days, on=on) for area in areas]
    key = f"{found.code}-{figures.name}" if figures.name else found.code
    return DataTable(key, f"{heading}, {year}", columns, rows, stacked=len(columns) < _STACKED)


_STACKED = 8
"""A table with fewer columns is stacked on a phone; a wider one is looked at by scrolling."""


def _row(figures: Figures, area: str, year: str, *, days: bool, on: date) -> list[Cell]:
    cells: list[Cell] = [words.area_name(area, on=on), _shown(figures.n(area, year))]
    cells += [_shown(number) for number in figures.row(area, year)]
    if days:
        quarters = figures.first.quartiles(area, year)
        cells.append(words.hidden() if quarters is None else made.median_of(quarters))
    return cells


def _shown(number: int | None) -> Cell:
    return words.hidden() if number is None else number


def _hidden_said(hidden: int) -> str:
    if not hidden:
        return _("Inget tal i tabellen är dolt.")
    return ngettext(
        "%(count)d tal är dolt (..): det är litet, eller så gick ett litet annars att räkna ut.",
        "%(count)d tal är dolda (..): de är små, eller så gick ett litet annars att räkna ut.",
        hidden,
    ) % {"count": hidden}
