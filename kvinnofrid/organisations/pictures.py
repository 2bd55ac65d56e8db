"""The maps and curves of the pages, as the page's components take them."""

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.charts import (
    HALF_PAGE,
    WHOLE_PAGE,
    AreaValue,
    Category,
    Chart,
    CountLine,
    Frame,
    Layout,
    SwedenMap,
)
from kvinnofrid.charts.geography import TOPOLOGY, Level, load_geography
from kvinnofrid.organisations import queries
from kvinnofrid.organisations.queries import SIZE_CLASSES, Inhabitants, Place
from kvinnofrid.organisations.reference import SCB_DIVISION_2020, SCB_LATER
from kvinnofrid.web.components import Column, DataTable
from kvinnofrid.web.drawing import language
from kvinnofrid.web.pictures import Drawing, Drawn, words

_PLACE, _OTHERS = "place", "others"


def place_in_county(place: Place, county: Place, neighbours: Iterable[Place]) -> Drawn:
    """A municipality among those of its county; each leads to its page."""
    title = _("%(name)s i %(county)s") % {"name": place.name, "county": county.full_name}
    others = _("Övriga kommuner i länet")
    values = tuple(
        AreaValue(
            code=one.code,
            category=_PLACE if one.id == place.id else _OTHERS,
            value=place.name if one.id == place.id else others,
            href=None if one.id == place.id else queries.address(one),
        )
        for one in neighbours
        if one.code in _drawn("municipality")
    )
    chart = SwedenMap(
        title=title,
        categories=(Category(_PLACE, place.name, step=5), Category(_OTHERS, others, step=1)),
        values=values,
        county=county.code,
        description=_("%(name)s är markerad bland kommunerna i %(county)s.")
        % {"name": place.name, "county": county.full_name},
    )
    return _picture(chart, "karta", source=_map_source())


def county_by_size(county: Place, members: Iterable[Place], year: int) -> Drawn:
    """The municipalities of a county coloured by size class; each leads to its page."""
    classification = load_shipped().classification(SIZE_CLASSES)
    names = {one.code: one.name.in_language(language()) for one in classification.groups}
    classes = queries.size_classes(year)
    chart = SwedenMap(
        title=_("Kommunerna i %(county)s efter storlek") % {"county": county.full_name},
        categories=tuple(Category(code, name, step=int(code)) for code, name in names.items()),
        values=tuple(
            AreaValue(one.code, classes[one.id], names[classes[one.id]], queries.address(one))
            for one in members
            if one.id in classes and one.code in _drawn("municipality")
        ),
        county=county.code,
        value_name=_("Storleksklass"),
    )
    return _picture(chart, "karta", source=_map_source(year))


def on_map(county: Place) -> bool:
    """Whether the map has the county; one formed after the map was made it has not."""
    return county.code in _drawn("county")


def _drawn(level: Level) -> Collection[str]:
    return load_geography(TOPOLOGY).areas[level]


def counties_by_population(counties: Iterable[Place], year: int) -> Drawn:
    """The counties coloured by inhabitants; each leads to its page."""
    inhabitants = queries.populations_in(year)
    limits = ((5, 1_000_000), (4, 400_000), (3, 300_000), (2, 200_000), (1, 0))
    said = {
        5: _("1 000 000 invånare eller fler"),
        4: _("400 000–999 999"),
        3: _("300 000–399 999"),
        2: _("200 000–299 999"),
        1: _("Färre än 200 000"),
    }
    values = []
    for county in counties:
        known = inhabitants.get(county.id)
        if known is not None and on_map(county):
            step = next(step for step, least in limits if known.inhabitants >= least)
            number = _("%(number)s invånare") % {"number": words().number(known.inhabitants)}
            values.append(AreaValue(county.code, str(step), number, queries.address(county)))
    chart = SwedenMap(
        title=_("Län efter folkmängd %(year)s") % {"year": year},
        categories=tuple(Category(str(step), said[step], step=step) for step in said),
        values=tuple(values),
        level="county",
        value_name=_("Invånare"),
    )
    return _picture(chart, "karta", source=_map_source(year), note=_("Välj ett län på kartan."))


def group_on_map(name: str, members: Iterable[Place], everybody: Iterable[Place]) -> Drawn:
    """The members of a group among all municipalities; members lead to their pages."""
    inside = {one.id for one in members}
    others = _("Övriga kommuner")
    chart = SwedenMap(
        title=_("Kommunerna i gruppen %(group)s") % {"group": name},
        categories=(Category(_PLACE, name, step=5), Category(_OTHERS, others, step=1)),
        values=tuple(
            AreaValue(
                one.code,
                _PLACE if one.id in inside else _OTHERS,
                name if one.id in inside else others,
                queries.address(one) if one.id in inside else None,
            )
            for one in everybody
            if one.code in _drawn("municipality")
        ),
    )
    return _picture(chart, "karta", source=_map_source())


def population_curve(place: Place, figures: Sequence[Inhabitants]) -> Drawn:
    """Inhabitants by year, with the years that lack a figure as gaps; `figures` is not empty."""
    by_year = {one.year: one for one in figures}
    years = range(figures[0].year, figures[-1].year + 1)
    unit = _("invånare")
    title = _("Folkmängd i %(name)s") % {"name": place.full_name}
    chart = CountLine(
        title=title,
        points=tuple((y, by_year[y].inhabitants if y in by_year else None) for y in years),
        unit=unit,
    )
    note = ""
    if any(one.computed for one in figures):
        note = _("Summa av de kommuner som hörde dit enligt indelningen 2020-01-01.")
    table = DataTable(
        "folkmangd-tabell",
        title,
        [Column(_("År")), Column(_("Invånare 31 december"), numeric=True)],
        [(str(y), by_year[y].inhabitants if y in by_year else None) for y in reversed(years)],
    )
    sources = "; ".join(dict.fromkeys(_said_source(one.source) for one in figures))
    return _picture(chart, "folkmangd", source=sources, note=note, layouts=WHOLE_PAGE, table=table)


def _map_source(year: int | None = None) -> str:
    """The source of the map, and of inhabitants of a year when they decide the colours."""
    if year is None:
        return _("SCB, digitala gränser (CC0)")
    return _("SCB, digitala gränser (CC0) och folkmängd 31 december %(year)s") % {"year": year}


def _said_source(source: str) -> str:
    """The source of a figure in the language of the page; one of unknown wording as it stands."""
    return {
        SCB_DIVISION_2020: _("SCB, BE0101, 31 december, i indelningen 2020-01-01"),
        SCB_LATER: _("SCB, folkmängd 31 december"),
    }.get(source, source)


def _picture(
    chart: Chart,
    key: str,
    *,
    source: str,
    note: str = "",
    layouts: Collection[Layout] = HALF_PAGE,
    table: DataTable | bool = True,
) -> Drawn:
    return Drawing(chart, Frame(source=source, note=note)).shown(key, layouts=layouts, table=table)
