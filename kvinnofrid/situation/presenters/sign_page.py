"""A sign in all areas: what it means, the map, and rank, level, n and uncertainty together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.charts import LevelGroup, LevelRows
from kvinnofrid.engine.areas import NATION, NOWHERE, REST
from kvinnofrid.situation.presenters import definitions_page, pictures, sheets, told
from kvinnofrid.situation.presenters.base import SituationPage, address_of, label
from kvinnofrid.situation.presenters.comparing import (
    Comparing,
    levels_of,
    standings_of,
    together_of,
)
from kvinnofrid.situation.queries import Area, Seen
from kvinnofrid.situation.rules import Level, Standing
from kvinnofrid.spreadsheets.writing import Sheet
from kvinnofrid.web.components import (
    Cell,
    Choice,
    Column,
    DataTable,
    FilterForm,
    KeyFigure,
    Link,
    Option,
)
from kvinnofrid.web.pictures import Drawing
from kvinnofrid.web.public_pages import Draw, NoSuchPageError, say

LAST = 10**6
"""The place of those without one, in an order."""


class SignPage(SituationPage):
    """One sign: of all counties, or of the municipalities of a county."""

    template = "situation/sign.html"

    def __init__(self, asked: QueryDict, *, now: datetime, sign: str) -> None:
        address = reverse("situation:sign", args=[sign])
        super().__init__(address=address, asked=asked, now=now)
        found = self.picture_now.sign(sign)
        if found is None:
            raise NoSuchPageError(sign)
        self.sign = found
        counties = {one.code: one for one in self.counties}
        self.county = counties.get(self.choices.one("lan", counties))

    @property
    def title(self) -> str:
        return label(self.sign)

    @property
    def file_name(self) -> str:
        where = "alla-lan" if self.county is None else self.county.place.address
        return f"lagesbild-{self.year}-{self.sign.code}-{where}"

    @property
    def where(self) -> str:
        """Of which areas the page is."""
        return _("länen") if self.county is None else self.county.place.full_name

    @property
    def whole(self) -> Area:
        """The nation, or the county."""
        return self.nation() if self.county is None else self.county

    @cached_property
    def areas(self) -> list[Area]:
        """The areas that are laid beside each other: the best first, those without a place last."""
        inside = self.counties if self.county is None else self.inside(self.county)
        levels = levels_of(self, self.sign, inside)
        places = standings_of(self, self.sign, inside)

        def order(area: Area) -> tuple[int, float]:
            value = levels[area.code].value if area.code in levels else None
            place = places[area.code].rank.position if area.code in places else LAST
            return (place, LAST if value is None else -float(value))

        return sorted(inside, key=order)

    @cached_property
    def levels(self) -> Mapping[str, Level]:
        """The level of each that has a row of its own."""
        return levels_of(self, self.sign, self.areas)

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """The places of those that are shown."""
        return standings_of(self, self.sign, self.areas)

    @cached_property
    def rest(self) -> Mapping[str, Level]:
        """Rows of those without one of their own: told of together, or of no smaller area."""
        inside = NATION if self.county is None else self.county.code
        codes = (f"{inside}{REST}", f"{inside}{NOWHERE}")
        return {
            code: self.picture_now.level(self.sign, code, self.year)
            for code in codes
            if self.picture_now.seen(self.sign.outcome, code, self.year) == Seen(code, alone=True)
        }

    def context(self) -> dict[str, object]:
        drawn = self.drawings()
        return {
            "definition": say(self.sign.definition),
            "key_figures": self._key_figures(),
            "ranking": self.picture("rangordning", with_table=False)
            if "rangordning" in drawn
            else None,
            "map": self.picture("karta", with_table=False) if "karta" in drawn else None,
            "trend": self.picture("utveckling") if "utveckling" in drawn else None,
            "table": self._table(),
            "filters": self._filters(),
            "terms": definitions_page.of_sign(self.picture_now, self.sign),
            "unranked": self.sign.better == "neither",
        }

    def _key_figures(self) -> list[KeyFigure]:
        found = []
        for area in {one.code: one for one in (self.whole, self.nation())}.values():
            code, level = self._told(area)
            span = told.interval(self.sign, level)
            parts = [told.because(level), told.among(self.sign, level)]
            parts += [_("osäkerhet %(span)s") % {"span": span}] if span else []
            context = ", ".join(one for one in (*parts, str(self.year)) if one)
            context = f"{context[:1].upper()}{context[1:]}" if told.because(level) else context
            name, value = self.named(code), told.said(self.sign, level)
            found.append(KeyFigure(name, value, f"{context}.", address_of(area.place)))
        return found

    def _told(self, area: Area) -> tuple[str, Level]:
        """The row that tells of the nation or a county, maybe of others too, and what it says."""
        comparing = Comparing(self, area)
        return comparing.code(self.sign) or area.code, comparing.own(self.sign)

    def _ranking(self) -> LevelRows | None:
        if not any(one.value is not None for one in self.levels.values()):
            return None
        code, level = self._told(self.whole)
        whole = told.drawn(
            self.sign,
            level,
            label=self.named(code),
            own=True,
            href=address_of(self.whole.place),
        )
        rows = [
            told.drawn(
                self.sign,
                self.levels[area.code],
                label=area.place.name,
                standing=self.standings.get(area.code),
                href=address_of(area.place),
            )
            for area in self.areas
            if area.code in self.levels
        ]
        rest = [
            told.drawn(self.sign, level, label=self.named(code))
            for code, level in self.rest.items()
        ]
        return LevelRows(
            self._heading(),
            (LevelGroup("", (whole, *rows, *rest)),),
            level_name=_("värde"),
            interval_name=_("osäkerhet"),
            unit=_("per 10\u00a0000 invånare") if self.sign.kind == "rate" else "",
        )

    def _heading(self) -> str:
        return f"{self.title}, {self.where} {self.year}"

    def drawings(self) -> Mapping[str, Draw]:
        return self._drawings

    @cached_property
    def _drawings(self) -> dict[str, Draw]:
        comparing = Comparing(self, self.whole)
        trend = pictures.trend(comparing, [self.sign])
        below = pictures.map_below(self, self.whole, self.sign)
        charts = {
            "rangordning": (self._ranking(), pictures.how_to_read()),
            "karta": (below, pictures.hidden_on_map(below)),
            "utveckling": (trend, pictures.told_of_others(comparing, [self.sign])),
        }
        return {
            key: partial(Drawing, chart, self.frame(note))
            for key, (chart, note) in charts.items()
            if chart is not None
        }

    def _table(self) -> DataTable:
        rows: list[Sequence[Cell]] = []
        together = together_of(self, self.sign, self.areas)
        for area in self.areas:
            link = Link(area.place.name, address_of(area.place))
            if area.code in self.levels:
                rows.append((link, *self._cells(self.levels[area.code], area.code)))
                continue
            name = together.get(area.code)
            said = None if name is None else _("se %(name)s") % {"name": name}
            rows.append((link, "–", said, "–", "–"))
        rows += [(self.named(code), *self._cells(level)) for code, level in self.rest.items()]
        return DataTable(
            key="alla",
            caption=self._heading(),
            columns=[
                Column(_("Område")),
                Column(_("Plats")),
                Column(_("Värde"), True),
                Column(_("Osäkerhet"), True),
                Column(_("Av hur många")),
            ],
            rows=rows,
            stacked=True,
        )

    def _cells(self, level: Level, code: str = "") -> tuple[Cell, ...]:
        return (
            told.standing(self.standings.get(code)) or "–",
            told.said(self.sign, level),
            told.interval(self.sign, level) or "–",
            told.among(self.sign, level) or "–",
        )

    def _filters(self) -> FilterForm:
        counties = [Option(one.code, one.place.full_name) for one in self.counties]
        chosen = "" if self.county is None else self.county.code
        return FilterForm(
            "urval",
            _("Välj år och län"),
            [
                self.year_choice(),
                Choice("lan", _("Visa"), [Option("", _("Alla län")), *counties], chosen),
            ],
            "bilden",
            self.address,
        )

    def sheets(self) -> Sequence[Sheet]:
        number = self.picture_now.history[self.year].release.number
        everybody = [self._told(self.whole)]
        everybody += [
            (one.code, self.levels[one.code]) for one in self.areas if one.code in self.levels
        ]
        rows = [
            sheets.row(
                self.sign,
                level,
                code=code,
                name=self.named(code),
                year=self.year,
                standing=self.standings.get(code),
                release=number,
            )
            for code, level in (*everybody, *self.rest.items())
        ]
        return [Sheet(_("Tal"), sheets.header(), rows), sheets.definitions([self.sign])]
