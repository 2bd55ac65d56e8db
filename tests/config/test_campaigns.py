"""The command that runs campaigns."""

import os
import sys
import time
from types import SimpleNamespace

import pytest

from kvinnofrid.config import campaigns
from kvinnofrid.config.commands import main
from tests.campaigns import readers
from tests.campaigns.campaign import Campaign, Result, Tell
from tests.measuring import percentile, use_of


def trial(failures: list[str]) -> Campaign:
    def run(n: int, seed: int, tell: Tell) -> Result:
        tell(f"{n} av {n}")
        return Result(failures, {"most": seed})

    return Campaign("Prov.", 7, run)


@pytest.fixture
def with_trial(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    module = SimpleNamespace(CAMPAIGN=trial([]))
    monkeypatch.setitem(sys.modules, "tests.campaigns.trial", module)
    monkeypatch.setattr(campaigns, "_names", lambda: ["trial"])
    return monkeypatch


def test_the_campaigns_are_listed_with_what_they_try(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {"importers", "load"} <= {line.split()[0] for line in lines}


def test_a_campaign_ends_in_a_line_of_figures(
    with_trial: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["campaign", "trial", "--seed", "3"]) == 0
    said = capsys.readouterr()
    assert said.err == "7 av 7\n"
    assert said.out.startswith("campaign=trial n=7 seed=3 failures=0 seconds=")
    assert said.out.endswith(" most=3\n")


def test_a_failure_is_printed_and_is_the_exit_code(
    with_trial: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_trial.setattr(sys.modules["tests.campaigns.trial"], "CAMPAIGN", trial(["det brast"]))
    assert main(["campaign", "trial", "--n", "2"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == "det brast"


def test_a_campaign_that_stands_still_is_broken_off_and_says_where(
    with_trial: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stand_still(n: int, seed: int, tell: Tell) -> Result:
        tell("3 av 7")
        time.sleep(60)
        return Result([])

    with_trial.setattr(campaigns, "SILENT_MINUTES", 0.001)
    with_trial.setattr(
        sys.modules["tests.campaigns.trial"], "CAMPAIGN", Campaign("Prov.", 7, stand_still)
    )
    assert main(["campaign", "trial"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "utan framsteg" in said[0]
    assert "3 av 7" in said[0]
    assert said[1].startswith("campaign=trial n=7 seed=1 failures=1 seconds=")


def test_a_campaign_ends_when_its_time_is_over(
    with_trial: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def go_on(n: int, seed: int, tell: Tell) -> Result:
        while True:
            tell("än en")
            time.sleep(0.01)

    with_trial.setattr(
        sys.modules["tests.campaigns.trial"], "CAMPAIGN", Campaign("Prov.", 7, go_on)
    )
    assert main(["campaign", "trial", "--minutes", "0"]) == 1
    assert "tiden var ute" in capsys.readouterr().out


def test_a_campaign_that_there_is_not_is_told_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["campaign", "hide"]) == 2
    assert "importers" in capsys.readouterr().err
    assert main(["campaign", "load", "--n", "0"]) == 2


def test_without_the_tests_it_is_told_where_the_campaigns_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(campaigns, "PACKAGE", "tests.nowhere")
    assert main(["campaign", "--list"]) == 2
    assert "tests/" in capsys.readouterr().err


def test_a_package_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(campaigns, "_names", lambda: ["absent"])
    assert main(["campaign", "absent"]) == 2
    assert "tests.campaigns.absent" in capsys.readouterr().err


def test_pages_are_of_one_kind_when_only_what_they_are_about_differs() -> None:
    start = f"{readers.INDEX}{readers.ROUND}/"
    assert readers.kind_of(start) == "round"
    assert readers.kind_of(f"{start}matris/") == "matris"
    assert readers.kind_of(f"{start}svarande/0305-habo/?jamfor=12") == "svarande/*"


def test_a_percentile_is_a_value_that_so_many_do_not_exceed() -> None:
    assert percentile([3, 1, 2, 4], 50) == 2
    assert percentile([float(n) for n in range(1, 101)], 95) == 95
    assert percentile([7], 95) == 7


def test_what_a_process_uses_is_read_from_the_system() -> None:
    use = use_of(os.getpid())
    assert use.cpu_seconds > 0
    assert use.megabytes > 10
