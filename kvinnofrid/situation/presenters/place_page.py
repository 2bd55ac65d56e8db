"""The picture of the nation, a county or a municipality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Sign, SituationPart
from kvinnofrid.charts import HALF_PAGE, SwedenMap
from kvinnofrid.organisations.queries import Kind
from kvinnofrid.situation.presenters import (
    beside,
    findings,
    pictures,
    sheets,
    signs,
    tables,
    told,
)
from kvinnofrid.situation.presenters.base import (
    SituationPage,
    address_of,
    label,
)
from kvinnofrid.situation.presenters.choosing import Groups, areas_beside
from kvinnofrid.situation.presenters.comparing import Comparing
from kvinnofrid.situation.presenters.tables import Whole
from kvinnofrid.situation.queries import SURVEY, Area
from kvinnofrid.situation.rules import State
from kvinnofrid.spreadsheets.writing import Sheet
from kvinnofrid.web.components import (
    Choice,
    DataTable,
    Download,
    FilterForm,
    KeyFigure,
    Link,
    Option,
    Picture,
    Term,
)
from kvinnofrid.web.pictures import Drawing
from kvinnofrid.web.public_pages import Draw, say

MAPPED = "safer"
"""The sign that a map shows until another is chosen."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table shown whole, as picture and table."""

    title: str
    address: str
    picture: Picture | None
    table: DataTable
    beside: str


@dataclass(frozen=True, slots=True)
class Part:
    """A question that the picture answers."""

    id: str
    name: str
    lead: str
    note: str
    signs: DataTable
    shown: Sequence[Shown]


