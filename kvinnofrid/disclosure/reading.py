"""Reading: leaf counts or persons, hierarchies and earlier releases, all from CSV.

UTF-8 with commas, or with semicolons as Swedish spreadsheet programs write it.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kvinnofrid.disclosure.cell_key import record_key
from kvinnofrid.disclosure.errors import TableError
from kvinnofrid.disclosure.grid import axis, roll_up
from kvinnofrid.disclosure.hierarchy import flat, hierarchical
from kvinnofrid.disclosure.protecting import refuse_if_too_large
from kvinnofrid.disclosure.values import TOTAL, Dimension, Integers, Known, Table

MOST = 10**9


@dataclass(frozen=True)
class Wanted:
    """What to make of a file: dimensions with their hierarchy files, and columns to count."""

    by: Mapping[str, Sequence[Path]]
    count: str | None = None
    contributor: str | None = None
    largest: int = 1
    """How many of the largest contributors are added up."""
    record: str | None = None
    """The column that names each record, in a file with a row a person."""
    secret: str = ""
    """What the records' keys are drawn with."""


def rows_of(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The headings and the rows of a CSV file; TableError names file and line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TableError(
            f"filen går inte att läsa ({error.strerror})", "Kontrollera sökvägen.", where=str(path)
        ) from None
    except UnicodeDecodeError:
        raise TableError(
            "filen är inte UTF-8", "Spara den som CSV UTF-8 och försök igen.", where=str(path)
        ) from None
    lines = text.splitlines()
    if not lines:
        raise TableError("filen är tom", "Första raden ska ha kolumnernas namn.", where=str(path))
    reader = csv.reader(lines, delimiter=";" if lines[0].count(";") > lines[0].count(",") else ",")
    headings = [name.strip() for name in next(reader)]
    for name, times in Counter(headings).items():
        if times > 1:
            raise TableError(
                f"kolumnen {name} finns två gånger", "Ge kolumnerna olika namn.", where=str(path)
            )
    found = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(headings):
            raise TableError(
                f"raden har {len(cells)} fält, rubriken {len(headings)}",
                "Rätta raden; fält med komma i sig ska ha citattecken.",
                where=f"{path}, rad {reader.line_num}",
            )
        row = dict(zip(headings, (cell.strip() for cell in cells), strict=True))
        found.append({**row, LINE: str(reader.line_num)})
    return headings, found


LINE = "\0line"
"""Where a row remembers its line; no heading can be named so."""


def read_table(path: Path, wanted: Wanted) -> Table:
    """The table of a file.

    Rows that hold sums (`Total` or a code above the smallest) are held against the sums of the
    others.
    """
    headings, rows = rows_of(path)
    for name in (*wanted.by, *filter(None, (wanted.count, wanted.contributor, wanted.record))):
        if name not in headings:
            raise TableError(
                f"kolumnen {name} saknas",
                f"Filen har kolumnerna {', '.join(headings)}.",
                where=str(path),
            )
    if not rows:
        raise TableError("filen har inga rader", "Minst en cell behövs.", where=str(path))
    for row in rows:
        for name in wanted.by:
            if not row[name]:
                raise TableError(
                    f"koden i kolumnen {name} saknas",
                    "Skriv en kod, till exempel okänt.",
                    where=f"{path}, rad {row[LINE]}",
                )
    dimensions = tuple(_dimension(name, files, rows) for name, files in wanted.by.items())
    refuse_if_too_large(dimensions)
    return _count(path, wanted, dimensions, rows)


def _dimension(name: str, files: Sequence[Path], rows: Sequence[Mapping[str, str]]) -> Dimension:
    if not files:
        return flat(name, (row[name] for row in rows if row[name] != TOTAL))
    lists = [(str(path), _pairs(path)) for path in files]
    above = {parent for _, pairs in lists for _, parent in pairs}
    return hierarchical(name, lists, [row[name] for row in rows if row[name] not in above])


def _pairs(path: Path) -> list[tuple[str, str]]:
    headings, rows = rows_of(path)
    if headings[:2] != ["child", "parent"]:
        raise TableError(
            f"kolumnerna heter {', '.join(headings)}", "De ska heta child,parent.", where=str(path)
        )
    return [(row["child"], row["parent"]) for row in rows]


def _count(
    path: Path, wanted: Wanted, dimensions: Sequence[Dimension], rows: Iterable[Mapping[str, str]]
) -> Table:
    places = [{leaf: at for at, leaf in enumerate(one.leaves)} for one in dimensions]
    shape = [len(one.leaves) for one in dimensions]
    counts = np.zeros(shape, dtype=np.int64)
    keys = np.zeros(shape, dtype=np.int64)
    by_whom: dict[str, Integers] = {}
    seen: dict[tuple[str, ...], str] = {}
    stated: list[tuple[tuple[str, ...], int, str]] = []
    for row in rows:
        cell = tuple(row[one.name] for one in dimensions)
        line = f"{path}, rad {row[LINE]}"
        number = 1 if wanted.count is None else _number(row[wanted.count], line)
        if wanted.count is not None:
            who = row[wanted.contributor] if wanted.contributor else ""
            if (*cell, who) in seen:
                raise TableError(
                    f"cellen {' / '.join(cell)} finns redan på rad {seen[(*cell, who)]}",
                    "Slå ihop raderna till en.",
                    where=line,
                )
            seen[(*cell, who)] = row[LINE]
        if all(code in place for code, place in zip(cell, places, strict=True)):
            at = tuple(place[code] for code, place in zip(cell, places, strict=True))
            counts[at] += number
            keys[at] += record_key(wanted.secret, row[wanted.record]) if wanted.record else 0
            if wanted.contributor:
                who = row[wanted.contributor]
                by_whom.setdefault(who, np.zeros(shape, dtype=np.int64))[at] += number
        elif wanted.count is None:
            raise TableError(
                f"raden är en person men har en kod för en summa: {' / '.join(cell)}",
                "En person har de minsta koderna. Är filen en tabell, ange --count KOLUMN.",
                where=line,
            )
        else:
            stated.append((cell, number, line))
    largest = _largest(dimensions, by_whom, wanted)
    table = Table(tuple(dimensions), counts, largest, keys if wanted.record else None)
    _compare(table, stated)
    return table


def _number(text: str, line: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= MOST:
        return int(text)
    if not text:
        what, remedy = "antalet saknas", "Skriv 0 om ingen finns, eller ta bort raden."
    elif text.startswith("-"):
        what, remedy = f"antalet {text} är negativt", "Antal personer ska vara 0 eller fler."
    else:
        what, remedy = f"antalet {text} är inget heltal", f"Skriv ett heltal från 0 till {MOST}."
    raise TableError(what, remedy, where=line)


def _largest(
    dimensions: Sequence[Dimension], by_whom: Mapping[str, Integers], wanted: Wanted
) -> Integers | None:
    if not by_whom:
        return None
    axes = [axis(one) for one in dimensions]
    shares = np.array([roll_up(axes, counts) for _, counts in sorted(by_whom.items())])
    shares.sort(axis=0)
    summed: Integers = shares[-wanted.largest :].sum(axis=0)
    return summed


def _compare(table: Table, stated: Sequence[tuple[tuple[str, ...], int, str]]) -> None:
    if not stated:
        return
    axes = [axis(one) for one in table.dimensions]
    values = roll_up(axes, table.counts).reshape([one.size for one in axes])
    for cell, number, line in stated:
        true = int(values[tuple(one.node[code] for one, code in zip(axes, cell, strict=True))])
        if true != number:
            raise TableError(
                f"tabellen går inte ihop: {' / '.join(cell)} är {number}, men delarnas summa "
                f"är {true}",
                "Rätta summan eller delarna, eller ta bort raden: summor räknas fram.",
                where=line,
            )


def read_known(path: Path, names: Sequence[str]) -> Known:
    """The published cells of an earlier release, from its protected.csv or a file of that form."""
    headings, rows = rows_of(path)
    used = tuple(name for name in headings if name in names)
    if "value" not in headings or not used:
        raise TableError(
            "filen är ingen utgåva",
            "Den ska ha dimensionernas kolumner och kolumnen value, som protected.csv.",
            where=str(path),
        )
    odd = [name for name in headings if name not in (*used, "value", "status")]
    if odd:
        raise TableError(
            f"kolumnen {odd[0]} hör inte till tabellens dimensioner",
            f"Dimensionerna heter {', '.join(names)}.",
            where=str(path),
        )
    cells = {
        tuple(row[name] for name in used): _number(row["value"], f"{path}, rad {row[LINE]}")
        for row in rows
        if row["value"]
    }
    return Known(str(path), used, cells)
