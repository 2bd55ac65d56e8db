"""Children of the launcher: shown, ended, and found on the machine."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher import browser, postgres, server
from launcher.screen import LaunchError, Screen, stop_session, tail


def test_progress_goes_to_stderr_and_output_is_kept(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = [sys.executable, "-c", "import sys; print('hej'); sys.exit(3)"]
    code, output = Screen().run("Gör något", words, environment=os.environ, folder=tmp_path)
    assert (code, output.strip()) == (3, "hej")
    said = capfd.readouterr()
    assert "Gör något …" in said.err
    assert said.out == ""


def test_of_a_long_output_the_end_is_shown() -> None:
    shown = tail("\n".join(f"rad {number}" for number in range(100)))
    assert shown.endswith("rad 99")
    assert "rad 10\n" not in shown


def test_a_stopped_server_leaves_no_child_behind(tmp_path: Path) -> None:
    child = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', CHILD]);"
    grandchild = "import time; open('alive', 'w').close(); time.sleep(600)"
    code = child.replace("CHILD", repr(grandchild)) + "time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, start_new_session=True)
    deadline = time.monotonic() + 20
    while not (tmp_path / "alive").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    stop_session(process)
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_a_server_that_ends_is_not_waited_for() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert not server.wait_until_it_answers(process, 1)


def test_a_free_port_is_accepted_and_a_privileged_one_explained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.require_free_port(0)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("socket.socket.bind", refuse, raising=False)
    with pytest.raises(LaunchError, match="från 1024"):
        server.require_free_port(80)


def test_the_browser_pointed_out_comes_first(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    assert browser.find_chromium({"KV_CHROMIUM": str(program)}) == program
    with pytest.raises(LaunchError, match="KV_CHROMIUM"):
        browser.find_chromium({"KV_CHROMIUM": str(tmp_path / "none")})


def test_without_browser_and_rights_it_is_told_how_to_install_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(browser, "find_chromium", lambda _: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(LaunchError, match="apt install chromium"):
        browser.ensure_chromium(Screen())


def fake_server(root: Path, version: str, *programs: str) -> None:
    """A PostgreSQL of the system that only tells its version."""
    folder = root / version / "bin"
    folder.mkdir(parents=True)
    for program in programs:
        (folder / program).write_text(f"#!/bin/sh\necho {program} {version}.3\n", encoding="ascii")
        (folder / program).chmod(0o755)


def test_the_newest_whole_server_that_django_supports_is_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "/bin:/usr/bin")
    monkeypatch.setattr("shutil.which", lambda _: None)
    fake_server(tmp_path, "13", *postgres.PROGRAMS)
    fake_server(tmp_path, "15", *postgres.PROGRAMS)
    fake_server(tmp_path, "16", *postgres.PROGRAMS)
    fake_server(tmp_path, "17", "psql")
    assert [found.version for found in postgres.system_servers(tmp_path)] == [16, 15]


@pytest.mark.parametrize("version", [15, 18])
def test_a_cluster_sorts_by_code_point_and_knows_upper_case_of_swedish(version: int) -> None:
    words = postgres.initdb_words(version, Path("/d"))
    assert "UTF8" in words
    assert any("C.UTF-8" in word or word.endswith("=UTF-8") for word in words)


def test_root_lends_the_server_another_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    account = postgres.server_account()
    assert account.uid != 0
    assert account.surroundings()["user"] == account.uid
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert postgres.server_account().surroundings()["user"] is None
