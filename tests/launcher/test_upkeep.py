"""What happens by itself beside the server: again and again, whatever fails, and never after."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.upkeep import Keeper


def keeper(tmp_path: Path, code: str, **times: float) -> Keeper:
    """One that runs a little program in the folder, soon and often."""
    given = {"first_after": 0.05, "every": 0.1, "longest": 10.0, **times}
    return Keeper(
        [sys.executable, "-c", code],
        environment=os.environ,
        folder=tmp_path,
        log=tmp_path / "upkeep.log",
        **given,
    )


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "waited for thirty seconds in vain"
        time.sleep(0.05)


def log(tmp_path: Path) -> str:
    path = tmp_path / "upkeep.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_one_that_fails_is_told_of_and_comes_again(tmp_path: Path) -> None:
    kept = keeper(tmp_path, "import sys; print('hit'); sys.exit(3)")
    kept.start()
    wait_until(lambda: log(tmp_path).count("slutade med 3") >= 2)
    kept.stop()
    assert "hit" in log(tmp_path)
    assert (tmp_path / "upkeep.log").stat().st_mode & 0o077 == 0


def test_one_that_hangs_is_ended_and_does_not_stop_the_next(tmp_path: Path) -> None:
    kept = keeper(tmp_path, "import time; time.sleep(600)", longest=0.5)
    kept.start()
    wait_until(lambda: log(tmp_path).count("avbröts") >= 2)
    kept.stop()


def test_when_the_server_stops_what_is_under_way_stops_too(tmp_path: Path) -> None:
    kept = keeper(tmp_path, "import os, time; print(os.getpid(), flush=True); time.sleep(600)")
    kept.start()
    wait_until(lambda: any(line.isdigit() for line in log(tmp_path).splitlines()))
    child = next(int(line) for line in log(tmp_path).splitlines() if line.isdigit())
    kept.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    said = log(tmp_path)
    time.sleep(0.5)
    assert log(tmp_path) == said


def test_a_program_that_cannot_be_started_is_tried_again(tmp_path: Path) -> None:
    missing = Keeper(
        [str(tmp_path / "none")],
        environment=os.environ,
        folder=tmp_path,
        log=tmp_path / "upkeep.log",
        first_after=0.05,
        every=0.1,
    )
    missing.start()
    wait_until(lambda: log(tmp_path).count("börjar") >= 2)
    missing.stop()


def test_a_log_that_has_grown_long_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launcher.upkeep.MOST_BYTES_OF_LOG", 100)
    (tmp_path / "upkeep.log").write_text("x" * 200, encoding="utf-8")
    kept = keeper(tmp_path, "print('nytt')", every=60)
    kept.start()
    wait_until(lambda: "slutade med 0" in log(tmp_path))
    kept.stop()
    assert "xx" not in log(tmp_path)
