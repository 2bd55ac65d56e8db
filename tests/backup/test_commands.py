"""The commands of backups, as they are typed."""

from pathlib import Path

import pyrage
import pytest
from django.db import connection
from pytest_django import Settings

from kvinnofrid.backup import operations
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.backup.queries import latest_self_tests
from kvinnofrid.backup.sealing import SQLITE_FILE, unseal
from kvinnofrid.config.commands import main
from kvinnofrid.organisations.models import Organisation
from tests.backup.conftest import NOW, Place, add
from tests.backup.test_sealing import sealed_anew, unpacked
from tests.campaigns.backup import CAMPAIGN

Said = pytest.CaptureFixture[str]


def figures(line: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in line.split())


def test_a_backup_is_made_proved_and_restored(place: Place, capsys: Said) -> None:
    assert main(["backup"]) == 0
    made = figures(capsys.readouterr().out)
    assert Path(made["file"]).parent == place.data / "backups"
    assert made["kind"] == ("sqlite" if place.on_sqlite else "postgresql")
    for more in ([], ["--deep"]):
        assert main(["verify-backup", made["file"], "--key", str(place.key), *more]) == 0
        proved = figures(capsys.readouterr().out)
        assert proved["differences"] == "0"
        assert proved["rows"] == made["rows"]
        assert proved["deep"] == ("yes" if more else "no")
    add("efter")
    words = ["restore", made["file"], "--key", str(place.key)]
    assert main([*words, "--lang", "en"]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main([*words, "--yes"]) == 0
    said = capsys.readouterr().out
    assert f"Återställt: {made['rows']} rader" in said
    assert "fore-aterstallning" in said
    assert "Gör nu så här" in said
    assert not Organisation.objects.filter(reference="efter").exists()


def test_a_restore_tells_what_was_migrated_destroyed_anew_and_unreadable(
    place: Place, capsys: Said, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AFTER_RESTORE = ["tests.backup.hooks.destroy_again"]
    made = place.backup()

    def restore(**_about: object) -> operations.Restored:
        return operations.Restored(made.manifest, True, None, True, ("2 destroyed anew",))

    monkeypatch.setattr(operations, "restore", restore)
    words = ["restore", str(made.path), "--key", str(place.key)]
    assert main(words) == 0
    swedish = capsys.readouterr().out
    assert main([*words, "--lang", "en"]) == 0
    english = capsys.readouterr().out
    assert "2 destroyed anew\n" in swedish
    assert "äldre version" in swedish
    assert "gallringsbesluten" in swedish
    assert "older version" in english
    assert "decisions to destroy" in english


def test_a_difference_is_named_and_is_the_exit_code(
    place: Place, capsys: Said, tmp_path: Path
) -> None:
    folder = tmp_path / "open"
    manifest = unpacked(place, place.backup().path, folder)
    file = next(path for path in folder.iterdir() if b"sist" in path.read_bytes())
    file.write_bytes(file.read_bytes().replace(b"sist", b"sast"))
    changed = sealed_anew(place, folder, manifest)
    assert main(["verify-backup", str(changed), "--key", str(place.key)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("organisations_organisation: ") for line in lines)
    assert figures(lines[-1])["differences"] == str(len(lines) - 1)


def test_a_backup_can_be_restored_somewhere_else(
    place: Place, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = place.backup()
    words = ["restore", str(made.path), "--key", str(place.key), "--into"]
    before = place.facts()
    if place.on_sqlite:
        assert main([*words, str(tmp_path / "ny")]) == 0
        assert (tmp_path / "ny" / "kvinnofrid.sqlite3").exists()
    else:
        assert main([*words, place.address]) == 2
        assert "är inte tom" in capfd.readouterr().err
        assert main([*words, place.address, "--yes"]) == 0
        assert main([*words, str(tmp_path / "ny")]) == 2
        assert "postgresql://" in capfd.readouterr().err
    assert place.facts() == before


def test_a_pair_of_keys_is_made_and_the_public_one_printed(capsys: Said, tmp_path: Path) -> None:
    key = tmp_path / "hemlig.key"
    assert main(["backup-key", "new", "--out", str(key)]) == 0
    public = capsys.readouterr().out.strip()
    assert pyrage.x25519.Recipient.from_str(public)
    assert f"# public key: {public}" in key.read_text()
    assert main(["backup-key", "new", "--out", str(key), "--lang", "en"]) == 2
    assert "not written over" in capsys.readouterr().err


def test_the_self_test_keeps_what_it_found(place: Place, capsys: Said) -> None:
    assert latest_self_tests() == []
    main(["self-test"])
    line = capsys.readouterr().out
    kept = latest_self_tests()[0]
    assert kept.passed
    assert kept.finished >= kept.started
    assert "differences=0" in kept.summary
    assert kept.summary in line
    assert str(kept) == f"backup {kept.finished:%Y-%m-%d}"
    assert place.leftovers == []
    assert not list(place.data.rglob("*.age"))


def test_a_self_test_that_fails_says_why_and_is_the_latest(
    place: Place, capsys: Said, settings: Settings
) -> None:
    main(["self-test"])
    settings.DATA_CHECKS = ["tests.backup.hooks.find_fault"]
    assert main(["self-test"]) == 1
    assert "passed=no" in capsys.readouterr().out
    latest = latest_self_tests()[0]
    assert not latest.passed
    assert "chain broken" in latest.summary
    settings.DATA = place.data / "backup-recipients.txt"
    assert operations.self_test(recipients=[place.public], now=NOW).passed is False
    assert SelfTest.objects.filter(kind="backup").count() == 3


def test_a_sqlite_backup_is_proved_whatever_database_is_in_use(
    place: Place, tmp_path: Path
) -> None:
    if not place.on_sqlite:
        pytest.skip("tried on SQLite, pretending to be on PostgreSQL")
    made = place.backup()
    settings = connection.settings_dict
    kind = settings["ENGINE"]
    settings["ENGINE"] = "django.db.backends.postgresql"
    try:
        found = operations.verify(file=made.path, identities=place.identities, deep=True)
    finally:
        settings["ENGINE"] = kind
    assert found.differences == ()
    folder = tmp_path / "open"
    folder.mkdir()
    unseal(file=made.path, identities=place.identities, folder=folder)
    assert [path.name for path in folder.iterdir()] == [SQLITE_FILE]


def test_backups_under_writes_hold(place: Place) -> None:
    result = CAMPAIGN.run(5, 1, lambda _said: None)
    assert result.failures == []
    assert int(str(result.figures["transactions"])) > 0
