"""Pictures of a place: all signs at once, their years, and the map of the areas below."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Sign
from kvinnofrid.charts import (
    LevelGroup,
    LevelRows,
    SeriesBreak,
    SwedenMap,
    TrendLines,
    TrendPoint,
    TrendSeries,
)
from kvinnofrid.organisations.queries import Kind
from kvinnofrid.situation.presenters import maps, told
from kvinnofrid.situation.presenters.base import SituationPage, address_of_sign
from kvinnofrid.situation.presenters.comparing import Comparing, levels_of, together_of
from kvinnofrid.situation.queries import Area
from kvinnofrid.situation.rules import State
from kvinnofrid.web.public_pages import say

LINES_AT_MOST = 4


def at_once(comparing: Comparing) -> LevelRows | None:
    """Every share on one scale, with the nation's as markers; None when none is shown."""
    other = comparing.others[-1] if comparing.others else None
    groups = []
    for part in comparing.picture.signs.parts:
        rows = tuple(
            told.drawn(
                sign,
                comparing.own(sign),
                label=_named(comparing, sign),
                marker=None if other is None else comparing.level_of(sign, other),
                href=address_of_sign(sign),
            )
            for sign in part.signs
            if sign.kind != "rate"
        )
        if rows:
            groups.append(LevelGroup(say(part.name), rows))
    if not any(one.value is not None for group in groups for one in group.levels):
        return None
    return LevelRows(
        _("Läget %(year)s i en bild") % {"year": comparing.year},
        tuple(groups),
        level_name=comparing.own_name,
        interval_name=_("osäkerhet"),
        marker_name="" if other is None else other.name,
    )


def _named(comparing: Comparing, sign: Sign) -> str:
    """A sign, marked when its figure is of others than the page is of."""
    name = say(sign.name)
    return f"{name} *" if comparing.whose(sign) else name


def told_of_others(comparing: Comparing, signs: Sequence[Sign]) -> str:
    """Whose the marked figures of some signs are; empty when none is marked."""
    whose = dict.fromkeys(filter(None, map(comparing.whose, signs)))
    if not whose:
        return ""
    said = {"whose": ", ".join(whose), "own": comparing.own_in_text}
    return _("* gäller %(whose)s, inte %(own)s.") % said


def how_to_read() -> str:
    """What must be known to read a line through a dot."""
    return _(
        "Linjen genom en punkt är osäkerheten (95 %): kort linje, säkert tal. Där två linjer"
        " överlappar kan skillnaden vara slump."
    )


def why_hidden(comparing: Comparing) -> str:
    """Why there are lines without a dot; empty where there are none."""
    levels = map(comparing.own, comparing.picture.signs.signs)
    if all(one.state is not State.HIDDEN for one in levels):
        return ""
    return _("Dolt: någon skulle kunna pekas ut, eller ett annat dolt tal räknas fram.")


def hidden_on_map(chart: SwedenMap | None) -> str:
    """What the sign of an area without colour means; nothing when there is none."""
    if chart is None or not any(one.withheld for one in chart.categories):
        return ""
    return _("En ring med ett streck: dolt, eller visat bara tillsammans med andra.")


def trend(comparing: Comparing, signs: Sequence[Sign]) -> TrendLines | None:
    """Some shares over the years, cut where a definition changed or the area was told of otherwise;
    None when fewer than two years are known.
    """
    picture = comparing.picture
    series: list[TrendSeries] = []
    breaks: dict[int, list[str]] = {}
    for sign in [one for one in signs if one.kind != "rate"][:LINES_AT_MOST]:
        row, points = comparing.code(sign), []
        for year in picture.history:
            value = comparing.own(sign, year).value
            if value is not None and comparing.code(sign, year) == row:
                points.append(TrendPoint(year, round(float(100 * value), 1)))
        if points:
            name = _named(comparing, sign)
            series.append(TrendSeries(name, tuple(points), address_of_sign(sign)))
            for year in picture.breaks(sign.outcome):
                breaks.setdefault(year, []).append(name)
    if len({point.year for one in series for point in one.points}) < 2:
        return None
    return TrendLines(
        _("Utvecklingen, %(name)s") % {"name": comparing.own_in_text},
        tuple(series),
        tuple(
            SeriesBreak(year, _("ny definition"), tuple(names))
            for year, names in sorted(breaks.items())
        ),
    )


def map_below(page: SituationPage, area: Area, sign: Sign) -> SwedenMap | None:
    """The map of the counties of the nation, or of the municipalities of a county."""
    is_nation = area.kind == Kind.NATION
    inside = page.counties if is_nation else page.inside(area)
    where = _("länen") if is_nation else _("kommunerna i %(name)s") % {"name": area.place.full_name}
    return maps.of_sign(
        sign,
        inside,
        levels_of(page, sign, inside),
        level="county" if is_nation else "municipality",
        county=None if is_nation else area.code,
        where=where,
        pooled=together_of(page, sign, inside),
    )
