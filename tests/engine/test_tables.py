"""Tables know their cells, and a disclosed one can be written down and read again."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from kvinnofrid.engine import Dimension, DisclosedTable, Moments, Quarters, Query, TableError
from kvinnofrid.engine.tables import RawTable
from kvinnofrid.statistics.quantiles import quartiles

QUERY = Query("unit-results", "2026-1", "way_in", years=(2025, 2026), by=("sex",))
DIMENSIONS = (
    Dimension("area", ("00", "01")),
    Dimension("year", ("2025", "2026")),
    Dimension("sex", ("woman", "man")),
    Dimension("class", ("own", "police", "unknown")),
)
COUNTS = tuple(range(24))
DAYS = Quarters(7, 4, 30, 50)
TABLE = DisclosedTable(
    QUERY,
    DIMENSIONS,
    tuple(None if one in {4, 5} else one for one in COUNTS),
    tuple(None if one == 7 else 9 * one + 3 for one in range(8)),
    (DAYS, *(None,) * 7),
    (None, Moments(5, -2000, 4000000), *(None,) * 6),
)
RAW = RawTable(QUERY, DIMENSIONS, COUNTS)


def test_a_cell_is_found_by_its_codes() -> None:
    assert TABLE.cell(area="00", year="2025", sex="man", class_="own") == 3
    assert TABLE.cell(**{"area": "00", "year": "2025", "sex": "man", "class": "police"}) is None
    assert TABLE.row("01", "2026", "man") == {"own": 21, "police": 22, "unknown": 23}
    assert RAW.row("00", "2025", "man") == {"own": 3, "police": 4, "unknown": 5}
    assert [*TABLE.keys()][3] == ("00", "2026", "man")
    assert (TABLE.hidden, TABLE.rows, TABLE.codes("sex")) == (2, 8, ("woman", "man"))
    assert TABLE.has("01", "2025", "man")
    assert not TABLE.has("02", "2025", "man")
    assert not TABLE.has("01", "2025")


def test_a_total_may_be_known_where_a_class_is_hidden() -> None:
    assert TABLE.total("00", "2025", "man") == 12
    assert TABLE.total("01", "2026", "man") is None
    assert RAW.totals()[:2] == (3, 12)
    bare = replace(TABLE, totals=(), quarters=(), moments=())
    assert bare.total("00", "2025", "woman") == 3
    assert bare.total("00", "2025", "man") is None
    assert bare.quartiles("00", "2025", "woman") is None
    assert bare.change("00", "2025", "woman") is None


def test_quartiles_and_sums_of_change_stand_beside_the_counts() -> None:
    assert TABLE.quartiles("00", "2025", "woman") == DAYS
    assert DAYS.values == (Fraction(1), Fraction(15, 2), Fraction(25, 2))
    assert TABLE.change("00", "2025", "man") == Moments(5, -2000, 4000000)
    found = quartiles([1, 2, 5, 9])
    assert found is not None
    assert Quarters.of(found).values == (found.lower, found.median, found.upper)


@pytest.mark.parametrize("table", [TABLE, replace(TABLE, totals=(), quarters=(), moments=())])
def test_a_table_can_be_written_down_and_read_again(table: DisclosedTable) -> None:
    assert DisclosedTable.from_dict(table.to_dict()) == table
    assert DisclosedTable.from_dict(table.to_dict()).digest() == table.digest()


def test_another_table_has_another_digest() -> None:
    assert replace(TABLE, values=COUNTS).digest() != TABLE.digest()


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"values": [1]},
        {"values": [True] * 24},
        {"values": [-1] * 24},
        {"values": ["1"] * 24},
        {"totals": [-1] * 8},
        {"totals": [1]},
        {"moments": [[1, 2]] * 8},
        {"dimensions": []},
        {"dimensions": [{"name": "area", "codes": []}]},
        {"query": ...},
    ],
)
def test_what_is_no_table_is_not_read(change: dict[str, Any]) -> None:
    given = {**TABLE.to_dict(), **change}
    with pytest.raises(TableError):
        DisclosedTable.from_dict({name: one for name, one in given.items() if one is not ...})


@pytest.mark.parametrize(
    "codes",
    [
        {"area": "00"},
        {"area": "00", "year": "2025", "sex": "man", "class_": "luck"},
        {"area": "99", "year": "2025", "sex": "man", "class_": "own"},
    ],
)
def test_a_cell_that_is_not_there_is_refused(codes: dict[str, str]) -> None:
    with pytest.raises(TableError):
        TABLE.cell(**codes)
    with pytest.raises(TableError):
        TABLE.row("00")
    with pytest.raises(TableError):
        TABLE.codes("luck")


def test_a_raw_count_is_never_negative() -> None:
    with pytest.raises(TableError):
        replace(RAW, values=(-1, *COUNTS[1:]))
