"""The national cube by numpy alone: a program for this very cube, over arrays made for it.

The answers are a byte each, item by item; areas, sexes and ages are numbers beside.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from kvinnofrid.engine.facts import OCCASIONS, item_column
from kvinnofrid.engine.snapshot import Snapshot
from tests.engine.large import AGES, BANDS, CONFIG, ITEMS, PER_EPISODE

SEXES = ("woman", "man", "other", "")
BANDED = (len(BANDS), len(BANDS) + 1)
Integers = npt.NDArray[np.int64]


def beside(folder: Path) -> Path:
    """Where the arrays of a snapshot lie."""
    return folder.with_name(f"{folder.name}-dense")


def make(snapshot: Snapshot) -> None:
    """Write the arrays of a snapshot."""
    folder = beside(snapshot.folder)
    folder.mkdir()

    def number(column: str, of: tuple[str, ...]) -> str:
        listed = ", ".join(f"'{one}'" for one in of)
        return f"list_position([{listed}], {column}) - 1 AS {column}"

    named = {"area": snapshot.areas, "sex": SEXES, "age_band": (*AGES, "")}
    with duckdb.connect(config=CONFIG | {"temp_directory": f"{folder}-spill"}) as database:
        found = database.execute(
            f"SELECT {', '.join(number(*one) for one in named.items())}"
            f" FROM '{snapshot.files('episodes')}' ORDER BY episode"
        ).fetchnumpy()
        for name, column in found.items():
            np.save(folder / name, column.astype(np.int32))
        answers = np.empty((PER_EPISODE, snapshot.episodes), dtype=np.uint8)
        for at, occasion in enumerate(OCCASIONS):
            columns = database.execute(
                f"SELECT {', '.join(item_column(k + 1) for k in range(ITEMS))}"
                f" FROM '{snapshot.files('measurements')}'"
                f" WHERE occasion = '{occasion}' ORDER BY episode"
            ).fetchnumpy()
            for k, column in enumerate(columns.values()):
                answers[at * ITEMS + k] = column - 1
        np.save(folder / "answers", answers)


def count(snapshot: Snapshot) -> list[Integers]:
    """Every count on every level: for each division items × areas × divisions × classes.

    The files are read, which takes next to nothing: they are bytes as they lie in memory.
    """
    folder = beside(snapshot.folder)
    area, sex, age = (np.load(folder / f"{one}.npy") for one in ("area", "sex", "age_band"))
    shape = (len(snapshot.areas), len(SEXES), len(AGES) + 1)
    places = int(np.prod(shape))
    place = (area.astype(np.int64) * shape[1] + sex) * shape[2] + age
    everybody = np.bincount(place, minlength=places).reshape(shape)
    by_class = np.zeros((PER_EPISODE, len(BANDS) + 1, *shape), dtype=np.int64)
    shift = np.zeros(256, dtype=np.int64)
    for number, (low, high) in enumerate(BANDS):
        shift[low : high + 1] = number * places
    for at, answers in enumerate(np.load(folder / "answers.npy")):
        counted = np.bincount(shift[answers] + place, minlength=len(BANDS) * places)
        by_class[at, :-1] = counted.reshape(len(BANDS), *shape)
    by_class[:, -1] = everybody - by_class[:, :-1].sum(axis=1)
    counties = [one[:2] for one in snapshot.areas]
    first = [at for at, one in enumerate(counties) if one not in counties[:at]]
    cubes = [
        by_class.sum(axis=(3, 4)),
        by_class.sum(axis=4),
        by_class.sum(axis=3),
        by_class,
    ]
    return [_levels(one, first) for one in cubes]


def _levels(cube: Integers, first: list[int]) -> Integers:
    counties = np.add.reduceat(cube, first, axis=2)
    nation = counties.sum(axis=2, keepdims=True)
    every = np.concatenate([nation, counties, cube], axis=2)
    return np.ascontiguousarray(np.moveaxis(every, 1, -1))


def tables(cubes: list[Integers]) -> Iterator[tuple[int, ...]]:
    """The same counts table by table, in the order of the engine's queries."""
    for item in range(PER_EPISODE):
        for cube in cubes:
            yield tuple(cube[item].ravel().tolist())
