"""The client's own picture: what has changed, area by area, in plain words and without names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kvinnofrid.follow_up.models import Episode
from kvinnofrid.follow_up.operations import Answered, ClientSeen
from kvinnofrid.follow_up.picture_rules import AreaChange, ItemChange, Trend, changes
from kvinnofrid.follow_up.presenters.head import Head, head
from kvinnofrid.follow_up.presenters.wave_page import when
from kvinnofrid.questionnaires import Given, Instrument
from kvinnofrid.web.drawing import language
from kvinnofrid.web.questionnaire import answer_in_words

SIGNS = {
    Trend.BETTER: "↗",
    Trend.WORSE: "↘",
    Trend.SAME: "→",
    Trend.MIXED: "↕",
    Trend.UNKNOWN: "…",
}


@dataclass(frozen=True, slots=True)
class Then:
    """An answer then and now, as it was said."""

    question: str
    first: str
    last: str
    trend: str
    sign: str
    words: str
    dots: list[tuple[int, int]]
    """Points of a line of 100 × 40: one for each wave with an answer."""
    line: str


@dataclass(frozen=True, slots=True)
class Area:
    """An area of life."""

    name: str
    trend: str
    sign: str
    words: str
    items: list[Then]


@dataclass(frozen=True, slots=True)
class Page:
    """The picture."""

    head: Head
    waves: list[str]
    enough: bool
    areas: list[Area]
    unknown: list[str]
    address: str
    episode: str


def trend_words(trend: Trend) -> str:
    """How it has gone, in plain words."""
    return {
        Trend.BETTER: _("Det har blivit bättre."),
        Trend.WORSE: _("Det har blivit svårare."),
        Trend.SAME: _("Det är ungefär som förut."),
        Trend.MIXED: _("En del har blivit bättre och en del svårare."),
        Trend.UNKNOWN: _("Vi vet inte ännu."),
    }[trend]


def page(seen: ClientSeen, episode: Episode, waves: Sequence[Answered]) -> Page:
    """The picture of an episode. With fewer than two waves it says so."""
    top = head(seen)
    found: tuple[AreaChange, ...] = ()
    if waves:
        found = changes(waves[-1].instrument, [one.filled.answers for one in waves])
    instrument = waves[-1].instrument if waves else None
    known = [one for one in found if one.trend is not Trend.UNKNOWN]
    return Page(
        head=top,
        waves=[when(one.row) for one in waves],
        enough=bool(known),
        areas=[_area(one, instrument) for one in known if instrument is not None],
        unknown=[
            area_name(instrument, one.area)
            for one in found
            if one.trend is Trend.UNKNOWN and instrument is not None
        ],
        address=top.to("picture", episode.pk),
        episode=top.to("episode", episode.pk),
    )


def area_name(instrument: Instrument, area: str) -> str:
    """The name of an area."""
    found = next(one for one in instrument.areas if one.id == area)
    return found.name.in_language(language())


def _area(found: AreaChange, instrument: Instrument) -> Area:
    return Area(
        area_name(instrument, found.area),
        found.trend.value,
        SIGNS[found.trend],
        trend_words(found.trend),
        [_then(one) for one in found.items if one.trend is not Trend.UNKNOWN],
    )


WIDE, HIGH, EDGE = 100, 40, 6


def _then(one: ItemChange) -> Then:
    count = max(1, len(one.steps) - 1)
    dots = [
        (
            round(EDGE + (WIDE - 2 * EDGE) * place / count),
            round(HIGH - EDGE - (HIGH - 2 * EDGE) * step),
        )
        for place, step in enumerate(one.steps)
        if step is not None
    ]
    return Then(
        one.item.text.in_language(language()),
        _said(one, one.first),
        _said(one, one.last),
        one.trend.value,
        SIGNS[one.trend],
        trend_words(one.trend),
        dots,
        " ".join(f"{x},{y}" for x, y in dots),
    )


def _said(one: ItemChange, given: Given | None) -> str:
    if given is None:
        return _("inget svar")
    said = answer_in_words(one.item, given, language())
    if one.item.scale is None:
        return said
    return _("%(step)s av %(highest)s") % {"step": said, "highest": one.item.scale.high}
