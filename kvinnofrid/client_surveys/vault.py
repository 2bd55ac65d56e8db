"""Sealing and opening answers with keys of the key service, each row with a key of its own."""

import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from kvinnofrid.client_surveys.rules import FIELD
from kvinnofrid.keys.client import KeyClient, shared_client
from kvinnofrid.keys.envelope import decrypt_field, encrypt_field


class Sealable(Protocol):
    """A row whose content is sealed."""

    id: uuid.UUID
    organisation_id: int
    data_key: Any
    content: Any


def _client() -> KeyClient:
    return shared_client(Path(settings.KEY_SOCKET))


def new_key(row: Sealable) -> bytes:
    """A key for a new row, which keeps it wrapped; raises a KeysError."""
    plain, row.data_key = _client().new_data_key(str(row.organisation_id))
    return plain


def key_of(row: Sealable) -> bytes:
    """The key of a row; raises a KeysError."""
    return _client().unwrap(str(row.organisation_id), bytes(row.data_key))


def seal(key: bytes, row: Sealable, version: int, said: Mapping[str, object]) -> None:
    """Put what is said in the row, sealed for this row and version only."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    organisation, record = str(row.organisation_id), str(row.id)
    row.content = encrypt_field(key, organisation, record, FIELD, version, text)


def opened(key: bytes, row: Sealable, version: int) -> dict[str, Any]:
    """What the row holds; raises Undecipherable if it was written for another place."""
    organisation, record = str(row.organisation_id), str(row.id)
    text = decrypt_field(key, organisation, record, FIELD, version, bytes(row.content))
    found: dict[str, Any] = json.loads(text)
    return found
