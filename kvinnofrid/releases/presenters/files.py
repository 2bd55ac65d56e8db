"""The figures of a release as files: CSV, XLSX, Parquet, JSON-stat 2, a dictionary of codes."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Outcome
from kvinnofrid.engine.cubes import cube, parts, tables_of_part
from kvinnofrid.engine.jsonstat import Absent, dataset
from kvinnofrid.releases import figures as made
from kvinnofrid.releases import queries, words
from kvinnofrid.releases.figures import Line, lines_of, said
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.presenters.public import Tables, last_day, owner_of, period
from kvinnofrid.releases.queries import Published
from kvinnofrid.spreadsheets.parquet import Column, Kind, parquet_bytes
from kvinnofrid.spreadsheets.writing import Cell, Sheet, csv_bytes, xlsx_bytes
from kvinnofrid.web.drawing import language

COLUMNS = (
    "release",
    "synthetic",
    "outcome",
    "table",
    "area",
    "area_name",
    "level",
    "year",
    "class",
    "class_name",
    "measure",
    "value",
    "status",
)
SHOWN, HIDDEN = "shown", "hidden"
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every part of a zip file: the same content gives the same bytes."""


def outcome_file(one: Published, found: Outcome, tables: Tables, form: str) -> bytes:
    """An indicator as a file."""
    writers: Mapping[str, Callable[[], bytes]] = {
        "csv": lambda: csv_bytes(COLUMNS, rows(one, tables, [found])),
        "xlsx": lambda: _workbook(one, found, tables),
        "parquet": lambda: _parquet(rows(one, tables, [found])),
        "json": lambda: json_stat(one, found, tables),
    }
    return writers[form]()


def whole_file(one: Published, tables: Tables, row: Release, form: str) -> bytes:
    """All of a release as one file."""
    every = owner_of(one).outcomes
    if form == "parquet":
        return _parquet(rows(one, tables, every))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        _put(packed, "siffror.csv", csv_bytes(COLUMNS, rows(one, tables, every)))
        _put(packed, "ordlista.csv", codes(one, tables))
        _put(packed, "underskrift.json", signature(row))
        for found in every:
            if made.figures(found, tables):
                _put(packed, f"json-stat/{found.code}.json", json_stat(one, found, tables))
        for (outcome, name), table in tables.items():
            path = f"tabeller/{outcome}{f'.{name}' if name else ''}.json"
            _put(packed, path, queries.canonical_of(table))
    return out.getvalue()


def _put(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)


def rows(one: Published, tables: Tables, outcomes: Sequence[Outcome]) -> Iterable[Sequence[Cell]]:
    """Every value as a row; a hidden one has no value."""
    on = last_day(one)
    areas: dict[str, tuple[str, str]] = {}
    named: dict[tuple[str, str, str], str] = {}
    for line in lines_of(tables, outcomes):
        if line.area not in areas:
            areas[line.area] = words.area_name(line.area, on=on), words.level_word(line.area)
        key = line.outcome.code, line.measure, line.of_class
        if key not in named:
            named[key] = said(line.outcome, line.measure, line.of_class)
        yield (
            one.number,
            one.synthetic,
            line.outcome.code,
            line.table,
            line.area,
            *areas[line.area],
            int(line.year),
            line.of_class,
            named[key],
            line.measure,
            line.value,
            status(line),
        )


def status(line: Line) -> str:
    """Whether a value is shown or hidden; never why."""
    return HIDDEN if line.value is None else SHOWN


def _workbook(one: Published, found: Outcome, tables: Tables) -> bytes:
    on = last_day(one)
    sheets = []
    for number, some in enumerate(made.figures(found, tables), 1):
        areas = words.in_order(some.first.codes("area"), on=on)
        header = [_("Kod"), _("Område"), _("År"), _("Alla"), *(word for _c, word in some.columns)]
        lines: list[list[Cell]] = [
            [
                area,
                words.area_name(area, on=on),
                int(year),
                _cell(some.n(area, year)),
                *map(_cell, some.row(area, year)),
            ]
            for area in areas
            for year in some.first.codes("year")
        ]
        if some.first.quarters:
            header.append(_("Median, dagar"))
            for line in lines:
                quarters = some.first.quartiles(str(line[0]), str(line[2]))
                line.append(Absent.HIDDEN.value if quarters is None else float(quarters.values[1]))
        sheets.append(Sheet(f"{number} {some.name}".strip(), header, lines))
    return xlsx_bytes(sheets, about=about(one, found, tables))


def _cell(number: int | None) -> Cell:
    return Absent.HIDDEN.value if number is None else number


