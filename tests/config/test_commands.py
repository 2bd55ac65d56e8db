"""The command line says what is wrong in words, never in a traceback."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError

from kvinnofrid.config.commands import main


@pytest.mark.django_db
def test_a_catalogue_with_a_fault_is_told_with_file_line_and_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Path(shutil.copytree(settings.PROJECT / "catalogue", tmp_path / "catalogue"))
    [scale] = sorted((broken / "scales").glob("*.yaml"))[:1]
    scale.write_text(
        scale.read_text(encoding="utf-8").replace("schema: 1", "schema: 9"), encoding="utf-8"
    )
    monkeypatch.setenv("KV_CATALOGUE", str(broken))
    assert main(["ranking", "oj-brottsoffer-2015"]) == 2
    told = capsys.readouterr().err
    assert f"{scale.name}:2:" in told
    assert "Gör så här" in told


def test_help_has_a_line_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("  ./kv ") for line in lines)
    assert len(lines) >= 5


@pytest.mark.django_db
def test_a_database_that_is_not_there_is_told_with_its_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_slug: str) -> None:
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("kvinnofrid.comparisons.queries.board", broken)
    assert main(["ranking", "oj-brottsoffer-2015"]) == 2
    told = capsys.readouterr().err
    assert "unable to open database file" in told
    assert str(settings.DATA) in told
    assert "./kv start" in told
