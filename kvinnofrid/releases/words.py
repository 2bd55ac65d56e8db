"""Areas of a release, and what is hidden, in the language of the page."""

from datetime import UTC, date, datetime
from functools import lru_cache
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kvinnofrid.engine import cubes
from kvinnofrid.engine.areas import NATION, level_of
from kvinnofrid.engine.cubes import Told
from kvinnofrid.engine.jsonstat import Absent
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.web.drawing import language

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def hidden() -> SafeString:
    """The one mark for a figure that is hidden, whatever the reason."""
    return format_html(
        '<span class="rl-hidden"><span aria-hidden="true">{}</span>'
        '<span class="ds-sr-only">{}</span></span>',
        Absent.HIDDEN.value,
        _("dolt"),
    )


def last_day(year: int) -> date:
    """The day whose areas a release up to a year is of."""
    return date(year, 12, 31)


def area_name(code: str, *, on: date) -> str:
    """What an area is called."""
    return cubes.area_name(code, told(on))


@lru_cache(maxsize=8)
def _told(on: date, in_language: str, _register: UUID | None) -> Told:
    names = {one.code: one.name for one in organisations.municipalities(on=on)}
    names |= {one.code: one.full_name for one in organisations.counties(on=on)}
    return Told(in_language, "Kvinnofrid", _NEVER, {**names, NATION: _("Riket")})


def told(on: date) -> Told:
    """What cubes say of themselves in the language of the page, with the areas of a day."""
    return _told(on, language(), organisations.mark())


def in_order(codes: tuple[str, ...], *, on: date) -> list[str]:
    """Areas as they are read: the nation, then each county with its municipalities by name."""
    sort = {one.code: one.sort_key for one in organisations.municipalities(on=on)}

    def place(code: str) -> tuple[bool, str, bool, str]:
        nation, county = code == NATION, code[:2]
        return not nation, county, code != county, sort.get(code, "\uffff" + code)

    return sorted(codes, key=place)


def level_word(code: str) -> str:
    """On which level an area is."""
    return {"nation": _("riket"), "county": _("län"), "municipality": _("kommun")}[level_of(code)]
