"""The list of municipalities as a file."""

import json
from collections.abc import Iterator
from datetime import date

from kvinnofrid.organisations import queries
from kvinnofrid.organisations.queries import SKR_GROUPS, Place
from kvinnofrid.spreadsheets.writing import Cell, Sheet, csv_bytes, xlsx_bytes

SOURCE = (
    "Kommuner och koder: swedish-geodata (CC0) och Kolada. Kommungrupper: SKR."
    " Folkmängd: SCB, 31 december."
)


def municipalities(form: str, *, on: date) -> bytes:
    """The municipalities of the day with county, groups, size class and inhabitants.

    Raises KeyError unless `form` is `csv`, `xlsx` or `json`.
    """
    year = queries.latest_population_year()
    header = [
        "code",
        "name",
        "full_name",
        "county_code",
        "county",
        "skr_group_2017",
        "skr_group_2023",
        f"size_class_{year}",
        f"population_{year}",
    ]
    rows = list(_rows(on, year))
    if form == "json":
        listed = [dict(zip(header, row, strict=True)) for row in rows]
        told = {"source": SOURCE, "on": on.isoformat(), "municipalities": listed}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()
    if form == "csv":
        return csv_bytes(header, rows, excel_friendly=False)
    about: list[tuple[str, Cell]] = [("Källa", SOURCE), ("Gäller", on)]
    return {"xlsx": xlsx_bytes}[form]([Sheet("Kommuner", header, rows)], about=about)


def _rows(on: date, year: int | None) -> Iterator[list[str | int | None]]:
    register = queries.register()
    inhabitants = queries.populations_in(year) if year else {}
    classes = queries.size_classes(year) if year else {}
    for place in queries.municipalities(on=on):
        county: Place | None = register.parent(place, on=on)
        known = inhabitants.get(place.id)
        yield [
            place.code,
            place.name,
            place.full_name,
            county.code if county else None,
            county.full_name if county else None,
            register.group_of(place, SKR_GROUPS, "2017"),
            register.group_of(place, SKR_GROUPS, "2023"),
            classes.get(place.id),
            known.inhabitants if known else None,
        ]
