"""Lists of municipalities as tables."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kvinnofrid.organisations import queries
from kvinnofrid.organisations.queries import SKR_GROUPS, Place
from kvinnofrid.web.components import Cell, Column, DataTable, Link


def municipality_table(
    key: str, caption: str, places: Sequence[Place], *, on: date, with_county: bool = False
) -> DataTable:
    """Municipalities with code, groups, size class and inhabitants, in the order given."""
    register = queries.register()
    year = queries.latest_population_year()
    inhabitants = queries.populations_in(year) if year else {}
    classes = queries.size_classes(year) if year else {}
    rows: list[Sequence[Cell]] = []
    for place in places:
        county = register.parent(place, on=on)
        known = inhabitants.get(place.id)
        rows.append(
            (
                Link(place.name, queries.address(place)),
                place.code,
                *((county.name if county else None,) if with_county else ()),
                register.group_of(place, SKR_GROUPS, "2017"),
                register.group_of(place, SKR_GROUPS, "2023"),
                classes.get(place.id),
                known.inhabitants if known else None,
            )
        )
    columns = [
        Column(_("Kommun")),
        Column(_("Kod")),
        *((Column(_("Län")),) if with_county else ()),
        Column(_("SKR 2017")),
        Column(_("SKR 2023")),
        Column(_("Storleksklass")),
        Column(_("Invånare %(year)s") % {"year": year or ""}, numeric=True),
    ]
    return DataTable(key, caption, columns, rows, caption_hidden=True)
