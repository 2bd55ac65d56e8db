"""The command line says what is wrong in words, never in a traceback."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

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
