"""Sealing what waits, and hashing what other systems call somebody, with keys of the key service.

Every error is a `KeysError`, whose `message(lang)` may be shown.
"""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from kvinnofrid.exchange.models import CaseSystemExtract, MatchingKey
from kvinnofrid.keys import ciphers
from kvinnofrid.keys.client import KeyClient, shared_client
from kvinnofrid.keys.encoding import encode_parts

FIELD = "case_system_extract"
PURPOSE = "kvinnofrid reference from outside 1"


def client() -> KeyClient:
    """The client of the key service."""
    return shared_client(Path(settings.KEY_SOCKET))


def seal(extract: CaseSystemExtract, content: Mapping[str, object]) -> None:
    """Put the content in the row, sealed for it and the version that it then has."""
    organisation = str(extract.organisation_id)
    if extract.data_key:
        plain = client().unwrap(organisation, bytes(extract.data_key))
        extract.version += 1
    else:
        plain, extract.data_key = client().new_data_key(organisation)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    extract.content = ciphers.seal(plain, zlib.compress(text.encode(), 3), _place(extract))


def opened(extract: CaseSystemExtract) -> dict[str, Any]:
    """The content of a row that waits; raises Undecipherable if it was written for another."""
    plain = client().unwrap(str(extract.organisation_id), bytes(extract.data_key))
    packed = ciphers.unseal(plain, bytes(extract.content), _place(extract))
    found: dict[str, Any] = json.loads(zlib.decompress(packed))
    return found


def _place(extract: CaseSystemExtract) -> bytes:
    """What the content is bound to: it opens nowhere else."""
    return encode_parts(
        (FIELD, str(extract.organisation_id), str(extract.pk), str(extract.version))
    )


def empty(extract: CaseSystemExtract) -> None:
    """Destroy the key of what has waited, so that no copy opens either, and empty the row."""
    if extract.data_key:
        client().destroy_data_key(str(extract.organisation_id), bytes(extract.data_key))
    extract.data_key, extract.content = b"", b""


def matching_key(organisation: int) -> bytes:
    """The organisation's key for references, made the first time. Held until the transaction ends.

    Whoever takes something in waits here for whoever does already.
    """
    found = MatchingKey.objects.select_for_update().filter(organisation=organisation).first()
    if found is None:
        _plain, wrapped = client().new_data_key(str(organisation))
        MatchingKey.objects.get_or_create(
            organisation_id=organisation, defaults={"data_key": wrapped}
        )
        found = MatchingKey.objects.select_for_update().get(organisation=organisation)
    return client().unwrap(str(organisation), bytes(found.data_key))


def token(key: bytes, unit: str, kind: str, reference: str) -> bytes:
    """What stands for a reference of another system; 32 bytes. `kind`: a client, an episode."""
    return ciphers.keyed_hash(key, encode_parts((PURPOSE, unit, kind, reference)))
