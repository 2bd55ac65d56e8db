"""What the comparisons have to say on the page of a place."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.catalogue import UnknownDefinitionError
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.board import Board
from kvinnofrid.comparisons.presenters.round_base import addresses, round_name
from kvinnofrid.organisations.queries import Kind, Place
from kvinnofrid.web.components import Link
from kvinnofrid.web.pictures import words

ANSWERING = {Kind.MUNICIPALITY, Kind.CITY_DISTRICT}


@dataclass(frozen=True, slots=True)
class Line:
    """What a round says of the place: a link, and a few words."""

    link: Link
    said: str
    made_up: bool


def panel(place: Place, *, on: date) -> SafeString | str:
    """The rounds, and what this place answered in each, or that it is not known."""
    del on  # answers are told by the day of their round
    lines = [line for board in _boards() if (line := _line(board, place)) is not None]
    if not lines:
        return ""
    context = {"lines": lines, "index_address": reverse("comparisons:index")}
    return render_to_string("comparisons/panel.html", context)


def _boards() -> list[Board]:
    found = []
    for one in queries.rounds():
        try:
            found.append(queries.board(one.slug))
        except UnknownDefinitionError:
            continue  # its questions are not in the catalogue in use, so it has no page either
    return found


def _line(board: Board, place: Place) -> Line | None:
    here, name, made_up = addresses(board), round_name(board), board.round.synthetic
    if place.kind == Kind.NATION:
        return Line(Link(name, here.round), "", made_up)
    if place.kind == Kind.COUNTY:
        number = len(board.rows(county=place.code))
        link = Link(name, f"{here.matrix}?lan={place.code}" if number else here.matrix)
        return Line(link, _counted(number), made_up)
    if place.kind not in ANSWERING:
        return None
    own = next((r for r in board.respondents if r.organisation_id == place.id), None)
    if own is None:
        parts = [board.respondents[row] for row in board.rows(municipality=place.code)]
        if not parts or place.kind != Kind.MUNICIPALITY:
            said = _("uppgift saknas: svarade inte i det som har publicerats här")
            return Line(Link(name, here.profile_at(place.address)), said, made_up)
        said = _("svarade stadsdelsvis: %(names)s") % {"names": "; ".join(r.name for r in parts)}
        return Line(Link(name, here.profile(parts[0])), said, made_up)
    counted = own.counted
    said = _("%(yes)s av %(all)s ja") % {"yes": counted.yes, "all": counted.asked}
    if own.difference is not None:
        printed = words().number(own.difference.published)
        said += ", " + _("räknat på svaren; källan trycker %(printed)s") % {"printed": printed}
    return Line(Link(name, here.profile(own)), said, made_up)


def _counted(number: int) -> str:
    if not number:
        return _("uppgift saknas: ingen i länet har svar som är publicerade här")
    said = ngettext("%(n)s svarande i länet", "%(n)s svarande i länet", number)
    return said % {"n": words().number(number)}
