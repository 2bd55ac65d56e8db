"""What the pages with many places show: the entrance, lists of a kind, groups and search."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Group
from kvinnofrid.organisations import pictures, queries
from kvinnofrid.organisations.groups import Division, divisions
from kvinnofrid.organisations.presenters import Section, kind_label, link
from kvinnofrid.organisations.queries import Kind, Place
from kvinnofrid.organisations.reference import DISTRICTS_CONFIRMED
from kvinnofrid.organisations.tables import municipality_table
from kvinnofrid.web.components import (
    Cell,
    Column,
    DataTable,
    Download,
    KeyFigure,
    Link,
)
from kvinnofrid.web.drawing import language
from kvinnofrid.web.pictures import Drawn

FORMS = ("csv", "xlsx", "json")


@dataclass(frozen=True, slots=True)
class DivisionList:
    """A division with its groups as links and how many are in each."""

    title: str
    table: DataTable


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The entrance to all places."""

    map: Drawn | None
    counties: DataTable
    divisions: Sequence[DivisionList]
    others: Sequence[Link]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A group of a division: its definition, its members on the map and in a table."""

    title: str
    label: str
    lead: str
    trail: Sequence[Link]
    siblings: Sequence[Link]
    siblings_label: str
    key_figures: Sequence[KeyFigure]
    note: str
    source: str
    map: Drawn
    members: Section


@dataclass(frozen=True, slots=True)
class Result:
    """A place found: what it is and, when it was found by another name or a code, by which."""

    link: Link
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked and found."""

    text: str
    results: Sequence[Result]
    suggestions: Sequence[Result]
    limited: bool


def index_page(*, on: date) -> IndexPage:
    """The map and the lists by county and group."""
    year = queries.latest_population_year()
    counties = queries.counties(on=on)
    inhabitants = queries.populations_in(year) if year else {}
    register = queries.register()
    rows: list[Sequence[Cell]] = []
    for county in counties:
        known = inhabitants.get(county.id)
        rows.append(
            (
                link(county),
                county.code,
                len(register.children(county, on=on, kind=Kind.MUNICIPALITY)),
                known.inhabitants if known else None,
            )
        )
    table = DataTable(
        "lan",
        _("Län"),
        [
            Column(_("Län")),
            Column(_("Kod")),
            Column(_("Kommuner"), numeric=True),
            Column(_("Invånare %(year)s") % {"year": year or ""}, numeric=True),
        ],
        rows,
        caption_hidden=True,
    )
    kinds = (
        Kind.MUNICIPALITY,
        Kind.REGION,
        Kind.COUNTY_BOARD,
        Kind.CITY_DISTRICT,
        Kind.NATIONAL_BODY,
        Kind.NATION,
    )
    return IndexPage(
        map=pictures.counties_by_population(counties, year) if year else None,
        counties=table,
        divisions=[_division_list(one, on) for one in divisions(size_year=year)],
        others=[Link(plural(kind), reverse("organisations:kind", args=[kind])) for kind in kinds],
    )


def _division_list(division: Division, on: date) -> DivisionList:
    rows: list[Sequence[Cell]] = [
        (
            Link(_group_name(group), division.address_of(group)),
            len(division.members(group, on=on)),
        )
        for group in division.classification.groups
    ]
    title = _division_title(division)
    return DivisionList(
        title,
        DataTable(
            division.address,
            title,
            [Column(_("Grupp")), Column(_("Kommuner"), numeric=True)],
            rows,
            caption_hidden=True,
        ),
    )


def _division_title(division: Division) -> str:
    title = division.classification.title.in_language(language())
    return f"{title} {division.year}" if division.year else title


def _group_name(group: Group) -> str:
    return f"{group.code} {group.name.in_language(language())}"


def plural(kind: str) -> str:
    """The kind as a heading of a list."""
    return {
        Kind.NATION: _("Riket"),
        Kind.NATIONAL_BODY: _("Nationella organ"),
        Kind.COUNTY: _("Län"),
        Kind.COUNTY_BOARD: _("Länsstyrelser"),
        Kind.REGION: _("Regioner"),
        Kind.MUNICIPALITY: _("Kommuner"),
        Kind.CITY_DISTRICT: _("Stadsdelar 2017"),
    }[Kind(kind)]


