"""Levels in words: the value, how sure it is, of how many, and why there is none."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Sign
from kvinnofrid.charts import Level as Drawn
from kvinnofrid.situation.rules import Against, Level, Standing, State, against
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import NO_BREAK_SPACE, format_number, format_percent

PERCENT = 100


def number(value: int | Decimal, decimals: int | None = None) -> str:
    """A number in the language of the page."""
    return format_number(value, language(), decimals)


def figure(sign: Sign, value: float | Fraction) -> str:
    """A share as per cent, a rate with one decimal."""
    exact = Fraction(value)
    if sign.kind == "rate":
        return number(rounded(exact, 1), 1)
    return format_percent(rounded(exact * PERCENT), language())


def said(sign: Sign, level: Level) -> str:
    """The value, or why there is none."""
    value = level.value
    return instead(level) if value is None else figure(sign, value)


def instead(level: Level) -> str:
    """Why a level has no value."""
    match level.state:
        case State.HIDDEN:
            return _("dolt")
        case State.NOBODY:
            return _("ingen att räkna")
        case _:
            return _("uppgift saknas")


def because(level: Level) -> str:
    """Why a level is hidden; empty when it is not. Never which of the reasons it was."""
    return _("för att ingen ska kunna pekas ut") if level.state is State.HIDDEN else ""


def interval(sign: Sign, level: Level) -> str:
    """The ends of the interval; empty without one."""
    found = level.interval
    if found is None:
        return ""
    return span(sign, found.low, found.high)


def span(sign: Sign, low: float, high: float) -> str:
    """From one value to another: 52–56 %."""
    first, last = figure(sign, low), figure(sign, high)
    return f"{first.rstrip('%').rstrip(NO_BREAK_SPACE)}–{last}"


def among(sign: Sign, level: Level) -> str:
    """Of how many, and how large a part of all that is; empty when it has no value."""
    if level.n is None or level.value is None:
        return ""
    if sign.kind == "rate":
        return _("%(n)s insatsperioder, %(people)s invånare där uppgifter finns") % {
            "n": number(level.count or 0),
            "people": number(level.n),
        }
    text = _("n = %(n)s") % {"n": number(level.n)}
    known = level.known
    if known is not None and known < 1:
        more = _(", %(share)s av alla")
        if level.is_survey:
            more = _(", %(share)s av dem som svarat på enkäten")
        text += more % {"share": format_percent(rounded(100 * known), language())}
    return text


def standing(found: Standing | None) -> str:
    """The place in words, with the places that are as likely."""
    if found is None:
        return ""
    place = {"place": found.rank.position, "of": found.rank.of}
    text = (
        _("delad plats %(place)s av %(of)s")
        if found.rank.shared
        else _("plats %(place)s av %(of)s")
    ) % place
    if not found.sure:
        text += _(" (%(best)s–%(worst)s är lika troliga)") % {
            "best": found.best,
            "worst": found.worst,
        }
    return text


def compared(own: Level, other: Level, name: str, *, turned: bool = False) -> str:
    """How a level stands to another, in words that do not make more of it than it bears.

    `turned`: how the other stands to the level, whose name is given.
    """
    match against(other, own) if turned else against(own, other):
        case Against.HIGHER:
            return _("högre än %(name)s") % {"name": name}
        case Against.LOWER:
            return _("lägre än %(name)s") % {"name": name}
        case Against.ALIKE:
            return _("ingen säker skillnad mot %(name)s") % {"name": name}
        case _:
            return ""


def drawn(
    sign: Sign,
    level: Level,
    *,
    label: str,
    marker: Level | None = None,
    standing: Standing | None = None,
    own: bool = False,
    href: str | None = None,
) -> Drawn:
    """A level as a row of a picture."""
    times = 1 if sign.kind == "rate" else PERCENT
    value, ends = level.value, level.interval
    beside = None if marker is None else marker.value
    return Drawn(
        label=label,
        value=None if value is None else float(value) * times,
        low=None if ends is None else ends.low * times,
        high=None if ends is None else ends.high * times,
        n=level.n if value is not None and not level.is_rate else None,
        rank=str(standing.rank.position) if standing is not None else "",
        marker=None if beside is None else float(beside) * times,
        own=own,
        href=href,
        instead="" if value is not None else instead(level),
    )
