"""Valid files spoiled at random: each ends in a sound table or a named refusal."""

import random

import pytest

from kvinnofrid.config.commands import main
from kvinnofrid.spreadsheets import errors
from kvinnofrid.spreadsheets.table import Row, Table
from tests.campaigns import importers
from tests.spreadsheets.files import parsed


def test_two_thousand_spoiled_files_end_in_a_table_or_a_refusal() -> None:
    held = importers.most_memory_mb()  # by this process in other tests
    outcome = importers.run(2_000, seed=20261122, bombs=False)
    assert outcome.failures == []
    assert 400 < outcome.refused < 1_950
    assert outcome.max_mb < max(1_000, held + 200)


def test_unspoiled_files_are_read() -> None:
    assert all(importers.is_sound(parsed(content)) for content in importers.originals())


def test_the_same_seed_spoils_in_the_same_way() -> None:
    assert list(importers.mutations(50, 3)) == list(importers.mutations(50, 3))
    content = importers.originals()[0]
    assert importers.spoil(content, random.Random(1)) != content


@pytest.mark.parametrize("fault", [errors.ReaderStopped(detail="-11"), KeyError("x")])
def test_the_campaign_sees_crashes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: Exception
) -> None:
    def crash(_content: bytes, *, filename: str) -> Table:
        raise fault

    monkeypatch.setattr(importers, "parsed", crash)
    monkeypatch.setattr(importers, "BOMBS", {})
    assert main(["campaign", "importers", "--n", "3", "--seed", "1"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("campaign=importers n=3 seed=1 failures=3 seconds=")
    assert len(lines) == 4


@pytest.mark.parametrize(
    "table",
    [
        Table(("a", ""), (), "", "", ()),
        Table(("a",), (Row(2, ("1", "2")),), "", "", ()),
        Table(("a",), (Row(2, ("1",)), Row(2, ("1",))), "", "", ()),
        Table(("a",), (Row(2, ("\0",)),), "", "", ()),
    ],
)
def test_the_campaign_sees_unsound_tables(table: Table) -> None:
    assert not importers.is_sound(table)
