"""What a version holds, as a hash: equal hash, equal questionnaire."""

from __future__ import annotations

import hashlib
import json

from kvinnofrid.catalogue import Instrument

_MAY_CHANGE = {"valid_to", "withdrawn"}
"""What is set on a published version later, without changing what was asked."""


def content_hash(instrument: Instrument) -> str:
    """SHA-256, in hex, of everything in the version but its end and its withdrawal."""
    content = instrument.model_dump(mode="json", exclude=_MAY_CHANGE)
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