def trail() -> list[Link]:
    """The way to a page under the entrance."""
    return [Link(_("Kommuner och län"), reverse("organisations:index"))]


def kind_table(kind: str, *, on: date) -> DataTable:
    """All of a kind; city districts as they were in 2017."""
    register = queries.register()
    if kind == Kind.MUNICIPALITY:
        everybody = queries.municipalities(on=on)
        return municipality_table("kommuner", plural(kind), everybody, on=on, with_county=True)
    districts = kind == Kind.CITY_DISTRICT
    day = DISTRICTS_CONFIRMED if districts else on
    places = queries.counties(on=on) if kind == Kind.COUNTY else register.of_kind(kind, on=day)
    if kind in {Kind.COUNTY, Kind.NATIONAL_BODY}:
        return DataTable(
            "lista",
            plural(kind),
            [Column(_("Namn"))],
            [(link(place),) for place in places],
            caption_hidden=True,
        )
    above = [register.parent(place, on=day) for place in places]
    rows: list[Sequence[Cell]] = [
        (link(place), parent.full_name if parent else None)
        for place, parent in zip(places, above, strict=True)
    ]
    columns = [Column(_("Namn")), Column(_("Kommun") if districts else _("Län"))]
    return DataTable("lista", plural(kind), columns, rows, caption_hidden=True)


def kind_note(kind: str) -> str:
    """What must be known to read the list of a kind right."""
    if kind == Kind.CITY_DISTRICT:
        return _(
            "Stadsdelar i Stockholm, Göteborg och Malmö som de var i mars 2017. Göteborgs upphörde"
            " 2020-12-31; senare ändringar i de andra städerna finns inte i listan."
        )
    return ""


def municipality_files() -> list[Download]:
    """The list of municipalities as files."""
    return [
        Download(form.upper(), reverse("organisations:municipality_file", args=[form]))
        for form in FORMS
    ]


def group_page(division: Division, group: Group, *, on: date) -> GroupPage:
    """The page of a group."""
    members = division.members(group, on=on)
    name = _group_name(group)
    year = queries.latest_population_year()
    figures = queries.populations_in(year) if year else {}
    known = [figures[one.id].inhabitants for one in members if one.id in figures]
    everybody = queries.municipalities(on=on)
    source = division.classification.source
    return GroupPage(
        title=name,
        label=_division_title(division),
        lead=group.definition.in_language(language()),
        trail=trail(),
        siblings=[
            Link(_group_name(one), division.address_of(one), current=one.code == group.code)
            for one in division.classification.groups
        ],
        siblings_label=_division_title(division),
        key_figures=[
            KeyFigure(_("Kommuner"), len(members), _("av %(count)s") % {"count": len(everybody)}),
            KeyFigure(
                _("Invånare"),
                sum(known) if len(known) == len(members) else None,
                _("Summa av kommunerna, 31 december %(year)s") % {"year": year or ""},
            ),
        ],
        note=division.classification.description.in_language(language()),
        source=f"{source.publisher}: {source.title} ({source.published})",
        map=pictures.group_on_map(name, members, everybody),
        members=Section(
            _("Kommuner i gruppen"),
            municipality_table(
                "kommuner", name, members, on=on, with_county=True, with_groups=False
            ),
        ),
    )


def search_page(text: str, *, on: date, limit: int) -> SearchPage:
    """What a search finds, also among those that have ended."""
    found = queries.search(text, on=on, limit=limit + 1, ended=True)
    return SearchPage(
        text=text,
        results=[_result(hit, on) for hit in found.hits[:limit]],
        suggestions=[_result(hit, on) for hit in found.suggestions],
        limited=len(found.hits) > limit,
    )


def _result(hit: queries.Hit, on: date) -> Result:
    place = hit.place
    names = {place.name, place.full_name}
    return Result(link(place), _what(place, on), "" if hit.by in names else hit.by)


def _what(place: Place, on: date) -> str:
    said = list(_said_of(place, on))
    return ", ".join(said)


def _said_of(place: Place, on: date) -> Iterator[str]:
    yield kind_label(place.kind)
    above = queries.parent(place, on=on)
    if above is not None and above.kind != Kind.NATION:
        yield above.full_name
    if place.ended is not None and place.ended <= on:
        yield _("upphörd")