def about(one: Published, found: Outcome, tables: Tables) -> list[tuple[str, Cell]]:
    """What must be known of the figures wherever they are."""
    table, licence = made.figures(found, tables)[0].first, settings.DATA_LICENCE
    return [
        (_("Utgåva"), f"{one.number}, {one.titled(language())}"),
        (_("Påhittade uppgifter"), _("ja") if one.synthetic else _("nej")),
        (_("År"), period(one)),
        (_("Mått"), found.name.in_language(language())),
        *((heading, text) for heading, text in table.query.describe(language()).lines),
        (
            Absent.HIDDEN.value,
            _("Dolt. Ett tal som är litet, eller behövs för att inget litet ska gå att räkna ut."),
        ),
        (_("Licens"), f"{licence.name}, {licence.address}"),
        (_("Utgåvans kontrollsumma (SHA-256)"), one.digest),
    ]


KINDS = {
    "release": Kind.INTEGER,
    "synthetic": Kind.BOOLEAN,
    "year": Kind.SMALLINT,
    "value": Kind.DOUBLE,
}
"""What columns hold that are no text, as the dictionary says."""


def _parquet(found: Iterable[Sequence[Cell]]) -> bytes:
    columns = zip(COLUMNS, zip(*found, strict=True), strict=True)
    return parquet_bytes([Column(name, KINDS.get(name, Kind.TEXT), said) for name, said in columns])


def json_stat(one: Published, found: Outcome, tables: Tables) -> bytes:
    """An indicator as JSON-stat 2: a dataset, or a collection of them where it has several parts.

    Source: the JSON-stat format, version 2.0, https://json-stat.org/full/
    """
    told = replace(
        words.told(last_day(one)),
        source=_("Kvinnofrid, utgåva %(number)d") % {"number": one.number},
        updated=one.published_at,
        notes=(_("Påhittade uppgifter."),) if one.synthetic else (),
    )
    sets = []
    for part in parts(found):
        chosen = [tables[found.code, name] for name in tables_of_part(found, part)
                  if (found.code, name) in tables]  # fmt: skip
        if chosen:
            made_of = cube(owner_of(one), chosen, told)
            more = {"release": one.number, "synthetic": one.synthetic, "digest": one.digest}
            more |= {"licence": settings.DATA_LICENCE.address}
            sets.append(dataset(replace(made_of, extension={**made_of.extension, **more})))
    whole: dict[str, Any] = sets[0]
    if len(sets) > 1:
        label = found.name.in_language(language())
        whole = {"version": "2.0", "class": "collection", "label": label, "link": {"item": sets}}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def codes(one: Published, tables: Tables) -> bytes:
    """The dictionary: every column and code of the release with its words in both languages.

    Of a column also the type that it has in a Parquet file, by its name in SQL.
    """
    lines: list[tuple[str, str, str, str, str, str]] = []
    for column, sv, en in _COLUMN_WORDS:
        lines.append(("column", "", column, sv, en, KINDS.get(column, Kind.TEXT).value))
    for found in owner_of(one).outcomes:
        if not made.figures(found, tables):
            continue
        lines.append(("outcome", found.code, found.code, found.name.sv, found.name.en, ""))
        for heading, text in (
            ("definition", found.definition),
            ("numerator", found.numerator),
            ("denominator", found.denominator),
            ("exclusions", found.exclusions),
        ):
            lines.append((heading, found.code, heading, text.sv, text.en, ""))
        for each in found.categories:
            lines.append(("class", found.code, each.code, each.words.sv, each.words.en, ""))
    first = next(iter(tables.values()))
    on = last_day(one)
    for area in words.in_order(first.codes("area"), on=on):
        name = words.area_name(area, on=on)
        lines.append(("area", "", area, name, name, ""))
    return csv_bytes(("what", "outcome", "code", "sv", "en", "type"), lines)


_COLUMN_WORDS = (
    ("release", "Utgåvans nummer.", "The release's number."),
    ("synthetic", "Om uppgifterna är påhittade.", "Whether the data are made up."),
    ("outcome", "Måttets kod.", "The indicator's code."),
    ("table", "Måttets tabell, tom för den enda.", "Its table, empty for the only one."),
    ("area", "Områdets kod.", "The area's code."),
    ("area_name", "Områdets namn.", "The area's name."),
    ("level", "Nivå: riket, län eller kommun.", "Level: nation, county or municipality."),
    ("year", "Kalenderår.", "Calendar year."),
    ("class", "Klassens kod, tom för alla.", "The class's code, empty for all."),
    ("class_name", "Klassen i ord.", "The class in words."),
    (
        "measure",
        "number: antal i klassen. total: antal i alla klasser. Kvartiler i dagar, förändring i"
        " medeltal.",
        "number: how many in the class. total: in all classes. Quartiles in days, mean change.",
    ),
    ("value", "Värdet, tomt när det är dolt.", "The value, empty when hidden."),
    ("status", "shown eller hidden.", "shown or hidden."),
)


def signature(row: Release) -> bytes:
    """What was signed, the digest, the signature and the key that it is checked with, as JSON."""
    frozen = queries.frozen_of(row)
    return json.dumps(
        {
            "signed": json.loads(frozen.content()),
            "digest": row.digest,
            "message": f"{frozen.scheme};{row.digest}",
            "signature": row.signature,
            "algorithm": "Ed25519",
            "public_key": row.public_key,
        },
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
    ).encode()
