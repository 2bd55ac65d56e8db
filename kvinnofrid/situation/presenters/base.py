"""What every page of the picture has: the release, the year, the places it leads to, its source."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Sign
from kvinnofrid.charts import Frame
from kvinnofrid.engine.areas import NATION, NOWHERE, REST
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Kind, Place
from kvinnofrid.situation import queries
from kvinnofrid.situation.presenters.told import number
from kvinnofrid.situation.queries import Area, Picture, last_day
from kvinnofrid.spreadsheets.writing import Cell
from kvinnofrid.web.components import Choice, Link, Option
from kvinnofrid.web.drawing import language
from kvinnofrid.web.public_pages import Choices, NoSuchPageError, Page, say

MADE_UP = "pahittat"
"""How the names of files with made-up figures begin."""
KINDS = {Kind.COUNTY: "county", Kind.MUNICIPALITY: "municipality"}


def open_picture(now: datetime) -> Picture:
    """The picture of now; NoSuchPageError before anything is published."""
    found = queries.picture(now=now)
    if found is None:
        raise NoSuchPageError("no release is published")
    return found


def address_of(place: Place) -> str:
    """The page of a place."""
    if place.kind == Kind.NATION:
        return reverse("situation:nation")
    return reverse(f"situation:{KINDS[Kind(place.kind)]}", args=[place.address])


def address_of_sign(sign: Sign) -> str:
    """The page of a sign."""
    return reverse("situation:sign", args=[sign.code])


class SituationPage(Page):
    """A page of the picture, for a year."""

    def __init__(self, *, address: str, asked: QueryDict, now: datetime) -> None:
        super().__init__(address=address, choices=Choices(asked))
        self.picture_now = open_picture(now)
        self._mark = queries.asked(now=now).mark
        years = [str(year) for year in self.picture_now.years]
        self.year = int(self.choices.one("ar", years, years[0]))
        self.on = last_day(self.year)
        self.register = organisations.register()

    @property
    def mark(self) -> tuple[Hashable, ...]:
        """The releases, the definitions, who there is, and what stands beside."""
        return (self._mark,)

    @property
    def is_made_up(self) -> bool:
        """Whether the figures are of made-up people."""
        return self.picture_now.release.synthetic

    @property
    def saved_as(self) -> str:
        return f"{MADE_UP}-{self.file_name}" if self.is_made_up else self.file_name

    @property
    def trail(self) -> Sequence[Link]:
        return [Link(_("Lägesbild"), reverse("situation:nation"))]

    @property
    def release_title(self) -> str:
        """The release by number and title."""
        one = self.picture_now.release
        return _("utgåva %(number)s, %(title)s") % {
            "number": one.number,
            "title": one.titled(language()),
        }

    @property
    def source_said(self) -> str:
        """Where the figures come from."""
        one = self.picture_now.release
        text = _("Kvinnofrid, %(release)s, publicerad %(day)s") % {
            "release": self.release_title,
            "day": one.published_at.date().isoformat(),
        }
        return f"{text}. {_('Påhittade uppgifter.')}" if self.is_made_up else text

    @property
    def hidden_said(self) -> str:
        """How many figures of the release are hidden, and why."""
        hidden, every = self.picture_now.hidden
        return _(
            "Utgåvan döljer %(hidden)s av %(every)s tal. Dolt är det som gäller en till fyra"
            " personer, tal av vilken storlek som helst där alla utom en till fyra hör till samma"
            " kommun, län eller enhet, och så många andra som behövs för att ingen ska kunna räkna"
            " fram dem."
            " Allt som är dolt står som ”dolt”, så det syns inte vilket skäl det var."
        ) % {"hidden": number(hidden), "every": number(every)}

    def frame(self, note: str = "") -> Frame:
        """What stands around a picture in a file."""
        return Frame(source=self.source_said, subtitle=f"{self.title}, {self.year}", note=note)

    def about(self) -> Sequence[tuple[str, Cell]]:
        one = self.picture_now.release
        return [
            *super().about(),
            (_("Utgåva"), one.number),
            (_("Publicerad"), one.published_at.date()),
            (_("Utgåvans innehåll (SHA-256)"), one.digest),
            (_("Definitioner"), f"{one.outcome_set} {one.version}"),
            (_("Lägesbildens version"), self.picture_now.signs.version),
            (_("Påhittade uppgifter"), _("ja") if one.synthetic else _("nej")),
            (_("Dolt"), self.hidden_said),
        ]

    def year_choice(self) -> Choice:
        """The years to choose between."""
        years = [Option(str(year), str(year)) for year in self.picture_now.years]
        return Choice("ar", _("År"), years, str(self.year))

    def area_at(self, kind: str, address: str) -> Area:
        """The area with an address; NoSuchPageError when there is none."""
        found = self.register.at_address(kind, address, on=self.on)
        if found is None:
            raise NoSuchPageError(address)
        place = self.register.place(found, on=self.on)
        return Area(place.code, place)

    def nation(self) -> Area:
        """The nation."""
        return Area(NATION, organisations.nation(on=self.on))

    @cached_property
    def counties(self) -> tuple[Area, ...]:
        """The counties of the year."""
        return tuple(Area(one.code, one) for one in organisations.counties(on=self.on))

    @cached_property
    def municipalities(self) -> tuple[Area, ...]:
        """The municipalities of the year."""
        return tuple(Area(one.code, one) for one in organisations.municipalities(on=self.on))

    def inside(self, county: Area) -> tuple[Area, ...]:
        """The municipalities of a county."""
        return tuple(one for one in self.municipalities if one.county == county.code)

    def county_of(self, area: Area) -> Area | None:
        """The county of a municipality."""
        found = self.register.by_code(Kind.COUNTY, area.code[:2], on=self.on)
        return None if found is None else Area(found.code, found)

    def named(self, code: str) -> str:
        """The name of an area by the code of its row."""
        if code == NATION:
            return _("Riket")
        county = self.register.by_code(Kind.COUNTY, code[:2], on=self.on)
        inside = _("riket") if county is None else county.full_name
        if code.endswith(REST):
            if county is None:
                return _("Övriga län tillsammans")
            return _("Övriga kommuner i %(county)s tillsammans") % {"county": inside}
        if code.endswith(NOWHERE):
            return _("Enheter utan kommun, %(county)s") % {"county": inside}
        if len(code) == len(NATION):
            return inside
        found = self.register.by_code(Kind.MUNICIPALITY, code, on=self.on)
        return code if found is None else found.name

    def in_text(self, code: str) -> str:
        """The name of an area in the midst of a line."""
        name = self.named(code)
        return name if code.isdigit() and code != NATION else name[:1].lower() + name[1:]


def label(sign: Sign) -> str:
    """What a sign is called in a list: with its unit when it is no share."""
    name = say(sign.name)
    return _("%(name)s per 10\u00a0000 invånare") % {"name": name} if sign.kind == "rate" else name
