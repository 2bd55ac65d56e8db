"""What `./kv` understands, and what it says when it does not."""

import importlib.machinery
import importlib.util
import os
import socket
import sys
from pathlib import Path
from types import ModuleType

import pytest

from launcher import main as launcher
from launcher.places import PROJECT
from launcher.screen import LaunchError


def load_kv() -> ModuleType:
    """The file `kv`, which has no ending."""
    loader = importlib.machinery.SourceFileLoader("kv", str(PROJECT / "kv"))
    specification = importlib.util.spec_from_loader("kv", loader)
    assert specification is not None
    module = importlib.util.module_from_spec(specification)
    loader.exec_module(module)
    return module


def test_the_launcher_is_executable_and_finds_its_python_by_name() -> None:
    kv = PROJECT / "kv"
    assert os.access(kv, os.X_OK)
    assert kv.read_text(encoding="utf-8").startswith("#!/usr/bin/env python3\n")


def test_an_old_python_is_refused_in_two_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kv = load_kv()
    monkeypatch.setattr(kv, "newer_python", lambda: None)
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert kv.main() == 2
    said = capsys.readouterr().err
    assert "Python 3.10 är för gammalt" in said
    assert "Python 3.11 or newer is needed" in said


def test_an_old_python_hands_over_to_a_newer_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    newer = tmp_path / "python3.13"
    newer.write_text("#!/bin/sh\nexit 0\n", encoding="ascii")
    newer.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert load_kv().newer_python() == str(newer)
    newer.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    assert load_kv().newer_python() is None


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], launcher.Request("help", ())),
        (["--help"], launcher.Request("help", ())),
        (["start"], launcher.Request("start", ())),
        (
            ["start", "--pg", "--port", "8123", "--data", "/d"],
            launcher.Request("start", (), "/d", pg=True, port=8123),
        ),
        (["--data", "/d", "start"], launcher.Request("start", (), "/d")),
        (["test"], launcher.Request("test", ())),
        (["test", "--pg", "-k", "x"], launcher.Request("test", ("-k", "x"), pg=True)),
        (["campaign", "http", "--pg"], launcher.Request("campaign", ("http",), pg=True)),
        (
            ["--data", "/d", "--pg", "ranking", "r", "--format", "csv"],
            launcher.Request("ranking", ("r", "--format", "csv"), "/d", pg=True),
        ),
        (["export", "--data", "x"], launcher.Request("export", ("--data", "x"))),
    ],
)
def test_a_command_line_is_read(argv: list[str], expected: launcher.Request) -> None:
    assert launcher.parse(argv) == expected


@pytest.mark.parametrize("port", ["0", "65536", "-1", "åtta", "٨٠"])
def test_a_port_that_cannot_be_is_refused(port: str) -> None:
    with pytest.raises(LaunchError, match="1 till 65535"):
        launcher.parse(["start", f"--port={port}"])


def test_an_unknown_option_of_start_is_refused() -> None:
    with pytest.raises(LaunchError, match="--prot"):
        launcher.parse(["start", "--prot", "8000"])


def test_a_taken_port_is_told_before_anything_is_installed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("KV_HOME", str(tmp_path / "home"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert launcher.main(["start", "--port", str(port)]) == 2
    said = capfd.readouterr()
    assert f"port {port} är upptagen" in said.err
    assert f"port {port} is taken" in said.err
    assert not said.out
    assert not (tmp_path / "home").exists()


def test_help_without_anything_installed_names_the_two_commands(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("KV_HOME", str(tmp_path))
    assert launcher.main(["help"]) == 0
    said = capfd.readouterr().out
    assert "./kv start" in said
    assert "./kv test" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "prepared"),
    [(["check"], False), (["ranking", "r"], True), (["ranking", "--help"], False)],
)
def test_a_command_prepares_the_data_only_if_it_reads_them(
    words: list[str], prepared: bool
) -> None:
    assert launcher.prepares(launcher.parse(words)) is prepared


def test_a_campaign_gets_the_packages_of_the_tests_and_other_commands_do_not() -> None:
    assert launcher.packages_for(launcher.parse(["campaign", "api", "--pg"])) == "test"
    assert launcher.packages_for(launcher.parse(["export", "comparisons"])) == "base"
