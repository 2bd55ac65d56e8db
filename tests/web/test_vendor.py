"""What the pages borrow is what `vendor.lock` says it is."""

from pathlib import Path

import pytest

from tools import vendor


def test_files_are_those_of_the_lock() -> None:
    assert vendor.differences() == []


def test_a_changed_a_missing_and_an_unknown_file_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in vendor.VENDOR.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(vendor, "VENDOR", tmp_path)
    monkeypatch.setattr(vendor, "LOCK", tmp_path / "vendor.lock")
    (tmp_path / "designsystemet.css").write_text("changed", encoding="utf-8")
    (tmp_path / "inter-latin.woff2").unlink()
    (tmp_path / "new.js").touch()
    assert vendor.differences() == [
        "new.js: not in vendor.lock",
        "designsystemet.css: changed by hand; run tools/vendor.py instead",
        "inter-latin.woff2: missing",
    ]
