"""Sealing and opening the texts of records with keys that the key service hands out.

A key is asked for when it is needed and forgotten afterwards. Every error is a `KeysError`, whose
`message(lang)` may be shown.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from kvinnofrid.keys.client import KeyClient, shared_client
from kvinnofrid.keys.envelope import decrypt_field, encrypt_field
from kvinnofrid.records.fields import Sealed
from kvinnofrid.records.models import GuardedRecord


def client() -> KeyClient:
    """The client of the key service."""
    return shared_client(Path(settings.KEY_SOCKET))


def new_key(organisation: int) -> tuple[bytes, bytes]:
    """A data key for a new record: plain and wrapped."""
    return client().new_data_key(str(organisation))


def key_of(record: GuardedRecord) -> bytes:
    """The data key of a record."""
    return client().unwrap(str(record.organisation_id), bytes(record.data_key))


def seal(
    key: bytes, record: GuardedRecord, version: int, values: Mapping[str, str]
) -> dict[str, Sealed]:
    """The texts sealed for that version of the record. An empty text is stored as nothing."""
    return {
        name: Sealed(seal_text(key, record, name, version, text) if text else b"")
        for name, text in values.items()
    }


def seal_text(key: bytes, record: GuardedRecord, name: str, version: int, text: str) -> bytes:
    """One text sealed for its place."""
    return encrypt_field(key, str(record.organisation_id), str(record.id), name, version, text)


def open_text(key: bytes, record: GuardedRecord, name: str, version: int, stored: bytes) -> str:
    """One text opened; raises Undecipherable if it was written for another place."""
    return decrypt_field(key, str(record.organisation_id), str(record.id), name, version, stored)


def open_fields(key: bytes, record: GuardedRecord, names: Iterable[str]) -> dict[str, str]:
    """The texts of a record; raises Undecipherable."""
    found = {}
    for name in names:
        stored: bytes = getattr(record, name).stored
        found[name] = open_text(key, record, name, record.version, stored) if stored else ""
    return found
