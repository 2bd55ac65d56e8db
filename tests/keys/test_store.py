"""The store and its ledger: what a crash, a full disk, a thief or an old copy does to them."""

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from kvinnofrid.keys import files
from kvinnofrid.keys.errors import (
    KeyDestroyed,
    KeyInUse,
    KeyMissing,
    KeyUnknown,
    StoreFailed,
    StoreRefused,
)
from kvinnofrid.keys.ledger import Ledger
from kvinnofrid.keys.master import MasterKey, make_master_key, read_master_key
from kvinnofrid.keys.store import KeyStore, Kind, create_store
from tests.keys.running import MASTER, NOW, Room

SOLNA = "0184"


def refuse_disk(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Let every write fail as on a full disk, after half of it."""

    def full(handle: int, content: bytes) -> None:
        os.write(handle, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    for module in modules:
        monkeypatch.setattr(f"kvinnofrid.keys.{module}.write_all", full)


def test_a_made_key_is_there_after_reopening_and_is_not_readable_in_the_file(room: Room) -> None:
    with room.store() as store:
        assert store.current(SOLNA, Kind.WRAPPING) is None
        key = store.make(SOLNA, Kind.WRAPPING, now=NOW)
    with room.store() as store:
        assert store.current(SOLNA, Kind.WRAPPING) == key
        assert store.key(key.id, SOLNA, Kind.WRAPPING) == key
    for path in room.folder.iterdir():
        assert key.secret not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    assert SOLNA.encode() not in (room.folder / "store").read_bytes()
    assert repr(key.secret) not in repr(key)


def test_rotation_makes_one_key_current_and_keeps_the_old_to_open_with(room: Room) -> None:
    with room.store() as store:
        old = store.make(SOLNA, Kind.WRAPPING, now=NOW)
        store.make(SOLNA, Kind.IDENTITY, now=NOW)
        new = store.make(SOLNA, Kind.WRAPPING, now=NOW)
        assert store.current(SOLNA, Kind.WRAPPING) == new
        assert store.key(old.id, SOLNA, Kind.WRAPPING).secret == old.secret
        assert [key.current for key in store.all_keys()].count(True) == 2


def test_a_key_of_another_organisation_or_kind_is_unknown(room: Room) -> None:
    with room.store() as store:
        key = store.make(SOLNA, Kind.WRAPPING, now=NOW)
        for organisation, kind in (("0180", Kind.WRAPPING), (SOLNA, Kind.IDENTITY)):
            with pytest.raises(KeyUnknown):
                store.key(key.id, organisation, kind)


def test_a_current_key_is_destroyed_only_on_purpose_and_never_replaced(room: Room) -> None:
    with room.store() as store:
        key = store.make(SOLNA, Kind.IDENTITY, now=NOW)
        with pytest.raises(KeyInUse):
            store.destroy(key.id, "", also_current=False, now=NOW)
        store.destroy(key.id, "", also_current=True, now=NOW)
        store.destroy(key.id, "", also_current=True, now=NOW)
        assert store.destroyed_count() == 1
        with pytest.raises(KeyDestroyed):
            store.current(SOLNA, Kind.IDENTITY)
    with room.store() as store, pytest.raises(KeyDestroyed):
        store.key(key.id, SOLNA, Kind.IDENTITY)


def test_an_older_store_does_not_bring_a_destroyed_key_back(room: Room, tmp_path: Path) -> None:
    with room.store() as store:
        old = store.make(SOLNA, Kind.WRAPPING, now=NOW)
        new = store.make(SOLNA, Kind.WRAPPING, now=NOW)
    shutil.copy(room.folder / "store", tmp_path / "backup")
    with room.store() as store:
        store.destroy(old.id, "", also_current=False, now=NOW)
        store.destroy("ab" * 16, SOLNA, also_current=False, now=NOW)
    shutil.copy(tmp_path / "backup", room.folder / "store")
    with room.store() as store:
        assert [key.id for key in store.all_keys()] == [new.id]
        for key_id in (old.id, "ab" * 16):
            with pytest.raises(KeyDestroyed):
                store.require_not_destroyed(key_id)
    assert (room.folder / "store").read_bytes() != (tmp_path / "backup").read_bytes()


def test_a_store_from_before_a_key_was_made_makes_no_other_in_its_place(
    room: Room, tmp_path: Path
) -> None:
    shutil.copy(room.folder / "store", tmp_path / "backup")
    with room.store() as store:
        key = store.make(SOLNA, Kind.IDENTITY, now=NOW)
    shutil.copy(tmp_path / "backup", room.folder / "store")
    with room.store() as store:
        assert [entry.key for entry in store.missing()] == [key.id]
        assert store.kind_of(key.id) == Kind.IDENTITY
        with pytest.raises(KeyMissing):
            store.current(SOLNA, Kind.IDENTITY)
        with pytest.raises(KeyMissing):
            store.key(key.id, SOLNA, Kind.IDENTITY)


@pytest.mark.parametrize("keep", [0, 1])
def test_a_ledger_shorter_than_the_store_knows_of_is_refused(room: Room, keep: int) -> None:
    with room.store() as store:
        for _ in range(3):
            store.make(SOLNA, Kind.WRAPPING, now=NOW)
    lines = (room.folder / "ledger").read_bytes().splitlines(keepends=True)
    (room.folder / "ledger").write_bytes(b"".join(lines[:keep]))
    with pytest.raises(StoreRefused, match="ledger"):
        KeyStore(room.folder, MASTER)


def test_a_ledger_that_was_taken_away_is_refused(room: Room) -> None:
    with room.store() as store:
        store.make(SOLNA, Kind.WRAPPING, now=NOW)
        store.make(SOLNA, Kind.WRAPPING, now=NOW)
    (room.folder / "ledger").unlink()
    with pytest.raises(StoreRefused, match="shorter"):
        KeyStore(room.folder, MASTER)


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b"destroyed", b"destroyes"),
        lambda line: line.replace(b'"wrapping"', b'"identity"'),
        lambda line: b"{}\n",
        lambda line: b"[]\n",
        lambda line: b"not json\n",
        lambda line: b'{"mac": "", "event": "made"}\n',
        lambda line: line + line,
    ],
)
def test_a_changed_line_of_the_ledger_is_refused(room: Room, change: object) -> None:
    with room.store() as store:
        key = store.make(SOLNA, Kind.WRAPPING, now=NOW)
        store.destroy(key.id, "", also_current=True, now=NOW)
    lines = (room.folder / "ledger").read_bytes().splitlines(keepends=True)
    assert callable(change)
    (room.folder / "ledger").write_bytes(lines[0] + change(lines[1]))
    with pytest.raises(StoreRefused, match=r"line [23]"):
        KeyStore(room.folder, MASTER)


def test_half_a_last_line_was_never_acknowledged_and_is_cut_away(room: Room) -> None:
    with room.store() as store:
        key = store.make(SOLNA, Kind.WRAPPING, now=NOW)
    whole = (room.folder / "ledger").read_bytes()
    (room.folder / "ledger").write_bytes(whole + b'{"event": "destr')
    with room.store() as store:
        assert store.current(SOLNA, Kind.WRAPPING) == key
    assert (room.folder / "ledger").read_bytes() == whole


def test_a_crash_between_store_and_ledger_loses_no_key(room: Room) -> None:
    with room.store() as store:
        key = store.make(SOLNA, Kind.WRAPPING, now=NOW)
    (room.folder / "ledger").write_bytes(b"")
    with room.store() as store:
        assert store.current(SOLNA, Kind.WRAPPING) == key
    assert key.id in (room.folder / "ledger").read_text("ascii")


def test_a_full_disk_while_making_a_key_leaves_all_as_it_was(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.store() as store:
        key = store.make(SOLNA, Kind.WRAPPING, now=NOW)
        with monkeypatch.context() as patch:
            refuse_disk(patch, "files")
            with pytest.raises(StoreFailed, match="No space"):
                store.make(SOLNA, Kind.WRAPPING, now=NOW)
        assert store.current(SOLNA, Kind.WRAPPING) == key
    with room.store() as store:
        assert store.all_keys() == [key]
    assert not (room.folder / "store.part").exists()


def test_a_full_disk_at_the_ledger_is_made_good_before_the_key_is_used(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.store() as store:
        with monkeypatch.context() as patch:
            refuse_disk(patch, "ledger")
            with pytest.raises(StoreFailed):
                store.make(SOLNA, Kind.WRAPPING, now=NOW)
            with pytest.raises(StoreFailed):
                store.current(SOLNA, Kind.WRAPPING)
        assert (room.folder / "ledger").read_bytes() == b""
        key = store.current(SOLNA, Kind.WRAPPING)
        assert key
        assert key.id in (room.folder / "ledger").read_text("ascii")


def test_a_full_disk_while_destroying_destroys_no_less(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.store() as store:
        key = store.make(SOLNA, Kind.WRAPPING, now=NOW)
        before = (room.folder / "store").read_bytes()
        with monkeypatch.context() as patch:
            refuse_disk(patch, "files")
            with pytest.raises(StoreFailed):
                store.destroy(key.id, "", also_current=True, now=NOW)
        with pytest.raises(KeyDestroyed):
            store.current(SOLNA, Kind.WRAPPING)
        assert (room.folder / "store").read_bytes() == before
        store.destroy(key.id, "", also_current=True, now=NOW)
        assert (room.folder / "store").read_bytes() != before


def test_two_services_never_share_a_store(room: Room) -> None:
    with room.store(), pytest.raises(StoreRefused, match="already using"):
        KeyStore(room.folder, MASTER)


def test_a_store_is_not_made_where_one_has_been(room: Room) -> None:
    with pytest.raises(StoreRefused, match="already has a store"):
        create_store(room.folder, MASTER)
    with room.store():
        pass
    (room.folder / "store").unlink()
    with pytest.raises(StoreRefused, match="already has a ledger"):
        create_store(room.folder, MASTER)
    with pytest.raises(StoreRefused, match="there is no key store"):
        KeyStore(room.folder, MASTER)


@pytest.mark.parametrize("content", [b"", b"x" * 200, None])
def test_a_damaged_store_or_another_master_key_is_refused(
    room: Room, content: bytes | None
) -> None:
    master = MASTER if content is not None else MasterKey(bytes(32), development=False)
    if content is not None:
        (room.folder / "store").write_bytes(content)
    with pytest.raises(StoreRefused, match="does not open"):
        KeyStore(room.folder, master)
    if content is None:
        with room.store() as store:  # the lock was let go
            assert store.all_keys() == []


def test_a_store_or_ledger_that_others_can_read_is_refused(room: Room) -> None:
    with room.store():
        pass
    for name in ("ledger", "store"):
        (room.folder / name).chmod(0o640)
        with pytest.raises(StoreRefused, match="chmod 600"):
            KeyStore(room.folder, MASTER)
        (room.folder / name).chmod(0o600)


def test_a_file_of_another_user_and_a_link_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    files.write_whole(path, b"x")
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(StoreRefused):
        files.require_private(tmp_path / "link")
    os.chown(path, 12345, -1) if os.geteuid() == 0 else None
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    if path.stat().st_uid != 0:
        with pytest.raises(StoreRefused, match="chown 54321"):
            files.require_private(path)


def test_the_master_key_is_read_back_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    master = make_master_key(path, development=True)
    assert read_master_key(path) == master
    assert path.stat().st_mode & 0o777 == 0o600
    assert str(master.secret) not in repr(master)
    with pytest.raises(StoreRefused, match="not overwritten"):
        make_master_key(path, development=False)
    assert read_master_key(path) == master


@pytest.mark.parametrize(
    "text",
    [
        *("", "kvinnofrid-master-key-1 production", "kvinnofrid-master-key-1 other AAAA"),
        *("kvinnofrid-master-key-1 production AAAA", "kvinnofrid-master-key-1 production A!", "å"),
    ],
)
def test_a_damaged_master_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "master.key"
    files.write_whole(path, text.encode())
    with pytest.raises(StoreRefused, match="no readable master key"):
        read_master_key(path)


def test_a_missing_master_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="there is no master key"):
        read_master_key(tmp_path / "none")


def test_the_ledger_holds_no_secret_and_can_be_followed_by_an_auditor(room: Room) -> None:
    with room.store() as store:
        key = store.make(SOLNA, Kind.WRAPPING, now=NOW)
        store.destroy("cd" * 16, SOLNA, also_current=False, now=NOW)
    lines = [json.loads(line) for line in (room.folder / "ledger").read_text().splitlines()]
    assert [(line["event"], line["key"], line["kind"], line["organisation"]) for line in lines] == [
        ("made", key.id, "wrapping", SOLNA),
        ("destroyed", "cd" * 16, "data", SOLNA),
    ]


def test_a_ledger_read_with_another_key_is_refused(room: Room) -> None:
    with room.store() as store:
        store.make(SOLNA, Kind.WRAPPING, now=NOW)
    with pytest.raises(StoreRefused, match="line 1"):
        Ledger(room.folder / "ledger", bytes(32))


def test_another_master_key_opens_the_store_after_the_change(room: Room) -> None:
    new = MasterKey(bytes(reversed(range(32))), development=False)
    with room.store() as store:
        key = store.make(SOLNA, Kind.WRAPPING, now=NOW)
        store.change_master(new)
    with pytest.raises(StoreRefused):
        KeyStore(room.folder, MASTER)
    store = KeyStore(room.folder, new)
    assert store.all_keys() == [key]
    store.close()
