"""Snapshots: written a batch at a time, opened only when they are whole."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kvinnofrid.engine import Placed
from kvinnofrid.engine.areas import AreaError
from kvinnofrid.engine.facts import TABLES
from kvinnofrid.engine.snapshot import MANIFEST, Snapshot, SnapshotError
from kvinnofrid.engine.writing import write
from kvinnofrid.statistics.episodes import Coded, Episode, Given, Held

DAY = date(2026, 11, 22)


def placed(answers: dict[str, Coded] | None = None, municipality: str = "0180") -> Placed:
    """An episode with a first measurement and help."""
    episode = Episode(
        target_group="child",
        days={"opened_on": date(2025, 3, 1)},
        fields={"sex": "woman"},
        interventions=(Given("talks", "by_decision"), Given("talks", "open_service")),
        baseline=None if answers is None else Held(date(2025, 3, 2), answers),
    )
    return Placed(episode, municipality, "01", "o", "u", synthetic=True)


ANSWERS: dict[str, Coded] = {
    "safety": 7,
    "rate": 2.5,
    "ceased": "yes",
    "kinds": ["x", "x"],
    "none": [],
}


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return write(
        tmp_path / "day",
        iter([placed(ANSWERS), placed(), placed({"safety": 7}, "")]),
        day=DAY,
        catalogue="c",
        batch=2,
    )


def rows(snapshot: Snapshot, query: str) -> list[Any]:
    """The answer to a query over the files."""
    with duckdb.connect() as connection:
        for table in TABLES:
            files = f"read_parquet('{snapshot.files(table)}', union_by_name = true)"
            connection.execute(f"CREATE VIEW {table} AS FROM {files}").fetchall()
        return connection.execute(query).fetchall()


def test_a_snapshot_says_what_it_holds(snapshot: Snapshot) -> None:
    assert (snapshot.episodes, snapshot.synthetic) == (3, 3)
    assert (snapshot.measurements, snapshot.answers, snapshot.items) == (5, 12, 7)
    assert (snapshot.day, snapshot.catalogue) == (DAY, "c")
    assert snapshot.areas == ("01-none", "0180")
    assert Snapshot.open(snapshot.folder, digest=snapshot.digest) == snapshot


def test_an_episode_is_kept_in_texts_and_whole_numbers(snapshot: Snapshot) -> None:
    found = rows(
        snapshot,
        "SELECT episode, area, sex, way_in, opened_on, opened_year, closed_on,"
        " baseline_held_on FROM episodes ORDER BY 1",
    )
    assert found == [
        (1, "0180", "woman", "", 20148, 2025, None, 20149),
        (2, "0180", "woman", "", 20148, 2025, None, None),
        (3, "01-none", "woman", "", 20148, 2025, None, 20149),
    ]


def test_answers_are_codes_or_thousandths_and_what_is_chosen_twice_is_chosen_once(
    snapshot: Snapshot,
) -> None:
    assert rows(
        snapshot,
        "SELECT m.occasion, a.item, a.several, a.value, a.number FROM measurements m"
        " JOIN answers a ON a.answer = CASE a.asked WHEN 1 THEN item_1 WHEN 2 THEN item_2"
        " WHEN 3 THEN item_3 WHEN 4 THEN item_4 WHEN 5 THEN item_5 WHEN 6 THEN item_6"
        " ELSE item_7 END WHERE episode = 1 ORDER BY ALL",
    ) == [
        ("baseline", "ceased", 0, "yes", None),
        ("baseline", "kinds", 1, "x", None),
        ("baseline", "kinds", 1, None, None),
        ("baseline", "none", 1, None, None),
        ("baseline", "rate", 0, None, 2500),
        ("baseline", "safety", 0, None, 7000),
        ("given", "form", 1, "by_decision", None),
        ("given", "form", 1, "open_service", None),
        ("given", "form", 1, None, None),
        ("given", "kind", 1, "talks", None),
        ("given", "kind", 1, None, None),
    ]


def test_a_measurement_is_a_row_of_small_integers(snapshot: Snapshot) -> None:
    found = rows(snapshot, "SELECT episode, occasion, item_1, item_2 FROM measurements")
    assert found == [
        (1, "baseline", 1, 1),
        (1, "given", 0, 0),
        (2, "given", 0, 0),
        (3, "baseline", 1, None),
        (3, "given", 0, None),
    ]
    assert len(snapshot.columns("measurements")) == 2 + snapshot.items


def test_one_answer_has_one_number_however_it_is_written(tmp_path: Path) -> None:
    answers: tuple[Coded, ...] = (7, 7.0, 7.0001, "7", ["a", "b"], ["b", "a", "a"], [])
    made = write(
        tmp_path / "day", [placed({"q": one}) for one in answers], day=DAY, catalogue="c", batch=3
    )
    found = rows(made, "SELECT item_1 FROM measurements WHERE occasion = 'baseline'")
    assert [one for (one,) in found] == [1, 1, 1, 2, 3, 3, 4]


def test_a_changed_or_missing_file_is_refused(snapshot: Snapshot) -> None:
    victim = snapshot.folder / "episodes-00002.parquet"
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    with pytest.raises(SnapshotError, match=r"episodes-00002\.parquet of day is missing"):
        Snapshot.open(snapshot.folder)
    victim.unlink()
    with pytest.raises(SnapshotError, match="missing or changed"):
        Snapshot.open(snapshot.folder)


def test_a_file_too_many_is_refused(snapshot: Snapshot) -> None:
    extra = snapshot.folder / "episodes-99999.parquet"
    extra.write_bytes((snapshot.folder / "episodes-00001.parquet").read_bytes())
    with pytest.raises(SnapshotError, match=r"episodes-99999\.parquet does not belong to day"):
        Snapshot.open(snapshot.folder)


@pytest.mark.parametrize(
    "change", [{"episodes": 4}, {"day": "2026-11-23"}, {"areas": []}, {"catalogue": "d"}]
)
def test_a_changed_manifest_makes_it_another_snapshot(
    snapshot: Snapshot, change: dict[str, Any]
) -> None:
    path = snapshot.folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(SnapshotError, match="it is another snapshot"):
        Snapshot.open(snapshot.folder, digest=snapshot.digest)


@pytest.mark.parametrize("written", ["{", "[]", '{"format": 1}', '{"format": 2}'])
def test_a_manifest_that_is_none_is_refused(snapshot: Snapshot, written: str) -> None:
    (snapshot.folder / MANIFEST).write_text(written)
    with pytest.raises(SnapshotError, match="can't be read"):
        Snapshot.open(snapshot.folder)


def test_an_empty_folder_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="no snapshot"):
        Snapshot.open(tmp_path)


def test_a_snapshot_is_never_written_over(snapshot: Snapshot) -> None:
    with pytest.raises(SnapshotError, match="never written over"):
        write(snapshot.folder, [placed()], day=DAY, catalogue="c")


@pytest.mark.parametrize(
    ("fact", "error"),
    [
        (placed({"safety": float("nan")}), ValueError),
        (placed({"safety": 1e30}), ValueError),
        (placed({"safety": 1, "ceased": True}), ValueError),
        (placed({"kinds": [1]}), ValueError),  # type: ignore[list-item]
        (placed(municipality="180"), AreaError),
    ],
)
def test_what_cannot_be_kept_leaves_nothing_behind(
    tmp_path: Path, fact: Placed, error: type[Exception]
) -> None:
    with pytest.raises(error):
        write(tmp_path / "day", [placed({"ceased": 1}), fact], day=DAY, catalogue="c", batch=1)
    assert list(tmp_path.iterdir()) == []


def test_no_facts_make_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="no facts"):
        write(tmp_path / "day", [], day=DAY, catalogue="c")


def test_facts_are_taken_a_batch_at_a_time(tmp_path: Path) -> None:
    taken = []

    def facts() -> Iterator[Placed]:
        for number in range(5):
            taken.append((number, len(list(tmp_path.glob(".day-*/episodes-*")))))
            yield replace(placed(), unit=str(number))

    write(tmp_path / "day", facts(), day=DAY, catalogue="c", batch=2)
    assert taken == [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2)]
