"""Tables as Parquet files, column by column, written by DuckDB.

DuckDB and numpy are loaded when the first table is written: a server's processes that never write
one need not hold them.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Kind(Enum):
    """What a column holds; the values are the types of DuckDB."""

    BOOLEAN = "BOOLEAN"
    SMALLINT = "SMALLINT"
    INTEGER = "INTEGER"
    BIGINT = "BIGINT"
    DOUBLE = "DOUBLE"
    TEXT = "VARCHAR"


NUMPY = {
    Kind.BOOLEAN: "bool",
    Kind.SMALLINT: "int16",
    Kind.INTEGER: "int32",
    Kind.BIGINT: "int64",
    Kind.DOUBLE: "float64",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column; None is a value that is not there."""

    name: str
    kind: Kind
    values: Sequence[object]


def parquet_bytes(columns: Sequence[Column]) -> bytes:
    """The columns as a file, the same bytes for the same columns.

    ValueError when there are none, or they are of different lengths.
    """
    lengths = {len(one.values) for one in columns}
    if len(lengths) != 1:
        raise ValueError(f"columns of {sorted(lengths)} values make no table")
    import duckdb
    import numpy as np

    def array(one: Column) -> object:
        if one.kind is Kind.TEXT:
            return np.array([*one.values], dtype=object)
        absent = [value is None for value in one.values]
        known = [0 if value is None else value for value in one.values]
        return np.ma.masked_array(np.array(known, dtype=NUMPY[one.kind]), mask=absent)

    typed = ", ".join(f"CAST(c{at} AS {one.kind.value}) AS c{at}" for at, one in enumerate(columns))
    named = ", ".join(
        f'c{at} AS "{one.name.replace(chr(34), chr(34) * 2)}"' for at, one in enumerate(columns)
    )
    with (
        tempfile.TemporaryDirectory(prefix="kv-parquet-") as folder,
        duckdb.connect(config={"threads": 1, "memory_limit": "500MB"}) as database,
    ):
        path = Path(folder) / "table.parquet"
        database.register("given", {f"c{at}": array(one) for at, one in enumerate(columns)})
        database.execute(f"CREATE TABLE written AS SELECT {typed} FROM given")  # noqa: S608 - types of our own
        database.sql(f"SELECT {named} FROM written").write_parquet(str(path), compression="zstd")  # noqa: S608 - quoted names
        return path.read_bytes()
