"""Pseudonym tokens: what stands for an identity number within one organisation.

All possible numbers can be hashed in minutes, so only a key that the web server does not hold makes
a token mean nothing to a thief. Two organisations' tokens of one person have nothing in common.
"""

import hmac

from kvinnofrid.keys.ciphers import keyed_hash
from kvinnofrid.keys.encoding import encode_parts
from kvinnofrid.keys.identity import IdentityNumber

PURPOSE = "kvinnofrid identity token 1"


def make_token(key: bytes, organisation: str, number: IdentityNumber) -> bytes:
    """HMAC-SHA-256 over purpose, organisation and the twelve digits; 32 bytes."""
    return keyed_hash(key, encode_parts((PURPOSE, organisation, number.digits)))


def same_token(one: bytes, other: bytes) -> bool:
    """Whether two tokens are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one, other)
