"""`./kv xlsform check`."""

import argparse
import json
from pathlib import Path

import pytest

from kvinnofrid.questionnaires.commands import add_arguments, run
from tests.questionnaires.xlsform.forms import workbook


def checked(
    capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, list[dict[str, object]]]:
    """Exit code and the lines said."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    code = run(parser.parse_args(["check", *arguments]))
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_file_has_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(
        workbook(
            [
                {"type": "text", "name": "a", "label": "A"},
                {"type": "geopoint", "name": "b", "label": "B"},
            ]
        )
    )
    bad.write_bytes(b"hej")
    code, lines = checked(capsys, str(good), str(bad), str(tmp_path), "--lang", "en")
    assert code == 1
    assert [set(line) for line in lines] == [
        {"file", "ok", "items", "carried", "not_carried", "errors"}
    ] * 3
    assert [(line["ok"], line["items"]) for line in lines] == [(True, 1), (False, 0), (False, 0)]
    assert lines[0]["carried"] == {"sections": 1, "items": 1}
    (lost,) = [one for one in lines[0]["not_carried"] if one["what"] == "type"]  # type: ignore[attr-defined]
    assert lost["about"] == "b"
    assert "left out" in lost["why"]
    assert lines[1]["errors"]
    assert lines[2]["file"] == str(tmp_path)


def test_all_sound_gives_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = tmp_path / "good.xlsx"
    good.write_bytes(workbook([{"type": "text", "name": "a", "label": "A"}]))
    assert checked(capsys, str(good))[0] == 0
