"""What a CSV file of a table holds, column by column, as CSV on the Web."""

from typing import Any

from django.conf import settings

from kvinnofrid.engine.cubes import CONTENTS
from kvinnofrid.engine.jsonstat import Absent, Cube


def metadata(cube: Cube, url: str, language: str) -> dict[str, Any]:
    """The description of the file at `url`, an address relative to the description's own."""
    others = [axis for axis in cube.axes if axis.id != CONTENTS]
    contents = cube.axis(CONTENTS)
    columns: list[dict[str, Any]] = []
    for axis in others:
        for name in (axis.id, f"{axis.id}_label"):
            columns.append(_column(name, axis.label, "string", required=True))
    for code, words in contents.categories.items():
        unit = contents.units[code]
        column = _column(code, words, "decimal" if unit.decimals else "integer", required=False)
        columns.append(column | {"null": [one.value for one in Absent]})
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": url,
        "dc:title": cube.label,
        "dc:publisher": cube.source,
        "dc:license": {"@id": settings.DATA_LICENCE.named_by},
        "dc:modified": {"@value": cube.updated.date().isoformat(), "@type": "xsd:date"},
        "dc:description": " ".join(cube.notes),
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "quoteChar": '"'},
        "tableSchema": {
            "columns": columns,
            "primaryKey": [axis.id for axis in others],
        },
    }


def _column(name: str, words: str, kind: str, *, required: bool) -> dict[str, Any]:
    return {
        "name": name,
        "titles": name,
        "dc:description": words,
        "datatype": kind,
        "required": required,
    }
