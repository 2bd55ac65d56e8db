"""The picture of the country on the start page: the latest real round, in words and pictures."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.charts import (
    AreaValue,
    Category,
    Chart,
    DotStrip,
    Frame,
    Layout,
    StripDot,
    StripRow,
    SwedenMap,
)
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.queries import Board
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Kind
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.components import Link, Picture
from kvinnofrid.web.drawing import language
from kvinnofrid.web.pictures import Drawing, words

POINTED_OUT = 2
MAP_WIDTH = 280
FEW = 40
ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Country:
    """What the start page shows of a round."""

    title: str
    highest: tuple[str, Link]
    lowest: tuple[str, Link]
    dots: Picture
    map: Picture
    round: Link
    matrix: Link
    synthetic: bool


def country() -> Country | None:
    """The latest round that is not made up, else the latest; None when none has any share."""
    rounds = queries.rounds()
    chosen = next((one for one in rounds if not one.synthetic), rounds[0] if rounds else None)
    return None if chosen is None else _country(queries.board(chosen.slug), language())


@lru_cache(maxsize=4)
def _country(board: Board, _language: str) -> Country | None:
    lowest, highest = board.extremes(each=1)
    if not lowest or not highest:
        return None
    here = reverse("comparisons:round", args=[board.round.slug])
    return Country(
        title=board.indicator_set.title.in_language(language()),
        highest=_said(board, highest[0]),
        lowest=_said(board, lowest[0]),
        dots=_picture(_dots(board), "landet", board, here=here),
        map=_picture(_map(board), "karta", board, here=here, width=MAP_WIDTH),
        round=Link(_("Alla frågor, en för en"), here),
        matrix=Link(_("Alla svar"), reverse("comparisons:matrix", args=[board.round.slug])),
        synthetic=board.round.synthetic,
    )


def _said(board: Board, column: int) -> tuple[str, Link]:
    share = board.national_percents[column] or Fraction(0)
    one = board.indicators[column]
    to = reverse("comparisons:indicator", args=[board.round.slug, one.code])
    return words().percent(rounded(share)), Link(one.name.in_language(language()), to)


def _dots(board: Board) -> DotStrip:
    lowest, highest = board.extremes(each=POINTED_OUT)
    rows = []
    for area in board.indicator_set.quality_areas:
        dots = []
        for column in board.columns_of_area[area.id]:
            one = board.indicators[column]
            share = board.national_percents[column]
            named = board.indicator_set.indicator_area(one.indicator_area).name
            dots.append(
                StripDot(
                    one.name.in_language(language()),
                    None if share is None else float(share),
                    reverse("comparisons:indicator", args=[board.round.slug, one.code]),
                    callout=named.in_language(language()) if column in (*lowest, *highest) else "",
                )
            )
        rows.append(StripRow(area.name.in_language(language()), tuple(dots)))
    return DotStrip(
        _("Så stor andel svarar ja på varje fråga"), tuple(rows), share_name=_("andel ja")
    )


def _map(board: Board) -> SwedenMap:
    register, on = organisations.register(), board.round.day
    drawn = SwedenMap(title="", categories=(), values=()).codes()
    values = []
    for one in board.respondents:
        if one.municipality_code not in drawn:
            continue
        address = register.place(one.organisation_id, on=on).address
        values.append(
            AreaValue(
                code=one.municipality_code,
                category=ANSWERED,
                value=_("%(yes)s ja av %(all)s")
                % {"yes": one.counted.yes, "all": len(board.indicators)},
                href=reverse("comparisons:profile", args=[board.round.slug, address]),
                name=one.name if one.kind == Kind.CITY_DISTRICT else "",
            )
        )
    return SwedenMap(
        title=_("De här har egna svar"),
        categories=(Category(ANSWERED, _("Svaren är publicerade"), step=5),),
        values=tuple(values),
        markers=len(values) < FEW,
        value_name=_("Antal ja"),
    )


def _picture(
    chart: Chart, key: str, board: Board, *, here: str, width: int | None = None
) -> Picture:
    n = words().number(len(board.respondents))
    note = (
        _("En prick är en fråga. Andelarna är publicerade för riket; källan anger inte n.")
        if board.published
        else _("En prick är en fråga. Andelarna är räknade bland %(n)s svarande.") % {"n": n}
    )
    if width is not None:
        year = board.round.year
        note = _("%(n)s svarande %(year)s. Övriga: uppgift saknas.") % {"n": n, "year": year}
    drawing = Drawing(chart, Frame(source=board.round.source, note=note))
    return drawing.shown(key, address=here, width=width, layouts=(Layout.WIDE, Layout.NARROW))