class PlacePage(SituationPage):
    """The picture of one area."""

    template = "situation/place.html"

    def __init__(
        self, asked: QueryDict, *, now: datetime, kind: str = Kind.NATION, place: str = ""
    ) -> None:
        super().__init__(address=reverse("situation:nation"), asked=asked, now=now)
        self.area = self.nation() if kind == Kind.NATION else self.area_at(kind, place)
        self.address = address_of(self.area.place)
        self.groups = Groups(self)
        offered_groups = {one.value for one in self.groups.options()}
        is_municipality = self.area.kind == Kind.MUNICIPALITY
        self.group = self.choices.one(
            "grupp",
            offered_groups if is_municipality else (),
            self.groups.own(self.area) if is_municipality else "",
        )
        beside = {one.value: one for one in self._areas_beside if one.value}
        other = self.choices.one("bredvid", beside)
        self.other = next((one for one in self._alike if one.code == other), None)
        group = self.groups.find(self.group) if self.group else None
        self.comparing = Comparing(self, self.area, group, self.other)
        mapped = [one.code for one in self.picture_now.signs.signs]
        default = MAPPED if MAPPED in mapped else mapped[0]
        offered = [] if self.area.kind == Kind.MUNICIPALITY else mapped
        self.mapped = self.picture_now.sign(self.choices.one("tal", offered, default))

    @property
    def title(self) -> str:
        return _("Lägesbild för %(name)s") % {"name": self.plain_name}

    @property
    def is_nation(self) -> bool:
        """Whether it is the picture of the nation."""
        return self.area.kind == Kind.NATION

    @property
    def plain_name(self) -> str:
        """The name in running text."""
        return _("riket") if self.area.kind == Kind.NATION else self.area.place.full_name

    @property
    def file_name(self) -> str:
        name = "riket" if self.area.kind == Kind.NATION else self.area.place.address
        return f"lagesbild-{self.year}-{name}"

    @property
    def trail(self) -> Sequence[Link]:
        if self.area.kind == Kind.NATION:
            return []
        found = [*super().trail]
        county = self.county_of(self.area) if self.area.kind == Kind.MUNICIPALITY else None
        if county is not None:
            found.append(Link(county.place.full_name, address_of(county.place)))
        return found

    @property
    def headlines(self) -> tuple[Sign, ...]:
        """The signs that stand first."""
        return tuple(one for one in self.picture_now.signs.signs if one.headline)

    def context(self) -> dict[str, object]:
        comparing, drawn = self.comparing, self.drawings()
        return {
            "lead": self.lead,
            "key_figures": self.key_figures(),
            "from_nation": findings.from_nation(comparing),
            "from_year_before": findings.from_year_before(comparing),
            "at_once": self.picture("laget") if "laget" in drawn else None,
            "parts": self.parts(),
            "trend": self.picture("utveckling") if "utveckling" in drawn else None,
            "map": self.picture("karta", layouts=HALF_PAGE) if "karta" in drawn else None,
            "filters": self.filters(),
            "pooled": self.pooled_said(),
            "group": signs.group_said(self.comparing),
            "untold": not comparing.is_told_of,
            "places": self._places(),
            "beside": self.beside(),
            "documents": self.documents,
        }

    @cached_property
    def lead(self) -> str:
        """The point in a sentence or three."""
        said = []
        for sign in self.headlines:
            level = self.comparing.own(sign)
            if sign.kind == "rate" and level.count is not None:
                opened = _("%(year)s öppnades %(n)s insatsperioder%(whose)s.")
                number = told.number(level.count)
                said.append(opened % {"year": self.year, "n": number, "whose": self._of(sign)})
            elif sign.code == MAPPED and level.value is not None:
                safer = _(
                    "%(share)s av dem som svarat både före och efter känner sig tryggare%(how)s."
                )
                how = self._of(sign) + self._beside(sign)
                said.append(safer % {"share": told.said(sign, level), "how": how})
        if said and not self.comparing.is_alone:
            said.insert(0, f"{self.comparing.own_name}:")
        if said:
            return " ".join(said)
        nothing = _("Utgåvan säger inget om %(name)s %(year)s.")
        if any(self.comparing.own(one).state is State.HIDDEN for one in self.headlines):
            nothing = _("Tal om %(name)s %(year)s är dolda, för att ingen ska kunna pekas ut.")
        return nothing % {"name": self.plain_name, "year": self.year}

    def _of(self, sign: Sign) -> str:
        """Whose a figure is, in brackets, when it is not of those whom the page is of."""
        whose = self.comparing.whose(sign)
        return f" ({whose})" if whose else ""

    def _beside(self, sign: Sign) -> str:
        """How the area stands to the nation, after a comma; nothing for the nation itself."""
        if not self.comparing.others:
            return ""
        nation = self.comparing.others[-1]
        level = self.comparing.level_of(sign, nation)
        how = told.compared(self.comparing.own(sign), level, _("riket"))
        return f", {how} ({told.said(sign, level)})" if how else ""

    def pooled_said(self) -> str:
        """That the area is told of together with others, and why; empty when it is not."""
        together = self.comparing.together
        if not together:
            return ""
        why = _("%(name)s visas inte för sig här: då skulle någon kunna pekas ut.")
        if self.comparing.is_alone:
            why = _("%(name)s visas inte för sig i alla tal: då skulle någon kunna pekas ut.")
        said = [why % {"name": self.area.place.name}]
        said += [self._together(*one) for one in together.items()]
        return " ".join(said)

    def _together(self, names: Sequence[str], populations: Sequence[str]) -> str:
        """What is told of several areas together, and which they are."""
        named = {
            "opened": _("öppnade insatsperioder"),
            "closed": _("avslutade insatsperioder"),
            SURVEY: _("klienternas egen enkät"),
        }
        return _("Talen om %(what)s gäller %(n)s områden tillsammans: %(names)s.") % {
            "what": ", ".join(named[one] for one in populations),
            "n": len(names),
            "names": ", ".join(names),
        }

    def key_figures(self) -> list[KeyFigure]:
        """The signs that stand first, each with all that it needs to be understood."""
        return [signs.key_figure(self.comparing, one) for one in self.headlines]

    def drawings(self) -> Mapping[str, Draw]:
        return self._drawings

    @cached_property
    def _drawings(self) -> dict[str, Draw]:
        marked = pictures.told_of_others(self.comparing, self.picture_now.signs.signs)
        lines = pictures.told_of_others(self.comparing, self.headlines)
        notes = (pictures.how_to_read(), pictures.why_hidden(self.comparing), marked)
        charts = {
            "laget": (pictures.at_once(self.comparing), " ".join(filter(None, notes))),
            "utveckling": (pictures.trend(self.comparing, self.headlines), lines),
            "karta": (self._map, pictures.hidden_on_map(self._map)),
        }
        found: dict[str, Draw] = {
            key: partial(Drawing, chart, self.frame(note))
            for key, (chart, note) in charts.items()
            if chart is not None
        }
        for one in self.wholes.values():
            if one.says_something:
                found[one.key] = partial(self._drawn, one)
        return found

    @cached_property
    def _map(self) -> SwedenMap | None:
        if self.mapped is None or self.area.kind == Kind.MUNICIPALITY:
            return None
        return pictures.map_below(self, self.area, self.mapped)

    @cached_property
    def wholes(self) -> dict[tuple[str, str], Whole]:
        found = {}
        for part in self.picture_now.signs.parts:
            for shown in part.shown:
                code = self._row_of(shown.outcome)
                one = tables.whole(self.picture_now, shown, code, self.year)
                if one is not None:
                    found[shown.outcome, shown.table] = one
        return found

    def _row_of(self, outcome: str) -> str:
        seen = self.picture_now.seen(outcome, self.area.code, self.year)
        return self.area.code if seen is None else seen.code

    def _whose(self, one: Whole) -> str:
        """Whose figures a table has: those that the page is of, or others too."""
        row = self._row_of(one.outcome.code)
        return self.comparing.own_name if row == self.comparing.usual else self.named(row)

    def _nations(self, one: Whole) -> Whole | None:
        if self.area.kind == Kind.NATION:
            return None
        for part in self.picture_now.signs.parts:
            for shown in part.shown:
                if (shown.outcome, shown.table) == (one.outcome.code, one.table):
                    return tables.whole(self.picture_now, shown, "00", self.year)
        return None

    def _drawn(self, one: Whole) -> Drawing:
        chart = tables.drawn(one, self._whose(one), self._nations(one), _("Riket"))
        return Drawing(chart, self.frame())

    def _part(self, part: SituationPart) -> Part:
        shown = []
        for each in part.shown:
            one = self.wholes.get((each.outcome, each.table))
            if one is None:
                continue
            table = tables.data_table(one, self._whose(one), self._nations(one), _("Riket"))
            shown.append(
                Shown(
                    one.title,
                    self.definition_of(one.outcome.code),
                    self.picture(one.key, with_table=False, layouts=HALF_PAGE)
                    if one.says_something
                    else None,
                    table,
                    one.beside,
                )
            )
        return Part(
            part.id,
            say(part.name),
            say(part.lead),
            signs.answered(self.comparing, part),
            signs.table(self.comparing, part),
            shown,
        )

    def parts(self) -> list[Part]:
        """The questions that the picture answers."""
        return [self._part(one) for one in self.picture_now.signs.parts]

    def beside(self) -> list[Term]:
        """What else is known of the place."""
        return beside.terms(self.area.place, on=self.on)

    def definition_of(self, outcome: str) -> str:
        """Where an indicator is defined."""
        return f"{reverse('situation:definitions')}#{outcome.replace('_', '-')}"

    def filters(self) -> FilterForm:
        """The year, and what the map shows."""
        fields: list[Choice] = [self.year_choice()]
        if self.area.kind != Kind.MUNICIPALITY and self.mapped is not None:
            options = [Option(one.code, label(one)) for one in self.picture_now.signs.signs]
            fields.append(Choice("tal", _("På kartan"), options, self.mapped.code))
        if self.area.kind == Kind.MUNICIPALITY:
            options = [*self.groups.options()]
            fields.append(Choice("grupp", _("Kommungrupp bredvid"), options, self.group))
        if self._areas_beside:
            is_county = self.area.kind == Kind.COUNTY
            name = _("Ett annat län bredvid") if is_county else _("En annan kommun bredvid")
            chosen = "" if self.other is None else self.other.code
            fields.append(Choice("bredvid", name, self._areas_beside, chosen))
        return FilterForm("urval", _("Välj vad som visas"), fields, "bilden", self.address)

    @cached_property
    def _areas_beside(self) -> list[Option]:
        return [] if self.area.kind == Kind.NATION else areas_beside(self, self.area)

    @property
    def _alike(self) -> Sequence[Area]:
        return self.counties if self.area.kind == Kind.COUNTY else self.municipalities

    def _places(self) -> list[Link]:
        """The areas below: the counties of the nation, the municipalities of a county."""
        if self.area.kind == Kind.MUNICIPALITY:
            return []
        below = self.counties if self.area.kind == Kind.NATION else self.inside(self.area)
        return [Link(one.place.name, address_of(one.place) + self.year_query) for one in below]

    @property
    def year_query(self) -> str:
        """The chosen year as an address has it."""
        return self.choices.query(tal="", bredvid="")

    @property
    def documents(self) -> list[Download]:
        """The picture as a document for a board."""
        base = self.address.rstrip("/")
        query = self.choices.query()
        return [Download(form.upper(), f"{base}.{form}{query}") for form in ("pdf", "docx")]

    def sheets(self) -> Sequence[Sheet]:
        return sheets.of_place(self.comparing, self.wholes.values())
