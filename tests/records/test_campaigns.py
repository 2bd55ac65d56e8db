"""The long trials in small: crowds and kills, in processes of their own."""

from pathlib import Path

import pytest

from tests.campaigns import concurrency, crash
from tests.records.apart import own_database, programs

EDITORS, SAVES, KILLS = 8, 20, 10


def test_no_save_is_silently_written_over() -> None:
    with own_database() as environment:
        said = list(programs(environment, "crowd", str(EDITORS), str(SAVES), "1"))
    assert [line for line in said if line.startswith("failure")] == []
    assert said[-1].startswith(f"counts saves={EDITORS * SAVES} ")


def test_what_was_acknowledged_survives_kills_and_is_not_doubled(tmp_path: Path) -> None:
    result = crash.CAMPAIGN.run(KILLS, 1, lambda said: None)
    assert list(result.failures) == []
    assert int(str(result.figures["cut_off"])) > 0


def test_the_crowd_of_a_campaign_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrency, "SAVES", 2)
    result = concurrency.CAMPAIGN.run(2, 1, lambda said: None)
    assert result.figures["saves"] == "4"
