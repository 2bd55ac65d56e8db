"""What the picture of the situation has to say on the page of a place: the way to it."""

from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kvinnofrid.organisations.queries import Kind, Place
from kvinnofrid.situation.presenters.base import address_of
from kvinnofrid.web.components import Link

KINDS = {Kind.NATION, Kind.COUNTY, Kind.MUNICIPALITY}


def panel(place: Place, *, on: date) -> SafeString | str:
    """A link to the picture of a place that has one."""
    del on  # the page itself says of which year its figures are
    if place.kind not in KINDS:
        return ""
    link = Link(_("Lägesbild för %(name)s") % {"name": place.full_name}, address_of(place))
    return render_to_string("situation/panel.html", {"link": link})
