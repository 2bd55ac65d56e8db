"""The campaign on a Spark cluster, where there is no Spark."""

from pathlib import Path

import pytest

from tests.campaigns.spark import CAMPAIGN


def test_without_spark_the_campaign_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KV_SPARK", str(tmp_path))
    (failure,) = CAMPAIGN.run(1, 1, lambda said: None).failures
    assert "pip install --target" in failure
