"""The command that checks an edited catalogue."""

import runpy
import sys
from pathlib import Path

import pytest

from kvinnofrid.catalogue.__main__ import main

from .small_catalogue import write_small_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_catalogue(tmp_path / "katalog")


def test_a_sound_catalogue_is_said_to_be_sound(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == f"Katalogen {folder} är hel.\n"
    assert main(["check", str(folder), "--lang", "en"]) == 0
    assert capsys.readouterr().out == f"The catalogue {folder} is sound.\n"


def test_problems_are_printed_in_the_language_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "set.yaml").unlink()
    assert main(["check", str(folder)]) == 1
    assert "series.yaml:21: series[1] (s1) › corresponds_to[1] › indicator_set: Hänvisar" in (
        capsys.readouterr().err
    )
    assert main(["check", str(folder), "--lang", "en"]) == 1
    assert "What to do: Correct the spelling" in capsys.readouterr().err


def test_without_a_path_the_catalogue_in_use_is_checked(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("catalogue är hel.\n")
    monkeypatch.setenv("KV_CATALOGUE", str(folder))
    assert main(["check"]) == 0
    assert str(folder) in capsys.readouterr().out


def test_it_runs_as_a_module(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["catalogue", "check", str(folder)])
    monkeypatch.delitem(sys.modules, "kvinnofrid.catalogue.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("kvinnofrid.catalogue", run_name="__main__")
    assert ended.value.code == 0
