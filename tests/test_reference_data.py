"""The reference data in `data/` is what SOURCES.md says it is."""

import csv
import re
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
SOURCES = (DATA / "SOURCES.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([^`]+\.csv)` \| ([0-9]+) \|", SOURCES, flags=re.MULTILINE))


def test_every_shipped_file_has_its_source_named() -> None:
    shipped = {p.relative_to(DATA).as_posix() for p in DATA.rglob("*") if p.is_file()}
    named = set(re.findall(r"^\| `([^`]+\.[a-z]+)` \|", SOURCES, flags=re.MULTILINE))
    assert named == shipped - {"SOURCES.md", "sources.yaml"}  # they name the others


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_file_has_the_rows_that_are_stated(name: str) -> None:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) - 1 == int(ROWS[name])
    assert {len(row) for row in rows} == {len(rows[0])}


def test_the_eight_respondents_answer_yes_as_often_as_counted() -> None:
    with (DATA / "comparisons/oj-brottsoffer-2015/answers.csv").open(encoding="utf-8") as stream:
        answers = list(csv.DictReader(stream))
    assert [sum(answer == "2" for answer in list(row.values())[3:]) for row in answers] == [
        *(53, 44, 47, 45, 43, 47, 53, 48)
    ]
    assert [row["published_yes"] for row in answers if row["respondent"] == "Tyresö"] == ["49"]
