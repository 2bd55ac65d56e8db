"""What the page of one place shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.catalogue import Group
from kvinnofrid.organisations import pictures, queries
from kvinnofrid.organisations.groups import Division, divisions, groups_of
from kvinnofrid.organisations.history import history
from kvinnofrid.organisations.queries import Inhabitants, Kind, Place, Register
from kvinnofrid.organisations.tables import municipality_table
from kvinnofrid.web.components import (
    Cell,
    Column,
    DataTable,
    KeyFigure,
    Link,
    Term,
)
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_share
from kvinnofrid.web.pictures import Drawn

NEIGHBOURS = 5
"""How many of the same group are named: those nearest in inhabitants."""

_CODES = (("iso_3166_2", "ISO 3166-2"), ("nuts3", "NUTS 3"), ("nuts2", "NUTS 2"))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a table, and a sentence on what the table is."""

    heading: str
    table: DataTable
    text: str = ""


@dataclass(frozen=True, slots=True)
class PlacePage:
    """The page of one place from the top down; what is empty is left out."""

    title: str
    label: str
    lead: str
    trail: Sequence[Link]
    ended: str
    successors: Sequence[Link]
    key_figures: Sequence[KeyFigure]
    facts: Sequence[Term]
    facts_note: str
    map: Drawn | None
    population: Drawn | None
    sections: Sequence[Section]
    panels: Sequence[SafeString]


def place_page(place: Place, *, on: date) -> PlacePage:
    """The page of a place as it is on the day, or as it last was if it ended before."""
    return _Composer(place, on).page()


