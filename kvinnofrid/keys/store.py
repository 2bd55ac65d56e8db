"""The key store: the organisations' keys in one file, encrypted with the master key.

Every change is written whole to a new file that takes the old one's place, so a crash leaves one or
the other. A key is destroyed in the ledger first; a made key is stored first.
"""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from kvinnofrid.keys.ciphers import derive_key, new_key, seal, unseal
from kvinnofrid.keys.envelope import ID_BYTES
from kvinnofrid.keys.errors import (
    KeyDestroyed,
    KeyInUse,
    KeyMissing,
    KeyUnknown,
    StoreFailed,
    StoreRefused,
    Undecipherable,
)
from kvinnofrid.keys.files import OWNER_ONLY, require_private, write_whole
from kvinnofrid.keys.ledger import DESTROYED, MADE, Entry, Ledger
from kvinnofrid.keys.master import MasterKey

MAGIC = b"kvinnofrid-key-store-1\n"
DATA_KEY = "data"


class Kind(StrEnum):
    """What a key of an organisation is for."""

    IDENTITY = "identity"
    WRAPPING = "wrapping"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key of an organisation. Of several wrapping keys one is current; the others only open."""

    id: str
    organisation: str
    kind: Kind
    made: str
    current: bool
    secret: bytes = field(repr=False)


class KeyStore:
    """The store, its ledger, and the lock that keeps a second service away."""

    def __init__(self, folder: Path, master: MasterKey) -> None:
        """Open the store in a folder; raises `StoreRefused` when it must not be used."""
        self.folder = folder
        self._master = master
        self._lock = _lock(folder)
        try:
            self._open()
        except BaseException:
            os.close(self._lock)
            raise

    def _open(self) -> None:
        facts = _read(self.folder / "store", self._master)
        self.development = facts["development"] or self._master.development
        self._ledger_key = base64.b64decode(facts["ledger_key"])
        self._ledger = Ledger(self.folder / "ledger", self._ledger_key)
        try:
            self._require_whole_ledger(facts["lines"], facts["head"])
            self._tombstones = self._ledger.destroyed()
            keys = [_stored(key) for key in facts["keys"]]
            self._hold(key for key in keys if key.id not in self._tombstones)
            known = {entry.key for entry in self._ledger.entries if entry.event == MADE}
            self._unrecorded = [key for key in self.all_keys() if key.id not in known]
            self._record()
            self._is_behind = len(keys) != len(self._keys)
            self._catch_up()
        except BaseException:
            self._ledger.close()
            raise

    def _require_whole_ledger(self, lines: int, head: str) -> None:
        if self._ledger.head(lines) != head:
            raise StoreRefused(
                reason_sv=f"liggaren i {self.folder} är kortare än den var när förrådet skrevs. "
                "Läs in den senaste kopian av liggaren; utan den kan förstörda nycklar återkomma.",
                reason_en=f"the ledger in {self.folder} is shorter than when the store was "
                "written. Restore its latest copy; without it destroyed keys could come back.",
            )

    def _hold(self, keys: Iterable[StoredKey]) -> None:
        self._keys = {key.id: key for key in keys}
        self._current = {(k.organisation, k.kind): k for k in self._keys.values() if k.current}

    def _record(self) -> None:
        """Put keys that a crash or a full disk kept out of the ledger into it."""
        while self._unrecorded:
            key = self._unrecorded[0]
            self._ledger.add(Entry(MADE, key.id, key.kind, key.organisation, key.made))
            self._unrecorded.pop(0)

    def _catch_up(self) -> None:
        """Write the store anew if the file still holds a key that the ledger calls destroyed."""
        if self._is_behind:
            self._write(self._keys.values())

    def close(self) -> None:
        """Release the files."""
        self._ledger.close()
        os.close(self._lock)

    def all_keys(self) -> list[StoredKey]:
        """All keys, by organisation, kind and time."""
        return sorted(self._keys.values(), key=lambda k: (k.organisation, k.kind, k.made, k.id))

    def destroyed_count(self) -> int:
        """How many keys are destroyed, data keys included."""
        return len(self._tombstones)

    def missing(self) -> list[Entry]:
        """Keys that were made and not destroyed but that an older, restored store lacks."""
        return [
            entry
            for entry in self._ledger.entries
            if entry.event == MADE
            and entry.key not in self._keys
            and entry.key not in self._tombstones
        ]

    def current(self, organisation: str, kind: Kind) -> StoredKey | None:
        """The key to use; None if the organisation has never had one of the kind.

        Raises `KeyMissing` or `KeyDestroyed` when it has had one that is not here: making another
        would give tokens that match nothing, so that a block would no longer hold.
        """
        self._record()
        if key := self._current.get((organisation, kind)):
            return key
        had = [e for e in self._ledger.entries if (e.organisation, e.kind) == (organisation, kind)]
        if not had:
            return None
        lost = [entry for entry in had if entry.key not in self._tombstones]
        raise KeyMissing(key=lost[-1].key) if lost else KeyDestroyed(key=had[-1].key)

    def key(self, key_id: str, organisation: str, kind: Kind) -> StoredKey:
        """A certain key of an organisation; raises the reason why it cannot be had."""
        self.require_not_destroyed(key_id)
        key = self._keys.get(key_id)
        if key and (key.organisation, key.kind) == (organisation, kind):
            return key
        if any(entry.key == key_id for entry in self.missing()):
            raise KeyMissing(key=key_id)
        raise KeyUnknown(key=key_id)

    def require_not_destroyed(self, key_id: str) -> None:
        """Raise `KeyDestroyed` for the id of a destroyed key, whether an organisation's or data."""
        if key_id in self._tombstones:
            raise KeyDestroyed(key=key_id)

    def make(self, organisation: str, kind: Kind, *, now: datetime) -> StoredKey:
        """Make a key and make it current; an earlier one of the kind is kept to open with."""
        made = now.isoformat(timespec="seconds")
        key = StoredKey(secrets.token_hex(ID_BYTES), organisation, kind, made, True, new_key())
        others = (
            replace(other, current=False)
            if (other.organisation, other.kind) == (organisation, kind)
            else other
            for other in self._keys.values()
        )
        self._write([*others, key])
        self._unrecorded.append(key)
        self._record()
        return key

    def kind_of(self, key_id: str) -> str:
        """What a key is for; an id that is no key of an organisation is that of a data key."""
        if key := self._keys.get(key_id):
            return key.kind
        return next((entry.kind for entry in self.missing() if entry.key == key_id), DATA_KEY)

    def destroy(self, key_id: str, organisation: str, *, also_current: bool, now: datetime) -> None:
        """Destroy a key for ever; doing it again does no harm. Raises `KeyInUse`, `StoreFailed`.

        A data key is not in the store: from now on it is refused, and its last trace goes when the
        key that wraps it does. `organisation` is whose it is; an organisation's key knows its own.
        """
        if key_id not in self._tombstones:
            key = self._keys.get(key_id)
            if key and key.current and not also_current:
                raise KeyInUse(key=key_id)
            at = now.isoformat(timespec="seconds")
            whose = key.organisation if key else organisation
            self._ledger.add(Entry(DESTROYED, key_id, self.kind_of(key_id), whose, at))
            self._tombstones.add(key_id)
            if key:
                self._is_behind = True
                self._hold(other for other in self.all_keys() if other.id != key_id)
        self._catch_up()

    def change_master(self, master: MasterKey) -> None:
        """Encrypt the store with another master key from now on."""
        self._master = master
        self._write(self._keys.values())

    def _write(self, keys: Iterable[StoredKey]) -> None:
        kept = list(keys)
        _write(
            self.folder / "store",
            self._master,
            development=self.development,
            ledger_key=self._ledger_key,
            lines=self._ledger.count,
            head=self._ledger.head(self._ledger.count),
            keys=kept,
        )
        self._hold(kept)
        self._is_behind = False


