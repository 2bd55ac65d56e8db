"""Parts of tables as files: a sheet as people read it, and rows as programs do.

A figure that is absent stands as its mark in text and sheets, and as null in Parquet.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from kvinnofrid.engine.cubes import CONTENTS
from kvinnofrid.engine.jsonstat import Absent, Axis, Cube, Unit, Value
from kvinnofrid.spreadsheets.formula_guard import guard
from kvinnofrid.spreadsheets.parquet import Column, Kind, parquet_bytes
from kvinnofrid.spreadsheets.writing import Cell, Sheet, xlsx_bytes

CODES, TEXTS, BOTH = "UseCodes", "UseTexts", "UseCodesAndTexts"
SEPARATORS = {"SeparatorTab": "\t", "SeparatorSpace": " ", "SeparatorSemicolon": ";"}


@dataclass(frozen=True, slots=True)
class Answered:
    """The part of a table that was asked for, and which dimensions stand where in a sheet."""

    cube: Cube
    heading: tuple[str, ...]
    stub: tuple[str, ...]


def sheet(found: Answered, words: str) -> tuple[list[str], Iterator[list[Cell]]]:
    """Header and rows: what stands in the stub goes down, what stands in the heading across."""
    across = [found.cube.axis(one) for one in found.heading]
    down = [found.cube.axis(one) for one in found.stub]
    header = [axis.label for axis in down]
    header += [" ".join(labels) for labels in product(*(_said(axis, words) for axis in across))]
    values = found.cube.ordered([*found.stub, *found.heading]).values
    width = prod(map(len, across))
    return header, _rows(product(*(_said(axis, words) for axis in down)), values, width)


def _rows(
    labels: Iterable[tuple[str, ...]], values: Sequence[Value], width: int
) -> Iterator[list[Cell]]:
    for place, said in enumerate(labels):
        figures = values[place * width : (place + 1) * width]
        yield [*said, *(_cell(one) for one in figures)]


def _cell(value: Value) -> Cell:
    return value.value if isinstance(value, Absent) else value


def _said(axis: Axis, words: str) -> list[str]:
    if words == CODES:
        return list(axis.categories)
    if words == BOTH:
        return [f"{code} {label}" for code, label in axis.categories.items()]
    return list(axis.categories.values())


def csv(found: Answered, *, words: str = TEXTS, separator: str = ",", title: bool = False) -> bytes:
    """A CSV file: UTF-8, full stop for decimals, texts in quotation marks."""
    header, rows = sheet(found, words)
    before: list[list[Cell]] = [[found.cube.label], []] if title else []
    return _lines((*before, list[Cell](header), *rows), separator)


def long_csv(cube: Cube) -> bytes:
    """A CSV file with a row for each cell, as `long_rows`."""
    header, rows = long_rows(cube)
    return _lines((list[Cell](header), *rows), ",")


def _lines(lines: Iterable[Iterable[Cell]], separator: str) -> bytes:
    text = io.StringIO()
    for line in lines:
        text.write(separator.join(map(_text, line)) + "\r\n")
    return text.getvalue().encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return '"' + guard(cell).replace('"', '""') + '"'
    return repr(cell)


def xlsx(found: Answered, *, words: str = TEXTS, title: bool = False) -> bytes:
    """A workbook, with what the figures are on a sheet of its own."""
    cube = found.cube
    header, rows = sheet(found, words)
    about: list[tuple[str, Cell]] = [("Källa", cube.source), ("Publicerad", cube.updated.date())]
    about += [("", note) for note in cube.notes]
    if title:
        about.insert(0, ("Titel", cube.label))
    return xlsx_bytes([Sheet("Tabell", header, list(rows))], about=about)


def long_rows(cube: Cube) -> tuple[list[str], Iterator[list[Cell]]]:
    """A row for each cell: code and label of each dimension, then each figure in its column."""
    others = [axis for axis in cube.axes if axis.id != CONTENTS]
    contents = list(cube.axis(CONTENTS).categories)
    header = [name for axis in others for name in (axis.id, f"{axis.id}_label")] + contents
    values = cube.ordered([*(axis.id for axis in others), CONTENTS]).values
    named = product(*(axis.categories.items() for axis in others))
    labels = (tuple(text for pair in pairs for text in pair) for pairs in named)
    return header, _rows(labels, values, len(contents))


def parquet(cube: Cube) -> bytes:
    """The same rows in Parquet: codes and labels as texts, figures as numbers or null."""
    header, rows = long_rows(cube)
    units = cube.axis(CONTENTS).units
    return parquet_bytes(
        [
            _column(name, units.get(name), values)
            for name, values in zip(header, zip(*rows, strict=True), strict=True)
        ]
    )


def _column(name: str, unit: Unit | None, values: Sequence[Cell]) -> Column:
    if unit is None:
        return Column(name, Kind.TEXT, values)
    known = [None if isinstance(one, str) else one for one in values]
    return Column(name, Kind.DOUBLE if unit.decimals else Kind.BIGINT, known)
