"""Parquet files as another program reads them: every kind of value, and absent ones."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvinnofrid.spreadsheets.parquet import Column, Kind, parquet_bytes

VALUES: dict[Kind, st.SearchStrategy[object]] = {
    Kind.BOOLEAN: st.booleans(),
    Kind.SMALLINT: st.integers(-(2**15), 2**15 - 1),
    Kind.INTEGER: st.integers(-(2**31), 2**31 - 1),
    Kind.BIGINT: st.integers(-(2**63), 2**63 - 1),
    Kind.DOUBLE: st.floats(allow_nan=False),
    Kind.TEXT: st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
}
COLUMN = st.sampled_from(Kind)


def read(content: bytes, folder: Path) -> tuple[list[str], list[str], list[tuple[object, ...]]]:
    path = folder / "a.parquet"
    path.write_bytes(content)
    with duckdb.connect(config={"threads": 1}) as database:
        found = database.read_parquet(str(path))
        return found.columns, [str(one) for one in found.types], found.fetchall()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parquet")


@settings(max_examples=10, deadline=None)
@given(data=st.data(), rows=st.integers(0, 30), kinds=st.lists(COLUMN, min_size=1, max_size=20))
def test_another_program_reads_what_was_written(
    folder: Path, data: st.DataObject, rows: int, kinds: list[Kind]
) -> None:
    columns = [
        Column(
            f"å{place}",
            kind,
            data.draw(st.lists(st.none() | VALUES[kind], min_size=rows, max_size=rows)),
        )
        for place, kind in enumerate(kinds)
    ]
    names, _types, found = read(parquet_bytes(columns), folder)
    assert names == [one.name for one in columns]
    assert found == list(zip(*(one.values for one in columns), strict=True))


def test_a_long_table_keeps_its_types_and_is_small(folder: Path) -> None:
    texts = [f"kommun {place % 290}" for place in range(50_000)]
    counts = [None if place % 7 == 0 else place for place in range(50_000)]
    columns = [
        Column("area", Kind.TEXT, texts),
        Column("n", Kind.BIGINT, counts),
        Column("share", Kind.DOUBLE, [0.5] * 50_000),
        Column("made_up", Kind.BOOLEAN, [True] * 50_000),
    ]
    content = parquet_bytes(columns)
    assert content == parquet_bytes(columns)
    assert len(content) < 200_000
    _names, types, found = read(content, folder)
    assert types == ["VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN"]
    assert found == list(zip(texts, counts, [0.5] * 50_000, [True] * 50_000, strict=True))


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="make no table"):
        parquet_bytes([])
    with pytest.raises(ValueError, match="make no table"):
        parquet_bytes([Column("a", Kind.TEXT, ["x"]), Column("b", Kind.TEXT, [])])