class _Composer:
    """Gathers what a page needs once; `at` is the day that the place is described on."""

    def __init__(self, place: Place, on: date) -> None:
        self.place, self.on = place, on
        self.register: Register = queries.register()
        over = place.ended is not None and place.ended <= on
        self.at = place.ended - timedelta(days=1) if over and place.ended else on
        self.year = queries.latest_population_year(until=self.at)
        self.parent = self.register.parent(place, on=self.at)
        self.county = place if place.kind == Kind.COUNTY else self._county()

    def _county(self) -> Place | None:
        above = self.parent
        while above is not None and above.kind != Kind.COUNTY:
            above = self.register.parent(above, on=self.at)
        return above

    def page(self) -> PlacePage:
        """Everything."""
        figures = queries.populations(self.place)
        return PlacePage(
            title=self._title(),
            label=kind_label(self.place.kind),
            lead=self._lead(),
            trail=self._trail(),
            ended=self._ended(),
            successors=[link(one) for one in queries.lineage(self.place).successors],
            key_figures=list(self._key_figures(figures)),
            facts=list(self._facts()),
            facts_note=self._facts_note(),
            map=self._map(),
            population=pictures.population_curve(self.place, figures) if figures else None,
            sections=list(self._sections()),
            panels=panels(self.place, on=self.at),
        )

    def _title(self) -> str:
        if self.place.kind == Kind.CITY_DISTRICT:
            return self.place.name
        return self.place.full_name

    def _lead(self) -> str:
        if self.place.kind == Kind.MUNICIPALITY and self.county:
            return _("Kommun i %(county)s") % {"county": self.county.full_name}
        if self.place.kind == Kind.CITY_DISTRICT and self.parent:
            said = {"municipality": self.parent.full_name}
            if self.place.identifier("district_type") == "stadsområde":
                return _("Stadsområde i %(municipality)s") % said
            return _("Stadsdel i %(municipality)s") % said
        if self.place.kind in {Kind.REGION, Kind.COUNTY_BOARD} and self.county:
            return self.county.full_name
        return ""

    def _trail(self) -> list[Link]:
        trail = [Link(_("Kommuner och län"), reverse("organisations:index"))]
        if self.place.kind in {Kind.NATION, Kind.NATIONAL_BODY}:
            return trail
        if self.county is not None and self.county.id != self.place.id:
            trail.append(link(self.county))
        if self.parent is not None and self.parent.kind == Kind.MUNICIPALITY:
            trail.append(link(self.parent))
        return trail

    def _ended(self) -> str:
        if self.place.ended is None or self.place.ended > self.on:
            return ""
        last = self.place.ended - timedelta(days=1)
        return _("%(name)s upphörde %(day)s. Sidan visar hur det var då.") % {
            "name": self.place.name,
            "day": last.isoformat(),
        }

    def _key_figures(self, figures: Sequence[Inhabitants]) -> Iterator[KeyFigure]:
        if figures:
            last = figures[-1]
            yield KeyFigure(
                _("Invånare"), last.inhabitants, _("31 december %(year)s") % {"year": last.year}
            )
            before = next((one for one in figures if one.year == last.year - 10), None)
            if before is not None and before.inhabitants:
                change = last.inhabitants / before.inhabitants - 1
                yield KeyFigure(
                    _("Förändring på tio år"),
                    _signed(change),
                    f"{before.year}–{last.year}",
                )
        if self.place.kind == Kind.COUNTY:
            inside = self.register.children(self.place, on=self.at, kind=Kind.MUNICIPALITY)
            yield KeyFigure(_("Kommuner"), len(inside), self.at.isoformat())
        for division, group in self._groups():
            if division.year is not None:
                yield KeyFigure(
                    _("Storleksklass"),
                    group.code,
                    _("%(group)s, %(year)s")
                    % {"group": group.name.in_language(language()), "year": division.year},
                    division.address_of(group),
                )

    def _groups(self) -> list[tuple[Division, Group]]:
        return list(groups_of(self.place, size_year=self.year))

    def _facts(self) -> Iterator[Term]:
        place = self.place
        if place.kind not in {Kind.NATIONAL_BODY, Kind.CITY_DISTRICT}:
            yield Term(_("Kod"), place.code)
        for name, label in (("letter", _("Länsbokstav")), *_CODES):
            if place.identifier(name):
                yield Term(label, place.identifier(name))
        if place.other_names:
            yield Term(_("Andra namn"), ", ".join(place.other_names))
        yield from self._relatives()
        if place.last_confirmed is not None and place.kind == Kind.CITY_DISTRICT:
            yield Term(_("Senast känd"), place.last_confirmed.isoformat())

    def _relatives(self) -> Iterator[Term]:
        if self.parent is not None and self.parent.kind == Kind.MUNICIPALITY:
            yield Term(_("Kommun"), link(self.parent))
        if self.county is None:
            return
        if self.county.id != self.place.id:
            yield Term(_("Län"), link(self.county))
        for kind in (Kind.REGION, Kind.COUNTY_BOARD):
            for other in self.register.children(self.county, on=self.at, kind=kind):
                if other.id != self.place.id:
                    yield Term(kind_label(kind), link(other))

    def _facts_note(self) -> str:
        if self.place.kind == Kind.CITY_DISTRICT and self.place.last_confirmed is not None:
            return _("Listan över stadsdelar är från mars 2017. Senare ändringar finns inte i den.")
        return ""

    def _map(self) -> Drawn | None:
        if self.place.kind == Kind.NATION:
            counties = queries.counties(on=self.at)
            return pictures.counties_by_population(counties, self.year) if self.year else None
        if self.county is None or not pictures.on_map(self.county):
            return None
        members = self.register.children(self.county, on=self.at, kind=Kind.MUNICIPALITY)
        if self.place.kind == Kind.COUNTY and self.year:
            return pictures.county_by_size(self.county, members, self.year)
        shown = self.parent if self.place.kind == Kind.CITY_DISTRICT else self.place
        if shown is None or shown.kind != Kind.MUNICIPALITY:
            return None
        return pictures.place_in_county(shown, self.county, members)

    def _sections(self) -> Iterator[Section]:
        if self.place.kind == Kind.MUNICIPALITY:
            yield from self._group_sections()
            yield from self._parts(Kind.CITY_DISTRICT, _("Stadsdelar"))
        if self.place.kind in {Kind.COUNTY, Kind.REGION, Kind.COUNTY_BOARD} and self.county:
            members = self.register.children(self.county, on=self.at, kind=Kind.MUNICIPALITY)
            table = municipality_table("kommuner", self.county.full_name, members, on=self.at)
            yield Section(_("Kommuner i länet"), table)
        if self.place.kind == Kind.CITY_DISTRICT and self.parent is not None:
            siblings = self.register.children(self.parent, on=self.at, kind=Kind.CITY_DISTRICT)
            yield self._list(
                _("Stadsdelar i %(name)s") % {"name": self.parent.full_name},
                [one for one in siblings if one.id != self.place.id],
            )
        if self.place.kind == Kind.NATION:
            yield self._list(_("Län"), queries.counties(on=self.at))
        past = history(self.place)
        if past is not None:
            yield Section(_("Historik"), past)

    def _group_sections(self) -> Iterator[Section]:
        groups = self._groups()
        if groups:
            rows: list[Sequence[Cell]] = []
            for division, group in groups:
                said = group.name.in_language(language())
                rows.append(
                    (
                        f"{division.classification.title.in_language(language())} "
                        f"({division.version})"
                        if division.year
                        else division.classification.title.in_language(language()),
                        Link(f"{group.code} {said}", division.address_of(group)),
                        group.definition.in_language(language()),
                    )
                )
            table = DataTable(
                "grupper",
                _("Grupper som %(name)s hör till") % {"name": self.place.name},
                [Column(_("Indelning")), Column(_("Grupp")), Column(_("Definition"))],
                rows,
                caption_hidden=True,
            )
            yield Section(_("Grupper"), table)
        yield from self._neighbours()

    def _neighbours(self) -> Iterator[Section]:
        """Those of the same SKR group that are nearest in inhabitants."""
        newest = next(iter(divisions(size_year=None)), None)
        group = newest.group_of(self.place) if newest else None
        if newest is None or group is None or self.year is None:
            return
        inhabitants = queries.populations_in(self.year)
        own = inhabitants.get(self.place.id)
        if own is None:
            return
        others = [
            one
            for one in newest.members(group, on=self.at)
            if one.id != self.place.id and one.id in inhabitants
        ]
        others.sort(key=lambda one: abs(inhabitants[one.id].inhabitants - own.inhabitants))
        heading = _("Närmast i samma grupp")
        text = ngettext(
            "Den kommun i gruppen %(group)s (SKR %(version)s) vars folkmängd ligger närmast.",
            "De %(count)s kommuner i gruppen %(group)s (SKR %(version)s) vars folkmängd ligger"
            " närmast.",
            len(others[:NEIGHBOURS]),
        ) % {
            "count": len(others[:NEIGHBOURS]),
            "group": group.name.in_language(language()),
            "version": newest.version,
        }
        if others:
            nearest = others[:NEIGHBOURS]
            table = municipality_table("grannar", heading, nearest, on=self.at, with_county=True)
            yield Section(heading, table, text)

    def _parts(self, kind: Kind, heading: str) -> Iterator[Section]:
        known = [
            version
            for version in self.register.places
            if version.parent_id == self.place.id and version.kind == kind
        ]
        if known:
            known.sort(key=lambda one: one.order)
            yield self._list(
                heading, known, _("Som de var i mars 2017; senare ändringar är inte alla kända.")
            )

    def _list(self, heading: str, places: Sequence[Place], text: str = "") -> Section:
        rows: list[Sequence[Cell]] = [(link(one), _last_day(one, self.on)) for one in places]
        columns = [Column(_("Namn")), Column(_("Upphörde"))]
        if not any(last for _name, last in rows):
            rows, columns = [row[:1] for row in rows], columns[:1]
        table = DataTable("lista", heading, columns, rows, caption_hidden=True)
        return Section(heading, table, text)


def panels(place: Place, *, on: date) -> list[SafeString]:
    """What domains above have to say of the place, as the registry of domains names them."""
    said = (import_string(name)(place, on=on) for name in settings.PLACE_PANELS)
    return [html for html in said if html]


def link(place: Place) -> Link:
    """A link to the page of a place, by the name that it goes by."""
    long = place.kind in {Kind.COUNTY}
    return Link(place.full_name if long else place.name, queries.address(place))


def kind_label(kind: str) -> str:
    """The kind in words, with a capital letter."""
    word = str(Kind(kind).label)
    return word[:1].upper() + word[1:]


def _signed(change: float) -> str:
    """A change as per cent with its sign: +14,7 %."""
    said = format_share(change, language(), 1)
    return f"+{said}" if change > 0 else said


def _last_day(place: Place, on: date) -> str:
    if place.ended is None or place.ended > on:
        return ""
    return (place.ended - timedelta(days=1)).isoformat()
