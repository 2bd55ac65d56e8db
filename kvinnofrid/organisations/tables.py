"""Lists of municipalities as tables."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kvinnofrid.organisations import queries
from kvinnofrid.organisations.queries import SKR_GROUPS, Place
from kvinnofrid.web.components import Cell, Column, DataTable, Link


def municipality_table(
    key: str,
    caption: str,
    places: Sequence[Place],
    *,
    on: date,
    with_county: bool = False,
    with_groups: bool = True,
) -> DataTable:
    """Municipalities with code, groups, size class and inhabitants, in the order given."""
    register = queries.register()
    year = queries.latest_population_year()
    inhabitants = queries.populations_in(year) if year else {}
    classes = queries.size_classes(year) if year else {}
    columns = [Column(_("Kommun")), Column(_("Kod"))]
    columns += [Column(_("Län"))] if with_county else []
    if with_groups:
        columns += [Column(_("SKR 2017")), Column(_("SKR 2023")), Column(_("Storleksklass"))]
    columns.append(Column(_("Invånare %(year)s") % {"year": year or ""}, numeric=True))
    rows: list[Sequence[Cell]] = []
    for place in places:
        row: list[Cell] = [Link(place.name, queries.address(place)), place.code]
        if with_county:
            county = register.parent(place, on=on)
            row.append(county.name if county else None)
        if with_groups:
            row += [register.group_of(place, SKR_GROUPS, version) for version in ("2017", "2023")]
            row.append(classes.get(place.id))
        row.append(inhabitants[place.id].inhabitants if place.id in inhabitants else None)
        rows.append(row)
    return DataTable(key, caption, columns, rows, caption_hidden=True)
