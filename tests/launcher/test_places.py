"""Where things lie, who may read them, and what is said when they can't lie there."""

import os
import stat
from pathlib import Path

import pytest

from launcher.places import (
    PROJECT,
    Places,
    ensure_secret_key,
    find_places,
    locked,
    require_writable_data,
    require_writable_environment,
)
from launcher.project import state, surroundings
from launcher.screen import LaunchError


def places_in(folder: Path) -> Places:
    """Everything in one folder."""
    return Places(folder, folder / ".venv", folder / ".kv")


def test_everything_lies_in_the_project_unless_said_otherwise() -> None:
    assert find_places({}) == Places(PROJECT, PROJECT / ".venv", PROJECT / ".kv")


def test_the_data_folder_is_the_option_then_kv_data_then_kv_home(tmp_path: Path) -> None:
    home = {"KV_HOME": str(tmp_path)}
    assert find_places(home).environment == tmp_path / "venv"
    assert find_places(home).data == tmp_path / "data"
    assert find_places({**home, "KV_DATA": "/b"}).data == Path("/b")
    assert find_places({**home, "KV_DATA": "/b"}, data="/a").data == Path("/a")


def test_a_read_only_project_points_to_kv_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(LaunchError, match="KV_HOME") as caught:
        require_writable_environment(places_in(tmp_path))
    assert "--data" in caught.value.english


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    places = Places(tmp_path, tmp_path / ".venv", tmp_path / "file" / "data")
    with pytest.raises(LaunchError, match="file/data går inte att använda"):
        require_writable_data(places)


def test_only_the_owner_can_read_the_data_and_the_signing_key(tmp_path: Path) -> None:
    places = places_in(tmp_path)
    require_writable_data(places)
    ensure_secret_key(places)
    assert stat.S_IMODE(places.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(places.secret_key.stat().st_mode) == 0o600


def test_the_signing_key_is_random_and_made_once(tmp_path: Path) -> None:
    keys = set()
    for name in ("a", "b"):
        places = places_in(tmp_path / name)
        require_writable_data(places)
        ensure_secret_key(places)
        key = places.secret_key.read_text(encoding="ascii")
        ensure_secret_key(places)
        assert places.secret_key.read_text(encoding="ascii") == key
        assert len(key) >= 50
        keys.add(key)
    assert len(keys) == 2


def test_two_launchers_do_not_hold_a_folder_at_once(tmp_path: Path) -> None:
    with locked(tmp_path) as first, locked(tmp_path, wait=False) as second:
        assert (first, second) == (True, False)
    with locked(tmp_path, wait=False) as third:
        assert third


def test_a_database_address_reaches_the_settings_only_when_asked_for(tmp_path: Path) -> None:
    stray = {"KV_DATABASE_URL": "postgresql://x/y", "DJANGO_SETTINGS_MODULE": "other"}
    sqlite = surroundings(places_in(tmp_path), mode="test", database=None, base=stray)
    assert "KV_DATABASE_URL" not in sqlite
    assert "DJANGO_SETTINGS_MODULE" not in sqlite
    assert sqlite["KV_DATA"] == str(tmp_path / ".kv")
    postgresql = surroundings(places_in(tmp_path), mode="demo", database="postgresql://a/b")
    assert postgresql["KV_DATABASE_URL"] == "postgresql://a/b"


def test_prepared_data_are_stale_when_a_file_they_depend_on_has_changed(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "kvinnofrid" / "__pycache__").mkdir(parents=True)
    before = state(tmp_path)
    (tmp_path / "kvinnofrid" / "__pycache__" / "a.pyc").touch()
    assert state(tmp_path) == before
    (tmp_path / "catalogue" / "a.yaml").touch()
    assert state(tmp_path) != before