def create_store(folder: Path, master: MasterKey) -> None:
    """Make an empty store; refused where there has been one: keys are lost, not yet made."""
    for name in ("store", "ledger"):
        if (folder / name).exists():
            raise StoreRefused(
                reason_sv=f"i {folder} finns redan {name}. Läs in nyckelförrådet från sin kopia; "
                "ett nytt skulle göra alla uppgifter oläsliga.",
                reason_en=f"{folder} already has a {name}. Restore the key store from its copy; "
                "a new one would make all data unreadable.",
            )
    _write(
        folder / "store",
        master,
        development=master.development,
        ledger_key=new_key(),
        lines=0,
        head="",
        keys=[],
    )


def _lock(folder: Path) -> int:
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise StoreRefused(
            reason_sv=f"en nyckeltjänst använder redan {folder}. Stanna den först.",
            reason_en=f"a key service is already using {folder}. Stop it first.",
        ) from None
    return handle


def _read(path: Path, master: MasterKey) -> dict[str, Any]:
    try:
        require_private(path)
        content = path.read_bytes()
    except FileNotFoundError:
        raise StoreRefused(
            reason_sv=f"nyckelförrådet {path} finns inte. Läs in det från sin säkerhetskopia, "
            "eller skapa ett första: python -m kvinnofrid.keys create",
            reason_en=f"there is no key store {path}. Restore it from its backup, or create a "
            "first one: python -m kvinnofrid.keys create",
        ) from None
    try:
        if not content.startswith(MAGIC):
            raise Undecipherable
        plain = unseal(derive_key(master.secret, "key store 1"), content[len(MAGIC) :], MAGIC)
    except Undecipherable:
        raise StoreRefused(
            reason_sv=f"nyckelförrådet {path} går inte att öppna med huvudnyckeln. Antingen är "
            "nyckeln en annan eller filen skadad; läs in rätt par från säkerhetskopiorna.",
            reason_en=f"the key store {path} does not open with the master key. Either the key is "
            "another or the file is damaged; restore the right pair from the backups.",
        ) from None
    facts: dict[str, Any] = json.loads(plain)
    return facts


def _write(
    path: Path,
    master: MasterKey,
    *,
    development: bool,
    ledger_key: bytes,
    lines: int,
    head: str,
    keys: list[StoredKey],
) -> None:
    facts = {
        "development": development,
        "ledger_key": base64.b64encode(ledger_key).decode(),
        "lines": lines,
        "head": head,
        "keys": [
            [k.id, k.organisation, k.kind, k.made, k.current, base64.b64encode(k.secret).decode()]
            for k in keys
        ],
    }
    key = derive_key(master.secret, "key store 1")
    try:
        write_whole(path, MAGIC + seal(key, json.dumps(facts).encode(), MAGIC))
    except OSError as error:
        raise StoreFailed(reason=error.strerror or "") from None


def _stored(facts: list[Any]) -> StoredKey:
    key_id, organisation, kind, made, current, secret = facts
    return StoredKey(key_id, organisation, Kind(kind), made, current, base64.b64decode(secret))
